"""The registry of numbers, and how the step ``numbers`` merges, words and judges them."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
import workspace
import yaml
from edition.claims.records import Claim
from edition.files.errors import InputError
from edition.ledger.determined import undetermined
from edition.numbers import turkish
from edition.numbers.labels import Labels, by_id
from edition.numbers.registry import Registry
from edition.study import derive
from scripts import numbers
from workspace import ROOT

SCHEMA = yaml.safe_load((ROOT / "workflow" / "schemas" / "numbers.schema.yaml").read_text("utf-8"))
WORDS = {
    "numbers": {"not_estimable": "—", "tests": {"fisher": "Fisher"}},
    "verdicts": {"names": {"reproduced": "reproduced"}},
    "expressions": workspace.LABELS["en"].words["expressions"],
    "audit": {"ids": {"gap": "what is merged"}, "purposes": {"flow": "Counts children."}},
}
LABELS = {language: Labels(Path(f"labels.{language}.yaml"), WORDS) for language in ("en", "tr")}
COHORT = pd.DataFrame({"group": [1, 1, 1, 2], "age": pd.array([3, 4, 8, 9], dtype="Int64")})


def claim(number="group1.n", printed=None, **changes) -> Claim:
    fields = {"id": "results.x", "section": "results", "place": "1", "says": {"en": "x", "tr": "x"}}
    fields |= {
        "expression": {"count": {"group": 1}},
        "kind": "count",
        "strength": "soft",
        "reading": None,
        "note": None,
    }
    return Claim(**{**fields, "number": number, "printed": printed, **changes})


@pytest.fixture
def registry(tmp_path):
    """A registry made from one small file."""
    (tmp_path / "cohort.csv").write_text("patient\n", "utf-8")
    return Registry("flow", [tmp_path / "cohort.csv"])


def test_an_evaluated_number_says_what_it_is_and_where_it_comes_from(registry, tmp_path):
    assert registry.evaluate("group1.n", {"count": {"group": 1}}, COHORT) == 3
    record = registry.records["group1.n"]
    assert (record["value"], record["kind"], record["digits"]) == (3, "count", 0)
    assert (record["rule"], record["script"]) == ("flow", "workflow/scripts/flow.py")
    assert (record["function"], record["variables"]) == ("edition.claims.nodes.Count._value", ["group"])
    assert list(record["inputs"]) == [(tmp_path / "cohort.csv").as_posix()]


def test_numbers_of_pandas_become_numbers_of_python(registry):
    registry.evaluate("age.sd", {"sd": {"variable": "age", "of": {"group": 1}}}, COHORT)
    registry.evaluate("age.sum", {"sum": {"variable": "age", "of": {}}}, COHORT, kind="count")
    assert registry.records["age.sd"]["value"] == pytest.approx(7**0.5)
    assert json.dumps(registry.records["age.sum"]["value"]) == "24"


def test_a_variable_in_another_unit_depends_on_the_column_that_it_is_made_from(registry):
    registry.add("x", 1.0, "years", function=numbers.merged, variables=["survival_years"])
    assert registry.records["x"]["variables"] == ["survival_days"]


def test_two_numbers_cannot_have_one_id(registry):
    registry.add("x", 1, "count", function=numbers.merged)
    with pytest.raises(ValueError, match="'x'"):
        registry.add("x", 1, "count", function=numbers.merged)
    with pytest.raises(ValueError, match="'x'"):
        numbers.merged([registry.records, registry.records])


def test_the_weightiest_verdict_under_the_readings_that_count_stands():
    places = [claim(id=name) for name in "abc"]

    def judged(standing=True, **verdicts):
        return {name: {"verdict": verdict, "standing": standing} for name, verdict in verdicts.items()}

    assert numbers.verdict(places, judged(a="reproduced", b="other_rounding")) == "other_rounding"
    assert numbers.verdict(places, judged(a="reproduced", c="contradicted", z="impossible")) == "contradicted"
    assert numbers.verdict(places, judged(a="reproduced") | judged(False, b="contradicted")) == "reproduced"
    assert numbers.verdict(places, judged(a="unreadable", b="reproduced")) == "reproduced"
    assert numbers.verdict(places, judged(a="unreadable")) == "unreadable"
    assert numbers.verdict(places, judged(z="impossible")) is None


def test_what_is_stated_or_quoted_is_taken_from_print(registry):
    quoted = claim("quoted.jeha2023.remission", "16%", kind="percent", expression={"quoted": {"source": "jeha2023"}})
    stated = claim("methods.spss_version", "26.0", kind="version", expression={"stated": {}})
    unreadable = claim("methods.day", None, kind="days", expression={"stated": {}})
    numbers.note_stated(registry, [quoted, stated, unreadable, quoted, claim()])
    assert list(registry.records) == ["quoted.jeha2023.remission", "methods.spss_version", "methods.day"]
    record = registry.records["quoted.jeha2023.remission"]
    assert (record["value"], numbers.worded(record, LABELS["tr"])) == (16, "%16")
    assert numbers.worded(registry.records["methods.spss_version"], LABELS["en"]) == "26.0"
    assert numbers.worded(registry.records["methods.day"], LABELS["en"]) == "—"


OPEN = {"synthetic": True, "unstated": ["age"], "readings": {"who": "all"}, "held": []}


AGE = {"mean": {"variable": "age", "of": {"group": 1}}}


@pytest.mark.parametrize(
    ("origin", "reading", "synthetic"),
    [
        (OPEN, None, True),
        (OPEN | {"held": ["results.x"]}, None, False),
        (OPEN | {"held": ["results.x"]}, "who/all", False),
        (OPEN | {"held": ["results.x"]}, "who/some", True),
        (OPEN | {"unstated": ["survival_days"]}, None, False),
    ],
)
def test_a_number_is_synthetic_if_it_rests_on_what_the_paper_leaves_open(origin, reading, synthetic):
    records = {
        "x": {"value": 6.9, "expression": AGE, "variables": ["age", "group"], "depends_on": []},
        "y": {"value": 1, "expression": None, "variables": [], "depends_on": ["x"]},
    }
    statement = claim("x", "6.9", expression=AGE, reading=reading)
    left_open = undetermined(records, [statement], origin, [], set(), [])
    assert left_open.numbers == ({"x", "y"} if synthetic else set())


@pytest.mark.parametrize(
    ("variables", "expression", "synthetic"),
    [
        (["sex"], None, True),
        (["group", "sex"], None, False),
        (["sex"], {"test": {"variable": "sex"}}, False),
        ([], None, False),
    ],
)
def test_of_all_patients_the_paper_determines_nothing_by_itself(variables, expression, synthetic):
    record = {"value": 33.0, "expression": expression, "variables": variables, "depends_on": []}
    assert ("x" in undetermined({"x": record}, [], OPEN, [], set(), []).numbers) is synthetic


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"drug": "bortezomip"}, "'drug' cannot be 'bortezomip'. Its values are: fludarabine"),
        ({"droug": "bortezomib"}, "there is no variable 'droug'. Did you mean drug?"),
    ],
)
def test_a_mistyped_condition_counts_nobody_and_is_refused(registry, where, message):
    with pytest.raises(InputError, match=r"workflow/scripts/\w+.py: number 'x.n': ") as error:
        registry.evaluate("x.n", {"count": where}, COHORT)
    assert message in str(error.value)


@pytest.mark.parametrize("follows", [[], ["x"]])
def test_what_the_solver_can_decide_is_synthetic_unless_it_follows(follows):
    record = {"value": 2, "expression": {"count": {"group": 1}}, "variables": ["group"], "depends_on": []}
    assert ("x" in undetermined({"x": record}, [claim()], OPEN, follows, set(), []).numbers) is not bool(follows)


def test_a_statement_about_an_unknown_number_names_the_nearest(registry):
    registry.evaluate("group1.n", {"count": {"group": 1}}, COHORT)
    with pytest.raises(InputError, match=r"'results.x'.*'grup1.n'.*Did you mean group1.n"):
        numbers.answered([claim("grup1.n")], registry.records, Path("data/published"))


def test_words_that_are_missing_are_named_with_their_file(registry):
    registry.add("x.test", "welch", "text", function=numbers.merged, label="numbers.tests.welch")
    with pytest.raises(InputError, match=r"labels.tr.yaml.*'numbers.tests.welch'"):
        numbers.worded(registry.records["x.test"], LABELS["tr"])


def test_a_complete_record_fits_the_schema_and_reads_in_both_languages(registry):
    registry.evaluate("group1.percent", {"percent": {"part": {"group": 1}, "of": {}}}, COHORT)
    registry.add("gap", [None, None], "interval", of="percent", function=numbers.merged)
    registry.add("test", "fisher", "text", function=numbers.merged, label="numbers.tests.fisher")
    registry.condition("true", True, function=numbers.merged)
    told = [claim("group1.percent", "75%")]
    judged = {"results.x": {"verdict": "reproduced", "standing": True}}
    done = {
        number: numbers.complete(number, record, told if number == "group1.percent" else [], LABELS, False, judged)
        for number, record in registry.records.items()
    }
    jsonschema.validate(done, SCHEMA)
    share = done["group1.percent"]
    assert (share["en"], share["tr"], share["cases"]["dative"]) == ("75%", "%75", "%75’e")
    assert (share["claims"], share["printed"], share["verdict"]) == (["results.x"], ["75%"], "reproduced")
    assert [done[number]["tr"] for number in ("gap", "test", "true")] == ["—", "Fisher", None]
    assert share["meaning"]["en"] == "Patients of Group 1, of all patients"
    assert done["gap"]["meaning"]["tr"] == "What is merged"
    assert [done[number]["cases"] for number in ("gap", "test", "true")] == [{}, {}, {}]


def test_a_number_is_what_the_paper_says_of_it_or_what_its_step_does(registry):
    registry.evaluate("methods.day", {"stated": {}}, COHORT)
    registry.add("x", 1, "count", function=numbers.verdict)
    said, purpose = (registry.records[name] for name in ("methods.day", "x"))
    told = [claim(says={"en": "Day of treatment."})]
    assert numbers.meaning("methods.day", said, told, LABELS["tr"]) == "Day of treatment"
    assert numbers.meaning("x", purpose, [], LABELS["en"]) == "Counts children."


@pytest.mark.parametrize(
    ("number", "english", "turkish"),
    [
        ("forensics.survival.tests.significant.n", "different two-sided tests", "hayatta olan çocuklar"),
        ("bounds.km.group2.y2.lowest", "lowest Kaplan–Meier estimate of survival in Group 2, 2 years", "en düşük"),
        ("toxicity.severe.group1.interval", "proportion in Group 1: grade 3–4 toxicity", "Grup 1"),
        ("plans.recommended.table1.sex.significant", "under the recommended plan: sex", "önerilen plana göre"),
        ("ledger.quoted.n", "verdict: quoted from elsewhere", "başka kaynaktan aktarılmış"),
    ],
)
def test_a_derived_number_is_told_by_the_parts_of_its_id(number, english, turkish):
    assert english in by_id(number, workspace.LABELS["en"])
    assert turkish in by_id(number, workspace.LABELS["tr"])


@pytest.mark.parametrize("number", ["bounds.km.group2.y2.middle", "bounds.km.group2", "a.bounds.km.group2.y2.lowest"])
def test_no_id_is_told_by_a_part_without_words(number):
    assert by_id(number, workspace.LABELS["en"]) is None


def test_the_schema_knows_the_cases_of_turkish_and_describes_every_property():
    properties = SCHEMA["$defs"]["number"]["properties"]
    assert properties["cases"]["propertyNames"]["enum"] == list(turkish.SUFFIXES)
    assert all("description" in rule for rule in properties.values())


def test_the_stated_bounds_of_relapse_types_are_those_of_the_derivation():
    diagnosis, end = pd.Timestamp(2010, 1, 15), pd.Timestamp(2012, 1, 15)
    bounds = [(diagnosis, "methods.very_early.months", pd.NaT), (end, "methods.early.months", end)]
    kinds = []
    for start, number, ended in bounds:
        bound = start + pd.DateOffset(months=numbers.DEFINITIONS[number])
        relapses = pd.Series([bound - pd.Timedelta(days=1), bound])
        kinds += list(derive.relapse_type(pd.Series([diagnosis] * 2), relapses, pd.Series([ended] * 2)))
    assert kinds == ["very_early", "early", "early", "late"]


def test_values_are_kept_to_twelve_digits(registry):
    registry.add("third", float(Fraction(100, 3)), "percent", function=numbers.merged)
    assert json.dumps(registry.records["third"]["value"]) == "33.3333333333"
