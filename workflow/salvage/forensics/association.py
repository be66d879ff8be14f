"""Every test of association between a categorical variable and two groups that a paper's p-value might come from.

A table has the levels as rows and the two groups as columns (shape (levels, 2)); Barnard's test is not symmetric to
transposition. "One-sided" is the tail towards which the table deviates from expectation: the "Exact Sig. (1-sided)" of
SPSS, which takes P(N >= n) for a first cell above its expectation and P(N <= n) otherwise (SPSS Statistics Algorithms,
appendix "Significance Levels for Fisher's Exact Test").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isnan

import numpy as np
from scipy import optimize, stats

from salvage.contingency import fillings, freeman_halton, ways

Table = np.ndarray
NEGLIGIBLE = 1e-9
"""Relative difference below which two p-values or statistics count as a tie in an ordering."""


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


def _chi_square(table: Table, **options: object) -> tuple[float, int]:
    if not (table.sum(axis=1).all() and table.sum(axis=0).all()):
        return float("nan"), 0
    statistic, _, degrees, _ = stats.chi2_contingency(table, **options)
    return float(statistic), int(degrees)


def pearson(table: Table) -> float:
    """Pearson's chi-squared without correction."""
    return float(stats.chi2.sf(*_chi_square(table, correction=False)))


def pearson_yates(table: Table) -> float:
    """Pearson's chi-squared with Yates' correction (1934); "Continuity Correction" in SPSS."""
    return float(stats.chi2.sf(*_chi_square(table, correction=True)))


def likelihood_ratio(table: Table) -> float:
    """The likelihood-ratio chi-squared, G squared."""
    return float(stats.chi2.sf(*_chi_square(table, correction=False, lambda_="log-likelihood")))


def n_minus_one(table: Table) -> float:
    """Pearson's chi-squared times (N - 1)/N; Campbell I. Stat Med 2007;26:3661-3675."""
    statistic, degrees = _chi_square(table, correction=False)
    return float(stats.chi2.sf(statistic * (table.sum() - 1) / table.sum(), degrees))


def linear_by_linear(table: Table, scores: Sequence[float] | None = None) -> float:
    """Linear-by-linear association (Mantel 1963), (N - 1) r squared; the scores are 1, 2, ... in the order printed."""
    levels = np.repeat(np.arange(len(table)) if scores is None else np.array(scores), table.sum(axis=1))
    groups = np.concatenate([np.repeat([0, 1], row) for row in table])
    if not (levels.std() and groups.std()):
        return float("nan")
    correlation = np.corrcoef(levels, groups)[0, 1]
    return float(stats.chi2.sf((table.sum() - 1) * correlation**2, 1))


def _exact(statistic: Callable[[Table], float], table: Table) -> float:
    """P, given the margins, of a statistic's p-value at most as large as the observed one."""
    columns, weights, _ = _conditional(table)
    rows, limit = table.sum(axis=1), statistic(table) * (1 + NEGLIGIBLE)
    values = [statistic(np.column_stack([column, rows - np.array(column)])) for column in columns]
    return sum(w for w, value in zip(weights, values, strict=True) if value <= limit) / sum(weights)


def barnard_two_sided(table: Table) -> float:
    """Barnard's unconditional exact test with the pooled z (Suissa and Shuster 1985), two-sided."""
    return float(stats.barnard_exact(table).pvalue)


def barnard_one_sided(table: Table) -> float:
    """Barnard's test with the pooled z, in the direction of the observed difference."""
    return float(min(stats.barnard_exact(table, alternative=side).pvalue for side in ("less", "greater")))


def boschloo_doubled(table: Table) -> float:
    """Boschloo's test (1970), two-sided as scipy does it: the smaller one-sided p twice."""
    return float(stats.boschloo_exact(table).pvalue)


def boschloo_one_sided(table: Table) -> float:
    """Boschloo's test in the direction of the observed difference."""
    return float(min(stats.boschloo_exact(table, alternative=side).pvalue for side in ("less", "greater")))


def boschloo_two_sided(table: Table) -> float:
    """Boschloo's test ordered by the two-sided Fisher p, as the R packages Exact and exact2x2 (minlike) do it."""
    first, second = (int(total) for total in table.sum(axis=0))
    limit = fisher_two_sided(table) * (1 + NEGLIGIBLE)
    region = [
        (a, b)
        for a, b in product(range(first + 1), range(second + 1))
        if fisher_two_sided(np.array([[a, b], [first - a, second - b]])) <= limit
    ]
    ones, others = np.array(region).T

    def size(nuisance: np.ndarray) -> np.ndarray:
        return (stats.binom.pmf(ones, first, nuisance) * stats.binom.pmf(others, second, nuisance)).sum(axis=-1)

    grid = np.linspace(0, 1, 501)
    best = grid[int(np.argmax(size(grid[:, None])))]
    bounds = (max(0.0, best - 0.002), min(1.0, best + 0.002))
    peak = optimize.minimize_scalar(lambda nuisance: -size(np.array(nuisance)), bounds=bounds, method="bounded")
    return float(min(1.0, max(-peak.fun, size(np.array(best)))))


@dataclass(frozen=True)
class Procedure:
    """A test, its sidedness, the function that gives its p, and whether it is defined for 2 x 2 tables only."""

    test: str
    sides: str
    p: Callable[[Table], float]
    two_by_two: bool = False

    @property
    def id(self) -> str:
        """Name of the procedure in tables and in the plan, such as ``fisher.one-sided``."""
        return f"{self.test}.{self.sides}"


def _halved(p: Callable[[Table], float]) -> Callable[[Table], float]:
    return lambda table: p(table) / 2


PROCEDURES = (
    Procedure("fisher", "two-sided", fisher_two_sided),
    Procedure("fisher", "one-sided", fisher_one_sided, True),
    Procedure("fisher", "doubled", fisher_doubled, True),
    Procedure("mid-p", "two-sided", mid_p_two_sided),
    Procedure("mid-p", "one-sided", mid_p_one_sided, True),
    Procedure("barnard", "two-sided", barnard_two_sided, True),
    Procedure("barnard", "one-sided", barnard_one_sided, True),
    Procedure("boschloo", "two-sided", boschloo_two_sided, True),
    Procedure("boschloo", "doubled", boschloo_doubled, True),
    Procedure("boschloo", "one-sided", boschloo_one_sided, True),
    Procedure("pearson", "two-sided", pearson),
    Procedure("pearson", "one-sided", _halved(pearson), True),
    Procedure("pearson-yates", "two-sided", pearson_yates, True),
    Procedure("pearson-yates", "one-sided", _halved(pearson_yates), True),
    Procedure("n-minus-one", "two-sided", n_minus_one),
    Procedure("n-minus-one", "one-sided", _halved(n_minus_one), True),
    Procedure("likelihood-ratio", "two-sided", likelihood_ratio),
    Procedure("linear-by-linear", "two-sided", linear_by_linear),
    Procedure("pearson-exact", "two-sided", lambda table: _exact(pearson, table)),
    Procedure("likelihood-ratio-exact", "two-sided", lambda table: _exact(likelihood_ratio, table)),
    Procedure("linear-by-linear-exact", "two-sided", lambda table: _exact(linear_by_linear, table)),
)
"""The declared family, in a fixed order. For larger tables "fisher two-sided" is the Fisher-Freeman-Halton test."""


def p_values(table: Table) -> dict[str, float]:
    """Procedure id → its p for the table; procedures not defined for it are left out."""
    small = len(table) == 2
    found = {each.id: each.p(table) for each in PROCEDURES if small or not each.two_by_two}
    return {name: p for name, p in found.items() if not isnan(p)}
