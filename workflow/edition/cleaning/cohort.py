"""The cohort's file: one row a patient, read with the right types and validated with pandera."""

from pathlib import Path

import pandas as pd

from edition.cleaning.faults import Fault
from edition.study.variables import COLUMNS, VARIABLES, Variable

RUN_BY_EXCEL = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet begins a formula; an apostrophe before them makes it a text."""


def _dtype(variable: Variable) -> str:
    """The pandas type of a column."""
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


def validate(cohort: pd.DataFrame, file: Path) -> None:
    """Check every column's type and values, and that relapsed patients, and only they, have what only they can have.

    ``cohort`` is indexed by the patient's row in ``file``, the list of patients. Raises InputError naming the first
    column that is wrong and that row.
    """
    import pandera.pandas as pa

    def checks(variable: Variable) -> list[pa.Check]:
        if variable.kind != "number":
            return [pa.Check.isin(variable.levels)] if variable.kind == "category" else []
        endless = variable.endless
        return [pa.Check.ge(variable.low) if endless else pa.Check.in_range(variable.low, variable.high)]

    def in_place(rows: pd.DataFrame, name: str) -> pd.Series:
        expected = rows["posttransplant_relapse"] if VARIABLES[name].relapsed else True
        present = rows[name].notna()
        return (present == expected) | (~present & VARIABLES[name].may_lack)

    columns = {name: pa.Column(TYPES[name], checks(VARIABLES[name]), nullable=True) for name in COLUMNS}
    places = [pa.Check(lambda rows, name=name: in_place(rows, name), name=name) for name in COLUMNS]
    schema = pa.DataFrameSchema(columns, checks=places, unique=["patient"], strict=True, ordered=True)
    try:
        schema.validate(cohort, lazy=True)
    except pa.errors.SchemaErrors as errors:
        case = errors.failure_cases.iloc[0]
        misplaced = case["check"] in VARIABLES
        column = case["check"] if misplaced else case["column"]
        row, variable = None if pd.isna(case["index"]) else int(case["index"]), VARIABLES[column]
        limits = (f"{variable.low}–{'' if variable.endless else variable.high}",)
        allowed = ", ".join(map(str, variable.levels or limits))
        raise Fault("misplaced" if misplaced else "not_derivable", file, row, column, allowed=allowed) from errors
