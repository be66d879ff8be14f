"""Exact bounds, over all admissible orders, of the asymptotic log-rank p, which depends on the order of the times only.

It is the two-sided p by the chi-square distribution with one degree of freedom: Mantel N. Cancer Chemother Rep
1966;50:163-70.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import erfc, lcm, sqrt
from typing import NamedTuple

import numpy as np

from edition.solver.kinds import Item
from edition.solver.orders import Orders, Path, State
from edition.study.definitions import GROUPS

Points = dict[tuple[int, int], Path]


class Extreme(NamedTuple):
    """A log-rank p and an order that gives it, in batches of items; ``p`` is None if there is no such order."""

    p: float | None
    order: Path = ()


class _Logrank:
    """Both sums of the log-rank test in whole numbers: observed minus expected deaths of group 1, and its variance."""

    def __init__(self, orders: Orders) -> None:
        n = sum(orders.start)
        self.orders = orders
        self.unit = lcm(*range(1, n + 1))
        self.unit_squared = lcm(*(k * k * (k - 1) for k in range(2, n + 1)))

    def terms(self, state: State, batch: State) -> tuple[int, int]:
        """What one batch adds to the sums."""
        n1, n2 = self.orders.at_risk(state)
        n = n1 + n2
        d1, d2 = self.orders.deaths(batch)
        d = d1 + d2
        excess = d1 * self.unit - d * n1 * (self.unit // n)
        variance = d * n1 * n2 * (n - d) * (self.unit_squared // (n * n * (n - 1))) if n > 1 else 0
        return excess, variance

    def p(self, excess: int, variance: int) -> float:
        """Two-sided p; ``variance`` is 0 where no death falls while both groups are at risk, which tests nothing."""
        return erfc(sqrt(Fraction(excess, self.unit) ** 2 / Fraction(variance, self.unit_squared) / 2))


def smallest_p(items: Sequence[Item]) -> dict[int, Extreme]:
    """For each group, the smallest p of all orders in which fewer of it die than expected."""
    test = _Logrank(Orders(items))
    corners = _corners(test)
    smallest = {}
    for group, sign in zip(GROUPS, (-1, 1), strict=True):
        side = [(test.p(*point), point) for point in corners if sign * point[0] > 0 and point[1]]
        p, point = min(side, default=(None, None))
        smallest[group] = Extreme(p, corners[point] if point else ())
    return smallest


def largest_p(items: Sequence[Item]) -> Extreme:
    """The largest p of all orders in which there is something to test.

    Orders in which no two patients die on one day are tried first: they are fewer, and no p is above 1. Of all ways
    to the same excess the one with the largest variance stays ahead, so it alone is kept.
    """
    largest = _largest(_Logrank(Orders(items, ties=False)))
    return largest if largest.p == 1 else _largest(_Logrank(Orders(items)))


def _largest(test: _Logrank) -> Extreme:
    Sums = tuple[np.ndarray, np.ndarray]
    sums: dict[State, Sums] = {}
    into: dict[State, list[tuple[State, State]]] = {}

    def extend(before: Sums, state: State, batch: State) -> Sums:
        sums[state] = before
        into.setdefault(tuple(np.subtract(state, batch).tolist()), []).append((state, batch))
        excess, variance = test.terms(state, batch)
        return before[0] + excess, before[1] + variance

    def merge(ways: list[Sums]) -> Sums:
        excess, variance = (np.concatenate([way[i] for way in ways]) for i in (0, 1))
        order = np.lexsort((variance, excess))
        last = np.append(np.diff(excess[order]) > 0, True)
        return excess[order][last], variance[order][last]

    start = np.zeros(1, dtype=np.int64)
    excess, variance = test.orders.sweep((start, start), extend, merge)
    squared = np.divide(excess.astype(float) ** 2, variance, out=np.full(len(excess), np.inf), where=variance > 0)
    best = int(np.argmin(squared))
    if not variance[best]:
        return Extreme(None)
    target = int(excess[best]), int(variance[best])
    p, order = test.p(*target), []
    state = tuple(0 for _ in test.orders.start)
    while state != test.orders.start:  # back along batches that make up the best sums
        for before, batch in into[state]:
            rest = tuple(total - term for total, term in zip(target, test.terms(before, batch), strict=True))
            if np.any((sums[before][0] == rest[0]) & (sums[before][1] == rest[1])):
                break
        state, target = before, rest
        order.append(batch)
    return Extreme(p, tuple(reversed(order)))


def _corners(test: _Logrank) -> Points:
    """The corners of the convex hull of both sums over all orders, each with a path that leads there.

    Sums of steps are sums of points, so that a corner of the whole passes through corners only, and the chi-square
    (excess squared over variance, a convex function, also where it is restricted to one sign) is largest in a corner.
    """

    def extend(points: Points, state: State, batch: State) -> Points:
        excess, variance = test.terms(state, batch)
        return {(u + excess, v + variance): (*path, batch) for (u, v), path in points.items()}

    def merge(ways: list[Points]) -> Points:
        points = {point: path for way in ways for point, path in way.items()}
        return {point: points[point] for point in _hull(points)}

    return test.orders.sweep({(0, 0): ()}, extend, merge)


def _hull(points: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The corners of the convex hull (Andrew's monotone chain; Inf Process Lett 1979;9:216-9)."""
    ordered = sorted(points)
    corners: set[tuple[int, int]] = set()
    for line in (ordered, ordered[::-1]):
        chain: list[tuple[int, int]] = []
        for x, y in line:
            while len(chain) > 1:
                (x1, y1), (x2, y2) = chain[-2:]
                if (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0:
                    break
                chain.pop()
            chain.append((x, y))
        corners.update(chain)
    return corners
