"""The analysis plan: which procedure, by name, answers which question, and what is called significant.

A procedure is named by its test and its side, such as ``fisher.two-sided``. The plan ``recommended`` is declared here:
two-sided and exact wherever counts are compared, no equal variances assumed where means are. The plan ``published`` is
a file that the step ``forensics`` writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

import numpy as np
import pandas as pd

from edition.claims.nodes import LOGRANK
from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.statistics import location, survival
from edition.statistics.association import FAMILY
from edition.study.definitions import GROUPS
from edition.study.variables import TABLE1, VARIABLES

CURVES = "curves"
"""What a plan has procedures for besides these: the log-rank test, and what decides whether the curves differ."""
PERMUTED = "logrank-permutation.two-sided"
WEIGHTED = tuple(f"{test}.two-sided" for test in survival.WEIGHTS)
"""The asymptotic tests for curves, the log-rank test first."""
FISHER, FREEMAN_HALTON = "fisher.two-sided", "freeman-halton.two-sided"
"""One test, whose name beyond two levels is the second."""
WELCH = "welch.two-sided"
SUBSTITUTES = {
    **dict.fromkeys(["fisher", "freeman-halton", "mid-p", "barnard", "boschloo", "pearson-exact"], "pearson"),
    "likelihood-ratio-exact": "likelihood-ratio",
    "linear-by-linear-exact": "linear-by-linear",
    "mann-whitney-exact": "mann-whitney",
}
"""Exact test → the asymptotic test that takes its place where it would enumerate too much."""
OF_GROUP_SIZES = ("barnard", "boschloo", "mann-whitney-exact")
"""Those that consider all outcomes of groups of these sizes; the others hold the levels' totals fixed too."""
MOST_TABLES, MOST_OUTCOMES = 100_000, 10_000
"""Enumerated at most, of tables with the same margins and of outcomes with the same group sizes."""


@dataclass(frozen=True)
class Plan:
    """A plan: ``procedures`` maps each variable of Table 1, ``LOGRANK`` and ``CURVES`` to the name of its procedure.

    ``files`` are those that it was read from.
    """

    name: str
    procedures: Mapping[str, str]
    alpha: float = 0.05
    confidence: float = 0.95
    files: tuple[Path, ...] = ()

    def p_value(self, variable: str, cohort: pd.DataFrame) -> float | None:
        """The plan's p-value for ``variable`` (or the curves), in the form that ``Expression.evaluate`` takes."""
        return p_value(self.procedures[variable], variable, cohort)

    def significant(self, p: float | None) -> bool | None:
        """Whether the plan calls a p-value significant; None where nothing was tested, which is neither."""
        return None if p is None else p < self.alpha

    def sides(self, variable: str) -> str:
        """``one-sided``, ``two-sided`` or ``doubled`` (twice the one-sided p)."""
        return self.procedures[variable].rsplit(".", 1)[1]

    def words(self, variable: str) -> str:
        """Paths into the labels to the test's name; its side comes first, unless more than two levels give it none."""
        side, test = words(self.procedures[variable]).split()
        return test if variable in VARIABLES and len(VARIABLES[variable].levels) > 2 else f"{side} {test}"

    def for_cohort(self, cohort: pd.DataFrame) -> "Plan":
        """The plan with the asymptotic tests that take the place of exact ones out of reach for a cohort."""
        chosen = {
            variable: within_reach(procedure, counts(variable, cohort)) if variable in TABLE1 else procedure
            for variable, procedure in self.procedures.items()
        }
        return replace(self, procedures=chosen)


def words(procedure: str) -> str:
    """Paths into the labels to a procedure's side and test."""
    test, side = procedure.rsplit(".", 1)
    return f"numbers.sides.{side} numbers.tests.{test}"


def within_reach(procedure: str, table: np.ndarray) -> str:
    """The ``procedure`` or, where it would enumerate too much, the one in its place; twice one side is then two-sided.

    ``table`` has patients by level (rows; one row for a number) and group. Of two levels, tests that fix all margins
    need as many tables as patients, and are always within reach.
    """
    test, side = procedure.rsplit(".", 1)
    if test not in SUBSTITUTES or (test in ("fisher", "freeman-halton", "mid-p") and len(table) == 2):
        return procedure
    levels, sizes = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    unfixed = sizes if test in OF_GROUP_SIZES else [min(level, *sizes) for level in sorted(levels)[:-1]]
    if prod(n + 1 for n in unfixed) <= (MOST_OUTCOMES if test in OF_GROUP_SIZES else MOST_TABLES):
        return procedure
    return f"{SUBSTITUTES[test]}.{'two-sided' if side == 'doubled' else side}"


def p_value(procedure: str, variable: str, cohort: pd.DataFrame) -> float | None:
    """The p of a procedure for the difference in a variable (or in survival) between the groups of a cohort.

    None where nothing is tested: an empty group, one level only, fewer than two patients a group for a number, no
    spread, no death while both groups are at risk.
    """
    if variable in (LOGRANK, CURVES):
        data = survival_data(cohort)
        if procedure == PERMUTED:
            return survival.permutation_test(*data).p
        return survival.logrank(*data, procedure.removesuffix(".two-sided"))[1]
    if VARIABLES[variable].kind == "number":
        samples = [cohort.loc[cohort["group"] == group, variable].dropna().to_numpy(float) for group in GROUPS]
        if min(map(len, samples)) < 2 or not any(map(np.ptp, samples)):
            return None
        if procedure == WELCH:
            return float(location.t_test(*((sample.mean(), sample.var(ddof=1), len(sample)) for sample in samples)))
        return location.observed(procedure, *samples)
    p = FAMILY[FISHER if procedure == FREEMAN_HALTON else procedure](counts(variable, cohort))
    return None if np.isnan(p) else p


def counts(variable: str, cohort: pd.DataFrame) -> np.ndarray:
    """Patients by level (rows, in the order of the variable's levels; one for a number) and group (columns)."""
    levels, groups = VARIABLES[variable].levels, [cohort["group"] == group for group in GROUPS]
    met = [cohort[variable] == level for level in levels] or [cohort[variable].notna()]
    return np.array([[int((level & group).sum()) for group in groups] for level in met])


def survival_data(cohort: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days, deaths (0 or 1) and membership of group 1 of the patients of both groups whose survival is known."""
    rows = cohort[cohort["group"].isin(GROUPS)].dropna(subset=["survival_days", "died"])
    return rows["survival_days"].to_numpy(int), rows["died"].to_numpy(int), rows["group"].to_numpy(int) == GROUPS[0]


def plan(source: str, alpha: float = 0.05, confidence: float = 0.95) -> Plan:
    """The plan ``recommended``, or the published one from the file at the path ``source``.

    Where the file names no procedure, the recommended one is taken. Raises InputError if ``source`` is neither.
    """
    recommended = {LOGRANK: "logrank.two-sided", CURVES: PERMUTED}
    for name in TABLE1:
        counted = FISHER if len(VARIABLES[name].levels) == 2 else FREEMAN_HALTON
        recommended[name] = WELCH if VARIABLES[name].kind == "number" else counted
    if source == "recommended":
        return Plan(source, recommended, alpha, confidence)
    file = Path(source)
    if not file.is_file():
        problem = f"there is no analysis plan {source!r}."
        raise InputError(problem, remedy="Name `recommended` or the plan file that the step forensics writes.")
    chosen = {variable: procedure for variable, procedure in read_mapping(file)["procedures"].items() if procedure}
    if LOGRANK in chosen:
        chosen[CURVES] = chosen[LOGRANK]
    for name in TABLE1:
        if len(VARIABLES[name].levels) > 2 and chosen.get(name) == FISHER:
            chosen[name] = FREEMAN_HALTON
    return Plan("published", recommended | chosen, alpha, confidence, (file,))
