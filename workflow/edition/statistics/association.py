"""Every test of association between a categorical variable and two groups that a paper's p-value might come from.

Tables have the levels as rows and the two groups as columns. Where a table compares nothing (one group is empty, or all
patients have the same level) every procedure gives "not a number": nothing was tested, which is not a p of 1.
"""

from collections.abc import Sequence
from functools import lru_cache, wraps
from math import isnan, nan

import numpy as np
from scipy.special import chdtrc, xlogy

from edition.statistics import exact, unconditional
from edition.statistics.exact import NEGLIGIBLE, Table, Test, all_ways, same_margins, ways


def compares(table: Table) -> bool:
    """Whether both groups have patients, and the patients more than one level."""
    return bool(table.any(axis=0).all() and table.any(axis=1).sum() > 1)


def _chi_squared(table: Table, *, yates: bool = False, likelihood: bool = False, factor: float = 1.0) -> float:
    """P of ``factor`` times a chi-squared statistic; levels that nobody has are left out, as statistics programs do."""
    table = table[table.any(axis=1)]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    distance = np.abs(table - expected)
    if yates:
        distance -= np.minimum(0.5, distance)
    parts = 2 * xlogy(table, table / expected) if likelihood else distance**2 / expected
    return float(chdtrc(len(table) - 1, factor * max(parts.sum(), 0.0)))


def pearson(table: Table) -> float:
    """Pearson's chi-squared without correction."""
    return _chi_squared(table)


def pearson_yates(table: Table) -> float:
    """Pearson's chi-squared with Yates' correction (1934); "Continuity Correction" in SPSS."""
    return _chi_squared(table, yates=True)


def likelihood_ratio(table: Table) -> float:
    """The likelihood-ratio chi-squared, G squared."""
    return _chi_squared(table, likelihood=True)


def n_minus_one(table: Table) -> float:
    """Pearson's chi-squared times (N - 1)/N; Campbell I. Stat Med 2007;26:3661-3675."""
    return _chi_squared(table, factor=1 - 1 / table.sum())


def linear_by_linear(table: Table, scores: Sequence[float] | None = None) -> float:
    """Linear-by-linear association (Mantel 1963), (N - 1) r squared; the scores are 1, 2, ... in the order printed."""
    level, group = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0).T
    r = np.corrcoef(level if scores is None else np.array(scores)[level], group)[0, 1]
    return float(chdtrc(1, (table.sum() - 1) * r**2))


def _exact(asymptotic: Test) -> Test:
    """The exact version of a test: the probability, given the margins, of an asymptotic p no larger than observed."""

    def p(table: Table) -> float:
        limit = asymptotic(table) * (1 + NEGLIGIBLE)
        return sum(ways(other) for other in same_margins(table) if not asymptotic(other) > limit) / all_ways(table)

    return p


def _halved(p: Test) -> Test:
    return lambda table: p(table) / 2


def _declared(p: Test) -> Test:
    """The same where the table compares something; looks up what it has seen, for rows of one study share tables."""

    @lru_cache(maxsize=10_000)
    def remembered(cells: tuple[tuple[int, int], ...]) -> float:
        table = np.array(cells)
        return p(table) if compares(table) else nan

    return wraps(p)(lambda table: remembered(tuple(map(tuple, table.tolist()))))


_PROCEDURES: dict[str, Test] = {
    "fisher.two-sided": exact.freeman_halton,
    "fisher.one-sided": exact.fisher_one_sided,
    "fisher.doubled": exact.fisher_doubled,
    "mid-p.two-sided": exact.mid_p_two_sided,
    "mid-p.one-sided": exact.mid_p_one_sided,
    "barnard.two-sided": unconditional.barnard_two_sided,
    "barnard.one-sided": unconditional.barnard_one_sided,
    "boschloo.two-sided": unconditional.boschloo_two_sided,
    "boschloo.doubled": unconditional.boschloo_doubled,
    "boschloo.one-sided": unconditional.boschloo_one_sided,
    "pearson.two-sided": pearson,
    "pearson.one-sided": _halved(pearson),
    "pearson-yates.two-sided": pearson_yates,
    "pearson-yates.one-sided": _halved(pearson_yates),
    "n-minus-one.two-sided": n_minus_one,
    "n-minus-one.one-sided": _halved(n_minus_one),
    "likelihood-ratio.two-sided": likelihood_ratio,
    "linear-by-linear.two-sided": linear_by_linear,
    "pearson-exact.two-sided": _exact(pearson),
    "likelihood-ratio-exact.two-sided": _exact(likelihood_ratio),
    "linear-by-linear-exact.two-sided": _exact(linear_by_linear),
}
FAMILY = {name: _declared(p) for name, p in _PROCEDURES.items()}
"""The declared family, test and side → function, in a fixed order."""
TWO_BY_TWO = {"barnard.two-sided", "boschloo.two-sided", "pearson-yates.two-sided"} | {
    name for name in FAMILY if not name.endswith(".two-sided")
}
"""Those of them that are defined for two levels only."""


def defined(levels: int) -> dict[str, Test]:
    """The part of the family that is defined for a variable with so many levels."""
    return {name: p for name, p in FAMILY.items() if levels == 2 or name not in TWO_BY_TWO}


def p_values(table: Table) -> dict[str, float]:
    """Procedure → its p for the table; none where the table compares nothing."""
    values = {name: p(table) for name, p in defined(len(table)).items()}
    return {name: p for name, p in values.items() if not isnan(p)}
