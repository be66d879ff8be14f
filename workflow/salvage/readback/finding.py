"""Looks in the text of a rendered article for what its source names."""

import re
from collections.abc import Iterable, Iterator

from salvage.readback.document import plain
from salvage.readback.named import Named

JOINTS = re.compile(r" |(?<=[^\d ])(?=\S)|(?<=\d)(?=[^\d ])")


def loosely(text: str) -> str:
    """A pattern for ``text`` in which lines may break, or spaces be lost, anywhere but between digits."""
    return " ?".join(map(re.escape, JOINTS.split(text)))


def patterns(each: Named, paged: bool) -> list[re.Pattern[str]]:
    """Patterns of which one must be found: on a page, which may end on either side, one side's context is enough."""
    sides = [(each.before, each.after)]
    if paged and each.before and each.after:
        sides = [(each.before, ""), ("", each.after)]
    # No part of a longer number.
    start = r"(?<!\d)(?<!\d[.,])" if each.text[0].isdigit() else ""
    end = r"(?![.,]?\d)" if each.text[-1].isdigit() else ""
    whole = rf"{start}(?P<it>{loosely(each.text)}){end}"
    return [re.compile(" ?".join([loosely(before), whole, loosely(after)])) for before, after in sides]


def place_of(each: Named, text: str, start: int, paged: bool) -> int | None:
    """Where in ``text``, from ``start`` on, what is named ends; None if it is not there."""
    found = (match for pattern in patterns(each, paged) for match in pattern.finditer(text))
    return min((match.end("it") for match in found if match.start("it") >= start), default=None)


def missing(flows: Iterable[list[Named]], runs: list[str], paged: bool) -> Iterator[str]:
    """What is named and is not there, or not in the order of the source (which the floats of a page may change)."""
    text = plain(" ".join(runs))
    for flow in flows:
        start = 0
        for each in flow:
            end = place_of(each, text, 0 if paged else start, paged)
            if end is None:
                end = place_of(each, text, 0, paged)
                what = "is not there" if end is None else "comes too early"
                yield f"{each.place}: {each.name} {what}: …{each.before} [{each.text}] {each.after}…"
            start = end or start
