"""Write an export as Excel and SPSS files too: ``xlsx`` and ``sav`` beside a copy of its CSV files and dictionary.

Dates and numbers are those of these programs, so that reading them can be tried.
"""

import shutil
from pathlib import Path

import pandas as pd
from edition.cleaning import dictionary
from edition.cleaning import export as tables_of_export
from edition.cleaning.faults import Faults
from edition.cleaning.tidy import Log
from edition.cleaning.validation import value


def main(export: Path, folder: Path) -> None:
    """Write the folder ``export`` as ``folder``/csv, ``folder``/xlsx and ``folder``/sav."""
    import pyreadstat

    for ending in tables_of_export.ENDINGS:
        (folder / ending[1:]).mkdir(parents=True, exist_ok=True)
        for name in ("dictionary.yaml", "origin.json"):
            if (export / name).is_file():
                shutil.copyfile(export / name, folder / ending[1:] / name)
    for table in dictionary.load(export / "dictionary.yaml").values():
        file, texts = tables_of_export.read(export, table, Log(), Faults())
        shutil.copyfile(file, folder / "csv" / file.name)
        native = {}
        for label, column in table.columns.items():
            kept = column.type in {"code", "text", "month"}
            values = [cell if kept else value(cell.strip(), column) for cell in texts[label]]
            if column.type == "date":
                values = pd.to_datetime(pd.Series(values)).dt.date
            native[label] = pd.Series(values, dtype=None if column.type in {"integer", "decimal"} else object)
        frame = pd.DataFrame(native)
        frame.to_excel(folder / "xlsx" / f"{table.file}.xlsx", index=False)
        pyreadstat.write_sav(frame, folder / "sav" / f"{table.file}.sav")
