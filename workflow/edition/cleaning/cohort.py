"""The cohort's file: one row a patient, read with the right types and validated."""

from pathlib import Path

import pandas as pd

from edition.cleaning.faults import Fault
from edition.study.variables import COLUMNS, VARIABLES, Variable

RUN_BY_EXCEL = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet begins a formula; an apostrophe before them makes it a text."""


def _dtype(variable: Variable) -> str:
    if variable.kind == "flag":
        return "boolean"
    whole = variable.kind == "number" or all(isinstance(level, int) for level in variable.levels or ("",))
    return "Int64" if whole else "object"


TYPES = {name: _dtype(VARIABLES[name]) for name in COLUMNS}


def read(file: Path) -> pd.DataFrame:
    """The cohort as written by the step ``clean``: texts as str, numbers as Int64, flags as boolean, missing as NA."""
    return pd.read_csv(file, dtype=TYPES, usecols=COLUMNS, keep_default_na=False, na_values=[""])[list(COLUMNS)]


def typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of objects (None is missing) with the cohort's columns and types."""
    return rows[list(COLUMNS)].astype(TYPES)


def csv_text(frame: pd.DataFrame) -> str:
    """A table as the text of a CSV file: flags as true and false, missing values empty, no formula."""
    return frame.astype(object).map(_cell).to_csv(index=False, lineterminator="\n")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(RUN_BY_EXCEL) else value


def _possible(values: pd.Series, variable: Variable) -> pd.Series:
    """Which of the values, none of them missing, a variable can have."""
    if variable.kind == "number":
        return (values >= variable.low) & (variable.endless | (values <= variable.high))
    return values.isin(variable.levels) | (variable.kind == "identifier")


def validate(cohort: pd.DataFrame, file: Path) -> None:
    """Check every column's values, and that relapsed patients, and only they, have what only they can have.

    ``cohort`` is indexed by the patient's row in ``file``, the list of patients. Raises InputError naming the first
    column that is wrong and that row.
    """
    relapsed = cohort["posttransplant_relapse"].fillna(False)
    wrong = {("not_derivable", name): ~_possible(cohort[name].dropna(), VARIABLES[name]) for name in COLUMNS}
    for name in COLUMNS:
        there, expected = cohort[name].notna(), relapsed if VARIABLES[name].relapsed else True
        wrong["misplaced", name] = (there != expected) & (there | (not VARIABLES[name].may_lack))
    for (kind, name), rows in wrong.items():
        if rows.any():
            variable = VARIABLES[name]
            limits = (f"{variable.low}–{'' if variable.endless else variable.high}",)
            allowed = ", ".join(map(str, variable.levels or limits))
            raise Fault(kind, file, int(rows.idxmax()), name, allowed=allowed)
