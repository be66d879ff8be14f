"""The steps of a run as a picture in layers: each below those whose files it reads."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from html import escape
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


def picture(runs: Sequence[Run], title: str) -> str:
    """The steps as SVG; each box leads to the part of the page on its step. Screen readers hear the title."""
    needs = reads(runs)
    rows = layers(needs)
    widest = max(map(len, rows))
    whole = widest * (WIDTH + ACROSS) + ACROSS
    corner: dict[str, tuple[float, float]] = {}
    for level, row in enumerate(rows):
        left = (whole - len(row) * (WIDTH + ACROSS) + ACROSS) / 2
        corner |= {
            name: (left + index * (WIDTH + ACROSS), 8 + level * (HEIGHT + DOWN)) for index, name in enumerate(row)
        }
    lines, boxes = [], []
    for name, (x, y) in corner.items():
        for other in needs[name]:
            from_x, from_y = corner[other][0] + WIDTH / 2, corner[other][1] + HEIGHT
            aside, bend = x + WIDTH / 2 - from_x, (y - from_y) / 2
            lines.append(f'<path d="M{from_x:g} {from_y:g}c0 {bend:g} {aside:g} {bend:g} {aside:g} {y - from_y:g}"/>')
        text = escape(name.replace("_", " "))
        boxes.append(
            f'<a href="#step-{escape(name)}"><rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
            f'<text x="{x + WIDTH / 2:g}" y="{y + HEIGHT / 2 + 4:g}">{text}</text></a>'
        )
    height = len(rows) * (HEIGHT + DOWN)
    return (
        f'<svg class="steps" viewBox="0 0 {whole:g} {height:g}" role="group" aria-label="{escape(title)}">'
        f'<g class="lines">{"".join(lines)}</g>{"".join(boxes)}</svg>'
    )
