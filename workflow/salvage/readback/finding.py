"""Looks in the text of a rendered article for what its source names."""

import re
from collections.abc import Iterable, Iterator

from salvage.readback.document import plain
from salvage.readback.named import Named

JOINTS = re.compile(r" |(?<=[^\d ])(?=\S)|(?<=\d)(?=[^\d ])")
LONG = 30
"""Characters of a wording beyond which a page may end within it."""


def loosely(text: str) -> str:
    """A pattern for ``text`` in which lines may break, or spaces be lost, anywhere but between digits."""
    return " ?".join(map(re.escape, JOINTS.split(text)))


def bounded(text: str) -> str:
    """A pattern for ``text``, as the group ``it``, that is no part of a longer number."""
    start = r"(?<!\d)(?<!\d[.,])" if text[0].isdigit() else ""
    end = r"(?![.,]?\d)" if text[-1].isdigit() else ""
    return f"{start}(?P<it>{loosely(text)}){end}"


def patterns(each: Named, paged: bool) -> list[re.Pattern[str]]:
    """Patterns of which one must be found.

    A page may end anywhere; there the text with its context on one side is enough, and of a long text (a wording)
    the part on that side.
    """
    sides = [(each.before, each.text, each.after)]
    if paged and each.before and each.after:
        sides = [(each.before, each.text[:LONG], ""), ("", each.text[-LONG:], each.after)]
    return [re.compile(" ?".join([loosely(left), bounded(text), loosely(right)])) for left, text, right in sides]


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
