"""An export is read alike from CSV, Excel and SPSS; what is missing is named."""

import csv
import re
import zipfile

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import yaml
from cohorts import SYNTHETIC, cleaned, copied_export, rewritten, set_cell
from edition.cleaning import dictionary, export, origin, validation
from edition.cleaning.dictionary import folded
from edition.cleaning.faults import Fault, Faults
from edition.cleaning.tidy import Log, tidy
from edition.files.errors import InputError
from edition.files.letters import upper
from openpyxl.chart import BarChart
from scripts import forms

TABLES = dictionary.load(SYNTHETIC / "dictionary.yaml")


def workbook(folder, *sheets, name="izlem"):
    """A workbook in place of a table's CSV file, with these sheets: title, rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    (folder / f"{name}.csv").unlink()
    book.save(folder / f"{name}.xlsx")
    return folder / f"{name}.xlsx"


def rows_of(folder, name="izlem"):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter=";"))


@pytest.mark.parametrize("ending", export.ENDINGS)
def test_all_forms_of_an_export_give_the_same_cohort(tmp_path, ending):
    forms.main(SYNTHETIC, tmp_path / "forms")
    folder = tmp_path / "forms" / ending[1:]
    assert len(list(folder.glob(f"*{ending}"))) == len(TABLES)
    written, usual = cleaned(folder, tmp_path / "results"), cleaned(SYNTHETIC, tmp_path / "usual")
    assert all(written[name] == usual[name] for name in ("cohort.csv", "origin.json"))


def damaged(file, member, change):
    """Rewrite an Excel file with one member changed."""
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[member] = change(parts[member])
    with zipfile.ZipFile(file, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def mixed_up(file):
    """Change a byte of the compressed sheet, so that its checksum is wrong."""
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as parts:
        start = parts.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[start + 120] ^= 255
    file.write_bytes(content)


EXCEL = {
    "a chart first": (lambda book, _: book.create_chartsheet("grafik", 0).add_chart(BarChart()), None),
    "a cover sheet": (lambda book, _: book.create_sheet("kapak", 0), None),
    "only a chart": (
        lambda book, sheet: (book.create_chartsheet("grafik").add_chart(BarChart()), book.remove(sheet)),
        "no Excel file",
    ),
    "the table twice": (lambda book, sheet: book.copy_worksheet(sheet), "several sheets"),
    "a formula that was never calculated": (lambda _, sheet: sheet.__setitem__("C3", "=1+1"), "never calculated"),
    "an error": (lambda _, sheet: sheet.__setitem__("C3", "#REF!"), "is an error of Excel"),
    "a header in the third row": (lambda _, sheet: sheet.insert_rows(1, 2), None),
    "numbers for dates": (lambda _, sheet: sheet.__setitem__("B2", 38721), None),
    "a stray cell far to the right": (lambda _, sheet: sheet.__setitem__("XFD4", "x"), None),
    "an empty sheet": (lambda _, sheet: sheet.delete_rows(1, 99), "this column is missing"),
}


@pytest.mark.parametrize("what", EXCEL)
def test_what_excel_does_is_refused_or_read_alike(tmp_path, what):
    folder = copied_export(tmp_path)
    alike, (alter, refused) = typed(folder, "follow_up"), EXCEL[what]
    file = workbook(folder, ("izlem", rows_of(folder)))
    book = openpyxl.load_workbook(file)
    alter(book, book["izlem"])
    book.save(file)
    if refused:
        assert refused in " ".join(failure(folder, "follow_up").said())
    else:
        pd.testing.assert_frame_equal(typed(folder, "follow_up").reset_index(drop=True), alike.reset_index(drop=True))


def test_of_several_sheets_the_log_says_which_is_read(tmp_path):
    folder = copied_export(tmp_path)
    workbook(folder, ("kapak", [["İzlem"]]), ("izlem", rows_of(folder)))
    assert "the sheet izlem is read" in cleaned(folder, tmp_path / "results")["cleaning-log.csv"]


def test_the_size_that_a_sheet_says_it_has_is_not_believed(tmp_path):
    folder = copied_export(tmp_path)
    alike = typed(folder, "follow_up")
    file = workbook(folder, ("izlem", rows_of(folder)))
    damaged(
        file, "xl/worksheets/sheet1.xml", lambda text: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', text)
    )
    pd.testing.assert_frame_equal(typed(folder, "follow_up").reset_index(drop=True), alike.reset_index(drop=True))


BROKEN = {
    "XML": lambda file: damaged(file, "xl/worksheets/sheet1.xml", lambda content: content[:-40]),
    "no sheet": lambda file: damaged(file, "xl/workbook.xml", lambda content: b"<a/>"),
    "a Word file": lambda file: damaged(file, "[Content_Types].xml", lambda text: text.replace(b"sheet", b"word")),
    "checksum": mixed_up,
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-30]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_workbook_is_one_fault(tmp_path, what):
    folder = copied_export(tmp_path)
    BROKEN[what](workbook(folder, ("izlem", rows_of(folder))))
    assert failure(folder, "follow_up").kind == "no_excel"


@pytest.mark.parametrize("value", ["x" * 200_000, "9" * 5_000, "\0", "1" * 400 + ",5"])
@pytest.mark.parametrize(("table", "column"), [("advers_olaylar", "derece"), ("hastalar", "tani_lokosit")])
def test_a_cell_beyond_all_limits_is_one_fault_and_hardly_shown(tmp_path, table, column, value):
    folder = copied_export(tmp_path)
    set_cell(folder / f"{table}.csv", 2, column, value)
    with pytest.raises(InputError) as caught:
        cleaned(folder, tmp_path / "results")
    assert len(str(caught.value)) < 500


def test_grades_with_labels_and_declared_missing_codes_of_spss(tmp_path):
    folder = copied_export(tmp_path)
    events, patients = (pd.DataFrame(rows_of(folder, name)[1:]) for name in ("advers_olaylar", "hastalar"))
    alike = typed(folder, "events"), typed(folder, "patients")
    events.columns, patients.columns = rows_of(folder, "advers_olaylar")[0], rows_of(folder, "hastalar")[0]
    events["derece"] = events["derece"].astype(float)
    patients["cinsiyet"] = patients["cinsiyet"].map({"erkek": 1.0, "kadın": 2.0}).fillna(2.0)
    patients["tani_lokosit"] = patients["tani_lokosit"].str.replace(",", ".").astype(float)
    patients.loc[0, "tani_lokosit"] = 99.0
    for frame, name, more in (
        (
            events,
            "advers_olaylar",
            {"variable_value_labels": {"derece": {float(n): f"Grade {n}" for n in range(1, 6)}}},
        ),
        (
            *(patients, "hastalar"),
            {
                "variable_value_labels": {"cinsiyet": {1.0: "erkek", 2.0: "kadın"}},
                "missing_ranges": {"tani_lokosit": [{"lo": 99.0, "hi": 99.0}]},
            },
        ),
    ):
        (folder / f"{name}.csv").unlink()
        pyreadstat.write_sav(frame, folder / f"{name}.sav", **more)
    pd.testing.assert_frame_equal(typed(folder, "events"), alike[0])
    log = Log()
    read = typed(folder, "patients", log)
    assert "missing in SPSS" in log.frame()["rule"].tolist()
    assert pd.isna(read["leukocytes"].iloc[0])
    pd.testing.assert_frame_equal(read.drop(columns="leukocytes"), alike[1].drop(columns="leukocytes"))


def typed(folder, name, log=None):
    """A table as cleaning gets it."""
    faults = Faults()
    file, texts = export.read(folder, TABLES[name], Log() if log is None else log, faults)
    frame = validation.typed(tidy(texts, TABLES[name], Log()), TABLES[name], file, faults)
    assert not faults
    return frame


def failure(folder, name):
    with pytest.raises(Fault) as caught:
        export.read(folder, TABLES[name], Log(), Faults())
    assert all(caught.value.said("tr"))
    return caught.value


def test_a_column_given_twice_is_named(tmp_path):
    folder = copied_export(tmp_path)
    rewritten(folder / "nakiller.csv", lambda rows: [row.append(row[2]) for row in rows])
    assert failure(folder, "transplants").column == "verici"


def test_a_table_in_two_files_is_named(tmp_path):
    folder = copied_export(tmp_path)
    (folder / "izlem.xlsx").write_bytes(b"")
    assert "izlem.csv, izlem.xlsx" in failure(folder, "follow_up").said()[0]


def test_a_dictionary_that_is_none_is_named(tmp_path):
    folder = copied_export(tmp_path)
    file = folder / "dictionary.yaml"
    file.write_text(file.read_text("utf-8").replace("type: month", "type: moon"), "utf-8")
    with pytest.raises(InputError, match=re.escape("patients.columns.dogum_ayi")):
        dictionary.load(file)
    file.unlink()
    with pytest.raises(InputError, match="no data dictionary"):
        dictionary.load(file)


def dictionary_failure(folder, *edits):
    """The error of reading the dictionary after replacing the first ``old`` of each edit by its ``new``."""
    file = copied_export(folder) / "dictionary.yaml"
    text = file.read_text("utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        dictionary.load(file)
    assert caught.value.file == file
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("CAR-T: cart", "CAR-T: carx", "tedavi", ["'carx'", "Did you mean cart?", "blinatumomab, cart."]),
        ("CAR-T: cart", "CAR-T: cart\n          inotuzumab: inotuzumab", "tedavi", ["'inotuzumab'", "flag_ida"]),
        ("öldü: died", "öldü: dead", "durum", ["'dead'", "alive, died, unknown"]),
        ("erkek: male", "erkek: m", "cinsiyet", ["'m'", "male, female"]),
        ("var: true", "var: 'true'", "akut_gvhh", ["'true'", "true, false"]),
        ("izole testis: testis", "izole testis: testes", "nuks_bolgesi", ["Did you mean testis?"]),
        (": cytokine_release", ": cytokine_relase", "terim", ["no code", "cytokine_release"]),
    ],
)
def test_a_canonical_code_that_the_derivation_does_not_know_is_named(tmp_path, old, new, column, words):
    error = dictionary_failure(tmp_path, (old, new))
    assert error.column == column
    line = error.file.read_text("utf-8").splitlines()[error.line - 1]
    assert line.strip() == f"{column}:"
    assert all(word in str(error) for word in words)


def test_adverse_events_and_columns_of_the_hospitals_own_have_codes_of_their_own(tmp_path):
    file = copied_export(tmp_path) / "dictionary.yaml"
    text = file.read_text("utf-8").replace("ishal: diarrhea", "bulantı: nausea")
    more = "merkez: {name: center, type: code, required: true, codes: {A: a}}\n      cinsiyet:\n"
    file.write_text(text.replace("cinsiyet:\n", more, 1), "utf-8")
    assert dictionary.load(file)["patients"].columns["merkez"].codes == {"A": "a"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: grade", "name: severity", ["events", "'grade'"]),
        ("name: diagnosis_date\n        type: date", "name: diagnosis_date\n        type: text", ["date", "text"]),
        ("unique: [patient, relapse_date]", "unique: [patient, day]", ["relapses.unique", "'day'", "relapse_date"]),
        ("erkek: male", "1: male", ["key 1", "quotes"]),
    ],
)
def test_a_dictionary_that_cannot_be_used_says_why(tmp_path, old, new, words):
    error = dictionary_failure(tmp_path, (old, new))
    assert error.line
    assert all(word in str(error) for word in words)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"synthetic": "no"}', "'synthetic' must be written as true / false"),
        ('{"synthetic": null}', "'synthetic' must be written as true / false"),
        ('{"unstated": "age"}', "'unstated' must be written as […]"),
    ],
)
def test_an_origin_that_cannot_be_read_is_named(tmp_path, text, problem):
    file = tmp_path / "origin.json"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        origin.read(tmp_path)
    assert problem in caught.value.problem
    assert caught.value.file == file
    assert caught.value.remedy


def test_an_export_without_origin_is_a_real_one(tmp_path):
    assert origin.read(tmp_path) == origin.REAL
    assert origin.read(SYNTHETIC)["synthetic"] is True


@pytest.mark.parametrize(("ending", "kind"), [(".xlsx", "Excel"), (".sav", "SPSS")])
@pytest.mark.parametrize("content", [b"", b"hasta_no;cinsiyet\n", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_not_what_its_ending_says_is_named(tmp_path, ending, kind, content):
    file = tmp_path / f"hastalar{ending}"
    file.write_bytes(content)
    error = failure(tmp_path, "patients")
    assert kind in error.said()[0]
    assert error.file == file


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [
        ("Kİ", "ki", "Kİ"),
        ("KADIN", "kadın", "KADIN"),
        ("Işık", "ışık", "IŞIK"),
        ("I\u0307zole", "izole", "İZOLE"),  # a decomposed İ, as some systems export it
        ("diğer", "diğer", "DİĞER"),
    ],
)
def test_turkish_case(text, small, large):
    assert folded(text) == small
    assert upper(small, "tr") == large


def test_codes_are_compared_by_turkish_rules():
    column = TABLES["relapses"].columns["nuks_bolgesi"]
    assert column.canonical("İZOLE  Kİ ") == "izole Kİ"
    assert column.canonical("IZOLE KI") is None  # ı is another letter than i
    assert folded(upper("akraba dışı", "tr")) == "akraba dışı"


def test_every_code_of_the_dictionary_has_one_meaning():
    for table in TABLES.values():
        for column in table.columns.values():
            assert len({folded(code) for code in column.codes}) == len(column.codes)


def test_a_flat_file_with_a_row_a_patient_gives_the_same_cohort(tmp_path):
    folder = copied_export(tmp_path)
    content = yaml.safe_load((folder / "dictionary.yaml").read_text("utf-8"))
    flat = {}
    for name, entry in content["tables"].items():
        header, *rows = rows_of(folder, entry["file"])
        (folder / f"{entry['file']}.csv").unlink()
        several = entry["unique"] != ["patient"]
        times = {}
        for row in rows:
            patient = row[0].strip()
            n = times[patient] = times.get(patient, 0) + 1
            labels = [f"{label}_{n}" if several else label for label in header[1:]]
            flat.setdefault(patient, {"hasta_no": patient}).update(zip(labels, row[1:], strict=True))
        if several:
            entry["columns"] = {
                f"{label}_{{n}}" if column["name"] != "patient" else label: column
                for label, column in entry["columns"].items()
            }
        content["tables"][name] = entry | {"file": "hepsi"}
    pd.DataFrame(flat.values()).fillna("").to_csv(folder / "hepsi.csv", sep=";", index=False)
    (folder / "dictionary.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    written, usual = cleaned(folder, tmp_path / "results"), cleaned(SYNTHETIC, tmp_path / "usual")
    assert written["cohort.csv"] == usual["cohort.csv"]
    for row, label in ((3, "nuks_tarihi_1"), (2, "nuks_tarihi_2")):
        set_cell(folder / "hepsi.csv", row, label, "x")
        with pytest.raises(InputError) as caught:
            cleaned(folder, tmp_path / "results")
        assert (caught.value.row, caught.value.column) == (row, "nuks_tarihi_{n}")
