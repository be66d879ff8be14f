"""Every export that was tried (``data/exports.yaml``) is refused, noted or read alike, as its entry says."""

import re
from pathlib import Path

import pytest
from cohorts import SYNTHETIC, cleaned, copied_export, rewritten, set_cell
from edition.files.errors import InputError
from edition.files.reading import read_list
from scripts import check_data

TRIED = read_list(Path(__file__).parent / "data" / "exports.yaml")


def altered(entry: dict, folder: Path) -> Path:
    """A copy of the synthetic export with what an entry alters."""
    export = copied_export(folder)
    for file, row, column, value in entry.get("set", []):
        set_cell(export / f"{file}.csv", row, column, value)
    if "column" in entry:
        file, label, value = entry["column"]
        rewritten(
            export / f"{file}.csv", lambda rows: [row.append(value if i else label) for i, row in enumerate(rows)]
        )
    if "text" in entry:
        name, old, new = entry["text"]
        files = [file for file in export.glob("*.csv") if re.fullmatch(name, file.stem)]
        for file in files:
            text = re.sub(old, new, file.read_text("utf-8"))
            file.write_text(re.sub(*entry["then"], text) if "then" in entry else text, "utf-8")
    if "rows" in entry:
        rewritten(export / f"{entry['rows'][0]}.csv", lambda rows: rows.__delitem__(slice(entry["rows"][1], None)))
    for name, content in [entry[key] for key in ("above", "write") if key in entry]:
        file = export / (name if Path(name).suffix else f"{name}.csv")
        file.write_text(content + (file.read_text("utf-8") if "above" in entry else ""), "utf-8")
    if "encode" in entry:
        file = export / f"{entry['encode'][0]}.csv"
        file.write_bytes(file.read_text("utf-8").encode(entry["encode"][1]))
    if "drop" in entry:
        (export / f"{entry['drop']}.csv").unlink()
    dictionary = export / "dictionary.yaml"
    for old, new in entry.get("dictionary", []):
        text = dictionary.read_text("utf-8")
        assert old in text
        dictionary.write_text(text.replace(old, new, 1), "utf-8")
    return export


@pytest.fixture(scope="module")
def usual(tmp_path_factory) -> str:
    """The cohort of the unaltered export."""
    return cleaned(SYNTHETIC, tmp_path_factory.mktemp("usual"))["cohort.csv"]


ENGLISH = re.compile(r"\b(the|this|of|and|or|is|it|in|to|are|one|with|write|correct)\b", re.IGNORECASE)


def listed_in_turkish(export: Path) -> list[str]:
    """What ``check-data`` lists is Turkish, cells and names aside; the marks of what is doubtful."""
    rows = check_data.problems(export, "tr")
    said = re.sub(r"[\w.]+\.(csv|yaml|json)|'[^']*'|`[^`]*`", "", " ".join([*rows["sorun"], *rows["yapılacak"]]))
    assert not ENGLISH.findall(said), said
    return [*rows["kuşkulu"]]


@pytest.mark.parametrize("entry", TRIED, ids=[entry["name"] for entry in TRIED])
def test_a_tried_export(entry, tmp_path, usual, capsys):
    export = altered(entry, tmp_path)
    if "refused" in entry:
        with pytest.raises(InputError) as caught:
            cleaned(export, tmp_path / "results")
        error = caught.value
        assert entry["refused"] in str(error)
        assert ("exchanged" in str(error)) is ("exchanged" in entry["refused"])
        assert [error.file.name, error.row, error.column] == entry["at"]
        assert error.remedy
        assert not [*(tmp_path / "results").iterdir()]
        listed = listed_in_turkish(export)
        assert "" in listed
        assert len(listed) == entry.get("listed", len(listed))
        return
    results = cleaned(export, tmp_path / "results")
    if "decided" in entry:
        assert entry["decided"] in capsys.readouterr().out
        assert {*listed_in_turkish(export)} == {"x"}
    else:
        assert not capsys.readouterr().out
    assert (results["cohort.csv"] == usual) >= entry.get("same", False)
    assert entry.get("logged", "") in results["cleaning-log.csv"]


def test_no_two_entries_have_one_name():
    assert len({entry["name"] for entry in TRIED}) == len(TRIED)


ALTERED = [["izlem", 2, "durum", "gizli"], ["nuksler", 4, "hasta_no", " P02 "]]


def test_a_real_exports_errors_show_no_cell_and_its_cohort_and_log_no_number(tmp_path, capsys):
    export = altered({"text": [".*", r"\bP(\d\d) ?;", r"HASTA\1 ;"], "set": ALTERED}, tmp_path)
    (export / "origin.json").unlink()
    with pytest.raises(InputError, match=r"the code '…' is not .*`make check-data") as caught:
        cleaned(export, tmp_path / "results")
    assert "gizli" not in str(caught.value)
    set_cell(export / "izlem.csv", 2, "durum", "")
    with pytest.raises(InputError, match=r"A value is required here\.$"):
        cleaned(export, tmp_path / "results")
    set_cell(export / "izlem.csv", 2, "durum", " öldü ")
    results = cleaned(export, tmp_path / "results")
    assert not any("HASTA" in text for text in [*results.values(), capsys.readouterr().out])
    assert results["cohort.csv"].splitlines()[1].startswith("R0002,")


def test_a_cell_that_a_spreadsheet_would_run_is_a_text_in_what_is_written(tmp_path):
    export = altered({"text": [".*", "P02;", "=P02;"]}, tmp_path)
    results = cleaned(export, tmp_path / "results")
    assert "\n'=P02," in results["cohort.csv"]
    assert not re.search(r"(^|,)=", results["cleaning-log.csv"], re.MULTILINE)
    export = altered({"column": ["izlem", "=Telefon", "x"]}, tmp_path / "labelled")
    check_data.main(export, tmp_path / "list.csv")
    assert ",'=Telefon," in (tmp_path / "list.csv").read_text("utf-8")


@pytest.mark.filterwarnings("error", "default::ResourceWarning")
@pytest.mark.parametrize(("language", "words"), [("en", "is not in the dictionary"), ("tr", "kodu sözlükte yok")])
def test_all_problems_of_all_tables_are_listed_at_once(tmp_path, capsys, language, words):
    entry = {
        "set": [["hastalar", 5, "cinsiyet", "x"], ["hastalar", 6, "cinsiyet", "y"], ["nuksler", 3, "nuks_tarihi", "z"]],
        "drop": "izlem",
    }
    export = altered(entry, tmp_path)
    check_data.main(export, tmp_path / "list.csv", language)
    lines = (tmp_path / "list.csv").read_text("utf-8").splitlines()
    assert len(lines) == 5
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["hastalar.csv", "5"],
        ["hastalar.csv", "6"],
        ["nuksler.csv", "3"],
        ["izlem.csv", ""],
    ]
    assert words in capsys.readouterr().out


def test_a_sound_export_has_no_problem(tmp_path, capsys):
    check_data.main(SYNTHETIC, tmp_path / "list.csv", "tr")
    assert "Sorun bulunmadı" in capsys.readouterr().out
