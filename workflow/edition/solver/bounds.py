"""Exact bounds, over all admissible times, of Kaplan-Meier estimates and of the log-rank p."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, lcm, sqrt

import numpy as np

from edition.solver.orders import Orders, State
from edition.solver.windows import Item

Path = tuple[State, ...]
Points = dict[tuple[int, int], Path]


@dataclass(frozen=True)
class Smallest:
    """The smallest two-sided log-rank p on one side, and times that give it: (item, day) for each patient.

    ``p`` is None, and ``days`` empty, if no order has fewer deaths than expected in that group.
    """

    p: float | None
    days: list[tuple[int, int]]


def survival_values(
    items: Sequence[Item], group: int, day: float | None = None, *, on_the_way: bool = False
) -> set[Fraction]:
    """Every value that the group's estimate can have beyond ``day``, by default beyond its last observation.

    With ``on_the_way`` also those that it can have at any time before.
    """
    marked = [item for item in items if item.group == group]
    if day is not None:
        marked.append(Item(0, False, 1, day, day))
    orders = Orders(marked)
    start = frozenset([Fraction(1)])
    met = set(start)

    def extend(values: frozenset, state: State, batch: State) -> frozenset:
        n, dead = _in_group(orders, state, batch, group)
        if not dead or (day is not None and state[-1] == 0):
            return values
        reached = frozenset(value * Fraction(n - dead, n) for value in values)
        met.update(reached)
        return reached

    last = orders.sweep(start, extend, lambda found: frozenset().union(*found))
    return met if on_the_way else set(last)


def _in_group(orders: Orders, state: State, batch: State, group: int) -> tuple[int, int]:
    """Patients of a group at risk in a state, and deaths among them in a batch."""
    dead = sum(n for n, item in zip(batch, orders.items, strict=True) if item.died and item.group == group)
    return orders.at_risk(state)[group - 1], dead


class _Logrank:
    """Both sums of the log-rank test in whole numbers: observed minus expected deaths of group 1, and its variance."""

    def __init__(self, orders: Orders) -> None:
        n = sum(orders.start)
        self.orders = orders
        self.unit = lcm(*range(1, n + 1))
        self.unit_squared = lcm(*(k * k * (k - 1) for k in range(2, n + 1)))

    def terms(self, state: State, batch: State) -> tuple[int, int]:
        """What one step adds to the sums."""
        n1, n2 = self.orders.at_risk(state)
        n = n1 + n2
        d1, d2 = (_in_group(self.orders, state, batch, group)[1] for group in (1, 2))
        d = d1 + d2
        excess = d1 * self.unit - d * n1 * (self.unit // n)
        variance = d * n1 * n2 * (n - d) * (self.unit_squared // (n * n * (n - 1))) if n > 1 else 0
        return excess, variance

    def p(self, excess: int, variance: int) -> float:
        """Two-sided p from chi-square with one degree of freedom; 1 where nothing is compared."""
        if not variance:
            return 1.0
        return erfc(sqrt(Fraction(excess, self.unit) ** 2 / Fraction(variance, self.unit_squared) / 2))


def smallest_p(items: Sequence[Item]) -> dict[int, Smallest]:
    """For each group, the smallest log-rank p of all orders in which fewer of it die than expected."""
    test = _Logrank(Orders(items))
    corners = _corners(test)
    found = {}
    for group, sign in ((1, -1), (2, 1)):
        side = [(test.p(*point), point) for point in corners if sign * point[0] > 0 and point[1]]
        p, point = min(side, default=(None, None))
        found[group] = Smallest(p, test.orders.days(corners[point]) if point else [])
    return found


def largest_p(items: Sequence[Item]) -> float:
    """The largest log-rank p of all orders in which no two patients die on the same day.

    Of all ways to the same excess the one with the largest variance stays ahead, so it alone is kept.
    """
    test = _Logrank(Orders(items, ties=False))
    Sums = tuple[np.ndarray, np.ndarray]

    def extend(sums: Sums, state: State, batch: State) -> Sums:
        excess, variance = test.terms(state, batch)
        return sums[0] + excess, sums[1] + variance

    def merge(found: list[Sums]) -> Sums:
        excess, variance = (np.concatenate([each[i] for each in found]) for i in (0, 1))
        order = np.lexsort((variance, excess))
        last = np.append(np.diff(excess[order]) > 0, True)
        return excess[order][last], variance[order][last]

    start = np.zeros(1, dtype=np.int64)
    excess, variance = test.orders.sweep((start, start), extend, merge)
    squared = np.divide(excess.astype(float) ** 2, variance, out=np.zeros(len(excess)), where=variance > 0)
    least = int(np.argmin(squared))
    return test.p(int(excess[least]), int(variance[least]))


def _corners(test: _Logrank) -> Points:
    """The corners of the convex hull of both sums over all orders, each with a path that leads there.

    Sums of steps are sums of points, so that a corner of the whole passes through corners only, and the chi-square
    (excess squared over variance, a convex function, also where it is restricted to one sign) is largest in a corner.
    """

    def extend(points: Points, state: State, batch: State) -> Points:
        excess, variance = test.terms(state, batch)
        return {(u + excess, v + variance): (*path, batch) for (u, v), path in points.items()}

    def merge(found: list[Points]) -> Points:
        points = {point: path for each in found for point, path in each.items()}
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
