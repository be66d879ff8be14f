"""Exact tests of independence in a table of counts with a row for each level and a column for each of two groups."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import comb, prod

Table = Sequence[tuple[int, int]]
"""Counts: ``[(level 1 in group 1, level 1 in group 2), (level 2 in group 1, …), …]``."""


def fisher(table: Table) -> float:
    """Two-sided Fisher exact p of a 2 × 2 table: the probability of all tables no more likely than the observed one.

    Fisher RA. Statistical methods for research workers, 5th ed. 1934, section 21.02.
    """
    from scipy.stats import fisher_exact

    return float(fisher_exact(table, alternative="two-sided").pvalue)


def ways(levels: Sequence[int], first: Sequence[int]) -> int:
    """In how many ways group 1 can hold ``first[i]`` of the ``levels[i]`` patients of every level i."""
    return prod(map(comb, levels, first))


def fillings(levels: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """Every first column that fits the margins: at most ``levels[i]`` of level i, ``size`` in all."""
    if not levels:
        if size == 0:
            yield ()
        return
    head, *tail = levels
    for count in range(max(0, size - sum(tail)), min(head, size) + 1):
        for rest in fillings(tail, size - count):
            yield count, *rest


def freeman_halton(table: Table) -> float:
    """Exact p of Freeman and Halton for any number of levels: as Fisher's, over all tables with the same margins.

    Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of fit and other problems of
    significance. Biometrika 1951;38:141-9. Probabilities are compared as whole numbers, so that ties are ties. The
    number of tables grows with the number of patients to the power of levels - 1; hundreds of patients in three levels
    are still quick.
    """
    levels = [sum(row) for row in table]
    first = [row[0] for row in table]
    observed = ways(levels, first)
    as_extreme = sum(count for filling in fillings(levels, sum(first)) if (count := ways(levels, filling)) <= observed)
    return float(Fraction(as_extreme, comb(sum(levels), sum(first))))
