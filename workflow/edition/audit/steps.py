"""The steps of a run as a picture in layers: each below those whose files it reads."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

Run = Mapping[str, Any]
WIDTH, HEIGHT, ACROSS, DOWN = 148, 26, 12, 44
"""Of a box, and the space between boxes, in pixels."""


def reads(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Name of a step → those whose files it reads, in the order in which they ran."""
    maker = {file: run["name"] for run in runs for file in run["outputs"]}
    return {
        run["name"]: list(
            dict.fromkeys(maker[file] for file in run["inputs"] if maker.get(file, run["name"]) != run["name"])
        )
        for run in runs
    }


def layers(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The steps by the length of the longest way to them, each layer ordered by where its needs stand above it."""
    waiting, order = TopologicalSorter(needs), list(needs)
    waiting.prepare()
    rows: list[list[str]] = []
    place: dict[str, float] = {}

    def center(name: str) -> float:
        return sum(place[other] for other in needs[name]) / max(len(needs[name]), 1)

    while layer := waiting.get_ready():
        waiting.done(*layer)
        rows.append(sorted(sorted(layer, key=order.index), key=center))
        place |= {name: (index + 0.5) / len(layer) for index, name in enumerate(rows[-1])}
    return rows


def picture(runs: Sequence[Run]) -> dict[str, Any]:
    """The steps as boxes (by name, with their upper left corners) and the paths between them, in a frame; in pixels."""
    needs = reads(runs)
    rows = layers(needs)
    across, down = WIDTH + ACROSS, HEIGHT + DOWN
    whole = max(map(len, rows)) * across + ACROSS
    boxes = {
        name: ((whole - len(row) * across + ACROSS) / 2 + index * across, 8 + level * down)
        for level, row in enumerate(rows)
        for index, name in enumerate(row)
    }
    paths = []
    for name, (x, y) in boxes.items():
        for from_x, from_y in (boxes[other] for other in needs[name]):
            aside, far = x - from_x, y - from_y - HEIGHT
            start = f"M{from_x + WIDTH / 2:g} {from_y + HEIGHT:g}"
            paths.append(f"{start}c0 {far / 2:g} {aside:g} {far / 2:g} {aside:g} {far:g}")
    size = {"width": WIDTH, "height": HEIGHT, "frame": (whole, len(rows) * down)}
    return {"boxes": boxes, "paths": paths, **size}
