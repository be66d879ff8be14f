"""Write tables as a hospital exports them: Turkish labels and codes, ``;``, decimal commas, a little untidy."""

from functools import partial
from typing import Any

import pandas as pd

from edition.cleaning.dates import SPELLED
from edition.cleaning.dictionary import Column, Table
from edition.files.draws import whole
from edition.files.letters import upper
from edition.study.export import DISORDERED


def coded(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A table with canonical names and values as texts of the export."""
    columns = table.columns.items()
    return pd.DataFrame({label: [_text(value, column) for value in frame[column.name]] for label, column in columns})


def _text(value: Any, column: Column) -> str:
    if pd.isna(value):
        return ""
    if column.type == "code":
        return next(code for code, canonical in column.codes.items() if canonical == value)
    if column.type in SPELLED:
        return f"{value:{SPELLED[column.type]}}"
    return str(value).replace(".", ",")


def untidy(tables: dict[str, pd.DataFrame], dictionary: dict[str, Table], seed: int) -> dict[str, pd.DataFrame]:
    """The tables with the small disorders of real ones, all of which cleaning can repair.

    In every table one code has blanks around it and one is in capitals (Turkish rules: İZOLE Kİ, KADIN); one row of
    ``DISORDERED`` is entered twice, and one has no end.
    """
    untidied = {name: frame.copy() for name, frame in tables.items()}
    for name, frame in untidied.items():
        columns = [label for label, column in dictionary[name].columns.items() if column.type == "code"]
        for disorder, change in (("blanks", lambda code: f" {code}  "), ("capitals", partial(upper, language="tr"))):
            codes = {(i, label): frame.loc[i, label] for i in frame.index for label in columns}
            cells = [cell for cell, code in codes.items() if code and change(code) != code]
            cell = cells[whole(0, len(cells) - 1, seed, disorder, name)]
            frame.loc[cell] = change(codes[cell])
    name, column, value, end = DISORDERED
    rows, table = untidied[name], dictionary[name]
    values = rows[table.label(column)].map(table.columns[table.label(column)].codes)
    such = rows.index[values == value]
    rows.loc[such[whole(0, len(such) - 1, seed, "unfinished")], table.label(end)] = ""
    twice = whole(1, len(rows) - 1, seed, "twice") - 1
    untidied[name] = rows.iloc[sorted([*range(len(rows)), twice])]
    return untidied
