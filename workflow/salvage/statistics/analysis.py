"""The analysis plan: which procedure, by name, answers which question, and what is called significant.

A procedure is named by its test and its side, such as ``fisher.two-sided``. It takes the name of a variable and the
cohort, and gives the p-value for a difference between groups 1 and 2, or ``None`` where it cannot be had (an empty
group). The plan ``recommended`` is declared here; the plan ``published`` is a file that the step ``forensics`` writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from salvage.errors import InputError
from salvage.published.expression import evaluate
from salvage.published.variables import VARIABLES
from salvage.statistics import contingency
from salvage.wording.formatting import p_digits

GROUPS = (1, 2)

TABLE1 = (
    "sex",
    "age",
    "lineage",
    "risk",
    "relapse_type",
    "donor",
    "conditioning",
    "product",
    "acute_gvhd",
    "relapse_site",
    "relapse_by_day_100",
    "second_transplant",
    "toxicity",
    "status",
)
"""The variables of Table 1, in the paper's order."""
OUTCOMES = ("toxicity", "status")
"""Those of them that are outcomes of the salvage treatment; the others describe the patients."""

LOGRANK, CURVES = "logrank", "curves"
"""What a plan has procedures for besides these: the log-rank test, and what decides whether the curves differ."""
PERMUTED = "logrank-permutation.two-sided"

Procedure = Callable[[str, pd.DataFrame], float | None]


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
        """The plan's p-value for ``variable`` (or the curves), in the form that ``expression.evaluate`` takes."""
        procedure = self.procedures[variable]
        if procedure in OWN:
            return OWN[procedure](variable, cohort)
        from salvage.forensics.plan import p_value

        return p_value(procedure, variable, cohort)

    def significant(self, p: float | None) -> bool:
        """Whether the plan calls a p-value significant."""
        return p is not None and p < self.alpha

    def digits(self, p: float | None) -> int | None:
        """Decimals that show on which side of alpha a p-value lies."""
        return None if p is None else p_digits(p, self.alpha)

    def sides(self, variable: str) -> str:
        """``one-sided``, ``two-sided`` or ``doubled`` (twice the one-sided p)."""
        return self.procedures[variable].rsplit(".", 1)[1]

    def words(self, variable: str) -> str:
        """Paths into the labels to the test's name; its side comes first, unless more than two levels give it none."""
        name = f"numbers.tests.{self.procedures[variable].rsplit('.', 1)[0]}"
        many = variable in VARIABLES and len(VARIABLES[variable].levels) > 2
        return name if many else f"numbers.sides.{self.sides(variable)} {name}"

    @property
    def two_sided(self) -> bool:
        """Whether all of its tests are two-sided."""
        return {self.sides(variable) for variable in self.procedures} == {"two-sided"}


def counts(variable: str, cohort: pd.DataFrame) -> contingency.Table:
    """Patients by level (rows, in the order of the variable's levels) and group (columns)."""
    return [
        tuple(evaluate({"count": {"group": group, variable: level}}, cohort) for group in GROUPS)
        for level in VARIABLES[variable].levels
    ]


def fisher(variable: str, cohort: pd.DataFrame) -> float:
    """Fisher's exact test, for two levels."""
    return contingency.fisher(counts(variable, cohort))


def freeman_halton(variable: str, cohort: pd.DataFrame) -> float:
    """The Fisher-Freeman-Halton exact test, for any number of levels."""
    return contingency.freeman_halton(counts(variable, cohort))


def welch(variable: str, cohort: pd.DataFrame) -> float | None:
    """Welch's t test of the means of a number, whose variances may differ; two patients a group and some spread.

    Welch BL. The generalization of Student's problem when several different population variances are involved.
    Biometrika 1947;34:28-35.
    """
    from scipy.stats import ttest_ind

    samples = [cohort.loc[cohort["group"] == group, variable].dropna().to_numpy(float) for group in GROUPS]
    if min(map(len, samples)) < 2 or not any(map(np.ptp, samples)):
        return None
    return float(ttest_ind(*samples, equal_var=False).pvalue)


def logrank(variable: str, cohort: pd.DataFrame) -> float | None:
    """The log-rank test of survival between the groups."""
    from salvage.statistics import survival

    days, died, first = survival_data(cohort)
    return survival.logrank(days, died, first)[1] if 0 < first.sum() < len(first) else None


def survival_data(cohort: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days, deaths (0 or 1) and membership of group 1 of the patients of both groups whose survival is known."""
    rows = cohort[cohort["group"].isin(GROUPS)].dropna(subset=["survival_days", "died"])
    return rows["survival_days"].to_numpy(int), rows["died"].to_numpy(int), rows["group"].to_numpy(int) == GROUPS[0]


def logrank_permuted(variable: str, cohort: pd.DataFrame) -> float | None:
    """The log-rank test with its permutation p."""
    from salvage.statistics import survival

    days, died, first = survival_data(cohort)
    return survival.permutation_test(days, died, first).p if 0 < first.sum() < len(first) else None


OWN: Mapping[str, Procedure] = {
    "fisher.two-sided": fisher,
    "freeman-halton.two-sided": freeman_halton,
    "welch.two-sided": welch,
    "logrank.two-sided": logrank,
    PERMUTED: logrank_permuted,
}
"""The procedures that are defined here; every other is one of the forensic family."""


def _recommended() -> dict[str, str]:
    """Two-sided and exact wherever counts are compared; no equal variances assumed where means are."""
    chosen = {LOGRANK: "logrank.two-sided", CURVES: PERMUTED}
    for name in TABLE1:
        variable = VARIABLES[name]
        counted = "fisher" if len(variable.levels) == 2 else "freeman-halton"
        chosen[name] = f"{'welch' if variable.kind == 'number' else counted}.two-sided"
    return chosen


def _published(file: Path) -> dict[str, str]:
    """The procedures that a plan file names; the recommended one for what it names none for."""
    import yaml

    procedures: Mapping[str, str | None] = yaml.safe_load(file.read_text("utf-8"))["procedures"]
    chosen = {variable: procedure for variable, procedure in procedures.items() if procedure}
    if LOGRANK in chosen:
        chosen[CURVES] = chosen[LOGRANK]
    for name in TABLE1:
        if len(VARIABLES[name].levels) > 2 and chosen.get(name) == "fisher.two-sided":
            chosen[name] = "freeman-halton.two-sided"  # its name beyond two levels
    return _recommended() | chosen


def plan(source: str, alpha: float = 0.05, confidence: float = 0.95) -> Plan:
    """The plan ``recommended``, or the published one from the file at the path ``source``.

    Raises InputError if ``source`` is neither.
    """
    if source == "recommended":
        return Plan(source, _recommended(), alpha, confidence)
    file = Path(source)
    if not file.is_file():
        problem = f"there is no analysis plan {source!r}."
        raise InputError(problem, remedy="Name `recommended` or the plan file that the step forensics writes.")
    return Plan("published", _published(file), alpha, confidence, (file,))
