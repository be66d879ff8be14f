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
    try:
        tables, files = read_tables(export, log, faults)
        faults.stop()
        patients = cohort_of(tables, files, log, faults)
    finally:
        tell(faults, log)
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
    endings = tables_of_export.ENDINGS
    known = {table.file + ending for table in described.values() for ending in endings}
    tabular = {file.name for file in export.iterdir() if file.suffix.lower() in endings}
    if others := ", ".join(sorted(tabular - known)):
        log.rule("read", "files left out", "all", len(tabular), len(files), others)
        faults.add("files_left_out", export, files=others)
    if len(tables) == len(described):
        validation.linked(tables, described, files, faults)
        validation.ordered(tables, described, files, faults)
        rows = sum(map(len, tables.values()))
        log.rule("validate", "links between tables, order of dates", "all", rows, rows, "no fault found")
    return tables, files


def tell(faults: Faults, log: Log) -> None:
    """Log what is doubtful but used, and say it in a line a kind and table; what is left out is logged already.

    Where a fault stops the step, only files and columns that are left out are told.
    """
    rows: dict[tuple, list[int]] = {}
    stopped = not all(fault.decision for fault in faults)
    for fault in (fault for fault in faults if fault.decision and not (stopped and fault.row)):
        where = rows.setdefault((fault.file.name, fault.column, " ".join(fault.said(show=False))), [])
        if fault.row is not None:
            log.change("decide", fault.kind, fault.file.stem, "", fault.column, f"row {fault.row}", "used as it is")
            where.append(fault.row)
    for (file, column, said), where in rows.items():
        place = f", column {column!r}, row {', '.join(map(str, where))}" if where else ""
        print(f"note: {file}{place}: {said}")


def cohort_of(tables: dict[str, pd.DataFrame], files: dict[str, Path], log: Log, faults: Faults) -> pd.DataFrame:
    """One valid row a patient; notes who is left out. Raises Fault where one is not possible, or none to compare."""
    rows = included(derive.cohort(tables | {"courses": closed(tables, log)}), files["patients"], log, faults)
    patients = typed(rows)
    validate(patients, files["patients"])
    folder, members = files["patients"].parent, patients.groupby("group")[["patient", *OUTCOMES]].count()
    for group, size in ((group, int(members["patient"].get(group, 0))) for group in GROUPS):
        if size < LEAST:
            raise Fault("too_few", folder, group=group, size=size, n=len(patients), least=LEAST)
        for outcome in OUTCOMES:
            if not members[outcome][group]:
                raise Fault(f"no_{outcome}", folder, group=group)
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


def included(rows: pd.DataFrame, file: Path, log: Log, faults: Faults) -> pd.DataFrame:
    """The patients whom the study's criteria include; each rule is logged with the patients whom it excludes."""
    for rule, excluded in derive.exclusions(rows).items():
        left = rows[~excluded.loc[rows.index]]
        for patient in rows.loc[rows.index.difference(left.index), "patient"]:
            log.change("include", rule, "cohort", patient, "", "", "excluded")
        if len(left) < len(rows):
            left_out = {"n": len(rows) - len(left), "of": len(rows), "rule": rule, "rule_tr": derive.CRITERIA[rule]}
            faults.add("left_out", file, **left_out)
        log.rule("include", rule, "cohort", len(rows), len(left), "criterion of the study")
        rows = left
    return rows
