"""Validate the export's tables; what is wrong becomes one error naming file, row, column and remedy."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from edition.cleaning.dictionary import Column, Table
from edition.files.errors import InputError
from edition.study.export import NOT_AFTER_LAST_CONTACT, NOT_BEFORE

DATE = re.compile(r"\d{2}\.\d{2}\.\d{4}")
EARLIEST, LATEST = 1950, 2100
REMEDIES = {
    "date": "Write an existing day as dd.mm.yyyy",
    "month": "Write an existing month as mm.yyyy",
    "integer": "Write a whole number",
    "decimal": "Write a number with a decimal comma and without a unit",
}

Fault = tuple[int, str, str, str]
"""Row and column in the file, the problem, the remedy."""


def day(text: str) -> pd.Timestamp | None:
    """The day of ``dd.mm.yyyy``, None if there is none."""
    try:
        found = datetime.strptime(text, "%d.%m.%Y") if DATE.fullmatch(text) else None
    except ValueError:
        return None
    return pd.Timestamp(found) if found and EARLIEST <= found.year < LATEST else None


def value(text: str, column: Column) -> object:
    """The typed value of a cell, None if it is empty or not of the column's type."""
    match column.type:
        case "code":
            return column.codes.get(text)
        case "date":
            return day(text)
        case "month":  # a whole birthday counts by its month
            return day(re.sub(r"^(\d{2}\.)?(?=\d{2}\.\d{4}$)", "01.", text))
        case "decimal":
            return float(text.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", text) else None
        case "integer":
            number = int(text) if re.fullmatch(r"\d+", text) else None
            low, high = column.low or 0, column.high
            return number if number is not None and low <= number <= (high or number) else None
    return text or None


def typed(frame: pd.DataFrame, table: Table, file: Path) -> pd.DataFrame:
    """The table with canonical column names and typed values (missing: None or NaT), rows as numbered in the file.

    Raises InputError for the first empty required cell, unknown code, impossible date or number, or doubled key.
    """
    columns, faults = {}, []
    for label, column in table.columns.items():
        values = pd.Series([value(text, column) for text in frame[label]], index=frame.index, dtype=object)
        columns[column.name] = pd.to_datetime(values) if column.type in {"date", "month"} else values
        wrong = values.isna() & (column.required | (frame[label] != ""))
        faults += [(row, label, *_problem(column, text)) for row, text in frame[label][wrong].items()]
    _raise_first(faults, file)
    result = pd.DataFrame(columns)
    keys = [table.label(name) for name in table.unique]
    what = "this patient" if len(keys) == 1 else f"this entry (same {', '.join(keys)})"
    problem = f"{what} is there twice, with different values."
    twice = result.index[result.duplicated(table.unique)]
    _raise_first(((row, keys[-1], problem, "Keep the right row.") for row in twice), file)
    return result


def _problem(column: Column, text: str) -> tuple[str, str]:
    if text == "":
        return "this cell is empty.", "A value is required here."
    if column.type == "code":
        return f"the code {text!r} is not in the dictionary.", f"Known codes are: {', '.join(column.codes)}."
    kind = column.type if column.type in {"date", "month"} else "number"
    limits = f" from {column.low} to {column.high}" if column.high is not None else ""
    return f"{text!r} is not a possible {kind}.", f"{REMEDIES[column.type]}{limits}."


def linked(tables: Mapping[str, pd.DataFrame], dictionary: Mapping[str, Table], files: Mapping[str, Path]) -> None:
    """Check what links the tables. Raises InputError for a row without its patient, or a patient without follow-up."""
    needed = [(name, "patients", "no such patient in the list of patients.") for name in tables]
    for name, other, problem in [*needed, ("patients", "follow_up", "this patient has no follow-up.")]:
        patients, label = tables[name]["patient"], dictionary[name].label("patient")
        remedy = f"Add the patient to {files['patients'].name} or take the row out."
        if other == "follow_up":
            remedy = f"Add a row to {files['follow_up'].name}."
        alone = patients.index[~patients.isin(tables[other]["patient"])]
        _raise_first(((row, label, problem, remedy) for row in alone), files[name])


def ordered(tables: Mapping[str, pd.DataFrame], dictionary: Mapping[str, Table], files: Mapping[str, Path]) -> None:
    """Check deaths and the order of dates.

    Raises InputError for a death without its day, a cause of death without a death, and a date before birth, diagnosis
    or start or after last contact.
    """
    _deaths(tables["follow_up"], dictionary["follow_up"], files["follow_up"])
    diagnosis = tables["patients"].set_index("patient")["diagnosis_date"]
    last = tables["follow_up"].set_index("patient")["last_date"]
    rules = [(name, date, first, date, f"before {what}") for name, date, first, what in NOT_BEFORE]
    rules += [(name, date, date, "last_date", "after the last contact") for name, date in NOT_AFTER_LAST_CONTACT]
    for name, column, earlier, later, what in rules:
        patients = tables[name]["patient"]
        dates = tables[name].assign(diagnosis_date=patients.map(diagnosis), last_date=patients.map(last))
        wrong = patients.index[dates[later] < dates[earlier]]  # a missing date is never wrong
        label, remedy = dictionary[name].label(column), "Correct this date or the other one."
        _raise_first(((row, label, f"this date lies {what}.", remedy) for row in wrong), files[name])


def _deaths(follow_up: pd.DataFrame, table: Table, file: Path) -> None:
    """Raise InputError for a patient who died on no day, or who has a cause of death but has not died."""
    died = follow_up["status"] == "died"
    undated, needless = died & follow_up["last_date"].isna(), ~died & follow_up["death_cause"].notna()
    faults = [
        ("last_date", undated, "died without a day of death.", "Write the day as dd.mm.yyyy"),
        ("death_cause", needless, "a cause of death, but the patient has not died.", "Take the cause out"),
    ]
    for name, wrong, problem, remedy in faults:
        remedy = f"{remedy}, or correct {table.label('status')}."
        _raise_first(((row, table.label(name), problem, remedy) for row in follow_up.index[wrong]), file)


def _raise_first(faults: Iterable[Fault], file: Path) -> None:
    """Raise the fault that stands first in the file, if there is any, as an InputError that counts the other rows."""
    faults = list(faults)
    if faults:
        row, column, problem, remedy = min(faults, key=lambda fault: fault[0])
        if more := len({fault[0] for fault in faults}) - 1:
            remedy += f" ({more} more rows of this table have such a fault.)"
        raise InputError(problem, remedy=remedy, file=file, row=row, column=column)
