"""Exact tests of independence in a table of counts with a row for each level and a column for each of two groups.

"One-sided" is the tail towards which the table deviates from expectation: the "Exact Sig. (1-sided)" of SPSS, which
takes P(N >= n) for a first cell above its expectation and P(N <= n) otherwise (SPSS Statistics Algorithms, appendix
"Significance Levels for Fisher's Exact Test").
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, wraps
from math import comb, prod

import numpy as np
from scipy import optimize, stats

Table = np.ndarray
"""Counts of shape (levels, 2)."""
Test = Callable[[Table], float]
NEGLIGIBLE = 1e-9
"""Relative difference below which two p-values count as a tie in an ordering."""


def fillings(levels: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """Every column of ``size`` patients with at most ``levels[i]`` of level i, in ascending order."""
    if not levels:
        if size == 0:
            yield ()
        return
    head, *tail = levels
    for count in range(max(0, size - sum(tail)), min(head, size) + 1):
        for rest in fillings(tail, size - count):
            yield count, *rest


def same_margins(table: Table) -> Iterator[Table]:
    """All tables with the margins of ``table``."""
    levels = table.sum(axis=1)
    for first in fillings(levels.tolist(), int(table[:, 0].sum())):
        yield np.column_stack([first, levels - first])


def ways(table: Table) -> int:
    """In how many ways the patients of each level can be dealt to the groups so; a whole number, so ties are ties."""
    return prod(comb(sum(row), row[0]) for row in table.tolist())


def all_ways(table: Table) -> int:
    """In how many ways all tables with these margins arise together."""
    return comb(int(table.sum()), int(table[:, 0].sum()))


def freeman_halton(table: Table) -> float:
    """Two-sided exact p: the probability, given the margins, of all tables no more likely than the observed one.

    Fisher's exact test by Irwin's rule (1935; SPSS, R); for more than two levels Freeman GH, Halton JH. Note on an
    exact treatment of contingency, goodness of fit and other problems of significance. Biometrika 1951;38:141-9. The
    number of tables grows with the number of patients to the power of levels - 1.
    """
    observed = ways(table)
    return sum(count for other in same_margins(table) if (count := ways(other)) <= observed) / all_ways(table)


def _towards(table: Table) -> str:
    """The alternative in whose direction the first group's rate differs, as scipy names it."""
    (a, b), (first, second) = table[0], table.sum(axis=0)
    return "greater" if a * second > b * first else "less"


def fisher_one_sided(table: Table) -> float:
    """The tail of the hypergeometric distribution towards which a 2 x 2 table deviates."""
    sign = 1 if _towards(table) == "greater" else -1
    beyond = [ways(other) for other in same_margins(table) if sign * (other[0, 0] - table[0, 0]) >= 0]
    return sum(beyond) / all_ways(table)  # of whole numbers, so the same on every processor


def fisher_doubled(table: Table) -> float:
    """Twice the one-sided Fisher p, at most 1."""
    return min(1.0, 2 * fisher_one_sided(table))


def mid_p_one_sided(table: Table) -> float:
    """One-sided Fisher less half of the observed table's probability (Lancaster 1961)."""
    return fisher_one_sided(table) - ways(table) / (2 * all_ways(table))


def mid_p_two_sided(table: Table) -> float:
    """Two-sided Fisher less half of the observed table's probability; Lydersen et al. Stat Med 2009;28:1159-1175."""
    return freeman_halton(table) - ways(table) / (2 * all_ways(table))


def _remembering(p: Test) -> Test:
    """The same function, looking up tables that it has seen: rows of one study share group sizes, hence tables."""
    known = lru_cache(maxsize=10_000)(lambda cells: p(np.array(cells)))
    return wraps(p)(lambda table: known(tuple(map(tuple, table.tolist()))))


# Unconditional exact tests hold only the group sizes fixed. Each is the largest probability, over the common rate, of
# the tables that an ordering puts at least as far out as the observed one. They need patients in both groups.


@_remembering
def barnard_two_sided(table: Table) -> float:
    """Barnard's test with the pooled z (Suissa and Shuster 1985), two-sided."""
    return float(stats.barnard_exact(table).pvalue)


@_remembering
def barnard_one_sided(table: Table) -> float:
    """Barnard's test with the pooled z, in the direction of the observed difference."""
    return float(stats.barnard_exact(table, alternative=_towards(table)).pvalue)


@_remembering
def boschloo_one_sided(table: Table) -> float:
    """Boschloo's test (1970) in the direction of the observed difference."""
    return float(stats.boschloo_exact(table, alternative=_towards(table)).pvalue)


def boschloo_doubled(table: Table) -> float:
    """Boschloo's test, two-sided as scipy does it: twice the smaller one-sided p, at most 1."""
    return min(1.0, 2 * boschloo_one_sided(table))


@lru_cache(maxsize=16)
def _fisher(first: int, second: int) -> np.ndarray:
    """Two-sided Fisher p of every table with these group sizes: shape (first + 1, second + 1)."""
    tables = [[np.array([[a, b], [first - a, second - b]]) for b in range(second + 1)] for a in range(first + 1)]
    return np.array([[freeman_halton(table) for table in row] for row in tables])


@_remembering
def boschloo_two_sided(table: Table) -> float:
    """Boschloo's test ordered by the two-sided Fisher p, as the R packages Exact and exact2x2 (minlike) do it."""
    first, second = table.sum(axis=0).tolist()
    ordering = _fisher(first, second)
    ones, others = np.nonzero(ordering <= ordering[tuple(table[0])] * (1 + NEGLIGIBLE))

    def size(rate: np.ndarray) -> np.ndarray:
        return (stats.binom.pmf(ones, first, rate) * stats.binom.pmf(others, second, rate)).sum(axis=-1)

    grid = np.linspace(0, 1, 501)
    best = grid[np.argmax(size(grid[:, None]))]
    around = (max(0.0, best - 0.002), min(1.0, best + 0.002))
    peak = optimize.minimize_scalar(lambda rate: -size(rate), bounds=around, method="bounded")
    return float(min(1.0, max(-peak.fun, size(best))))
