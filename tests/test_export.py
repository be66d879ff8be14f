"""An export is read alike from CSV, Excel and SPSS; what is missing is named."""

import re

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from cohorts import SYNTHETIC, copied_export, rewritten, set_cell
from salvage.data import dictionary, export, validation
from salvage.data.dictionary import folded, lower, upper
from salvage.data.tidy import Log, tidy
from salvage.errors import InputError

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
