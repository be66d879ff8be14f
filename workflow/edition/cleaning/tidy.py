"""Repair what can be repaired without guessing in a table of texts, and log it: blanks, case, rows entered twice."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import pandas as pd

from edition.cleaning.dates import DATES, SPELLED
from edition.cleaning.dictionary import Column, Table

LOGGED = ("step", "rule", "table", "patient", "column", "before", "after", "rows_in", "rows_out", "note")


class Log(list[dict[str, Any]]):
    """What cleaning decided, line by line: each change of a cell or row, each rule with its rows before and after."""

    def change(self, step: str, rule: str, table: str, patient: str, column: str, before: str, after: str) -> None:
        """A cell of one patient that was changed."""
        same = {"step": step, "rule": rule, "table": table, "patient": patient}
        self.append(same | {"column": column, "before": before, "after": after})

    def rule(self, step: str, rule: str, table: str, rows_in: int, rows_out: int, note: str) -> None:
        """A rule that was applied to a whole table, with its rows before and after."""
        same = {"step": step, "rule": rule, "table": table}
        self.append(same | {"rows_in": str(rows_in), "rows_out": str(rows_out), "note": note})

    def frame(self, names: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The log as a table of texts; with ``names`` (number → pseudonym) no patient's number stands in it."""
        lines = pd.DataFrame(self, columns=LOGGED).fillna("")
        if names is not None:
            numbers = lines["before"].str.strip().isin(names.keys())
            lines.loc[numbers, ["before", "after"]] = ""
            lines["patient"] = lines["patient"].map(names).fillna("")
        return lines


def tidy(frame: pd.DataFrame, table: Table, log: Log) -> pd.DataFrame:
    """The table with blanks trimmed, codes and dates in one spelling, empty and repeated rows left out.

    What the dictionary declares as missing becomes empty. A code that it does not know, or a date that is none, is left
    as it is, for the validation to name.
    """
    start, patient, name = len(frame), table.label("patient"), table.name
    frame = frame[(frame.map(str.strip) != "").any(axis=1)]
    if len(frame) < start:
        log.rule("tidy", "empty rows", name, start, len(frame), "rows without any value are left out")
    owners = frame[patient].str.strip()
    for rule, repaired in REPAIRS.items():
        repair = {label: cache(partial(repaired, column, table)) for label, column in table.columns.items()}
        after = pd.DataFrame({label: frame[label].map(repair[label]) for label in frame})
        different = frame.ne(after)
        for row in frame.index[different.any(axis=1)]:
            for label in frame.columns[different.loc[row]]:
                log.change("tidy", rule, name, owners[row], label, frame.loc[row, label], after.loc[row, label])
        changed = int(different.to_numpy().sum())
        if changed or repaired is not _dated:
            log.rule("tidy", rule, name, len(frame), len(after), f"{changed} cells changed")
        frame = after
    twice = frame.duplicated()
    for row in frame.index[twice]:
        log.change("tidy", "rows entered twice", name, owners[row], "", f"row {row}", "left out")
    if twice.any():
        log.rule("tidy", "rows entered twice", name, len(frame), int((~twice).sum()), "equal rows count once")
    return frame[~twice]


def _stripped(column: Column, table: Table, cell: str) -> str:
    return cell.strip()


def _spelled(column: Column, table: Table, cell: str) -> str:
    return (column.type == "code" and column.canonical(cell)) or cell


def _dated(column: Column, table: Table, cell: str) -> str:
    day = column.type in DATES and DATES[column.type](cell, table.format.get("date"))
    spelled = f"{day:{SPELLED[column.type]}}" if day else cell
    return "" if spelled in column.missing else spelled


REPAIRS = {"blanks around": _stripped, "spelling of codes": _spelled, "dates and missing values": _dated}
"""Rule → the cell of a column as the rule repairs it."""
