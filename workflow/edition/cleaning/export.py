"""Read the tables of an export as text: CSV (``;``, UTF-8), Excel or SPSS, whichever file is there."""

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from edition.cleaning.dictionary import Table, folded
from edition.files.errors import InputError

ENDINGS = (".csv", ".xlsx", ".sav")


def read(folder: Path, table: Table) -> tuple[Path, pd.DataFrame]:
    """The file of a table and its rows as text, columns in the dictionary's order, indexed by the row in the file.

    The header is row 1; in SPSS, which has none, rows are counted as if it had. Empty cells are empty texts; columns
    that the dictionary does not know are left out. Raises InputError for a missing or double file, a file that cannot
    be read, and a missing or double column.
    """
    file = _file(folder, table)
    frame = {".csv": _read_csv, ".xlsx": _read_excel, ".sav": _read_spss}[file.suffix](file)
    labels = {
        label: [given for given in frame.columns if folded(str(given)) == folded(label)] for label in table.columns
    }
    for label, given in labels.items():
        if not given:
            raise InputError(
                "this column is missing.",
                remedy="Add it to the file, or name the file's own column in dictionary.yaml.",
                file=file,
                row=1,
                column=label,
            )
        if len(given) > 1:
            raise InputError("this column is there twice.", remedy="Keep one of them.", file=file, row=1, column=label)
    frame = frame[[given[0] for given in labels.values()]].set_axis(list(labels), axis="columns")
    return file, frame.set_axis(range(2, len(frame) + 2), axis="index")


def _file(folder: Path, table: Table) -> Path:
    found = [folder / (table.file + ending) for ending in ENDINGS if (folder / (table.file + ending)).is_file()]
    if not found:
        raise InputError(
            "this table of the export is missing.",
            remedy=f"Put it there ({', '.join(ENDINGS)}), or set export.folder to the folder that has it.",
            file=folder / f"{table.file}.csv",
        )
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise InputError(f"one table has several files: {names}.", remedy="Keep the one to be used.", file=folder)
    return found[0]


def _read_csv(file: Path) -> pd.DataFrame:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, delimiter=";"))
    except UnicodeDecodeError as error:
        raise InputError("this file is not UTF-8.", remedy="Save it as “CSV UTF-8”.", file=file) from error
    if not rows:
        raise InputError("this file is empty.", remedy="Export it again.", file=file)
    header = rows[0]
    if len(header) == 1:
        remedy = "Put ; between the columns (no comma, no tab), here and in all rows."
        raise InputError("the header is one single column.", remedy=remedy, file=file, row=1)
    for number, row in enumerate(rows[1:], 2):
        if row and len(row) != len(header):
            raise InputError(
                f"this row has {len(row)} columns, the header {len(header)}.",
                remedy="Put ; between the columns, and a text that contains ; in double quotes.",
                file=file,
                row=number,
            )
    return pd.DataFrame([row or [""] * len(header) for row in rows[1:]], columns=header, dtype=str)


def _read_excel(file: Path) -> pd.DataFrame:
    try:
        frame = pd.read_excel(file, dtype=object, keep_default_na=False, engine="openpyxl")
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        remedy = "Save it as an Excel workbook (.xlsx) without a password, or as “CSV UTF-8”."
        raise InputError("this is no Excel file.", remedy=remedy, file=file) from error
    return frame.map(_text)


def _read_spss(file: Path) -> pd.DataFrame:
    import pyreadstat

    try:
        frame, _ = pyreadstat.read_sav(file, apply_value_formats=True, formats_as_category=False)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        remedy = "Save it in SPSS as .sav without a password, or as “CSV UTF-8”."
        raise InputError("this is no SPSS file.", remedy=remedy, file=file) from error
    return frame.astype(object).map(_text)


def _text(value: Any) -> str:
    """A typed cell as the CSV file would have it."""
    if value is None or value is pd.NaT or value != value:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)
