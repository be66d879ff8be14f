"""Exact tests of independence in a table of counts with a row for each level and a column for each of two groups.

"One-sided" is the tail towards which the table deviates from expectation: the "Exact Sig. (1-sided)" of SPSS, which
takes P(N >= n) for a first cell above its expectation and P(N <= n) otherwise (SPSS Statistics Algorithms, appendix
"Significance Levels for Fisher's Exact Test").
"""

from collections.abc import Callable, Iterator, Sequence
from math import comb, prod

import numpy as np

Table = np.ndarray
"""Counts of shape (levels, 2)."""
Test = Callable[[Table], float]
NEGLIGIBLE = 1e-9
"""Relative difference below which two p-values count as a tie in an ordering."""
WHOLE_UP_TO = 2_000
"""Patients up to whom the ways of 2 x 2 tables are counted in whole numbers; beyond, in floating point."""


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


def _of_many(table: Table, sides: str) -> float:
    """Fisher's p of a 2 x 2 table of many patients, in floating point."""
    from scipy.stats import fisher_exact

    return float(fisher_exact(table, sides).pvalue)


def freeman_halton(table: Table) -> float:
    """Two-sided exact p: the probability, given the margins, of all tables no more likely than the observed one.

    Fisher's exact test by Irwin's rule (1935; SPSS, R); for more than two levels Freeman GH, Halton JH. Biometrika
    1951;38:141-9. The number of tables grows with the number of patients to the power of levels - 1.
    """
    if len(table) == 2 and table.sum() > WHOLE_UP_TO:
        return _of_many(table, "two-sided")
    observed = ways(table)
    return sum(count for other in same_margins(table) if (count := ways(other)) <= observed) / all_ways(table)


def towards(table: Table) -> int:
    """1 if the first group has more of the first level of a 2 x 2 table than the second group has, else -1."""
    (a, b), (first, second) = table[0], table.sum(axis=0)
    return 1 if a * second > b * first else -1


def fisher_one_sided(table: Table, sign: int | None = None) -> float:
    """The tail of the hypergeometric distribution towards which a 2 x 2 table deviates, or that of ``sign``."""
    sign = sign or towards(table)
    if table.sum() > WHOLE_UP_TO:
        return _of_many(table, "greater" if sign > 0 else "less")
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
