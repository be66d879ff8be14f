"""Repair what can be repaired without guessing in a table of texts, and log it: blanks, case, rows entered twice."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import pandas as pd

from edition.cleaning.dates import DATES, canonical
from edition.cleaning.dictionary import Table

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
    label = table.label("patient")
    start = len(frame)
    frame = frame[(frame.map(str.strip) != "").any(axis=1)]
    if len(frame) < start:
        log.rule("tidy", "empty rows", table.name, start, len(frame), "rows without any value are left out")
    owners = frame[label].str.strip()
    stripped = _replaced(frame, frame.map(str.strip), "blanks around", table, owners, log)
    spelled = stripped.copy()
    for name, column in table.columns.items():
        if column.type == "code":
            spelled[name] = [*map(cache(lambda code, column=column: column.canonical(code) or code), stripped[name])]
    spelled = _replaced(stripped, spelled, "spelling of codes", table, owners, log)
    dated = spelled.copy()
    for name, column in table.columns.items():
        if column.type in DATES:
            spell = cache(partial(canonical, kind=column.type, declared=table.format.get("date")))
            dated[name] = [spell(cell) or cell for cell in spelled[name]]
        dated[name] = dated[name].mask(dated[name].isin(column.missing), "")
    if not dated.equals(spelled):
        spelled = _replaced(spelled, dated, "dates and missing values", table, owners, log)
    twice = spelled.duplicated()
    for row in spelled.index[twice]:
        log.change("tidy", "rows entered twice", table.name, owners[row], "", f"row {row}", "left out")
    if twice.any():
        log.rule("tidy", "rows entered twice", table.name, len(spelled), int((~twice).sum()), "equal rows count once")
    return spelled[~twice]


def _replaced(
    before: pd.DataFrame, after: pd.DataFrame, rule: str, table: Table, owners: pd.Series, log: Log
) -> pd.DataFrame:
    """``after``, with every cell logged that differs from ``before``."""
    different = before.ne(after)
    for row in before.index[different.any(axis=1)]:
        for label in before.columns[different.loc[row]]:
            log.change("tidy", rule, table.name, owners[row], label, before.loc[row, label], after.loc[row, label])
    log.rule("tidy", rule, table.name, len(before), len(after), f"{int(different.to_numpy().sum())} cells changed")
    return after
