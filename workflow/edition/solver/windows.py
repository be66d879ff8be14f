"""The days on which each patient's time can fall at the widest, as far as the claims tell.

Whole days from 1 on; nothing but the printed minimum, median and maximum of a kind limits them. No admissible time
leaves its window. The converse fails where a printed median couples two times, so what is attained within windows is
a bound, and exact once ``attaining`` finds admissible times for it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from edition.solver.kinds import Kind, Range

NO_LIMIT = 1_000_000
"""The last day where no longest time is printed; later than any day that is asked about."""


@dataclass(frozen=True)
class Item:
    """``n`` patients who may change places: group, death, first and last day of their times, index of their kind."""

    group: int
    died: bool
    n: int
    low: int
    high: int
    kind: int = 0


def windows(kinds: Sequence[Kind]) -> list[Item]:
    """The items of all kinds; patients of a kind, in the order of their times, are apart where their windows differ."""
    return [
        Item(kind.group, kind.died, n, low, high, i)
        for i, kind in enumerate(kinds)
        for (low, high), n in Counter(_windows(kind)).items()
    ]


def _windows(kind: Kind) -> list[Range]:
    """The window of each patient of a kind, in the order of their times."""
    shortest, longest = (kind.days(name, (1, NO_LIMIT)) for name in ("minimum", "maximum"))
    windows = [shortest, *[(shortest[0], longest[1])] * (kind.n - 2), longest]
    if kind.n == 1:
        windows = [_both(shortest, longest)]
    if "median" in kind.printed:
        lower, upper = (kind.n - 1) // 2, kind.n // 2
        least, most = kind.printed["median"]  # of the sum of both middle times, or twice the only one
        windows[lower] = _both(windows[lower], (least - windows[upper][1], most // 2))
        windows[upper] = _both(windows[upper], (-(-least // 2), most - windows[lower][0]))
    lows = accumulate((low for low, _ in windows), max)
    highs = list(accumulate((high for _, high in reversed(windows)), min))[::-1]
    return list(zip(lows, highs, strict=True))


def _both(first: Range, second: Range) -> Range:
    return max(first[0], second[0]), min(first[1], second[1])
