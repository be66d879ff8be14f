"""List the counts of patients that are so small that they may point at a single one, before a release."""

import json
from pathlib import Path

import pandas as pd
from edition.cleaning.cohort import csv_text
from edition.files.writing import save_text


def main(numbers: Path, smallest: int, table: Path) -> None:
    """Write each count of the cohort in ``numbers`` that is not 0 but below ``smallest`` to the ``table`` (CSV)."""
    counts = {
        number: record["value"]
        for number, record in json.loads(numbers.read_text("utf-8")).items()
        if record["kind"] == "count" and record["variables"] and 0 < (record["value"] or 0) < smallest
    }
    save_text(table, csv_text(pd.DataFrame(counts.items(), columns=["number", "count"])))
    print(f"{len(counts)} counts are from 1 to {smallest - 1}.")
