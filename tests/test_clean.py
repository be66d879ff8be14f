"""Cleaning repairs what it can, logs it, and stops with file, row, column and remedy at what it cannot."""

import csv
import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from cohorts import SYNTHETIC, cleaned, copied_export, rewritten, set_cell
from edition.cleaning.cohort import csv_text, read
from edition.cleaning.dictionary import load
from edition.files.errors import InputError

TABLES = load(SYNTHETIC / "dictionary.yaml")


def log_of(export: Path, results: Path) -> list[dict]:
    """Clean into ``results``; the lines of the log."""
    return list(csv.DictReader(StringIO(cleaned(export, results)["cleaning-log.csv"])))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The folder of results from the committed export, and the log."""
    results = tmp_path_factory.mktemp("results")
    return results, log_of(SYNTHETIC, results)


def test_one_row_a_patient(done):
    cohort = read(done[0] / "cohort.csv")
    assert len(cohort) == cohort["patient"].nunique() == 40
    assert cohort["posttransplant_relapse"].sum() == 17
    assert cohort["group"].value_counts().to_dict() == {1: 9, 2: 8}
    assert cohort["transplants"].sum() == 45
    others = cohort[~cohort["posttransplant_relapse"]]
    assert others["status"].isna().all()
    assert (cohort["transplants"].gt(1) == cohort["second_transplant"]).all()


def test_every_repair_is_logged(done):
    changes = [line for line in done[1] if line["patient"]]
    by_rule = {rule: [line for line in changes if line["rule"] == rule] for rule in {line["rule"] for line in changes}}
    for rule in ("blanks around", "spelling of codes"):
        assert {line["table"] for line in by_rule[rule]} == set(TABLES)
    assert all(line["before"].strip() == line["after"] for line in by_rule["blanks around"])
    assert [line["table"] for line in by_rule["rows entered twice"]] == ["courses"]
    (unfinished,) = by_rule["courses without an end"]
    assert unfinished["column"] == "end_date"
    assert unfinished["after"]
    assert all("İ" in line["before"] or line["before"].isupper() for line in by_rule["spelling of codes"])


def test_every_rule_says_how_many_rows_it_left(done):
    rules = [line for line in done[1] if not line["patient"]]
    assert all(line["rows_in"].isdigit() and line["rows_out"].isdigit() for line in rules)
    (twice,) = [line for line in rules if line["rule"] == "rows entered twice"]
    assert int(twice["rows_in"]) - int(twice["rows_out"]) == 1
    assert [line["rule"] for line in rules if line["step"] == "include"] == [
        "no transplant",
        "no relapse before transplant",
        "late first relapse",
        "isolated extramedullary first relapse",
        "no remission before transplant",
    ]


def test_a_tidy_export_gives_the_same_cohort_and_nothing_to_repair(done, tmp_path):
    export = copied_export(tmp_path)
    for line in done[1]:
        if line["step"] == "tidy" and line["column"]:
            file = export / f"{TABLES[line['table']].file}.csv"
            text = file.read_text("utf-8")
            assert line["before"] in text
            file.write_text(text.replace(line["before"], line["after"]), "utf-8")
    rewritten(export / "tedaviler.csv", lambda rows: [rows.remove(row) for row in list(rows) if rows.count(row) > 1])
    log = log_of(export, tmp_path / "results")
    assert not [line for line in log if line["step"] == "tidy" and line["patient"]]
    assert (tmp_path / "results" / "cohort.csv").read_bytes() == (done[0] / "cohort.csv").read_bytes()


def test_origin_is_handed_on_and_a_real_export_has_none(done, tmp_path):
    origin = json.loads((done[0] / "origin.json").read_text("utf-8"))
    committed = json.loads((SYNTHETIC / "origin.json").read_text("utf-8"))
    assert origin["synthetic"]
    assert all(origin[key] == committed[key] for key in origin)
    export = copied_export(tmp_path)
    (export / "origin.json").unlink()
    real = json.loads(cleaned(export, tmp_path / "results")["origin.json"])
    assert real == {"synthetic": False, "unstated": [], "readings": {}, "held": [], "given_up": []}


def failure(export: Path, folder: Path) -> InputError:
    """The error of cleaning ``export``, which writes nothing."""
    results = folder / "results"
    with pytest.raises(InputError) as caught:
        cleaned(export, results)
    assert list(results.iterdir()) == []
    return caught.value


def test_the_message_holds_nothing_of_the_patient_but_the_fault(tmp_path):
    export = copied_export(tmp_path)
    set_cell(export / "hastalar.csv", 5, "tani_tarihi", "31.02.2008")
    message = str(failure(export, tmp_path))
    with (export / "hastalar.csv").open(encoding="utf-8", newline="") as lines:
        patient = list(csv.reader(lines, delimiter=";"))[4]
    assert not [value for value in patient if value and value != "31.02.2008" and value in message]


def test_a_third_transplant_is_counted(tmp_path):
    export = copied_export(tmp_path)
    rewritten(export / "nakiller.csv", lambda rows: [rows.append([*rows[2][:1], day, *rows[2][2:]]) for day in DAYS])
    cleaned(export, tmp_path / "results")
    assert sorted(read(tmp_path / "results" / "cohort.csv")["transplants"])[-2:] == [2, 3]


DAYS = ("01.06.2006", "01.09.2006")


@pytest.mark.parametrize(
    ("file", "column", "value", "rule"),
    [
        ("nuksler", "nuks_bolgesi", "izole MSS", "isolated extramedullary first relapse"),
        ("tedaviler", "yanit", "yanıtsız", "no remission before transplant"),
    ],
)
def test_the_studys_criteria_exclude(tmp_path, done, file, column, value, rule):
    export = copied_export(tmp_path)
    patient = "P02"  # no relapse after transplant, remission with the first regimen

    def change(rows):
        where = rows[0].index(column)
        for row in rows[1:]:
            if row[0] == patient:
                row[where] = value

    rewritten(export / f"{file}.csv", change)
    log = log_of(export, tmp_path / "results")
    assert patient not in set(read(tmp_path / "results" / "cohort.csv")["patient"])
    (line,) = [line for line in log if line["patient"] == patient and line["step"] == "include"]
    assert (line["rule"], line["after"]) == (rule, "excluded")
    (summary,) = [line for line in log if line["rule"] == rule and not line["patient"]]
    assert (summary["rows_in"], summary["rows_out"]) == ("40", "39")


def test_patients_without_transplant_or_with_a_late_relapse_are_excluded(tmp_path):
    export = copied_export(tmp_path)
    rewritten(export / "nakiller.csv", lambda rows: [rows.remove(row) for row in list(rows) if row[0] == "P02"])
    rewritten(export / "hastalar.csv", lambda rows: shift(rows, "P04", 3, -6))
    rewritten(export / "tedaviler.csv", lambda rows: shift(rows, "P04", 2, -6, "ALL-BFM"))
    rewritten(export / "tedaviler.csv", lambda rows: shift(rows, "P04", 3, -6, "ALL-BFM"))
    excluded = {
        line["patient"]: line["rule"]
        for line in log_of(export, tmp_path / "results")
        if line["step"] == "include" and line["patient"]
    }
    assert excluded == {"P02": "no transplant", "P04": "late first relapse"}


def shift(rows: list[list[str]], patient: str, column: int, years: int, regimen: str | None = None) -> None:
    """Move a date of one patient by whole years."""
    for row in rows[1:]:
        if row[0] == patient and regimen in {None, row[1]}:
            row[column] = row[column][:6] + str(int(row[column][6:]) + years)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_with_a_sign_that_a_spreadsheet_would_run(sign):
    assert csv_text(pd.DataFrame({"a": [f"{sign}x"]})).splitlines()[1].strip('"').startswith(f"'{sign.strip()}")
