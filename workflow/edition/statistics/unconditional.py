"""Unconditional exact tests of a 2 x 2 table: only the sizes of the two groups, its columns, are held fixed.

Each is the largest probability, over the rate that both groups would share, of the tables that an ordering puts at
least as far out as the observed one. Transposing a table changes the p-value. They need patients in both groups.
"""

from collections.abc import Callable
from functools import lru_cache
from math import comb

import numpy as np

from edition.statistics.exact import NEGLIGIBLE, Table, Test, fisher_one_sided, freeman_halton, towards

TOLERANCE = 1e-12
"""The supremum is found to within this much, above rounding."""


@lru_cache(maxsize=64)
def _halving(degree: int) -> np.ndarray:
    """The matrix, of shape (degree + 1, degree + 1), from Bernstein coefficients on [0, 1] to those on [0, 1/2]."""
    return np.array([[comb(row, i) / 2**row for i in range(degree + 1)] for row in range(degree + 1)])


def supremum(coefficients: np.ndarray) -> float:
    """The largest value on [0, 1] of a polynomial, given its Bernstein coefficients of shape (degree + 1,).

    No peak can be missed: on any interval the largest coefficient is an upper bound (convex hull property; Farouki RT.
    The Bernstein polynomial basis: a centennial retrospective. Comput Aided Geom Des 2012;29:379-419), and the first
    and last are values at its ends. Intervals are halved until no bound exceeds the best value by ``TOLERANCE``.
    """
    left = _halving(len(coefficients) - 1).T
    parts, best = coefficients[None, :], max(coefficients[0], coefficients[-1])
    while len(parts := parts[parts.max(axis=1) > best + TOLERANCE]):
        parts = np.vstack([parts @ left, parts @ left[::-1, ::-1]])
        best = max(best, parts[:, 0].max())
    return float(min(best, 1.0))


Ordering = Callable[[int, int], np.ndarray]
"""Group sizes → a number for every table, the smaller the further out, shape (first + 1, second + 1)."""


def _by(p: Test) -> Ordering:

    @lru_cache(maxsize=32)
    def ordering(first: int, second: int) -> np.ndarray:
        tables = [[np.array([[a, b], [first - a, second - b]]) for b in range(second + 1)] for a in range(first + 1)]
        return np.array([[p(table) for table in row] for row in tables])

    return ordering


@lru_cache(maxsize=32)
def _minus_z(first: int, second: int) -> np.ndarray:
    """Minus the pooled z of the first group's excess; 0 where all patients have the same level."""
    a, b = np.arange(first + 1)[:, None], np.arange(second + 1)
    ones, excess = a + b, a * second - b * first
    spread = np.sqrt(first * second * ones * (first + second - ones) / (first + second))
    return -np.divide(excess, spread, out=np.zeros(spread.shape), where=spread > 0)


def _largest_probability(ordering: np.ndarray, table: Table) -> float:
    """The largest probability of the tables that are at least as far out as ``table``."""
    observed = ordering[tuple(table[0])]
    out = ordering <= observed + NEGLIGIBLE * abs(observed)
    first, second = (size - 1 for size in out.shape)
    ways = [0] * (first + second + 1)
    for a, b in np.argwhere(out).tolist():
        ways[a + b] += comb(first, a) * comb(second, b)
    # In the Bernstein basis: of all ways to have so many in the first row, the share that lies so far out.
    return supremum(np.array([n / comb(first + second, ones) for ones, n in enumerate(ways)]))


def barnard_two_sided(table: Table) -> float:
    """Barnard's test ordered by the absolute pooled z (Suissa S, Shuster JJ. J R Stat Soc A 1985;148:317-27)."""
    return _largest_probability(-np.abs(_minus_z(*table.sum(axis=0).tolist())), table)


def barnard_one_sided(table: Table) -> float:
    """Barnard's test with the pooled z, in the direction of the observed difference."""
    return _largest_probability(towards(table) * _minus_z(*table.sum(axis=0).tolist()), table)


_FISHER = {sign: _by(lambda table, sign=sign: fisher_one_sided(table, sign)) for sign in (1, -1)}
_FISHER_TWO_SIDED = _by(freeman_halton)


def boschloo_one_sided(table: Table) -> float:
    """Boschloo's test, ordered by the one-sided Fisher p in the observed direction (Stat Neerl 1970;24:1-9)."""
    return _largest_probability(_FISHER[towards(table)](*table.sum(axis=0).tolist()), table)


def boschloo_doubled(table: Table) -> float:
    """Boschloo's test, two-sided as scipy does it: twice the smaller one-sided p, at most 1."""
    return min(1.0, 2 * boschloo_one_sided(table))


def boschloo_two_sided(table: Table) -> float:
    """Boschloo's test ordered by the two-sided Fisher p, as the R packages Exact and exact2x2 (minlike) do it."""
    return _largest_probability(_FISHER_TWO_SIDED(*table.sum(axis=0).tolist()), table)
