"""Reading and checking the paper's statements: what is accepted, and what each mistake is answered with."""

import re
from fractions import Fraction

import pytest
import yaml
from edition.claims import printed, published_table
from edition.claims import records as claims
from edition.claims.nodes import SUMMARIES, Quoted, Stated
from edition.files.errors import InputError
from edition.files.schema import schema
from edition.study.variables import VARIABLES
from workspace import ROOT

PUBLISHED = claims.load(ROOT / "data" / "published")

RECORD = {
    "id": "results.relapse",
    "place": "sentence 1",
    "says": {"en": "Patients with relapse", "tr": "Nüks gelişen hasta sayısı"},
    "expression": {"count": {"posttransplant_relapse": True}},
    "printed": "17",
    "kind": "count",
}


@pytest.fixture
def folder(tmp_path):
    """A folder of records with two cited works; ``write`` puts records of the results into it."""
    (tmp_path / "sources.yaml").write_text("sources: [parker2009, goto2015]\n", "utf-8")
    return tmp_path


def write(folder, *changes, section="results", name="results.yaml", **more):
    records = [RECORD | change for change in changes]
    text = yaml.safe_dump({"section": section, "claims": records, **more}, allow_unicode=True)
    (folder / name).write_text(text, "utf-8")


def test_a_record_is_read_with_its_defaults(folder):
    write(folder, {})
    (claim,) = claims.load(folder)
    assert (claim.id, claim.section, claim.printed, claim.strength) == ("results.relapse", "results", "17", "soft")
    assert (claim.number, claim.reading, claim.note) == (None, None, None)
    assert claim.says["tr"] == "Nüks gelişen hasta sayısı"


def test_sections_come_in_the_order_of_the_paper_and_records_in_that_of_the_file(folder):
    write(folder, {"id": "d.b"}, {"id": "d.a"}, section="discussion", name="a.yaml")
    write(folder, {"id": "m.z"}, section="methods", name="z.yaml")
    assert [claim.id for claim in claims.load(folder)] == ["m.z", "d.b", "d.a"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"expression": {"count": {"posttransplant_relaps": True}}},
            r"no variable.*Did you mean posttransplant_relapse",
        ),
        ({"expression": {"count": {"any": [{"grup": 1}]}}}, r"no variable 'grup'. Did you mean group"),
        ({"expression": {"count": {"patient": "P01"}}}, "no variable 'patient'"),
        ({"expression": {"count": {"drug": "imatinib"}}}, r"'drug' cannot be 'imatinib'. Its values are: fludarabine"),
        ({"expression": {"count": {"drug": {"not": "imatinib"}}}}, "'drug' cannot be 'imatinib'"),
        ({"expression": {"count": {"group": True}}}, "'group' cannot be True"),
        ({"expression": {"count": {"remission": 1}}}, "'remission' cannot be 1"),
        ({"expression": {"count": {"age": True}}}, "'age' cannot be True"),
        ({"expression": {"count": {"drug": {"min": 1}}}}, "'drug' has no order"),
        ({"expression": {"count": {"age": {"not": 1, "min": 2}}}}, "results.relapse"),
        ({"expression": {"mean": {"variable": "drug", "of": {}}}}, "'drug' is not a number"),
        ({"expression": {"test": {"variable": "height"}}}, "no variable 'height'"),
        ({"expression": {"quoted": {"source": "parker2019"}}}, r"no source 'parker2019'. Did you mean parker2009"),
        ({"expression": {"quoted": {"source": ["goto2015", "x"]}}}, "no source 'x'"),
        ({"expression": {"relation": {"left": {"count": {}}, "is": "=>", "right": 1}}}, "=>"),
        ({"expression": {"relation": {"left": {"stated": {}}, "is": "=", "right": 1}}}, "stated"),
        ({"expression": {"both": [{"count": {}}, {"stated": {}}]}}, "count"),
        ({"expression": {"count": {}, "logrank": {}}}, "too many properties"),
        ({"expression": {"share": {}}}, "share"),
        ({"note": {"en": "Only in English."}}, "note.*'tr'"),
        ({"printed": "17 (42.5%)"}, "is not a number"),
        ({"printed": "some"}, "'some' is not a number"),
        ({"printed": 17}, "17 is not of type"),
        ({"says": {"en": "Patients with relapse"}}, "'tr' is a required property"),
        ({"kind": "ratio"}, "'ratio' is not one of"),
        ({"colour": "red"}, "record 'results.relapse': unknown key 'colour'"),
    ],
)
def test_a_mistake_in_a_record_names_file_record_and_remedy(folder, change, message):
    write(folder, change)
    with pytest.raises(InputError, match=message) as caught:
        claims.load(folder)
    assert caught.value.file == folder / "results.yaml"
    assert "results.relapse" in str(caught.value)
    assert caught.value.remedy


def test_the_record_at_fault_is_named_by_place_when_it_has_no_id(folder):
    (folder / "results.yaml").write_text("section: results\nclaims:\n  - place: here\n", "utf-8")
    with pytest.raises(InputError, match=r"record 'claims\.0'"):
        claims.load(folder)


def test_an_id_is_used_once_in_the_whole_folder(folder):
    write(folder, {})
    write(folder, {}, section="methods", name="methods.yaml")
    with pytest.raises(InputError, match=r"record 'results\.relapse': this id is already taken"):
        claims.load(folder)


def test_one_number_is_one_quantity(folder):
    write(folder, {"number": "relapse.n"}, {"id": "other", "number": "relapse.n", "expression": {"count": {}}})
    with pytest.raises(InputError, match=r"'results.relapse' and 'other' have the number 'relapse.n'"):
        claims.load(folder)


def test_a_switch_has_at_least_two_options(folder):
    write(folder, {"reading": "relapse/any"})
    with pytest.raises(InputError, match="switch 'relapse' has the single option 'any'"):
        claims.load(folder)


def test_a_folder_without_records_or_without_sources(folder):
    with pytest.raises(InputError, match="there are no records"):
        claims.load(folder)
    (folder / "sources.yaml").unlink()
    with pytest.raises(InputError, match=r"sources\.yaml"):
        claims.load(folder)


def test_readings_are_chosen_by_switch(folder):
    write(
        folder,
        {},
        {"id": "a.literal", "reading": "a/literal"},
        {"id": "a.loose", "reading": "a/loose"},
        {"id": "a.loose2", "reading": "a/loose"},
    )
    read = claims.load(folder)
    assert claims.switches(read) == {"a": ["literal", "loose"]}
    assert [claim.id for claim in claims.under(read)] == ["results.relapse", "a.literal"]
    assert [claim.id for claim in claims.under(read, {"a": "loose"})] == ["results.relapse", "a.loose", "a.loose2"]


ROW = {
    "variable": "sex",
    "label": {"en": "Sex", "tr": "Cinsiyet"},
    "p": "0.45",
    "levels": [
        {"level": "male", "label": {"en": "male", "tr": "erkek"}, "cells": ["8(88%)", None]},
        {"level": "female", "label": {"en": "female", "tr": "kız"}, "cells": ["1 (12.5%)", "2(25%)"]},
    ],
}


def test_a_row_of_the_table_becomes_its_records_in_printed_order():
    rows = list(published_table.records(ROW))
    assert [(row["id"], row["printed"]) for row in rows] == [
        ("table1.sex.male.group1.n", "8"),
        ("table1.sex.male.group1.percent", "88%"),
        ("table1.sex.male.group2.n", None),
        ("table1.sex.male.group2.percent", None),
        ("table1.sex.p", "0.45"),
        ("table1.sex.female.group1.n", "1"),
        ("table1.sex.female.group1.percent", "12.5%"),
        ("table1.sex.female.group2.n", "2"),
        ("table1.sex.female.group2.percent", "25%"),
    ]
    assert rows[1]["expression"] == {"percent": {"part": {"sex": "male"}, "of": {"group": 1}}}
    assert rows[1]["says"] == {"en": "Sex, male: proportion of Group 1", "tr": "Cinsiyet, erkek: Grup 1’deki oran"}
    assert rows[3]["note"] == published_table.UNREADABLE
    assert all(row["number"] == row["id"] for row in rows)


def test_a_mean_row_of_the_table():
    entry = {"variable": "age", "label": ROW["label"], "p": "0.66", "mean_sd": ["6.9 ± 2.8", "5.4±3.5"]}
    rows = [(row["id"], row["printed"], row["kind"]) for row in published_table.records(entry)]
    assert rows == [
        ("table1.age.group1.mean", "6.9", "mean"),
        ("table1.age.group1.sd", "2.8", "sd"),
        ("table1.age.group2.mean", "5.4", "mean"),
        ("table1.age.group2.sd", "3.5", "sd"),
        ("table1.age.p", "0.66", "p"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW | {"levels": [ROW["levels"][0] | {"cells": ["8 88%", None]}]}, "the cell '8 88%' does not have the shape"),
        (ROW | {"variable": "gender"}, "there is no variable 'gender'"),
        (ROW | {"levels": [ROW["levels"][0] | {"level": "boy"}]}, "'sex' cannot be 'boy'"),
        (ROW | {"levels": [ROW["levels"][0] | {"cells": ["8(88%)"]}]}, "record 'sex'"),
    ],
)
def test_a_mistake_in_the_table(folder, row, message):
    write(folder, section="table1", name="table1.yaml", table=[row])
    with pytest.raises(InputError, match=re.escape(message)):
        claims.load(folder)


@pytest.mark.parametrize(
    ("text", "value", "step", "bound", "digits"),
    [
        ("17", 17, 1, "=", 0),
        ("13%", 13, 1, "=", 0),
        ("42.5%", Fraction(85, 2), Fraction(1, 10), "=", 1),
        ("%42,5", Fraction(85, 2), Fraction(1, 10), "=", 1),
        ("%75", 75, 1, "=", 0),
        ("0.60", Fraction(3, 5), Fraction(1, 100), "=", 2),
        ("<0.05", Fraction(1, 20), Fraction(1, 100), "<", 2),
        ("<0,05", Fraction(1, 20), Fraction(1, 100), "<", 2),
        (">0.05", Fraction(1, 20), Fraction(1, 100), ">", 2),
        ("Forty", 40, 1, "=", 0),
        ("Kırk", 40, 1, "=", 0),
        ("İki", 2, 1, "=", 0),
        ("yedi", 7, 1, "=", 0),
        ("two-thirds", Fraction(200, 3), 1, "=", 0),
    ],
)
def test_printed_numbers(text, value, step, bound, digits):
    number = printed.read(text)
    assert (number.value, number.step, number.bound, number.digits) == (value, step, bound, digits)


@pytest.mark.parametrize("text", ["", "a few", "8(88%)", "63-72%", "1.0-3.5", "0.05.1"])
def test_what_is_no_single_number(text):
    with pytest.raises(ValueError, match="is not a number"):
        printed.read(text)


def test_the_published_records_are_many_and_in_both_languages():
    assert len([claim for claim in claims.under(PUBLISHED) if claim.printed is not None]) > 150
    for claim in PUBLISHED:
        assert claim.says["en"] != claim.says["tr"], claim.id


def test_only_structure_is_hard_and_it_is_not_printed():
    assert {claim.section for claim in PUBLISHED if claim.strength == "hard"} == {"structure"}
    assert all(claim.printed is None for claim in PUBLISHED if claim.section == "structure")
    assert all(claim.strength == "hard" for claim in PUBLISHED if claim.section == "structure")


def test_a_printed_number_has_a_fitting_kind():
    for claim in PUBLISHED:
        if claim.printed is None:
            continue
        number = printed.read(claim.printed)
        if "%" in claim.printed:
            assert claim.kind == "percent", claim.id
        if claim.kind in {"count", "days", "year"}:
            assert number.step == 1, claim.id
        if number.bound != "=":
            assert claim.kind in {"p", "condition"}, claim.id


def test_records_that_can_be_recomputed_have_a_number_and_quoted_ones_too():
    """Of several readings of a sentence the first has one; the article has no number for each of the others."""
    for claim in claims.under(PUBLISHED):
        computable = not any(isinstance(part, Stated) for part in claim.node.parts())
        if claim.printed is not None and claim.kind != "condition" and computable:
            assert claim.number, claim.id


def test_quoted_numbers_carry_the_key_of_their_first_source():
    for claim in PUBLISHED:
        if isinstance(claim.node, Quoted):
            assert claim.number.startswith(f"quoted.{claim.node.sources[0]}."), claim.id


def test_the_cited_works_are_those_of_the_bibliography():
    keys = re.findall(r"^@\w+\{([^,\s]+)", (ROOT / "manuscript" / "references.bib").read_text("utf-8"), re.MULTILINE)
    sources = yaml.safe_load((ROOT / "data" / "published" / "sources.yaml").read_text("utf-8"))["sources"]
    assert sorted(keys) == sorted(sources)
    assert len(sources) == 19


def test_table_1_covers_every_level_of_its_variables():
    seen: dict[str, set] = {}
    for claim in PUBLISHED:
        if re.fullmatch(r"table1\..*\.group1\.n", claim.id):
            ((name, level),) = [(k, v) for k, v in claim.expression["count"].items() if k != "group"]
            seen.setdefault(name, set()).add(level)
    assert len(seen) == 13
    for name, levels in seen.items():
        assert levels == set(VARIABLES[name].levels), name


def test_the_examples_of_the_readme_are_valid_and_cover_the_grammar(folder):
    readme = (ROOT / "data" / "published" / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| .* \| `(\{.*\})` \|$", readme, re.MULTILINE)
    wheres, expressions = [yaml.safe_load(row) for row in rows[:5]], [yaml.safe_load(row) for row in rows[5:]]
    (folder / "sources.yaml").write_text("sources: [reismuller2009]\n", "utf-8")
    everything = [{"count": where} for where in wheres] + expressions
    write(folder, *({"id": f"r.{i}", "expression": expression} for i, expression in enumerate(everything)))
    assert len(claims.load(folder)) == len(rows)
    forms = {next(iter(expression)) for expression in everything}
    assert set(schema("claims")["$defs"]["expression"]["properties"]) - forms == set(SUMMARIES) - {"median"}
