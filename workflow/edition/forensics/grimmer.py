"""GRIM and GRIMMER: whether a printed mean and standard deviation can come from so many whole numbers, and from which.

GRIM: the sum must be whole and give the printed mean. Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci
2017;8(4):363-369, doi:10.1177/1948550616673876.
GRIMMER: the sum of squares must be whole, must give the printed SD (divisor n - 1) and must be odd exactly when the sum
is. Anaya J. The GRIMMER test. PeerJ Preprints 2016;4:e2400v1, doi:10.7287/peerj.preprints.2400v1; in the analytic form
of Allard A. Analytic-GRIMMER, 2018. These are necessary; ``samples`` lists the data themselves and is decisive.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from edition.forensics.rounding import RULES, preimage


class Moments(NamedTuple):
    """Sum and sum of squares of ``n`` whole numbers."""

    total: int
    squares: int
    n: int


def _whole(low: Fraction, high: Fraction, low_in: bool, high_in: bool) -> range:
    """The whole numbers between two bounds, each of which may belong to them."""
    return range(ceil(low) if low_in else floor(low) + 1, (floor(high) if high_in else ceil(high) - 1) + 1)


def sums(printed_mean: str, n: int, rules: Sequence[str] = tuple(RULES)) -> list[int]:
    """Sums of ``n`` values that give the printed mean by a rule of rounding. Empty: no such values have that mean."""
    totals: set[int] = set()
    for rule in rules:
        low, high, *ends = preimage(printed_mean, rule)
        totals.update(_whole(low * n, high * n, *ends))
    return sorted(totals)


def sums_of_squares(printed_sd: str, n: int, total: int, rules: Sequence[str] = tuple(RULES)) -> list[int]:
    """Sums of squares, of the sum's parity, for which ``n`` values with sum ``total`` have the printed SD by a rule."""
    squares: set[int] = set()
    for rule in rules:
        low, high, *ends = preimage(printed_sd, rule)
        bounds = ((n - 1) * bound**2 + Fraction(total**2, n) for bound in (low, high))
        squares.update(square for square in _whole(*bounds, *ends) if square % 2 == total % 2)
    return sorted(squares)


def moments(printed_mean: str, printed_sd: str, n: int, rules: Sequence[str] = tuple(RULES)) -> list[Moments]:
    """All pairs of sum and sum of squares that pass GRIM and GRIMMER. Empty: no such values have that mean and SD."""
    return [
        Moments(total, squares, n)
        for total in sums(printed_mean, n, rules)
        for squares in sums_of_squares(printed_sd, n, total, rules)
    ]


def _extend(values: list[int], n: int, total: int, squares: frozenset[int]) -> Iterator[list[int]]:
    """Counts of ``values`` (ascending) for ``n`` numbers with that sum and one of those sums of squares."""
    top = values[-1]
    if len(values) == 1:
        if n * top == total and n * top * top in squares:
            yield [n]
        return
    most = min(n, total // top) if top else n
    for count in range(most + 1):
        left, rest = n - count, total - count * top
        remaining = frozenset(square - count * top * top for square in squares)
        # Values left lie between values[0] and values[-2]; their squares are at least rest²/left (Cauchy-Schwarz).
        if not values[0] * left <= rest <= values[-2] * left or max(remaining) * max(left, 1) < rest * rest:
            continue
        for counts in _extend(values[:-1], left, rest, remaining):
            yield [*counts, count]


def samples(pairs: list[Moments], low: int, high: int, members: Sequence[int] = ()) -> np.ndarray:
    """Every multiset of whole numbers from ``low`` to ``high`` with one of the pairs, in which all ``members`` occur.

    Shape (samples, high - low + 1): how often each value occurs. Rows are in a fixed order.
    """
    values = list(range(low, high + 1))
    rows = [
        counts
        for total, group in groupby(sorted(pairs), key=lambda pair: pair.total)
        for counts in _extend(values, pairs[0].n, total, frozenset(pair.squares for pair in group))
    ]
    counted = np.array(rows, dtype=np.int64).reshape(len(rows), len(values))
    return counted[(counted[:, [member - low for member in members]] > 0).all(axis=1)]
