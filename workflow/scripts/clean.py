"""Clean an export: read its tables, repair and validate them, derive one row a patient, apply the inclusion rules.

Every decision goes to the cleaning log; what cannot be repaired without guessing stops the step with the file, row and
column. The export's dictionary.yaml says how its columns and codes are to be read.
"""

import json
from pathlib import Path

import pandas as pd
from edition.cleaning import dictionary, validation
from edition.cleaning import export as tables_of_export
from edition.cleaning import origin as origins
from edition.cleaning.cohort import COLUMNS, csv_text, typed, validate
from edition.cleaning.tidy import Log, tidy
from edition.study import derive


def main(export: Path, cohort: Path, cleaning_log: Path, origin: Path) -> None:
    """From the folder ``export`` to the cohort (CSV), the cleaning log (CSV) and the origin (JSON)."""
    log = Log()
    tables, files = read_tables(export, log)
    tables["courses"] = closed(tables, log)
    rows = included(derive.cohort(tables), log)
    patients = typed(rows)
    validate(patients, files["patients"])
    log.rule("derive", "one row a patient", "cohort", len(rows), len(patients), f"{len(COLUMNS)} columns, all valid")
    lines = log.frame().to_csv(index=False, lineterminator="\n")
    said = json.dumps(origins.read(export), indent=2, ensure_ascii=False) + "\n"
    for file, text in ((cohort, csv_text(patients)), (cleaning_log, lines), (origin, said)):
        file.write_text(text, "utf-8", newline="\n")


def read_tables(export: Path, log: Log) -> tuple[dict[str, pd.DataFrame], dict[str, Path]]:
    """The typed tables of an export, each repaired and validated and all validated together, and their files."""
    described = dictionary.load(export / "dictionary.yaml")
    tables, files = {}, {}
    for name, table in described.items():
        files[name], texts = tables_of_export.read(export, table)
        tables[name] = validation.typed(tidy(texts, table, log), table, files[name])
        log.rule("validate", "columns, codes, dates and numbers", name, len(texts), len(tables[name]), "no fault found")
    validation.linked(tables, described, files)
    validation.ordered(tables, described, files)
    rows = sum(map(len, tables.values()))
    log.rule("validate", "links between tables, order of dates", "all", rows, rows, "no fault found")
    return tables, files


def closed(tables: dict[str, pd.DataFrame], log: Log) -> pd.DataFrame:
    """The courses with an end for those that were left open; each is logged."""
    courses, opened = derive.close_courses(tables)
    for row in opened.index:
        end = courses.loc[row, "end_date"]
        after = "" if pd.isna(end) else f"{end:%Y-%m-%d}"
        log.change("derive", "courses without an end", "courses", courses.loc[row, "patient"], "end_date", "", after)
    note = "a course left open ends the day before the next relapse, course or transplant, or at last contact"
    log.rule("derive", "courses without an end", "courses", len(courses), len(courses), note)
    return courses


def included(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """The patients whom the study's criteria include; each rule is logged with the patients whom it excludes."""
    for rule, excluded in derive.exclusions(rows).items():
        left = rows[~excluded.loc[rows.index]]
        for patient in rows.loc[rows.index.difference(left.index), "patient"]:
            log.change("include", rule, "cohort", patient, "", "", "excluded")
        log.rule("include", rule, "cohort", len(rows), len(left), "criterion of the study")
        rows = left
    return rows
