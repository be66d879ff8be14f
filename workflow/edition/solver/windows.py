"""Days on which the patients' times may fall, as far as the claims tell: the ground that exact bounds stand on.

A printed median couples two times, which windows cannot express. So windows come in two fits. Those *within* admit only
times that round to what is printed; those *around* admit all of these, and some others. A bound that is the same for
both fits holds exactly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.solver.kinds import SUMMARIES, Kind, Range
from edition.solver.law import longest


@dataclass(frozen=True)
class Item:
    """``n`` patients who may change places: group, death, and the first and last day on which their times may fall.

    A group of 0 is a point in time that is no patient.
    """

    group: int
    died: bool
    n: int
    low: int
    high: int


def around(kinds: Sequence[Kind]) -> list[Item]:
    """Windows that no admissible times leave."""
    span = _period(kinds)
    return [item for kind in kinds for item in _items(kind, _around(kind, span))]


def within(kinds: Sequence[Kind], day: float | None = None) -> list[list[Item]]:
    """Sets of windows all of whose times are admissible.

    The first keeps the middle times of a kind within the range of its median. The second, given a ``day``, lets the
    lower half end by that day while the upper half makes up for it.
    """
    span, found = _period(kinds), []
    for cut in [None] if day is None else [None, int(day)]:
        items = [item for kind in kinds for item in _items(kind, _within(kind, span, cut))]
        if all(item.low <= item.high for item in items):
            found.append(items)
    return found


def _items(kind: Kind, windows: Iterable[tuple[int, Range]]) -> list[Item]:
    return [Item(kind.group, kind.died, n, low, high) for n, (low, high) in windows if n]


def _period(kinds: Sequence[Kind]) -> Range:
    """The days that are possible where nothing is printed: all of the study period, whenever drugs became available."""
    return 1, max(longest(kind) for kind in kinds)


def _ends(kind: Kind, span: Range) -> tuple[list[tuple[int, Range]], int, int]:
    """The shortest and longest times if they are printed, and how many others belong to the lower and upper half."""
    half, stated = kind.n // 2, kind.printed.keys()
    ends = [(1, kind.days(name, span)) for name in ("minimum", "maximum") if name in stated]
    return ends, half - ("minimum" in stated), half - ("maximum" in stated)


def _around(kind: Kind, span: Range) -> list[tuple[int, Range]]:
    """Numbers of patients and their windows, lower half before upper half."""
    if not kind.printed:
        return [(kind.n, span)]
    least, middle, most = (kind.days(name, span) for name in SUMMARIES)
    if kind.n == 1:  # the only time is minimum, median and maximum
        lows, highs = zip(least, middle, most, strict=True)
        return [(1, (max(lows), min(highs)))]
    ends, lower, upper = _ends(kind, span)
    return [*ends, (lower, (least[0], middle[1])), (kind.n % 2, middle), (upper, (middle[0], most[1]))]


def _within(kind: Kind, span: Range, cut: int | None) -> list[tuple[int, Range]]:
    if kind.n == 1 or not kind.printed:
        return _around(kind, span)
    ends, lower, upper = _ends(kind, span)
    least, middle, most = (kind.days(name, span) for name in SUMMARIES)
    first = least[1] if "minimum" in kind.printed else span[0]
    last = most[0] if "maximum" in kind.printed else span[1]
    if cut is None or kind.n % 2 or "median" not in kind.printed:
        return [*ends, (lower + kind.n % 2 + upper, (max(first, middle[0]), min(last, middle[1])))]
    start = least[0] if cut <= least[1] else first  # within the window of the shortest, any of them may be the shortest
    low, high = kind.printed["median"]
    return [*ends, (lower, (start, cut)), (upper, (max(low - start, cut), min(high - cut, last)))]
