"""Barnard's and Boschloo's tests against their definition, by a very fine grid over the common rate."""

from fractions import Fraction
from functools import cache
from itertools import groupby, product
from math import comb

import numpy as np
import pytest
from edition.statistics import unconditional
from edition.statistics.association import FAMILY
from scipy import stats

LARGEST = 12
RATES = np.linspace(0, 1, 20_001)
BETWEEN = 4e-7
"""How far a probability can rise between two rates of the grid: (5e-5)² / 8 times its second derivative, < 24·23·2."""


@cache
def powers(n: int) -> np.ndarray:
    """r^s (1 - r)^(n - s) for s = 0 … n (rows) at every rate."""
    ones = np.arange(n + 1)[:, None]
    return RATES**ones * (1 - RATES) ** (n - ones)


@cache
def tail(n: int, first: int, ones: int, a: int, sign: int) -> Fraction:
    """P(A ≥ a) or P(A ≤ a) of the hypergeometric distribution."""
    beyond = range(a, min(first, ones) + 1) if sign > 0 else range(max(0, ones - n + first), a + 1)
    return Fraction(sum(comb(ones, i) * comb(n - ones, first - i) for i in beyond), comb(n, first))


@cache
def fisher(n: int, first: int, ones: int, a: int) -> Fraction:
    ways = [comb(ones, i) * comb(n - ones, first - i) for i in range(first + 1)]
    return Fraction(sum(way for way in ways if way <= ways[a]), comb(n, first))


def orderings(first: int, second: int) -> dict[str, dict[tuple[int, int], Fraction]]:
    """Test and direction → table → what the test orders by, exactly; the smaller the further out."""
    orders = {name: {} for name in ("barnard", "barnard+", "barnard-", "boschloo", "boschloo+", "boschloo-")}
    n = first + second
    for a, b in product(range(first + 1), range(second + 1)):
        excess, ones = a * second - b * first, a + b
        z2 = Fraction(excess**2, ones * (n - ones)) if excess else Fraction(0)  # of the pooled z, up to a factor
        orders["barnard"][a, b], orders["boschloo"][a, b] = -z2, fisher(n, first, ones, a)
        for name, sign in (("+", 1), ("-", -1)):
            orders[f"barnard{name}"][a, b] = -sign * z2 if excess > 0 else sign * z2
            orders[f"boschloo{name}"][a, b] = tail(n, first, ones, a, sign)
    return orders


def suprema(order: dict[tuple[int, int], Fraction], first: int, second: int) -> dict[tuple[int, int], float]:
    """Table → the largest probability on the grid of the tables that are at least as far out."""
    ways, values, rows = np.zeros(first + second + 1), [], []
    for value, cells in groupby(sorted(order, key=order.get), key=order.get):
        for a, b in cells:
            ways[a + b] += comb(first, a) * comb(second, b)
        values.append(value)
        rows.append(ways.copy())
    largest = dict(zip(values, (np.array(rows) @ powers(first + second)).max(axis=1), strict=True))
    return {cell: largest[value] for cell, value in order.items()}


@pytest.mark.parametrize("first", range(1, LARGEST + 1))
def test_the_supremum_is_found_for_all_tables(first):
    """All tables of up to 12 against 12; with the groups exchanged they are the same, and so must the p-values be."""
    for second in range(1, first + 1):
        by = {name: suprema(order, first, second) for name, order in orderings(first, second).items()}
        for a, b in by["barnard"]:
            table = np.array([[a, b], [first - a, second - b]])
            if not 0 < a + b < first + second:
                assert all(np.isnan(FAMILY[name](table)) for name in FAMILY if name.startswith(("barnard", "bosch")))
                continue
            direction = "+" if a * second > b * first else "-"
            for test, side in product(("barnard", "boschloo"), ("two", "one")):
                supremum = FAMILY[f"{test}.{side}-sided"](table)
                grid = by[test + direction * (side == "one")][a, b]
                assert grid - 1e-11 < supremum < grid + BETWEEN, (test, side, table)
                # Level shares that are equal have no direction.
                if first == second + 1 and (side == "two" or a * second != b * first):
                    assert FAMILY[f"{test}.{side}-sided"](table[:, ::-1]) == pytest.approx(supremum, abs=1e-11)


def test_a_narrow_peak_between_wide_ones_is_found():
    """A polynomial with a peak that no grid of a hundred points sees, given by its Bernstein coefficients."""
    degree, s = 400, 123
    spike = np.zeros(degree + 1)
    spike[s] = 0.9
    spike[[0, degree]] = 0.05
    expected = 0.9 * stats.binom.pmf(s, degree, s / degree)
    assert unconditional.supremum(spike) == pytest.approx(max(expected, 0.05), abs=1e-12)
