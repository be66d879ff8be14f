"""The cohort's variables: what each column holds and which values it may take.

The check of the claims, the interpreter on a data frame and the constraint compiler all read this one table.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Level = str | int | bool

DAYS_PER_YEAR = Fraction(1461, 4)
"""Length of a year in days wherever a duration is stated in years (Julian year, 365.25 days)."""


@dataclass(frozen=True)
class Variable:
    """One column of the cohort, or a column in another unit.

    ``levels`` are the allowed values in the order in which tables show them (empty for whole numbers); ``low`` and
    ``high`` bound whole numbers where a cohort is reconstructed. ``relapsed`` marks variables that only patients with a
    post-transplant relapse have. A variable with a ``base`` is no column of its own: its value is that of ``base``
    divided by ``scale``.
    """

    name: str
    kind: Literal["identifier", "category", "flag", "number"]
    levels: tuple[Level, ...] = ()
    low: int | None = None
    high: int | None = None
    unit: str = ""
    relapsed: bool = False
    base: str | None = None
    scale: Fraction = Fraction(1)


def _category(name: str, *levels: Level, relapsed: bool = False) -> Variable:
    return Variable(name, "category", levels, relapsed=relapsed)


def _flag(name: str, relapsed: bool = False) -> Variable:
    return Variable(name, "flag", (True, False), relapsed=relapsed)


def _number(name: str, low: int, high: int, unit: str, relapsed: bool = False) -> Variable:
    return Variable(name, "number", (), low, high, unit, relapsed)


# The bounds of the durations: the study begins in 2005, and nothing in a paper received in August 2025 lies after 2025.
_STUDY_DAYS = 21 * 365 + 5

_ALL = (
    Variable("patient", "identifier"),
    _category("sex", "male", "female"),
    _number("age", 0, 18, "years"),
    _category("lineage", "T", "B"),
    _category("risk", "high", "medium", "standard"),
    _category("relapse_type", "very_early", "early"),
    _category("remission_regimen", "rez_bfm_2002", "flag_ida", "clove"),
    _category("donor", "related", "unrelated"),
    _category("conditioning", "tbi", "non_tbi"),
    _category("product", "bm", "pb"),
    _flag("acute_gvhd"),
    _number("transplants", 1, 2, "transplants"),
    _flag("second_transplant"),
    _flag("posttransplant_relapse"),
    _category("group", 1, 2, relapsed=True),
    _category("drug", "fludarabine", "clofarabine", "bortezomib", "blinatumomab", "cart", relapsed=True),
    _category("relapse_site", "isolated_bm", "combined_bm", relapsed=True),
    _category("extramedullary", "none", "cns", "testis", relapsed=True),
    _number("days_to_relapse", 1, _STUDY_DAYS, "days", relapsed=True),
    _flag("relapse_by_day_100", relapsed=True),
    _flag("remission", relapsed=True),
    _flag("refused", relapsed=True),
    _number("worst_grade", 1, 5, "CTCAE grade", relapsed=True),
    _category("toxicity", "1-2", "3-4", relapsed=True),
    _flag("cytokine_release", relapsed=True),
    _category("status", "alive", "died", relapsed=True),
    _category("death_cause", "progression", "cns_relapse", "toxicity", "other", relapsed=True),
    _number("survival_days", 1, _STUDY_DAYS, "days", relapsed=True),
    _category("died", 0, 1, relapsed=True),
    Variable("survival_years", "number", unit="years", relapsed=True, base="survival_days", scale=DAYS_PER_YEAR),
)

VARIABLES: dict[str, Variable] = {variable.name: variable for variable in _ALL}
"""Name → variable, in the order of the cohort's columns; variables in another unit come last."""

COLUMNS: tuple[str, ...] = tuple(variable.name for variable in _ALL if variable.base is None)
"""The cohort's columns in their order."""
