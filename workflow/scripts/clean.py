"""Clean an export: read its tables, repair and validate them, derive one row a patient, apply the inclusion rules.

Every decision goes to the cleaning log; what cannot be repaired without guessing stops the step with the file, row and
column. The export's dictionary.yaml says how its columns and codes are to be read. What is doubtful is told at the end.
Of a real export no value of a cell and no patient's number is told or written.
"""

from pathlib import Path

import pandas as pd
from edition.cleaning import dictionary, validation
from edition.cleaning import export as tables_of_export
from edition.cleaning import origin as origins
from edition.cleaning.cohort import COLUMNS, csv_text, typed, validate
from edition.cleaning.faults import Fault, Faults
from edition.cleaning.tidy import Log, tidy
from edition.files.errors import InputError
from edition.files.writing import save_json, save_text
from edition.study import derive
from edition.study.definitions import GROUPS
from edition.study.variables import OUTCOMES

LEAST = 2
"""Patients that each group must have: of a single one no spread can be told."""


def main(export: Path, cohort: Path, cleaning_log: Path, origin: Path) -> None:
    """From the folder ``export`` to the cohort (CSV), the cleaning log (CSV) and the origin (JSON)."""
    log, faults, said = Log(), Faults(), origins.read(export)
    faults.show = said["synthetic"]
    tables, files = read_tables(export, log, faults)
    faults.stop()
    tell(faults, log)
    patients = cohort_of(tables, files, log)
    names = None
    if not said["synthetic"]:  # whoever holds the export can tell a patient by the row, nobody else can
        names = {number: f"R{row:04}" for row, number in tables["patients"]["patient"].items()}
        patients["patient"] = patients["patient"].map(names)
    save_text(cohort, csv_text(patients))
    save_text(cleaning_log, csv_text(log.frame(names)))
    save_json(origin, said)


def read_tables(export: Path, log: Log, faults: Faults) -> tuple[dict[str, pd.DataFrame], dict[str, Path]]:
    """The typed tables of an export, each repaired and validated and all validated together, and their files.

    What is wrong is noted among the ``faults``, of all tables; those that cannot be read are left out.
    """
    described = dictionary.load(export / "dictionary.yaml")
    tables, files = {}, {}
    for name, table in described.items():
        try:
            files[name], texts = tables_of_export.read(export, table, log, faults)
        except Fault as fault:
            faults.append(fault)
            continue
        tables[name] = validation.typed(tidy(texts, table, log), table, files[name], faults)
        log.rule("validate", "columns, codes, dates and numbers", name, len(texts), len(tables[name]), "no fault found")
    tabular = (file for file in export.iterdir() if file.suffix.lower() in tables_of_export.ENDINGS)
    if others := sorted({file.name for file in tabular} - {file.name for file in files.values()}):
        log.rule("read", "files left out", "all", len(files) + len(others), len(files), ", ".join(others))
        print(f"note: no table is read from {', '.join(others)}.")
    if len(tables) == len(described):
        validation.linked(tables, described, files, faults)
        validation.ordered(tables, described, files, faults)
        rows = sum(map(len, tables.values()))
        log.rule("validate", "links between tables, order of dates", "all", rows, rows, "no fault found")
    return tables, files


def tell(faults: Faults, log: Log) -> None:
    """Log what is doubtful but used, and say it in a line a kind and table."""
    rows: dict[tuple, list[int]] = {}
    for fault in faults:
        log.change("decide", fault.kind, fault.file.stem, "", fault.column, f"row {fault.row}", "used as it is")
        rows.setdefault((fault.file.name, fault.column, " ".join(fault.said(show=False))), []).append(fault.row)
    for (file, column, said), where in rows.items():
        print(f"note: {file}, column {column!r}, row {', '.join(map(str, where))}: {said}")


def cohort_of(tables: dict[str, pd.DataFrame], files: dict[str, Path], log: Log) -> pd.DataFrame:
    """One valid row a patient. Raises InputError where a row is not possible, or nothing can be compared."""
    rows = included(derive.cohort(tables | {"courses": closed(tables, log)}), log)
    patients = typed(rows)
    validate(patients, files["patients"])
    sizes = {group: int((patients["group"] == group).sum()) for group in GROUPS}
    if min(sizes.values()) < LEAST:
        counts = ", ".join(f"{n} in group {group}" for group, n in sizes.items())
        problem = f"of {len(patients)} patients whom the criteria include there are {counts}: too few to compare."
        remedy = f"At least {LEAST} are needed in each. The notes above, and `make check-data`, say who is left out."
        raise InputError(problem, remedy=remedy, file=files["patients"].parent)
    valued = patients.groupby("group")[[*OUTCOMES]].count()
    for outcome, group in ((outcome, group) for outcome in OUTCOMES for group in GROUPS if not valued[outcome][group]):
        problem = f"the {outcome} of no patient of group {group} is known: there is nothing to compare."
        remedy = "Complete follow-up and adverse events; the notes above, and `make check-data`, name the rows."
        raise InputError(problem, remedy=remedy, file=files["patients"].parent)
    log.rule("derive", "one row a patient", "cohort", len(rows), len(patients), f"{len(COLUMNS)} columns, all valid")
    return patients


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
        if len(left) < len(rows):
            print(f"note: {len(rows) - len(left)} of {len(rows)} patients are left out: {rule}.")
        log.rule("include", rule, "cohort", len(rows), len(left), "criterion of the study")
        rows = left
    return rows
