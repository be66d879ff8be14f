"""Check an export without a build: all problems of all tables at once, as a table in the terminal and as CSV.

Cells are shown, so the list is for the eyes of those who may see the export.
"""

from pathlib import Path

import pandas as pd
from edition.cleaning import origin
from edition.cleaning.cohort import csv_text
from edition.cleaning.faults import Faults
from edition.cleaning.tidy import Log
from edition.files.errors import InputError
from edition.files.writing import save_text
from scripts.clean import cohort_of, read_tables

COLUMNS = {
    "en": ("file", "row", "column", "problem", "what to do", "doubtful"),
    "tr": ("dosya", "satır", "sütun", "sorun", "yapılacak", "kuşkulu"),
}
NOTHING = {"en": "No problem listed.", "tr": "Sorun bulunmadı."}


def problems(export: Path, language: str) -> pd.DataFrame:
    """The problems of an export, one a row, in the order of its tables."""
    faults, log = Faults(), Log()
    with faults.noted():
        origin.read(export)
    with faults.noted():
        tables, files = read_tables(export, log, faults)
        if all(fault.decision for fault in faults):
            cohort_of(tables, files, log, faults)
    rows = [
        (fault.file.name, fault.row or fault.line, fault.column, *fault.said(language), "x" * fault.decision)
        for fault in faults
    ]
    return pd.DataFrame([["" if cell is None else cell for cell in row] for row in rows], columns=COLUMNS[language])


def main(export: Path, list: Path, language: str = "en") -> None:
    """Write the problems of the folder ``export`` to ``list`` (CSV) and show them; ``language`` is en or tr."""
    language = language.lower()
    if language not in COLUMNS:
        raise InputError(f"there is no language {language!r}.", remedy=f"Choose one of {', '.join(COLUMNS)}.")
    listed = problems(export, language)
    save_text(list, csv_text(listed))
    with pd.option_context("display.max_colwidth", None):
        print(NOTHING[language] if listed.empty else listed.to_string(index=False, justify="left"))
