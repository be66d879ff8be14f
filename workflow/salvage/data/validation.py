"""Validate the export's tables with pandera; what is wrong becomes one error naming file, row, column and remedy."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from salvage.data.dictionary import Column, Table
from salvage.errors import InputError

DATE = re.compile(r"\d{2}\.\d{2}\.\d{4}")
EARLIEST, LATEST = 1950, 2100
REMEDIES = {
    "text": "Write the patient's study number.",
    "date": "Write an existing day as dd.mm.yyyy.",
    "month": "Write an existing month as mm.yyyy.",
    "integer": "Write a whole number.",
    "decimal": "Write a number with a decimal comma and without a unit.",
}


def day(text: str) -> pd.Timestamp | None:
    """The day of ``dd.mm.yyyy``, None if there is none."""
    try:
        found = datetime.strptime(text, "%d.%m.%Y") if DATE.fullmatch(text) else None
    except ValueError:
        return None
    return pd.Timestamp(found) if found and EARLIEST <= found.year < LATEST else None


def decimal(text: str) -> float | None:
    """The number of a text with a decimal comma, None if it is none."""
    return float(text.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", text) else None


def value(text: str, column: Column) -> object:
    """The typed value of a cell, None if it is empty or not of the column's type."""
    if text == "":
        return None
    if column.type == "code":
        return column.codes.get(text)
    if column.type == "integer":
        number = int(text) if re.fullmatch(r"\d+", text) else None
        low, high = column.low, column.high
        return number if number is not None and (low or 0) <= number <= (high or number) else None
    readers: Mapping[str, Callable] = {
        "date": day,
        "month": lambda text: day(re.sub(r"^(\d{2}\.)?(?=\d{2}\.\d{4}$)", "01.", text)),
        "decimal": decimal,
        "text": str,
    }
    return readers[column.type](text)


def typed(frame: pd.DataFrame, table: Table, file: Path) -> pd.DataFrame:
    """The table with canonical column names and typed values (missing: None or NaT), rows as numbered in the file.

    Raises InputError for the first empty required cell, unknown code, impossible date or number, or doubled key.
    """
    schema = pa.DataFrameSchema(
        {
            label: pa.Column(
                str,
                [
                    pa.Check(
                        lambda text, required=column.required: text != "" or not required,
                        element_wise=True,
                        name="empty",
                    ),
                    pa.Check(
                        lambda text, column=column: text == "" or value(text, column) is not None,
                        element_wise=True,
                        name="value",
                    ),
                ],
            )
            for label, column in table.columns.items()
        }
    )
    _raise_first(schema, frame, file, lambda label, check, text: _problem(table.columns[label], check, text))
    columns = {}
    for label, column in table.columns.items():
        values = pd.Series([value(text, column) for text in frame[label]], index=frame.index, dtype=object)
        columns[column.name] = pd.to_datetime(values) if column.type in {"date", "month"} else values
    result = pd.DataFrame(columns)
    keys = [table.label(name) for name in table.unique]
    twice = pa.DataFrameSchema({}, checks=pa.Check(lambda rows: ~rows.duplicated(table.unique), name="twice"))
    _raise_first(twice, result, file, lambda *_: _twice(keys), keys[-1])
    return result


def _problem(column: Column, check: str, text: str) -> tuple[str, str]:
    if check == "empty":
        return "this cell is empty.", "A value is required here."
    if column.type == "code":
        return f"the code {text!r} is not in the dictionary.", f"Known codes are: {', '.join(column.codes)}."
    kind = {"date": "date", "month": "month"}.get(column.type, "number")
    limits = f" from {column.low} to {column.high}" if column.high is not None else ""
    remedy = REMEDIES[column.type]
    return f"{text!r} is not a possible {kind}.", f"{remedy[:-1]}{limits}."


def _twice(keys: list[str]) -> tuple[str, str]:
    what = "this patient" if len(keys) == 1 else f"this entry (same {', '.join(keys)})"
    return f"{what} is there twice, with different values.", "Keep the right row."


def linked(tables: Mapping[str, pd.DataFrame], dictionary: Mapping[str, Table], files: Mapping[str, Path]) -> None:
    """Check what links the tables. Raises InputError for a row without its patient, or a patient without follow-up."""
    known = set(tables["patients"]["patient"])
    for name, frame in tables.items():
        label = dictionary[name].label("patient")
        orphans = pa.DataFrameSchema(
            {"patient": pa.Column(object, pa.Check(lambda ids: ids.isin(known), name="orphan"))}
        )
        remedy = f"Add the patient to {files['patients'].name} or take the row out."
        _raise_first(
            orphans, frame, files[name], lambda *_, r=remedy: ("no such patient in the list of patients.", r), label
        )
    followed = set(tables["follow_up"]["patient"])
    complete = pa.DataFrameSchema(
        {"patient": pa.Column(object, pa.Check(lambda ids: ids.isin(followed), name="followed"))}
    )
    remedy = f"Add a row to {files['follow_up'].name}."
    label = dictionary["patients"].label("patient")
    _raise_first(
        complete, tables["patients"], files["patients"], lambda *_: ("this patient has no follow-up.", remedy), label
    )


ORDER = (
    ("patients", "diagnosis_date", "birth_month", "birth"),
    ("relapses", "relapse_date", "diagnosis_date", "diagnosis"),
    ("courses", "start_date", "diagnosis_date", "diagnosis"),
    ("courses", "end_date", "start_date", "the start of the course"),
    ("transplants", "transplant_date", "diagnosis_date", "diagnosis"),
    ("events", "event_date", "diagnosis_date", "diagnosis"),
    ("follow_up", "last_date", "diagnosis_date", "diagnosis"),
)
BEFORE_LAST = (
    ("relapses", "relapse_date"),
    ("courses", "start_date"),
    ("courses", "end_date"),
    ("transplants", "transplant_date"),
    ("events", "event_date"),
)


def ordered(tables: Mapping[str, pd.DataFrame], dictionary: Mapping[str, Table], files: Mapping[str, Path]) -> None:
    """Check the order of dates. Raises InputError for a date before birth, diagnosis or start or after last contact."""
    patients = tables["patients"].set_index("patient")
    last = tables["follow_up"].set_index("patient")["last_date"]
    rules = [(name, later, earlier, f"before {what}") for name, later, earlier, what in ORDER]
    rules += [(name, "last_date", column, "after the last contact") for name, column in BEFORE_LAST]
    for name, later, earlier, what in rules:
        frame = tables[name].copy()
        frame["diagnosis_date"] = frame["patient"].map(patients["diagnosis_date"])
        frame["last_date"] = frame["patient"].map(last)
        in_order = pa.Check(
            lambda rows, a=earlier, b=later: rows[a].isna() | rows[b].isna() | (rows[a] <= rows[b]), name="order"
        )
        column = earlier if later == "last_date" and name != "follow_up" else later
        remedy = "Correct this date or the other one."
        _raise_first(
            pa.DataFrameSchema({}, checks=in_order),
            frame,
            files[name],
            lambda *_, what=what, remedy=remedy: (f"this date lies {what}.", remedy),
            dictionary[name].label(column),
        )


def _raise_first(
    schema: pa.DataFrameSchema,
    frame: pd.DataFrame,
    file: Path,
    words: Callable[[str, str, str], tuple[str, str]],
    label: str | None = None,
) -> None:
    """Validate lazily; turn the failure that stands first in the file into an InputError that counts the others."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        order = {name: place for place, name in enumerate(frame.columns)}
        cases = errors.failure_cases.dropna(subset=["index"]).itertuples()
        row, _, column, check = min((int(case.index), order[case.column], case.column, case.check) for case in cases)
        more = errors.failure_cases["index"].nunique() - 1
        problem, remedy = words(column, check, frame.loc[row, column])
        if more:
            remedy += f" ({more} more rows of this table have such a fault.)"
        raise InputError(problem, remedy=remedy, file=file, row=row, column=label or column) from errors
