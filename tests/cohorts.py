"""Small random cohorts that are valid, claims, and exports to spoil."""

import csv
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from edition.claims.records import Claim, load
from edition.cleaning.cohort import typed
from edition.study.variables import COLUMNS, VARIABLES
from scripts import clean, ledger
from workspace import LABELS, ROOT

SYNTHETIC = ROOT / "data" / "synthetic"
PUBLISHED = ROOT / "data" / "published"
CLAIMS = load(PUBLISHED)
"""The statements of the paper."""


# Weeks of remission under 6-mercaptopurine, and whether it ended. Freireich EJ et al. The effect of 6-mercaptopurine on
# the duration of steroid-induced remissions in acute leukemia. Blood 1963;21:699-716 (as in Cox DR, Oakes D. Analysis
# of survival data, 1984, table 1.1).
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def random_cohort(seed: int, size: int = 8, days: int = 12, *, relapsed: bool = False) -> pd.DataFrame:
    """A cohort with the types of ``edition.cleaning.cohort.read``; durations up to ``days``, so that ties are frequent.

    With ``relapsed`` every patient has a post-transplant relapse.
    """
    draw = random.Random(seed)
    rows = []
    for number in range(1, size + 1):
        row = {name: draw.choice(VARIABLES[name].levels) for name in COLUMNS if VARIABLES[name].levels}
        row |= {"patient": f"P{number:02}", "age": draw.randint(1, 6), "worst_grade": draw.randint(1, 5)}
        row |= {"days_to_relapse": draw.choice([90, 100, 101, 400]), "survival_days": draw.randint(1, days)}
        row["posttransplant_relapse"] |= relapsed
        row["relapse_by_day_100"] = row["days_to_relapse"] <= 100
        row["toxicity"] = "3-4" if row["worst_grade"] >= 3 else "1-2"
        row["drug"] = draw.choice(
            ["fludarabine", "clofarabine"] if row["group"] == 1 else ["bortezomib", "blinatumomab", "cart"]
        )
        row["extramedullary"] = "none" if row["relapse_site"] == "isolated_bm" else draw.choice(["cns", "testis"])
        row["died"] = int(row["status"] == "died")
        row["death_cause"] = row["death_cause"] if row["died"] else None
        row["transplants"] = 1 + row["second_transplant"]
        if not row["posttransplant_relapse"]:
            row |= {name: None for name in COLUMNS if VARIABLES[name].relapsed}
        rows.append(row)
    return typed(pd.DataFrame(rows, columns=COLUMNS, dtype=object))


def claim(name: str, expression: dict, printed: str | None = None, kind: str = "count", **other: object) -> Claim:
    """A soft claim of the results; a condition if nothing is printed."""
    kind = "condition" if printed is None else kind
    given = {"section": "results", "strength": "soft", "reading": None, "number": None} | other
    return Claim(id=name, place="", says={}, expression=expression, printed=printed, kind=kind, note=None, **given)


def cleaned(export: Path, results: Path) -> dict[str, str]:
    """The texts of what cleaning an ``export`` writes to the folder ``results``, by file."""
    results.mkdir(exist_ok=True)
    files = [results / name for name in ("cohort.csv", "cleaning-log.csv", "origin.json")]
    clean.main(export, *files)
    return {file.name: file.read_text("utf-8") for file in files}


def judged(folder: Path, plan: str = "recommended", languages: tuple[str, ...] = ("en",), **files: Path) -> None:
    """The step ``ledger``: its files in ``folder``, except those that are given."""
    names = ("origin", "reconstruction", "determined", "bounds")
    files = {name: folder / f"{name}.json" for name in names} | {"cohort": folder / "cohort.csv"} | files
    made = {"table": folder / "ledger.csv", "ledger": folder / "ledger.json", "numbers": folder / "numbers.json"}
    labels = [LABELS[language].file for language in languages]
    ledger.main(PUBLISHED, plan=plan, alpha=0.05, confidence=0.95, labels=labels, **files, **made)


def copied_export(folder: Path) -> Path:
    """A copy of the committed synthetic export in ``folder``."""
    return Path(shutil.copytree(SYNTHETIC, folder / "export"))


def rewritten(file: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Let ``change`` alter the rows of a CSV table in place, the header being row 0."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, delimiter=";", lineterminator="\n").writerows(rows)


def set_cell(file: Path, row: int, column: str, value: str) -> None:
    """Put ``value`` into a cell; rows count as in a spreadsheet, the header being row 1."""
    rewritten(file, lambda rows: rows[row - 1].__setitem__(rows[0].index(column), value))
