"""Every test of association between a categorical variable and two groups that a paper's p-value might come from.

A table has the levels as rows and the two groups as columns (shape (levels, 2)); Barnard's test is not symmetric to
transposition. "One-sided" is the tail towards which the table deviates from expectation: the "Exact Sig. (1-sided)" of
SPSS, which takes P(N >= n) for a first cell above its expectation and P(N <= n) otherwise (SPSS Statistics Algorithms,
appendix "Significance Levels for Fisher's Exact Test").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isnan

import numpy as np
from scipy import stats
from scipy.special import rel_entr

from salvage.forensics import unconditional
from salvage.statistics.contingency import fillings, freeman_halton, ways

Table = np.ndarray
NEGLIGIBLE = 1e-9
"""Relative difference below which two p-values count as a tie in an ordering."""


def _conditional(table: Table) -> tuple[list[tuple[int, ...]], list[int], int]:
    """All first columns with the margins of the table, in how many ways each arises, and the observed one's ways."""
    levels, first = table.sum(axis=1).tolist(), table[:, 0].tolist()
    columns = list(fillings(levels, sum(first)))
    return columns, [ways(levels, column) for column in columns], ways(levels, first)


def fisher_two_sided(table: Table) -> float:
    """Fisher's exact test by Irwin's rule (1935; SPSS, R); Fisher-Freeman-Halton (1951) for more than two levels."""
    return freeman_halton(table.tolist())


def fisher_one_sided(table: Table, share: Fraction = Fraction(1)) -> float:
    """The tail of the hypergeometric distribution towards which a 2 x 2 table deviates, with ``share`` of the table."""
    columns, weights, observed = _conditional(table)
    count, expected = int(table[0, 0]), Fraction(int(table[0].sum() * table[:, 0].sum()), int(table.sum()))
    beyond = [w for c, w in zip(columns, weights, strict=True) if (c[0] > count if count > expected else c[0] < count)]
    return float((sum(beyond) + share * observed) / sum(weights))


def fisher_doubled(table: Table) -> float:
    """Twice the one-sided Fisher p, at most 1."""
    return min(1.0, 2 * fisher_one_sided(table))


def mid_p_one_sided(table: Table) -> float:
    """One-sided Fisher with half of the observed table's probability (Lancaster 1961)."""
    return fisher_one_sided(table, Fraction(1, 2))


def mid_p_two_sided(table: Table) -> float:
    """Two-sided Fisher less half of the observed table's probability; Lydersen et al. Stat Med 2009;28:1159-1175."""
    _, weights, observed = _conditional(table)
    return fisher_two_sided(table) - float(Fraction(observed, 2 * sum(weights)))


def _expected(table: Table) -> np.ndarray | None:
    """Counts expected without association; None if a level or a group is empty."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return np.outer(rows, columns) / table.sum() if rows.all() and columns.all() else None


def _chi_square(table: Table, correction: float = 0.0, factor: float = 1.0) -> float:
    expected = _expected(table)
    if expected is None:
        return float("nan")
    distance = np.maximum(np.abs(table - expected) - correction, 0)
    return float(stats.chi2.sf(factor * (distance**2 / expected).sum(), len(table) - 1))


def pearson(table: Table) -> float:
    """Pearson's chi-squared without correction."""
    return _chi_square(table)


def pearson_yates(table: Table) -> float:
    """Pearson's chi-squared with Yates' correction (1934); "Continuity Correction" in SPSS."""
    return _chi_square(table, correction=0.5)


def likelihood_ratio(table: Table) -> float:
    """The likelihood-ratio chi-squared, G squared."""
    expected = _expected(table)
    if expected is None:
        return float("nan")
    return float(stats.chi2.sf(2 * rel_entr(table, expected).sum(), len(table) - 1))


def n_minus_one(table: Table) -> float:
    """Pearson's chi-squared times (N - 1)/N; Campbell I. Stat Med 2007;26:3661-3675."""
    return _chi_square(table, factor=(table.sum() - 1) / table.sum())


def linear_by_linear(table: Table, scores: Sequence[float] | None = None) -> float:
    """Linear-by-linear association (Mantel 1963), (N - 1) r squared; the scores are 1, 2, ... in the order printed."""
    rows, (first, second), n = table.sum(axis=1), table.sum(axis=0), table.sum()
    levels = np.arange(len(table)) if scores is None else np.array(scores, dtype=float)
    spread = rows @ levels**2 - (rows @ levels) ** 2 / n
    if not (spread and first and second):
        return float("nan")
    covariance = table[:, 0] @ levels - first * (rows @ levels) / n
    return float(stats.chi2.sf((n - 1) * covariance**2 / (spread * (first * second / n)), 1))


def _exact(asymptotic: Callable[[Table], float]) -> Callable[[Table], float]:
    """The exact version of a test: the probability, given the margins, of an asymptotic p no larger than observed."""

    def p(table: Table) -> float:
        columns, weights, _ = _conditional(table)
        rows, limit = table.sum(axis=1), asymptotic(table) * (1 + NEGLIGIBLE)
        values = [asymptotic(np.column_stack([column, rows - np.array(column)])) for column in columns]
        return sum(w for w, value in zip(weights, values, strict=True) if not value > limit) / sum(weights)

    return p


@dataclass(frozen=True)
class Procedure:
    """A test, its sidedness and the function that gives its p.

    ``two_by_two``: defined for two levels only. ``up_to``: number of patients beyond which it takes too long.
    """

    test: str
    sides: str
    p: Callable[[Table], float]
    two_by_two: bool = False
    up_to: int | None = None

    @property
    def id(self) -> str:
        """Name of the procedure in tables and in the plan, such as ``fisher.one-sided``."""
        return f"{self.test}.{self.sides}"

    def defined(self, table: Table) -> bool:
        """Whether the procedure is defined, and not too slow, for a table."""
        return (len(table) == 2 or not self.two_by_two) and (self.up_to is None or table.sum() <= self.up_to)


def _halved(p: Callable[[Table], float]) -> Callable[[Table], float]:
    return lambda table: p(table) / 2


CONDITIONAL, UNCONDITIONAL = 2000, 200

PROCEDURES = (
    Procedure("fisher", "two-sided", fisher_two_sided, up_to=CONDITIONAL),
    Procedure("fisher", "one-sided", fisher_one_sided, True, CONDITIONAL),
    Procedure("fisher", "doubled", fisher_doubled, True, CONDITIONAL),
    Procedure("mid-p", "two-sided", mid_p_two_sided, up_to=CONDITIONAL),
    Procedure("mid-p", "one-sided", mid_p_one_sided, True, CONDITIONAL),
    Procedure("barnard", "two-sided", unconditional.barnard_two_sided, True, UNCONDITIONAL),
    Procedure("barnard", "one-sided", unconditional.barnard_one_sided, True, UNCONDITIONAL),
    Procedure("boschloo", "two-sided", unconditional.boschloo_two_sided, True, UNCONDITIONAL),
    Procedure("boschloo", "doubled", unconditional.boschloo_doubled, True, UNCONDITIONAL),
    Procedure("boschloo", "one-sided", unconditional.boschloo_one_sided, True, UNCONDITIONAL),
    Procedure("pearson", "two-sided", pearson),
    Procedure("pearson", "one-sided", _halved(pearson), True),
    Procedure("pearson-yates", "two-sided", pearson_yates, True),
    Procedure("pearson-yates", "one-sided", _halved(pearson_yates), True),
    Procedure("n-minus-one", "two-sided", n_minus_one),
    Procedure("n-minus-one", "one-sided", _halved(n_minus_one), True),
    Procedure("likelihood-ratio", "two-sided", likelihood_ratio),
    Procedure("linear-by-linear", "two-sided", linear_by_linear),
    Procedure("pearson-exact", "two-sided", _exact(pearson), up_to=UNCONDITIONAL),
    Procedure("likelihood-ratio-exact", "two-sided", _exact(likelihood_ratio), up_to=UNCONDITIONAL),
    Procedure("linear-by-linear-exact", "two-sided", _exact(linear_by_linear), up_to=UNCONDITIONAL),
)
"""The declared family, in a fixed order. For larger tables "fisher two-sided" is the Fisher-Freeman-Halton test."""


def defined(table: Table) -> dict[str, Callable[[Table], float]]:
    """Procedure id → function, of the procedures that are defined for a table of this shape and size."""
    return {each.id: each.p for each in PROCEDURES if each.defined(table)}


def p_values(table: Table) -> dict[str, float]:
    """Procedure id → its p for the table; procedures without a value for it (an empty level) are left out."""
    found = {name: p(table) for name, p in defined(table).items()}
    return {name: p for name, p in found.items() if not isnan(p)}
