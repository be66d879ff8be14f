"""Unconditional exact tests of a 2 x 2 table, groups as columns: only the group sizes are held fixed.

Each is the largest probability, over the common rate, of the tables that an ordering puts at least as far out as the
observed one. They need two groups with patients in them.
"""

from collections.abc import Callable
from functools import lru_cache, wraps

import numpy as np
from scipy import optimize, stats

from salvage.statistics.contingency import freeman_halton

NEGLIGIBLE = 1e-9


def _towards(table: np.ndarray) -> str:
    """The alternative in whose direction the first group's rate differs, as scipy names it."""
    (a, b), (first, second) = table[0], table.sum(axis=0)
    return "less" if a * second < b * first else "greater"


def _remembering(p: Callable[[np.ndarray], float]) -> Callable[[np.ndarray], float]:
    """The same function, looking up tables that it has seen: rows of one study share group sizes, hence tables."""
    known = lru_cache(maxsize=10_000)(lambda cells: p(np.array(cells)))
    return wraps(p)(lambda table: known(tuple(map(tuple, table.tolist()))))


@_remembering
def barnard_two_sided(table: np.ndarray) -> float:
    """Barnard's test with the pooled z (Suissa and Shuster 1985), two-sided."""
    return float(stats.barnard_exact(table).pvalue)


@_remembering
def barnard_one_sided(table: np.ndarray) -> float:
    """Barnard's test with the pooled z, in the direction of the observed difference."""
    return float(stats.barnard_exact(table, alternative=_towards(table)).pvalue)


@_remembering
def boschloo_one_sided(table: np.ndarray) -> float:
    """Boschloo's test (1970) in the direction of the observed difference."""
    return float(stats.boschloo_exact(table, alternative=_towards(table)).pvalue)


def boschloo_doubled(table: np.ndarray) -> float:
    """Boschloo's test, two-sided as scipy does it: twice the smaller one-sided p, at most 1."""
    return min(1.0, 2 * boschloo_one_sided(table))


@lru_cache(maxsize=16)
def _fisher(first: int, second: int) -> np.ndarray:
    """Two-sided Fisher p of every table with these group sizes: shape (first + 1, second + 1)."""
    return np.array(
        [[freeman_halton([(a, b), (first - a, second - b)]) for b in range(second + 1)] for a in range(first + 1)]
    )


@_remembering
def boschloo_two_sided(table: np.ndarray) -> float:
    """Boschloo's test ordered by the two-sided Fisher p, as the R packages Exact and exact2x2 (minlike) do it."""
    first, second = (int(total) for total in table.sum(axis=0))
    ordering = _fisher(first, second)
    ones, others = np.nonzero(ordering <= ordering[tuple(table[0])] * (1 + NEGLIGIBLE))

    def size(rate: np.ndarray) -> np.ndarray:
        return (stats.binom.pmf(ones, first, rate) * stats.binom.pmf(others, second, rate)).sum(axis=-1)

    grid = np.linspace(0, 1, 501)
    best = grid[int(np.argmax(size(grid[:, None])))]
    bounds = (max(0.0, best - 0.002), min(1.0, best + 0.002))
    peak = optimize.minimize_scalar(lambda rate: -size(np.array(rate)), bounds=bounds, method="bounded")
    return float(min(1.0, max(-peak.fun, size(np.array(best)))))
