"""The analysis plan: which procedure, by name, answers which question, and what is called significant.

A procedure takes the name of a variable and the cohort, and gives the two-sided p-value for a difference between groups
1 and 2, or ``None`` where it cannot be had (an empty group).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salvage import contingency
from salvage.errors import InputError
from salvage.expression import evaluate
from salvage.formatting import p_digits
from salvage.variables import VARIABLES

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

Procedure = Callable[[str, pd.DataFrame], float | None]


@dataclass(frozen=True)
class Plan:
    """A plan: ``procedures`` maps each variable of Table 1, and ``logrank``, to the name of its procedure."""

    name: str
    procedures: Mapping[str, str]
    alpha: float = 0.05
    confidence: float = 0.95

    def p_value(self, variable: str, cohort: pd.DataFrame) -> float | None:
        """The plan's p-value for ``variable`` (or ``logrank``), in the form that ``expression.evaluate`` takes."""
        return PROCEDURES[self.procedures[variable]](variable, cohort)

    def significant(self, p: float | None) -> bool:
        """Whether the plan calls a p-value significant."""
        return p is not None and p < self.alpha

    def digits(self, p: float | None) -> int | None:
        """Decimals that show on which side of alpha a p-value lies."""
        return None if p is None else p_digits(p, self.alpha)


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
    from salvage import survival

    days, died, first = survival_data(cohort)
    return survival.logrank(days, died, first)[1] if 0 < first.sum() < len(first) else None


def survival_data(cohort: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days, deaths (0 or 1) and membership of group 1 of the patients of both groups whose survival is known."""
    rows = cohort[cohort["group"].isin(GROUPS)].dropna(subset=["survival_days", "died"])
    return rows["survival_days"].to_numpy(int), rows["died"].to_numpy(int), rows["group"].to_numpy(int) == GROUPS[0]


PROCEDURES: Mapping[str, Procedure] = {
    "fisher": fisher,
    "freeman_halton": freeman_halton,
    "welch": welch,
    "logrank": logrank,
}


def _recommended() -> dict[str, str]:
    """Two-sided and exact wherever counts are compared; no equal variances assumed where means are."""
    chosen = {"logrank": "logrank"}
    for name in TABLE1:
        variable = VARIABLES[name]
        counted = "fisher" if len(variable.levels) == 2 else "freeman_halton"
        chosen[name] = "welch" if variable.kind == "number" else counted
    return chosen


PLANS: Mapping[str, Mapping[str, str]] = {"recommended": _recommended()}


def plan(name: str, alpha: float = 0.05, confidence: float = 0.95) -> Plan:
    """The plan of this name. Raises InputError for an unknown one."""
    if name not in PLANS:
        raise InputError(f"there is no analysis plan {name!r}.", remedy=f"Known plans: {', '.join(PLANS)}.")
    return Plan(name, PLANS[name], alpha, confidence)
