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
from cohorts import CLAIMS, PUBLISHED, ROOT
from edition.claims.nodes import Quoted, Stated
from edition.claims.parse import of_known, parse
from edition.cleaning.cohort import read
from edition.ledger.determined import undetermined
from edition.manuscript.shortcodes import calls
from edition.numbers.labels import read_labels
from edition.numbers.registry import decidable
from edition.statistics import analysis
from scripts import flow, numbers, plans, survival, table1

COHORT = ROOT / "tests" / "data" / "small-cohort.csv"
LABELS = {language: ROOT / "manuscript" / f"labels.{language}.yaml" for language in ("en", "tr")}
PLAN = {"plan": "recommended", "alpha": 0.05, "confidence": 0.95}
AS_PUBLISHED = {name: "fisher.one-sided" for name in analysis.TABLE1}
AS_PUBLISHED |= {"age": "mann-whitney.two-sided", "risk": "pearson.two-sided", "logrank": "logrank.two-sided"}


def run(folder: Path, cohort: Path = COHORT, **plan) -> dict:
    """Run all steps into ``folder``, with ``plan`` published under that plan; returns what numbers.json holds."""
    file = folder / "plan.yaml"
    file.write_text(yaml.safe_dump({"plan": "published", "procedures": AS_PUBLISHED}), "utf-8")
    chosen = PLAN | plan
    if chosen["plan"] == "published":
        chosen["plan"] = str(file)
    registries = {step: folder / f"{step}.json" for step in ("flow", "table1", "survival", "plans")}
    tables = {name: [folder / f"{name}.{language}.md" for language in LABELS] for name in ("table1", "plans")}
    flow.main(cohort, registries["flow"])
    words = list(LABELS.values())
    table1.main(cohort, **chosen, labels=words, numbers=registries["table1"], tables=tables["table1"])
    plans.main(cohort, **chosen | {"plan": file}, labels=words, numbers=registries["plans"], tables=tables["plans"])
    survival.main(cohort, **chosen, numbers=registries["survival"], curves=folder / "curves.csv")
    origin = folder / "origin.json"
    origin.write_text(json.dumps({"synthetic": True}), "utf-8")
    ledger, merged = folder / "ledger.json", folder / "numbers.json"
    entry = {"id": "results.relapse", "verdict": "reproduced", "standing": True}
    ledger.write_text(json.dumps({"entries": [entry]}), "utf-8")
    determined = folder / "determined.json"
    records = {
        number: record
        for registry in registries.values()
        for number, record in json.loads(registry.read_text("utf-8")).items()
    }
    follow = [
        number for number, record in records.items() if decidable(record) and "survival_days" not in record["variables"]
    ]
    origin_of_all = {"unstated": ["survival_days"], "readings": {}, "held": []}
    left_open = undetermined(records, CLAIMS, origin_of_all, follow, set(), [])
    determined.write_text(json.dumps({name: sorted(part) for name, part in left_open._asdict().items()}), "utf-8")
    numbers.main(list(registries.values()), PUBLISHED, origin, determined, ledger, words, **chosen, numbers=merged)
    return json.loads(merged.read_text("utf-8"))


REPORTED = {
    f"printed.{name}.p": {"value": 0.04, "kind": "p", "en": "0.04", "tr": "0.04", "synthetic": False}
    for name in plans.NAMES
}
"""What the step forensics notes of the original's p-values."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder with everything that the steps make."""
    results = tmp_path_factory.mktemp("results")
    run(results)
    return results


@pytest.fixture(scope="module")
def recommended(folder):
    """The numbers of the small cohort."""
    return json.loads((folder / "numbers.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def as_published(tmp_path_factory):
    """The folder and the numbers of the small cohort under the published plan."""
    folder = tmp_path_factory.mktemp("published")
    return folder, run(folder, plan="published")


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory):
    """The folder and the numbers of the small cohort without the outcome of one patient of group 1."""
    folder, patients = tmp_path_factory.mktemp("incomplete"), pd.read_csv(COHORT, dtype=str)
    last = patients.index[(patients["group"] == "1") & (patients["status"] == "died")][-1]
    patients.loc[last, ["status", "death_cause", "survival_days", "died"]] = None
    patients.to_csv(folder / "cohort.csv", index=False)
    return folder, run(folder, folder / "cohort.csv")


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
        ("group2.bortezomib.followup.median", "2", "2"),
        ("group2.bortezomib.followup.max", "3.5", "3,5"),
        ("cart.age", "13", "13"),
        ("cart.survival.years", "11", "11"),
        ("table1.sex.male.group1.n", "8", "8"),
        ("table1.sex.male.group1.percent", "89%", "%89"),
        ("table1.age.group1.mean", "7.0", "7,0"),
        ("table1.age.group1.sd", "2.7", "2,7"),
        ("table1.toxicity.p", "0.0498", "0,0498"),
        ("table1.tests.n", "14", "14"),
        ("toxicity.severe.group2.interval", "0.3–52.7%", "%0,3–52,7"),
        ("toxicity.severe.difference", "−54.2", "−54,2"),
        ("survival.group2.interval", "34.9–96.8%", "%34,9–96,8"),
        ("survival.difference.interval", "5.7–76.7", "5,7–76,7"),
        ("survival.p", "0.057", "0,057"),
        ("plans.recommended.survival.test", "two-sided Fisher exact test", "iki yönlü Fisher kesin testi"),
        ("plans.recommended.table1.risk.test", "Fisher–Freeman–Halton exact test", "Fisher–Freeman–Halton kesin testi"),
        ("methods.spss_version", "26.0", "26.0"),
        ("discussion.fludarabine.remission", "two-thirds", "üçte iki"),
        ("discussion.clofarabine.remission", "one-third", "üçte bir"),
        ("group1.no_remission.died.n", "4", "4"),
        ("group1.remission.alive.n", "2", "2"),
        ("km.group1.events", "7", "7"),
        ("km.group1.median", "0.4", "0,4"),
        ("km.group1.median.interval", "0.1 to not reached", "0,1–ulaşılamadı"),
        ("km.group1.last", "22%", "%22"),
        ("km.group2.y2", "88%", "%88"),
        ("km.group2.last", "0%", "%0"),
        ("km.horizon.y2", "2", "2"),
        ("km.permutations.n", "24,310", "24.310"),
        ("analysis.alpha", "0.05", "0,05"),
        ("analysis.confidence", "95%", "%95"),
        ("cohort.period.start", "2005", "2005"),
        ("quoted.jeha2023.remission.percent", "16%", "%16"),
    ],
)
def test_numbers_that_can_be_counted_by_hand(recommended, number, english, turkish):
    assert (recommended[number]["en"], recommended[number]["tr"]) == (english, turkish)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("toxicity.severe.significant", True),
        ("toxicity.severe.group1.higher", True),
        ("survival.significant", False),
        ("survival.group2.higher", True),
        ("km.permutations.exact", True),
        ("km.logrank.significant", True),
        ("cohort.synthetic", True),
        ("analysis.published", False),
    ],
)
def test_conditions_that_wording_follows(recommended, condition, truth):
    assert recommended[condition]["value"] is truth


def test_another_alpha_turns_the_conditions_and_the_digits(tmp_path, recommended):
    strict = run(tmp_path, alpha=0.01)
    assert recommended["toxicity.severe.significant"]["value"] and not strict["toxicity.severe.significant"]["value"]
    assert (recommended["toxicity.severe.p"]["en"], strict["toxicity.severe.p"]["en"]) == ("0.0498", "0.050")
    assert strict["analysis.alpha"]["tr"] == "0,01"


@pytest.mark.parametrize(
    ("number", "english", "turkish"),
    [
        ("survival.p", "0.044", "0,044"),
        ("toxicity.severe.p", "0.036", "0,036"),
        ("plans.published.survival.sides", "one-sided", "tek yönlü"),
        ("plans.published.survival.test", "one-sided Fisher exact test", "tek yönlü Fisher kesin testi"),
        ("plans.published.table1.risk.test", "Pearson χ² test", "Pearson ki-kare testi"),
        ("plans.published.survival.p", "0.044", "0,044"),
        ("plans.recommended.survival.p", "0.057", "0,057"),
    ],
)
def test_the_published_plan_changes_numbers_and_names(as_published, number, english, turkish):
    _, numbers = as_published
    assert (numbers[number]["en"], numbers[number]["tr"]) == (english, turkish)


def test_the_published_plan_changes_the_conditions(recommended, as_published):
    _, numbers = as_published
    turned = {
        number
        for number, record in numbers.items()
        if record["kind"] == "condition" and record["value"] != recommended[number]["value"]
    }
    assert turned == {"analysis.published", "survival.significant"}


def test_a_plan_changes_nothing_but_its_tests(recommended, as_published):
    _, numbers = as_published
    changed = {number for number, record in numbers.items() if record["value"] != recommended[number]["value"]}
    assert {number for number in changed if not number.endswith((".p", ".significant"))} == {"analysis.published"}
    assert not any(number.startswith("plans.") for number in changed)


@pytest.mark.parametrize("plan", ["published", "recommended"])
def test_the_article_follows_one_of_the_two_plans_that_are_shown_side_by_side(recommended, as_published, plan):
    numbers = recommended if plan == "recommended" else as_published[1]
    for name in plans.NAMES.values():
        for part in ("value", "procedure"):
            assert numbers[f"plans.{plan}.{name}.p"][part] == numbers[f"{name}.p"][part], name
    decisive = "km.logrank.p" if plan == "published" else "km.logrank.permutation_p"
    assert numbers[f"plans.{plan}.curves.p"]["value"] == numbers[decisive]["value"]
    assert numbers[f"plans.{plan}.curves.significant"]["value"] == numbers["km.logrank.significant"]["value"]


def test_only_numbers_that_follow_the_plan_file_are_made_from_it(recommended, as_published):
    folder, numbers = as_published
    assert (folder / "plan.yaml").as_posix() in numbers["survival.p"]["inputs"]
    assert not any("plan.yaml" in path for path in recommended["survival.p"]["inputs"])
    assert any(path.endswith("plan.yaml") for path in recommended["plans.published.survival.p"]["inputs"])


def test_all_numbers_fit_the_schema(recommended, as_published):
    schema = yaml.safe_load((ROOT / "workflow" / "schemas" / "numbers.schema.yaml").read_text("utf-8"))
    for records in (recommended, as_published[1]):
        jsonschema.validate(records, schema)


@pytest.mark.parametrize("complete", [True, False])
def test_every_statement_and_the_number_that_answers_it_are_one_quantity(recommended, incomplete, complete):
    folder, recommended = (None, recommended) if complete else incomplete
    cohort, plan = read(COHORT if complete else folder / "cohort.csv"), analysis.plan("recommended")
    told = [claim for claim in CLAIMS if claim.number]
    computed = [claim for claim in told if not isinstance(claim.node, Quoted | Stated)]
    assert len(computed) > 100
    for claim in computed:
        value = parse(of_known(claim.expression)).evaluate(cohort, plan.p_value)
        assert recommended[claim.number]["value"] == (value and pytest.approx(value, rel=1e-9)), claim.id
        assert claim.id in recommended[claim.number]["claims"]


def test_what_rests_on_survival_times_is_marked_and_nothing_else(recommended):
    marked = {number for number, record in recommended.items() if record["synthetic"]}
    assert {"km.group1.median", "km.logrank.p", "cart.survival.years"} <= marked
    assert {"survival.group1.percent", "km.permutations.n", "km.group1.events", "table1.status.p"}.isdisjoint(marked)
    assert all("survival_days" in recommended[number]["variables"] for number in marked)


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


def test_by_month_no_number_and_no_curve_tells_a_day(tmp_path):
    curves, book = tmp_path / "curves.csv", tmp_path / "book.json"
    ends = {month * 1461 // 48 for month in range(200)}
    days = {*read(COHORT)["survival_days"].dropna()} - ends
    for times in ("days", "months"):
        values = []
        for step, more in ((survival, PLAN | {"curves": curves}), (flow, {})):
            step.main(COHORT, numbers=book, times=times, **more)
            for record in json.loads(book.read_text("utf-8")).values():
                if "years" in (record["kind"], record["of"]):
                    values += record["value"] if isinstance(record["value"], list) else [record["value"]]
        told = {round(365.25 * value) for value in values if value is not None and (10 * value) % 1}
        told |= {*pd.read_csv(curves)["time_days"]}
        assert bool(told & days) == (times == "days")


def tables(file: Path, numbers: dict, language: str) -> tuple[list[list[str]], str]:
    """The cells of a table row by row as HTML, made by Pandoc after filling in the shortcodes, and the note below."""

    def fill(match: re.Match[str]) -> str:
        form, number, *rest = re.findall(r'"[^"]*"|\S+', match[1])
        if form == "when":
            return rest[0 if numbers[number]["value"] else 1].strip('"')
        if form == "step":
            return number
        return numbers[number]["cases"][rest[0].removeprefix("case=")] if rest else numbers[number][language]

    filled = re.sub(r"\{\{< (.+?) >\}\}", fill, file.read_text("utf-8"))
    html = pypandoc.convert_text(filled, "html", format="markdown", extra_args=["--wrap=none"])
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, flags=re.DOTALL)
    note = re.search(r'<div class="table-note">(.*?)</div>', html, flags=re.DOTALL)[1]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows], note


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_table_is_one_that_pandoc_reads(folder, recommended, language):
    cells, note = tables(folder / f"table1.{language}.md", recommended, language)
    assert {len(row) for row in cells} == {4}
    # A row for each variable and each level, three sections, the head.
    assert len(cells) == 14 + 27 + 3 + 1
    indented = [row for row in cells if row[0].startswith("\N{EM SPACE}")]
    assert len(indented) == 27
    shares = r"\d+ \((%\d+|\d+%)\)"
    assert all(re.fullmatch(shares, cell) for row in indented for cell in row[1:3])
    marked = [row[3] for row in cells if "<sup>" in row[3]]
    assert len(marked) == 14
    assert {re.search("<sup>(.)</sup>", mark)[1] for mark in marked} == {"a", "b", "c"}
    plan, labels = analysis.plan("recommended"), read_labels(LABELS[language])
    for mark, test in (("a", "sex"), ("b", "age"), ("c", "risk")):
        words = " ".join(labels[path] for path in plan.words(test).split())
        assert f"<sup>{mark}</sup>\N{NO-BREAK SPACE}{words}" in re.sub("</?em>", "", note)


@pytest.mark.parametrize(
    ("language", "share", "unknown"), [("en", "2 (25%)", "Not known"), ("tr", "2 (%25)", "Bilinmiyor")]
)
def test_missing_values_have_a_row_and_table_and_text_count_the_same(incomplete, language, share, unknown):
    folder, numbers = incomplete
    cells, note = tables(folder / f"table1.{language}.md", numbers, language)
    alive, died, missing = ([" ".join(cell.split()) for cell in row] for row in cells[-3:])
    assert (alive[1], missing) == (share, [unknown, "1", "0", ""])
    text = numbers["survival.group1.percent"][language]
    assert text in alive[1] and numbers["survival.group1.known.n"]["value"] == 8
    assert sum(int(row[1].split()[0]) for row in (alive, died, missing)) == numbers["group1.n"]["value"]
    assert not numbers["table1.complete"]["value"] and not numbers["survival.complete"]["value"]
    assert numbers["toxicity.severe.complete"]["value"]
    assert [row[0].strip() for row in cells].count(unknown) == 1
    base = {"en": "of the children of the group in whom the feature is known", "tr": "grupta özelliği bilinen"}
    assert base[language] in note


@pytest.mark.parametrize(
    ("language", "row", "base"),
    [
        ("en", "Isolated extramedullary", "of those with relapse in bone marrow"),
        ("tr", "İzole ekstramedüller", "kemik iliğinde nüksü olanlar"),
    ],
)
def test_a_relapse_at_another_site_is_not_called_unknown(language, row, base, tmp_path):
    patients = pd.read_csv(COHORT, dtype=str)
    place = patients.index[patients["relapse_site"] == "isolated_bm"][0]
    patients.loc[place, ["relapse_site", "extramedullary"]] = [None, "cns"]
    patients.to_csv(tmp_path / "cohort.csv", index=False)
    numbers = run(tmp_path, tmp_path / "cohort.csv")
    cells, note = tables(tmp_path / f"table1.{language}.md", numbers, language)
    assert [cell[1:3] for cell in cells if cell[0].strip() == row] in ([["1", "0"]], [["0", "1"]])
    assert not {"Not known", "Bilinmiyor"} & {cell[0].strip() for cell in cells} and base in note
    assert not numbers["table1.complete"]["value"]
    assert numbers["survival.complete"]["value"] and numbers["toxicity.severe.complete"]["value"]


FOOTNOTE = {
    "en": (
        "one-sided Fisher exact",
        "two-sided Fisher exact",
        "two-sided Mann–Whitney <em>U</em> test",
        "two-sided Welch",
        "Pearson χ²",
    ),
    "tr": (
        "tek yönlü Fisher kesin",
        "iki yönlü Fisher kesin",
        "iki yönlü Mann–Whitney <em>U</em> testi",
        "iki yönlü Welch",
        "Pearson ki-kare",
    ),
}


@pytest.mark.parametrize("language", FOOTNOTE)
def test_the_footnote_of_the_table_follows_the_plan(as_published, language):
    folder, numbers = as_published
    cells, note = tables(folder / f"table1.{language}.md", numbers, language)
    for letter, name in zip("abcde", FOOTNOTE[language], strict=True):
        assert f"<sup>{letter}</sup>\N{NO-BREAK SPACE}{name}" in note
    assert cells[-3][3] == numbers["table1.status.p"][language] + "<sup>a</sup>"
    assert cells[-3][4] == numbers["plans.recommended.survival.p"][language] + "<sup>b</sup>"


@pytest.mark.parametrize("language", ["en", "tr"])
def test_both_plans_stand_side_by_side(folder, recommended, language):
    (head, *cells), note = tables(folder / f"plans.{language}.md", recommended | REPORTED, language)
    assert len(head) == 4 and len(cells) == 15
    survival = [recommended[f"plans.{plan}.survival.p"][language] for plan in ("published", "recommended")]
    assert cells[-2][1:] == ["0.04", f"{survival[0]}†<sup>a</sup>", f"{survival[1]}<sup>b</sup>"]
    letters = {letter for row in cells for cell in row[1:] for letter in re.findall("<sup>(.)</sup>", cell)}
    assert letters == set(re.findall("<sup>(.)</sup>", note)) == set("abcdefgh")
    for test in ("logrank", "logrank-permutation"):
        assert read_labels(LABELS[language])[f"numbers.tests.{test}"] in note


def test_the_words_are_complete_in_both_languages():
    english, turkish = (pd.json_normalize(read_labels(file).words) for file in LABELS.values())
    assert set(english) == set(turkish)


def test_curves_that_compare_nothing_are_not_called_alike(tmp_path):
    """Group 1 is alive and no longer followed when the first child of group 2 dies: no test can tell the curves."""
    rows = pd.read_csv(COHORT, dtype=str, keep_default_na=False)
    rows.loc[rows["group"] == "1", ["survival_days", "died", "status"]] = ["7", "0", "alive"]
    rows.to_csv(tmp_path / "cohort.csv", index=False, lineterminator="\n")
    for plan in ("recommended", "published"):
        numbers = run(tmp_path, tmp_path / "cohort.csv", plan=plan)
        for name in ("logrank.p", "logrank.permutation_p", "breslow.p", "tarone_ware.p"):
            assert (numbers[f"km.{name}"]["value"], numbers[f"km.{name}"]["en"]) == (None, "not estimable")
        conditions = ("km.logrank", "plans.published.curves", "plans.recommended.curves")
        assert [numbers[f"{name}.significant"]["value"] for name in conditions] == [None] * 3
        for language, words in (("en", "could not be tested"), ("tr", "karşılaştırılamadı")):
            article = (ROOT / "manuscript" / f"article.{language}.qmd").read_text("utf-8")
            asked = [call for _, call in calls(article) if call.name == "when" and "km.logrank.significant" in call.ids]
            assert asked and all(words in call.chosen(numbers) for call in asked)
        cells, _ = tables(tmp_path / "plans.en.md", numbers | REPORTED, "en")
        assert not any("†" in cell for cell in cells[-1])


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_articles_say_of_every_test_what_holds_if_nothing_was_tested(language):
    article = (ROOT / "manuscript" / f"article.{language}.qmd").read_text("utf-8")
    asked = [call for _, call in calls(article) if any(name.endswith(".significant") for name in call.ids)]
    assert asked and all(call.name == "when" and len(call.wordings) == 2 ** len(call.ids) + 1 for call in asked)
