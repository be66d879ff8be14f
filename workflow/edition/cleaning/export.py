"""Read the tables of an export as text: CSV, Excel or SPSS, whichever file is there, as their programs write them."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from edition.cleaning.dictionary import Table, plain
from edition.cleaning.faults import FLAT, Fault, Faults, readable
from edition.cleaning.identifiers import TOTAL, identifying
from edition.cleaning.tidy import Log

ENDINGS = (".csv", ".xlsx", ".sav")
SEPARATORS = ";\t,"
TITLE_ROWS = 30
"""Rows among which the header is sought; what stands above it are titles."""
TURKISH = re.compile("[\x00-\x7fçğıöşüâîûÇĞİÖŞÜÂÎÛ⁰-⁹“”‘’–…°±µ²³]*")
ERROR = re.compile(r"#(REF|N/A|NAME\?|VALUE|DIV/0|NULL|NUM)!?")
NTH = "{n}"
THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")

Rows = list[list[Any]]


def read(folder: Path, table: Table, log: Log, faults: Faults) -> tuple[Path, pd.DataFrame]:
    """The file of a table and its rows as text, columns in the dictionary's order, indexed by the row in the file.

    In SPSS, which has no header, rows are counted as if it stood in row 1. Empty cells are empty texts; columns that
    the dictionary does not know are left out. Where labels have a ``{n}``, a row of the file is several of the table,
    one for each number from 1 whose columns are there and not all empty (a flat file, a row a patient). Notes columns
    that identify patients, or are left out, and rows of totals among the ``faults``; raises any other Fault.
    """
    file = _file(folder, table)
    rows = {".csv": _read_csv, ".xlsx": _read_excel, ".sav": _read_spss}[file.suffix](file, table, log)
    rows = [[text(cell) for cell in row] for row in rows]
    top = _header(rows, table)
    header = [plain(label) for label in rows[top]]
    if top:
        log.rule("read", "rows above the header", table.name, len(rows), len(rows) - top, "titles are left out")
    faults += identifying(rows[top:], table, file, top + 1)
    parts, used = [], set()
    for n in range(1, len(header) + 2):
        names = {label: plain(label.replace(NTH, str(n))) for label in table.columns}
        if n > 1 and not used < used | {*names.values()} <= {*header}:
            break
        for label, name in names.items():
            if (times := header.count(name)) != 1:
                raise Fault("column_twice" if times else "column_missing", file, top + 1, label)
        used |= {*names.values()}
        places = [header.index(name) for name in names.values()]
        texts = [[row[place] if row else "" for place in places] for row in rows[top + 1 :]]
        part = pd.DataFrame(texts, columns=list(names), dtype=str)
        own = [label for label in names if NTH in label] or list(names)
        part.index = range(top + 2 + (n - 1) * FLAT, len(rows) + 1 + (n - 1) * FLAT)
        parts.append(part[(part[own] != "").any(axis=1)] if NTH in "".join(own) else part)
    frame = pd.concat(parts)
    totals = frame[table.label("patient")].map(plain).str.fullmatch(TOTAL)
    for row in sorted({row % FLAT for row in frame.index[totals]}):
        faults.add("total_row", file, row, table.label("patient"))
    frame = frame[~totals]
    if unknown := [label for label, name in zip(rows[top], header, strict=True) if label and name not in used]:
        note = f"not in the dictionary: {', '.join(unknown)}"
        log.rule("read", "columns left out", table.name, len(header), len(used), note)
        faults.add("columns_left_out", file, columns=", ".join(unknown))
    if any(cell for row in rows[top + 1 :] for label, cell in zip_longest(rows[top], row) if cell and not label):
        log.rule("read", "columns left out", table.name, len(header), len(used), "cells in columns without a label")
    if not (frame != "").any(axis=None):
        raise Fault("no_rows", file)
    for label in frame:
        for row in frame.index[frame[label].str.match(ERROR)]:
            raise Fault("excel_error", file, row, label, cell=frame[label][row])
    return file, _decimals(frame, table, log) if file.suffix == ".csv" else frame


def _file(folder: Path, table: Table) -> Path:
    names = [folder / (table.file + ending) for ending in ENDINGS]
    there = [file for file in names if file.is_file()]
    if len(there) == 1:
        return there[0]
    if there:
        raise Fault("several_files", folder, files=", ".join(file.name for file in there))
    raise Fault("table_missing", names[0], endings=", ".join(ENDINGS))


def _labels(cells: Iterable[Any], table: Table) -> int:
    """How many of the table's columns a row names."""
    labels = {plain(label.replace(NTH, "1")) for label in table.columns}
    return len({plain(text(cell)) for cell in cells} & labels)


def _header(rows: Rows, table: Table) -> int:
    """The row, from 0, that names most columns; the first of several."""
    return max(range(min(len(rows), TITLE_ROWS)), key=lambda i: (_labels(rows[i], table), -i), default=0)


def _read_csv(file: Path, table: Table, log: Log) -> Rows:
    content = _decoded(file, table, log)
    with readable("no_csv", file):
        beginning = content.splitlines()[:TITLE_ROWS]

        def named(separator: str) -> int:
            return max((_labels(line.replace('"', "").split(separator), table) for line in beginning), default=0)

        found = max(SEPARATORS, key=named)
        separator = table.format.get("separator", found)
        if named(found) > named(separator):
            raise Fault("other_separator", file, found=found, declared=separator)
        if separator != ";":
            log.rule("read", "separator", table.name, 1, 1, f"columns are separated by {separator!r}")
        rows = list(csv.reader(StringIO(content, newline=""), delimiter=separator, strict=True))
    if not rows:
        raise Fault("empty_file", file)
    top = _header(rows, table)
    if len(rows[top]) == 1:
        raise Fault("one_column", file, top + 1, separator=separator)
    for number, row in enumerate(rows[top + 1 :], top + 2):
        if row and len(row) != len(rows[top]):
            raise Fault("row_length", file, number, n=len(row), header=len(rows[top]))
    return rows


def _decoded(file: Path, table: Table, log: Log) -> str:
    """The text of a file; Windows-1254 where it is declared, or where it can be nothing else."""
    with readable("no_csv", file):
        content = file.read_bytes()
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    utf16 = "utf-16" * marked or "utf-16-le" * (content[1:2] == b"\0") or "utf-16-be" * (content[:1] == b"\0")
    declared = table.format.get("encoding", "utf-8")
    encoding = utf16 or declared
    try:
        decoded = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        encoding, decoded = "windows-1254", content.decode("windows-1254", errors="replace")
        if "encoding" in table.format or utf16 or not TURKISH.fullmatch(decoded):
            raise Fault("encoding", file, encoding=declared.upper()) from error
    if "\0" in decoded[:8]:
        raise Fault("encoding", file, encoding=declared.upper())
    if encoding != "utf-8":
        log.rule("read", "encoding", table.name, 1, 1, f"the text is in {encoding}")
    return decoded


def _read_excel(file: Path, table: Table, log: Log) -> Rows:
    """The rows of the sheet that holds the table, each to its last cell and at least as long as the header."""
    import openpyxl

    with readable("no_excel", file):
        content = file.read_bytes()
        books = [openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=only) for only in (True, False)]
        for sheet in (sheet for book in books for sheet in book.worksheets):
            sheet.reset_dimensions()  # other programs write them wrongly, and a stray cell would widen every row
        values, formulas = books
        sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in values.worksheets}
        labels = {name: _labels(rows[_header(rows, table)], table) for name, rows in sheets.items() if rows}
        complete = [name for name, number in labels.items() if number == len({*map(plain, table.columns)})]
        if len(complete) > 1:
            raise Fault("several_sheets", file, sheets=", ".join(complete))
        name = complete[0] if complete else next(iter(sheets))
        if len(values.sheetnames) > 1:
            log.rule("read", "sheet", table.name, len(values.sheetnames), 1, f"the sheet {name} is read")
        for cells, row in zip(formulas[name].iter_rows(), sheets[name], strict=True):
            for cell, value in zip(cells, row, strict=True):
                if cell.data_type == "f" and value is None:
                    raise Fault("never_calculated", file, cell.row, cell.column_letter)
    rows = sheets[name] or [[]]
    width = len(rows[_header(rows, table)])
    return [row + [None] * (width - len(row)) for row in rows]


def _read_spss(file: Path, table: Table, log: Log) -> Rows:
    """Values, or their labels where the dictionary knows these; codes that SPSS takes for missing are empty."""
    import pyreadstat

    with readable("no_spss", file):
        frame, meta = pyreadstat.read_sav(file, user_missing=True)
        columns = {plain(label): column for label, column in table.columns.items()}
        cells = {}
        for name in frame:
            labels, ranges = meta.variable_value_labels.get(name, {}), meta.missing_ranges.get(name, [])
            values = [None if _missing(value, ranges) else value for value in frame[name].tolist()]
            if missing := sum(_missing(value, ranges) for value in frame[name].tolist()):
                note = f"{missing} cells of {name} have a code that SPSS takes for missing"
                log.rule("read", "missing in SPSS", table.name, len(frame), len(frame), note)
            column = columns.get(plain(name))
            if column and column.type == "code":
                values = [labels[value] if column.canonical(labels.get(value, "")) else value for value in values]
            cells[name] = values
    return [list(cells), *map(list, zip(*cells.values(), strict=True))]


def _missing(value: Any, ranges: Sequence[dict[str, Any]]) -> bool:
    """Whether a value lies in one of SPSS's ranges of missing ones."""
    return any(type(value) is type(limit["lo"]) and limit["lo"] <= value <= limit["hi"] for limit in ranges)


def _decimals(frame: pd.DataFrame, table: Table, log: Log) -> pd.DataFrame:
    """Decimal commas for points in a column where they are declared or can be nothing else."""
    declared = table.format.get("decimal")
    for label, column in table.columns.items():
        cells = frame[label].str.strip()
        if column.type != "decimal" or not cells.str.contains(".", regex=False).any():
            continue
        doubtful = cells.str.contains(",", regex=False).any() or cells.str.fullmatch(THOUSANDS).all()
        if declared == "." or (declared is None and not doubtful):
            frame[label] = cells.str.replace(".", ",", regex=False)
            log.rule("read", "decimal points", table.name, len(frame), len(frame), f"{label} has decimal points")
    return frame


def text(value: Any) -> str:
    """A typed cell as the CSV file would have it."""
    if pd.isna(value):
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)
