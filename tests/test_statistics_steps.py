"""The steps from a cohort to numbers, curves and Table 1, on a small cohort that can be counted by hand.

tests/data/small-cohort.csv: groups of 9 and 8 with margins like those of the paper, and three patients without a
post-transplant relapse. In group 2 the last patient under observation dies.
"""

import json
import re
from pathlib import Path

import jsonschema
import pandas as pd
import pypandoc
import pytest
import yaml
from salvage import analysis, claims
from salvage.cohort import read
from salvage.errors import InputError
from salvage.expression import evaluate, form
from scripts import flow, numbers, survival, table1, toxicity

ROOT = Path(__file__).parent.parent
COHORT = ROOT / "tests" / "data" / "small-cohort.csv"
PUBLISHED = ROOT / "data" / "published"
LABELS = {language: ROOT / "manuscript" / f"labels.{language}.yaml" for language in ("en", "tr")}
PLAN = {"plan": "recommended", "alpha": 0.05, "confidence": 0.95}


def run(folder: Path, cohort: Path = COHORT, **plan) -> dict:
    """Run all steps into ``folder``; returns what numbers.json holds."""
    chosen = PLAN | plan
    books = {step: folder / f"{step}.json" for step in ("flow", "table1", "toxicity", "survival")}
    tables = [folder / f"table1.{language}.md" for language in LABELS]
    flow.main(cohort, books["flow"])
    table1.main(cohort, **chosen, labels=list(LABELS.values()), numbers=books["table1"], tables=tables)
    toxicity.main(cohort, **chosen, numbers=books["toxicity"])
    survival.main(cohort, **chosen, numbers=books["survival"], curves=folder / "curves.csv")
    origin = folder / "origin.json"
    origin.write_text(json.dumps({"synthetic": True, "unstated": ["survival_days"], "held": []}), "utf-8")
    merged = folder / "numbers.json"
    words = list(LABELS.values())
    numbers.main(list(books.values()), PUBLISHED, origin, list(LABELS), words, **chosen, numbers=merged)
    return json.loads(merged.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder with everything that the steps make."""
    made = tmp_path_factory.mktemp("results")
    run(made)
    return made


@pytest.fixture(scope="module")
def made(folder):
    """The numbers of the small cohort."""
    return json.loads((folder / "numbers.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("number", "english", "turkish"),
    [
        ("cohort.n", "20", "20"),
        ("cohort.transplants.n", "25", "25"),
        ("relapse.n", "17", "17"),
        ("relapse.percent", "85.0%", "%85,0"),
        ("relapse_free.n", "3", "3"),
        ("remission.first_line.n", "18", "18"),
        ("remission.flag_ida.percent", "50%", "%50"),
        ("group1.percent", "53%", "%53"),
        ("group1.no_remission.n", "4", "4"),
        ("group1.refused.n", "3", "3"),
        ("group2.blinatumomab.second_transplant.n", "2", "2"),
        ("group2.bortezomib.early.n", "3", "3"),
        ("group2.bortezomib.remission.percent", "80%", "%80"),
        ("group2.bortezomib.followup.median", "2.0", "2,0"),
        ("group2.bortezomib.followup.max", "3.5", "3,5"),
        ("cart.age", "13", "13"),
        ("cart.survival.years", "11", "11"),
        ("table1.sex.male.group1.n", "8", "8"),
        ("table1.sex.male.group1.percent", "89%", "%89"),
        ("table1.age.group1.mean", "7.0", "7,0"),
        ("table1.age.group1.sd", "2.7", "2,7"),
        ("table1.toxicity.p", "0.0498", "0,0498"),
        ("table1.risk.test", "Fisher–Freeman–Halton exact test", "Fisher–Freeman–Halton kesin testi"),
        ("table1.tests.n", "14", "14"),
        ("table1.significant.n", "1", "1"),
        ("toxicity.severe.group2.interval", "0.3–52.7%", "%0,3–52,7"),
        ("toxicity.severe.difference", "−54.2%", "−%54,2"),
        ("survival.group2.interval", "34.9–96.8%", "%34,9–96,8"),
        ("survival.difference.interval", "5.7–76.7%", "%5,7–76,7"),
        ("survival.p", "0.057", "0,057"),
        ("survival.test", "Fisher’s exact test", "Fisher kesin testi"),
        ("km.group1.events", "7", "7"),
        ("km.group1.median", "0.4", "0,4"),
        ("km.group1.median.interval", "0.1–not reached", "0,1–ulaşılamadı"),
        ("km.group1.last", "22%", "%22"),
        ("km.group2.y2", "88%", "%88"),
        ("km.group2.y2.at_risk", "5", "5"),
        ("km.group2.last", "0%", "%0"),
        ("km.group2.last.interval", "not estimable", "hesaplanamıyor"),
        ("km.horizon.y2", "2", "2"),
        ("km.permutations.n", "24,310", "24.310"),
        ("analysis.alpha", "0.05", "0,05"),
        ("analysis.confidence", "95%", "%95"),
        ("cohort.period.start", "2005", "2005"),
        ("quoted.jeha2023.remission.percent", "16%", "%16"),
    ],
)
def test_numbers_that_can_be_counted_by_hand(made, number, english, turkish):
    assert (made[number]["en"], made[number]["tr"]) == (english, turkish)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("toxicity.severe.significant", True),
        ("toxicity.severe.group1.higher", True),
        ("survival.significant", False),
        ("survival.group2.higher", True),
        ("survival.group1.higher", False),
        ("table1.baseline.significant", False),
        ("km.group1.median.reached", True),
        ("km.group2.y5.estimable", True),
        ("km.permutations.exact", True),
        ("km.logrank.significant", True),
        ("cohort.synthetic", True),
    ],
)
def test_conditions_that_wording_follows(made, condition, truth):
    assert made[condition]["value"] is truth


def test_another_alpha_turns_the_conditions_and_the_digits(tmp_path, made):
    strict = run(tmp_path, alpha=0.01)
    assert made["toxicity.severe.significant"]["value"] and not strict["toxicity.severe.significant"]["value"]
    assert (made["toxicity.severe.p"]["en"], strict["toxicity.severe.p"]["en"]) == ("0.0498", "0.050")
    assert strict["analysis.alpha"]["tr"] == "0,01"


def test_all_numbers_fit_the_schema(made):
    jsonschema.validate(
        made, yaml.safe_load((ROOT / "workflow" / "schemas" / "numbers.schema.yaml").read_text("utf-8"))
    )


def test_every_statement_and_the_number_that_answers_it_are_one_quantity(made):
    cohort, plan = read(COHORT), analysis.plan("recommended")
    told = [claim for claim in claims.load(PUBLISHED) if claim.number]
    computed = [claim for claim in told if form(claim.expression)[0] not in {"stated", "quoted"}]
    assert len(computed) > 100
    for claim in computed:
        value = evaluate(claim.expression, cohort, plan.p_value)
        assert made[claim.number]["value"] == pytest.approx(value, rel=1e-9), claim.id
        assert claim.id in made[claim.number]["claims"]


def test_what_rests_on_survival_times_is_marked_and_nothing_else(made):
    marked = {number for number, record in made.items() if record["synthetic"]}
    assert {"km.group1.median", "km.logrank.p", "cart.survival.years"} <= marked
    assert {"survival.group1.percent", "km.permutations.n", "km.group1.events", "table1.status.p"}.isdisjoint(marked)
    assert all("survival_days" in made[number]["variables"] for number in marked)


def test_the_curves_end_at_their_last_patient_and_count_everybody(folder):
    curves = pd.read_csv(folder / "curves.csv")
    assert list(curves) == ["group", "time_days", "survival", "lower", "upper", "at_risk", "censored", "events"]
    for group, n, died in ((1, 9, 7), (2, 8, 2)):
        rows = curves[curves["group"] == group]
        assert (rows["time_days"].iloc[0], rows["at_risk"].iloc[0]) == (0, n)
        assert (rows["events"].sum(), rows["censored"].sum()) == (died, n - died)
        # T ≥ t: who leaves on a day is still at risk on it.
        assert (rows["at_risk"] == n - (rows["events"] + rows["censored"]).cumsum().shift(fill_value=0)).all()
    last = curves.iloc[-1]
    assert (last["time_days"], last["survival"], last["lower"]) == (4018, 0, pytest.approx(float("nan"), nan_ok=True))


def test_twice_the_same_bytes(folder, tmp_path):
    run(tmp_path)
    for file in sorted(folder.iterdir()):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes().replace(
            *(str(p).encode() for p in (folder, tmp_path))
        )


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_table_is_one_that_pandoc_reads(folder, made, language):
    source = (folder / f"table1.{language}.md").read_text("utf-8")
    used = re.findall(r"\{\{< num (\S+) >\}\}", source)
    assert set(used) <= set(made)
    filled = re.sub(r"\{\{< num (\S+) >\}\}", lambda match: made[match[1]][language], source)
    html = pypandoc.convert_text(filled, "html", format="markdown", extra_args=["--wrap=none"])
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    assert {len(row) for row in cells} == {4}
    # A row for each variable and each level, two sections, the head.
    assert len(rows) == 14 + 27 + 2 + 1
    indented = [row for row in cells if row[0].startswith("\N{EM SPACE}")]
    assert len(indented) == 27
    shares = r"\d+ \((%\d+|\d+%)\)"
    assert all(re.fullmatch(shares, cell) for row in indented for cell in row[1:3])
    marked = [row[3] for row in cells if "<sup>" in row[3]]
    assert len(marked) == 14
    assert {re.search("<sup>(.)</sup>", mark)[1] for mark in marked} == {"a", "b", "c"}
    for mark, test in (("a", "sex"), ("b", "age"), ("c", "risk")):
        assert f"<sup>{mark}</sup> {made[f'table1.{test}.test'][language]}" in html
    assert "table-note" in html


def test_the_words_of_the_table_are_complete_in_both_languages():
    def keys(words, path=""):
        return (
            {key for name, part in words.items() for key in keys(part, f"{path}.{name}")}
            if isinstance(words, dict)
            else {path}
        )

    english, turkish = (yaml.safe_load(file.read_text("utf-8")) for file in LABELS.values())
    for part in ("numbers", "table1"):
        assert keys(english[part]) == keys(turkish[part])


def test_a_group_without_survival_times_is_an_error_that_names_it(tmp_path):
    rows = pd.read_csv(COHORT, dtype=str, keep_default_na=False)
    rows.loc[rows["group"] == "2", ["survival_days", "died"]] = ""
    rows.to_csv(tmp_path / "cohort.csv", index=False, lineterminator="\n")
    with pytest.raises(InputError, match="group 2 has no patient with known survival"):
        survival.main(tmp_path / "cohort.csv", **PLAN, numbers=tmp_path / "n.json", curves=tmp_path / "c.csv")
    assert not (tmp_path / "n.json").exists()
