"""An export is read alike from CSV, Excel and SPSS; what is missing is named."""

import re

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from cohorts import SYNTHETIC, copied_export, rewritten, set_cell
from edition.cleaning import dictionary, export, origin, validation
from edition.cleaning.dictionary import folded, lower, upper
from edition.cleaning.tidy import Log, tidy
from edition.files.errors import InputError

TABLES = dictionary.load(SYNTHETIC / "dictionary.yaml")


def typed(folder, name):
    """A table as cleaning gets it."""
    file, texts = export.read(folder, TABLES[name])
    return validation.typed(tidy(texts, TABLES[name], Log()), TABLES[name], file)


@pytest.mark.parametrize("name", list(TABLES))
def test_excel_and_spss_read_like_csv(tmp_path, name):
    table = TABLES[name]
    expected = typed(SYNTHETIC, name)
    texts = export.read(SYNTHETIC, table)[1]

    def native(text, column):
        value = validation.value(text.strip(), column)
        return text if column.type in {"code", "text", "month"} else value

    native_columns = {label: [native(text, column) for text in texts[label]] for label, column in table.columns.items()}
    book = openpyxl.Workbook()
    book.active.append(list(native_columns))
    for row in zip(*native_columns.values(), strict=True):
        book.active.append([value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in row])
    (tmp_path / "excel").mkdir()
    book.save(tmp_path / "excel" / f"{table.file}.xlsx")
    pd.testing.assert_frame_equal(typed(tmp_path / "excel", name), expected)

    frame = pd.DataFrame(native_columns)
    for label, column in table.columns.items():
        if column.type == "date":
            frame[label] = pd.to_datetime(frame[label]).dt.date
        elif column.type in {"integer", "decimal"}:
            frame[label] = pd.to_numeric(frame[label])
    (tmp_path / "spss").mkdir()
    pyreadstat.write_sav(frame, tmp_path / "spss" / f"{table.file}.sav")
    pd.testing.assert_frame_equal(typed(tmp_path / "spss", name), expected)


def test_byte_order_mark_other_order_and_more_columns_do_no_harm(tmp_path):
    folder = copied_export(tmp_path)
    file = folder / "hastalar.csv"
    rewritten(file, lambda rows: [row.reverse() or row.append("x") for row in rows])
    file.write_text("\ufeff" + file.read_text("utf-8").replace("hasta_no", " HASTA_NO", 1), "utf-8")
    pd.testing.assert_frame_equal(typed(folder, "patients"), typed(SYNTHETIC, "patients"))


def failure(folder, name):
    with pytest.raises(InputError) as caught:
        export.read(folder, TABLES[name])
    assert caught.value.remedy
    return caught.value


def test_a_missing_table_is_named(tmp_path):
    folder = copied_export(tmp_path)
    (folder / "izlem.csv").unlink()
    error = failure(folder, "follow_up")
    assert error.file == folder / "izlem.csv"
    assert "missing" in error.problem


def test_a_missing_column_is_named(tmp_path):
    folder = copied_export(tmp_path)
    file = folder / "nakiller.csv"
    file.write_text(file.read_text("utf-8").replace("verici", "donor", 1), "utf-8")
    error = failure(folder, "transplants")
    assert (error.file, error.row, error.column) == (file, 1, "verici")


def test_a_column_given_twice_is_named(tmp_path):
    folder = copied_export(tmp_path)
    rewritten(folder / "nakiller.csv", lambda rows: [row.append(row[2]) for row in rows])
    assert failure(folder, "transplants").column == "verici"


def test_a_table_in_two_files_is_named(tmp_path):
    folder = copied_export(tmp_path)
    (folder / "izlem.xlsx").write_bytes(b"")
    assert "izlem.csv, izlem.xlsx" in failure(folder, "follow_up").problem


def test_a_row_of_the_wrong_length_is_named(tmp_path):
    folder = copied_export(tmp_path)
    rewritten(folder / "izlem.csv", lambda rows: rows[4].pop())
    assert failure(folder, "follow_up").row == 5


def test_another_encoding_is_named(tmp_path):
    folder = copied_export(tmp_path)
    file = folder / "izlem.csv"
    file.write_bytes(file.read_text("utf-8").encode("cp1254"))
    assert "UTF-8" in failure(folder, "follow_up").problem


def test_an_empty_file_is_named(tmp_path):
    folder = copied_export(tmp_path)
    (folder / "izlem.csv").write_bytes(b"")
    assert "empty" in failure(folder, "follow_up").problem


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
        ("tables:", "tables: [", ["no valid"]),
    ],
)
def test_a_dictionary_that_cannot_be_used_says_why(tmp_path, old, new, words):
    error = dictionary_failure(tmp_path, (old, new))
    assert error.line
    assert all(word in str(error) for word in words)


@pytest.mark.parametrize(
    ("content", "problem"), [("öldü".encode("cp1254"), "UTF-8"), (b"", "mapping"), (b"- a\n", "mapping")]
)
def test_a_dictionary_that_is_no_text_or_no_mapping_is_named(tmp_path, content, problem):
    file = tmp_path / "dictionary.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError, match=problem) as caught:
        dictionary.load(file)
    assert caught.value.file == file


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"synthetic": true,', "no valid"),
        ("[]", "mapping"),
        ('{"synthetic": "no"}', "'synthetic' is not true or false"),
        ('{"synthetic": null}', "'synthetic' is not true or false"),
        ('{"unstated": "age"}', "'unstated' is not a list"),
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
    assert kind in error.problem
    assert error.file == file


@pytest.mark.parametrize("separator", [",", "\t"])
def test_another_separator_is_named(tmp_path, separator):
    folder = copied_export(tmp_path)
    file = folder / "hastalar.csv"
    file.write_text(file.read_text("utf-8").replace(",", ".").replace(";", separator), "utf-8")
    error = failure(folder, "patients")
    assert (error.file, error.row) == (file, 1)
    assert ";" in error.remedy


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
    assert lower(text) == small
    assert upper(text) == large


def test_codes_are_compared_by_turkish_rules():
    column = TABLES["relapses"].columns["nuks_bolgesi"]
    assert column.canonical("İZOLE  Kİ ") == "izole Kİ"
    assert column.canonical("IZOLE KI") is None  # ı is another letter than i
    assert folded(upper("akraba dışı")) == "akraba dışı"


def test_every_code_of_the_dictionary_has_one_meaning():
    for table in TABLES.values():
        for column in table.columns.values():
            assert len({folded(code) for code in column.codes}) == len(column.codes)


def test_a_birthday_counts_by_its_month(tmp_path):
    folder = copied_export(tmp_path)
    month = export.read(folder, TABLES["patients"])[1]["dogum_ayi"].iloc[0]
    set_cell(folder / "hastalar.csv", 2, "dogum_ayi", f"17.{month}")
    pd.testing.assert_frame_equal(typed(folder, "patients"), typed(SYNTHETIC, "patients"))
