"""Check the values of the export's tables, what links them, and the order in which things happened."""

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

import pandas as pd

from edition.cleaning.dates import DATES
from edition.cleaning.dictionary import Column, Table
from edition.cleaning.faults import FLAT, Faults, decides
from edition.study import order
from edition.study.variables import VARIABLES


def value(text: str, column: Column) -> object:
    """The typed value of a cell, None if it is empty or not of the column's type."""
    match column.type:
        case "code":
            return column.codes.get(text)
        case "date" | "month":
            day = DATES[column.type](text)
            return day and pd.Timestamp(day)
        case "decimal":
            number = float(text.replace(",", ".")) if re.fullmatch(r"-?\d{1,15}(,\d{1,15})?", text) else None
        case "integer":
            number = int(text) if re.fullmatch(r"\d{1,9}", text) else None
        case _:
            return text or None
    low, high = column.low or 0, column.high
    return number if number is not None and low <= number <= (high or number) else None


def typed(frame: pd.DataFrame, table: Table, file: Path, faults: Faults) -> pd.DataFrame:
    """The table with canonical column names and typed values (missing: None or NaT), rows as numbered in the file.

    Notes every empty required cell, unknown code, impossible date or number, and doubled key among the ``faults``.
    """
    columns = {}
    for label, column in table.columns.items():
        typed_cells = [*map(cache(partial(value, column=column)), frame[label])]
        values = pd.Series(typed_cells, index=frame.index, dtype=object)
        columns[column.name] = pd.to_datetime(values) if column.type in DATES else values
        wrong = values.isna() & (column.required | (frame[label] != ""))
        for row, text in frame[label][wrong].items():
            kind = f"no_{column.type}" if text else "empty"
            faults.add(kind, file, row, label, cell=text, codes=", ".join(column.codes), **_range(column))
    result = pd.DataFrame(columns)
    keys = [table.label(name) for name in table.unique]
    kind = "patient_twice" if len(keys) == 1 else "entry_twice"
    for row in result.index[result.duplicated(table.unique)]:
        faults.add(kind, file, row, keys[-1], keys=", ".join(keys))
    return result


def _range(column: Column) -> dict[str, str]:
    """The numbers that a column may have, in words."""
    low, high = column.low or 0, column.high
    if high is None:
        return {"range": f"of at least {low}", "range_tr": f"en az {low} olan"}
    return {"range": f"from {low} to {high}", "range_tr": f"{low} ile {high} arasında"}


def linked(
    tables: Mapping[str, pd.DataFrame], dictionary: Mapping[str, Table], files: Mapping[str, Path], faults: Faults
) -> None:
    """Note each row without its patient, and each patient without follow-up, among the ``faults``."""
    pairs = [(name, "patients", "no_patient") for name in tables] + [("patients", "follow_up", "no_follow_up")]
    for name, other, kind in pairs:
        for row in tables[name].index[~tables[name]["patient"].isin(tables[other]["patient"])]:
            faults.add(kind, files[name], row, dictionary[name].label("patient"), other=files[other].name)


def ordered(
    tables: Mapping[str, pd.DataFrame], dictionary: Mapping[str, Table], files: Mapping[str, Path], faults: Faults
) -> None:
    """Note what cannot have happened so, or is doubtful, by the study's rules (``study.order``), among the ``faults``.

    Where exchanging day and month would mend it, the fault says so.
    """
    joined = order.joined(tables)
    exported = pd.Timestamp(dictionary["patients"].exported)
    for name, frame in joined.items():
        for column in (column for column in tables[name] if column.endswith("_date")):
            for row in frame.index[frame[column] > exported]:
                label = dictionary[name].label(column)
                faults.add("in_future", files[name], row, label, day=f"{exported:%d.%m.%Y}")
    wrong = {(fault.file, fault.row, fault.column) for fault in faults}
    rows = {place[:2] for place in wrong}
    unclear = {
        patient
        for name, frame in tables.items()
        for row, patient in frame["patient"].items()
        if (files[name], row % FLAT) in rows
    }
    for name, column, kind, applies in order.rules():
        frame = joined[name]
        for row in frame.index[applies(frame)]:
            unreadable = (files[name], row % FLAT, dictionary[name].label(column)) in wrong
            if unreadable or (decides(kind) and frame["patient"][row] in unclear):
                continue  # a cell that cannot be read seems to be empty
            swapped = _exchanged(frame.loc[[row]], column)
            exchange = swapped is not None and not applies(swapped).iloc[0]
            hint = {"en": " Are day and month exchanged?", "tr": " Gün ile ay yer mi değiştirmiş?"}
            hints = {f"hint_{language}": text if exchange else "" for language, text in hint.items()}
            faults.add(kind, files[name], row, dictionary[name].label(column), oldest=VARIABLES["age"].high, **hints)


def _exchanged(row: pd.DataFrame, column: str) -> pd.DataFrame | None:
    """A row with day and month of the date exchanged, None where there is no other such day."""
    date = row[column].iloc[0]
    if not column.endswith("_date") or pd.isna(date) or date.day > 12 or date.day == date.month:
        return None
    return row.assign(**{column: date.replace(day=date.month, month=date.day)})
