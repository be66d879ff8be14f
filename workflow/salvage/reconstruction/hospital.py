"""Write tables as a hospital exports them: Turkish labels and codes, ``;``, decimal commas, a little untidy."""

import csv
import io
from datetime import date
from typing import Any

import pandas as pd

from salvage.data.dictionary import Column, Table, upper
from salvage.reconstruction.draws import whole

Rows = list[list[str]]


def coded(frame: pd.DataFrame, table: Table) -> Rows:
    """Header and rows of a table with canonical names and values, as text of the export."""
    rows = [list(table.columns)]
    for record in frame.to_dict("records"):
        rows.append([_text(record[column.name], column) for column in table.columns.values()])
    return rows


def _text(value: Any, column: Column) -> str:
    if value is None or value != value:
        return ""
    if column.type == "code":
        return next(code for code, canonical in column.codes.items() if canonical == value)
    if column.type == "month":
        return f"{value:%m.%Y}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value).replace(".", ",") if column.type == "decimal" else str(value)


def untidy(tables: dict[str, Rows], dictionary: dict[str, Table], seed: int) -> dict[str, Rows]:
    """The tables with the small disorders of real ones, all of which cleaning can repair.

    In every table one code has blanks around it and one is in capitals (Turkish rules: İZOLE Kİ, KADIN); one treatment
    course is entered twice, and one front-line course has no end.
    """
    untidied = {name: [list(row) for row in rows] for name, rows in tables.items()}
    for name, rows in untidied.items():
        columns = [i for i, column in enumerate(dictionary[name].columns.values()) if column.type == "code"]
        for disorder, change in (("blanks", lambda code: f" {code}  "), ("capitals", upper)):
            cells = [(row, i) for row in rows[1:] for i in columns if row[i] and change(row[i]) != row[i]]
            row, i = cells[whole(0, len(cells) - 1, seed, disorder, name)]
            row[i] = change(row[i])
    labels = untidied["courses"][0]
    table = dictionary["courses"]
    regimen, end = (labels.index(table.label(name)) for name in ("regimen", "end_date"))
    front_line = next(
        code for code, canonical in table.columns[labels[regimen]].codes.items() if canonical == "front_line"
    )
    open_ended = [row for row in untidied["courses"] if row[regimen] == front_line]
    open_ended[whole(0, len(open_ended) - 1, seed, "unfinished")][end] = ""
    place = whole(1, len(untidied["courses"]) - 1, seed, "twice")
    untidied["courses"].insert(place, list(untidied["courses"][place]))
    return untidied


def csv_text(rows: Rows) -> str:
    """The rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()
