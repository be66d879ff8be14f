"""The cohort's variables: what each column holds and which values it may take.

The check of the claims, the interpreter on a data frame and the constraint compiler all read this one table.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from edition.study.definitions import DAYS_PER_YEAR, DRUGS, GROUPS, LATEST, PERIOD

Level = str | int | bool


@dataclass(frozen=True)
class Variable:
    """One column of the cohort, or a column in another unit.

    ``levels`` are the allowed values in the order in which tables show them (empty for whole numbers); ``low`` and
    ``high`` bound whole numbers where a cohort is reconstructed; ``endless`` ones have no upper bound in a real one.
    ``relapsed`` marks variables that only patients with a post-transplant relapse have; of these, real ones
    ``may_lack`` some. ``table`` is the table of the export that has the variable as it is, if there is one. A variable
    with a ``base`` is no column of its own: its value is that of ``base`` divided by ``scale``.
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
    table: str | None = None
    may_lack: bool = False
    endless: bool = False


def _category(name: str, *levels: Level, **more: bool | str) -> Variable:
    return Variable(name, "category", levels, **more)


def _flag(name: str, **more: bool | str) -> Variable:
    return Variable(name, "flag", (True, False), **more)


def _number(name: str, low: int, high: int, unit: str, **more: bool | str) -> Variable:
    return Variable(name, "number", (), low, high, unit, **more)


_STUDY_DAYS = (LATEST - PERIOD[0]).days
_LATER = {"relapsed": True}
_PERHAPS = {"relapsed": True, "may_lack": True}

_ALL = (
    Variable("patient", "identifier", table="patients"),
    _category("sex", "male", "female", table="patients"),
    _number("age", 0, 18, "years"),
    _category("lineage", "T", "B", table="patients"),
    _category("risk", "high", "medium", "standard", table="patients"),
    _category("relapse_type", "very_early", "early"),
    _category("remission_regimen", "rez_bfm_2002", "flag_ida", "clove"),
    _category("donor", "related", "unrelated", table="transplants"),
    _category("conditioning", "tbi", "non_tbi", table="transplants"),
    _category("product", "bm", "pb", table="transplants"),
    _flag("acute_gvhd", table="transplants"),
    _number("transplants", 1, 2, "transplants", endless=True),
    _flag("second_transplant"),
    _flag("posttransplant_relapse"),
    _category("group", *GROUPS, **_PERHAPS),
    _category("drug", *(drug for drugs in DRUGS.values() for drug in drugs), **_PERHAPS),
    _category("relapse_site", "isolated_bm", "combined_bm", **_PERHAPS),
    _category("extramedullary", "none", "cns", "testis", **_LATER),
    _number("days_to_relapse", 1, _STUDY_DAYS, "days", endless=True, **_LATER),
    _flag("relapse_by_day_100", **_LATER),
    _flag("remission", **_LATER),
    _flag("refused", **_LATER),
    _number("worst_grade", 1, 5, "CTCAE grade", **_PERHAPS),
    _category("toxicity", "1-2", "3-4", **_PERHAPS),
    _flag("cytokine_release", **_LATER),
    _category("status", "alive", "died", **_PERHAPS),
    _category("death_cause", "progression", "cns_relapse", "toxicity", "other", **_PERHAPS),
    _number("survival_days", 1, _STUDY_DAYS, "days", endless=True, **_PERHAPS),
    _category("died", 0, 1, **_PERHAPS),
    Variable("survival_years", "number", unit="years", base="survival_days", scale=DAYS_PER_YEAR, **_LATER),
)

VARIABLES: dict[str, Variable] = {variable.name: variable for variable in _ALL}
"""Name → variable, in the order of the cohort's columns; variables in another unit come last."""

COLUMNS: tuple[str, ...] = tuple(variable.name for variable in _ALL if variable.base is None)
"""The cohort's columns in their order."""

TABLE1 = (
    *("sex", "age", "lineage", "risk", "relapse_type"),
    *("donor", "conditioning", "product", "acute_gvhd"),
    *("relapse_site", "relapse_by_day_100", "second_transplant", "toxicity", "status"),
)
"""The variables of Table 1, in the paper's order."""
OUTCOMES = ("toxicity", "status")
"""Those of them that are outcomes of the salvage treatment; the others describe the patients."""
COMPARISONS = {"toxicity.severe": ("toxicity", "3-4", 1), "survival": ("status", "alive", 2)}
"""Name of a comparison of shares → the outcome, its level, and the group in which the paper finds more of it."""
SECTIONS = {"sex": "patient", "donor": "transplant", "relapse_site": "posttransplant"}
"""Variable that opens a section of the table → the section's label."""


def copied(table: str) -> tuple[str, ...]:
    """The variables that stand as they are in a table of the export, without the patient's number."""
    return tuple(name for name in COLUMNS if VARIABLES[name].table == table and name != "patient")
