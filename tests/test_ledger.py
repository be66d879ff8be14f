"""The ledger: every verdict on statements made for it, and the paper's ledger as a whole."""

import csv
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from cohorts import CLAIMS, judged
from edition.claims.nodes import Percent
from edition.claims.records import Claim
from edition.cleaning.cohort import read
from edition.forensics.findings import findings
from edition.forensics.rows import printed_counts
from edition.ledger.basis import Basis, worded
from edition.ledger.determined import NOTHING, Undetermined, undetermined
from edition.ledger.judge import judge
from edition.ledger.verdicts import VERDICTS
from edition.statistics.analysis import p_value
from scripts.ledger import COLUMNS
from workspace import LABELS

COHORT = Path("tests/data/small-cohort.csv")
BOUNDS = {
    "survival": {"group2.last": {"lowest": 0.0, "highest": 58.3, "exact": True}},
    "printed": {"group2": {"at_end": False, "at_any_time": True, "exact": True}},
    "logrank": {"favoring_group2": {"p": 0.0001, "exact": True}, "largest": {"p": 1.0, "exact": True}},
}
ORIGIN = {"synthetic": True, "unstated": ["age"], "held": ["held"], "given_up": ["given_up"], "readings": {}}
OPEN = {
    "numbers": ["held", "open"],
    "claims": ["open"],
    "variables": ["age", "survival_days", "relapse_by_day_100"],
    "alone": ["held"],
}
LEFT_OPEN = Undetermined(frozenset(), frozenset({"open"}), frozenset(OPEN["variables"]), frozenset({"held"}))


def claim(expression, printed, kind, name="x"):
    return Claim(name, "results", "", {"en": "", "tr": ""}, expression, printed, kind, "soft", None, None, None)


def share(part, of, printed, name="x"):
    return claim({"percent": {"part": part, "of": of}}, printed, "percent", name)


def size(printed):
    return claim({"count": {"group": 1}}, printed, "count")


def mean_age(printed, name="x"):
    return claim({"mean": {"variable": "age", "of": {"group": 1}}}, printed, "mean", name)


def last(group, printed, name="x"):
    return claim({"survival": {"of": {"group": group}, "at": "last"}}, printed, "percent", name)


def p_value_of(variable, printed):
    return claim({"test": {"variable": variable}}, printed, "p")


@pytest.fixture(scope="module")
def printed():
    return findings(CLAIMS)


@pytest.fixture
def basis(printed):
    """Nine and eight patients with the printed outcomes; p-values by the two-sided Fisher test."""
    cohort = pd.DataFrame(
        {
            "group": [1] * 9 + [2] * 8,
            "status": ["alive"] * 2 + ["died"] * 7 + ["alive"] * 6 + ["died"] * 2,
            "lineage": ["T"] + ["B"] * 16,
            "toxicity": ["1-2"] * 3 + ["3-4"] * 6 + ["1-2"] * 7 + ["3-4"],
            "age": [0, 5, 8, 8, 8, 8, 8, 8, 9, 0, 0, 5, 7, 7, 8, 8, 8],
            "died": [0, 0] + [1] * 7 + [0] * 6 + [1, 1],
            "survival_days": list(range(100, 117)),
        }
    )
    return Basis(
        cohort=cohort,
        tests=lambda variable, frame: (
            p_value("fisher.two-sided", variable, frame) if variable not in {"logrank", "age"} else 0.34
        ),
        reference={name: "two-sided" for name in ("status", "lineage", "toxicity", "age", "logrank")},
        findings=printed,
        printed=printed_counts(CLAIMS),
        bounds=BOUNDS,
        origin=ORIGIN,
        undetermined=LEFT_OPEN,
    )


@pytest.fixture
def real(basis):
    """The same patients as a hospital's."""
    return replace(basis, origin=ORIGIN | {"synthetic": False, "held": [], "unstated": []}, undetermined=NOTHING)


@pytest.mark.parametrize(
    ("statement", "verdict", "reason"),
    [
        (size("nine"), "reproduced", "counted 9"),
        (size("8"), "contradicted", "counted 9, reported 8"),
        (share({"status": "died"}, {"group": 1}, "78%"), "reproduced", "7/9 = 77.78 → 78% by half up"),
        (share({"status": "died"}, {"group": 1}, "%77"), "other_rounding", "7/9 = 77.78 → %77 by truncation"),
        (
            share({"toxicity": "3-4"}, {"group": 2}, "12%"),
            "other_rounding",
            "1/8 = 12.50 → 12% by half even; half down; truncation",
        ),
        (
            share({"lineage": "T"}, {"group": 1}, "12%"),
            "remainder",
            "1/9 = 11.11; 100 - 88 → 12% by complement of truncation",
        ),
        (
            share({"status": "alive"}, {"group": 1}, "30%"),
            "impossible",
            "no count out of 9 is reported as 30% by any rule",
        ),
        (share({"status": "alive"}, {"group": 1}, "44%"), "contradicted", "2/9 = 22.22, reported 44%"),
        (mean_age("6.9", "open"), "not_identifiable", "rests on age"),
        (mean_age("6.9", "held"), "fitted", "62/9 = 6.889 → 6.9 by half up"),
        (claim({"quoted": {"source": "jeha2023"}}, "16%", "percent"), "quoted", "from jeha2023"),
        (claim({"stated": {}}, "26.0", "decimal"), "stated", "a fact of the design"),
        (claim({"every": {"of": {"group": 2}, "have": {"lineage": "B"}}}, None, "condition"), "reproduced", "8 of 8"),
        (
            claim({"every": {"of": {"group": 1}, "have": {"lineage": "B"}}}, None, "condition", "given_up"),
            "contradicted",
            "8 of 9; given up in the reconstruction",
        ),
        (
            claim({"relation": {"left": {"count": {"group": 1}}, "is": "<", "right": 8}}, None, "condition"),
            "contradicted",
            "9 < 8 is false",
        ),
        (p_value_of("toxicity", "0.05"), "reproduced", "two-sided 0.0498 → 0.05 by rounding"),
        (p_value_of("toxicity", "0.04"), "other_rounding", "0.0498 → 0.04 by truncation"),
        (
            p_value_of("status", "0.04"),
            "other_procedure",
            "two-sided 0.0567; one-sided Fisher exact test 0.0445 → 0.04 by rounding",
        ),
        (p_value_of("status", "<0.05"), "other_procedure", "one-sided Fisher exact test 0.0445 → <0.05"),
        (p_value_of("lineage", "0.93"), "unexplained", "none of 21 procedures tried gives 0.93"),
        (p_value_of("lineage", "0.93"), "unexplained", "two-sided Pearson χ² test 0.9293"),
        (share({"status": "alive"}, {"group": 2}, "two-thirds"), "contradicted", "is not nearest to two-thirds"),
        (share({"status": "died"}, {"group": 1}, "two-thirds"), "contradicted", "is not nearest to two-thirds"),
        (share({"toxicity": "3-4"}, {"group": 1}, "two-thirds"), "reproduced", "is nearest to two-thirds"),
        (p_value_of("age", "0.66"), "not_identifiable", "not by two-sided Student t test 0.33"),
        (claim({"logrank": {}}, "<0.05", "p"), "not_identifiable", "between 0.0001 and 1 over all times"),
        (
            last(2, "75%", "open"),
            "contradicted",
            "between 0.00 and 58.30 over all times that the original article admits, reported 75%",
        ),
        (last(1, "22%", "open"), "not_identifiable", "rests on follow-up in days"),
        (
            claim(
                {
                    "both": [
                        {"relation": {"left": {"test": {"variable": name}}, "is": "<", "right": 0.05}}
                        for name in ("toxicity", "status")
                    ]
                },
                "<0.05",
                "condition",
            ),
            "other_procedure",
            "status 0.0567; by one-sided Fisher exact test: worst toxicity 0.0364; status 0.0445",
        ),
        (
            claim({"count": {"group": 1, "relapse_site": "combined_bm"}}, None, "count", "held"),
            "unreadable",
            "3 follows from the size of the group",
        ),
    ],
)
def test_a_verdict_and_its_reason(statement, verdict, reason, basis):
    if "relapse_site" in str(statement.node):
        basis.cohort["relapse_site"] = "isolated_bm"
    judged = judge(statement, basis)
    assert judged.verdict == verdict
    assert reason in worded(judged.reasons, LABELS["en"])


def test_reasons_are_worded_in_either_language(basis):
    judged = judge(share({"lineage": "T"}, {"group": 1}, "12%"), basis)
    assert worded(judged.reasons, LABELS["tr"]) == "1/9 = 11,11; 100 − 88 → 12%, kural: 100’e tamamlama (kesme)"


def test_what_a_hospitals_export_has_is_never_called_contradictory_or_undetermined(real):
    assert judge(size("8"), real).verdict == "differs"
    assert judge(mean_age("6.9"), real).verdict == "reproduced"
    assert judge(mean_age("6.7"), real).verdict == "differs"
    assert judge(claim({"logrank": {}}, "0.34", "p"), real).verdict == "reproduced"
    assert judge(claim({"logrank": {}}, "<0.05", "p"), real).verdict == "differs"
    judged = judge(last(2, "75%"), real)
    assert (judged.verdict, judged.recomputed) == ("differs", "0")  # its last patient dies


@pytest.mark.parametrize(
    "statement",
    [
        claim({"every": {"of": {"group": 2, "lineage": "T"}, "have": {"status": "alive"}}}, None, "condition"),
        claim(
            {
                "both": [
                    {"every": {"of": {"group": 1}, "have": {"group": 1}}},
                    {"every": {"of": {"group": 2, "lineage": "T"}, "have": {"status": "alive"}}},
                ]
            },
            None,
            "condition",
        ),
        claim(
            {
                "relation": {
                    "left": {"percent": {"part": {"status": "alive"}, "of": {"group": 2, "lineage": "T"}}},
                    "is": ">",
                    "right": 5,
                }
            },
            "5",
            "condition",
        ),
        share({"status": "alive"}, {"group": 2, "lineage": "T"}, "50%"),
        claim({"mean": {"variable": "age", "of": {"group": 2, "lineage": "T"}}}, "6.9", "mean"),
    ],
)
def test_what_is_told_of_nobody_is_not_settled_by_real_data(statement, real, basis):
    judged = judge(statement, real)
    assert (judged.verdict, judged.recomputed) == ("not_identifiable", "")
    assert re.search("no patient|unknown", worded(judged.reasons, LABELS["en"]))
    assert judge(statement, basis).verdict in {"reproduced", "contradicted"}


def test_the_original_is_judged_by_its_own_sizes(real):
    """In an export with groups of 11 and 9, nothing that 9 and 8 patients can give is called impossible."""
    extra = pd.DataFrame({"group": [1, 1, 2], "status": "died", "lineage": "B", "toxicity": "1-2", "age": 5})
    real = replace(real, cohort=pd.concat([real.cohort, extra], ignore_index=True))
    shares = [told for told in CLAIMS if isinstance(told.node, Percent) and told.printed]
    verdicts = {told.id: judge(told, real).verdict for told in shares if {*told.node.variables()} <= {*real.cohort}}
    assert len(verdicts) > 10
    assert [name for name, verdict in verdicts.items() if verdict == "impossible"] == []
    assert verdicts["table1.status.alive.group2.percent"] == "differs"
    assert judge(share({"status": "alive"}, {"group": 1}, "30%"), real).verdict == "impossible"
    assert judge(p_value_of("status", "0.04"), real).verdict == "differs"
    # 8 of 9 is 88% by truncation, as 7 of 8 is by rounding; one side alone gives p below 0.05: both by chance.
    assert judge(share({"toxicity": "1-2"}, {"group": 2}, "88%"), real).verdict == "differs"
    below = {"relation": {"left": {"test": {"variable": "status"}}, "is": "<", "right": 0.05}}
    assert judge(claim(below, "<0.05", "condition"), real).verdict == "differs"


def test_shares_are_of_those_in_whom_the_feature_is_known(real):
    """As Table 1 and the text have them: of nine children, one of unknown status, eight."""
    real.cohort.loc[8, "status"] = None
    alive = {"percent": {"part": {"status": "alive"}, "of": {"group": 1}}}
    judged = judge(claim(alive, "25%", "percent"), real)
    assert (judged.verdict, judged.recomputed) == ("reproduced", "25")
    assert worded(judged.reasons, LABELS["en"]) == "2/8 = 25.00"
    assert judge(claim(alive, "22%", "percent"), real).verdict == "differs"
    relation = {"relation": {"left": alive, "is": "=", "right": 25}}
    assert judge(claim({"both": [relation, relation]}, None, "condition"), real).verdict == "reproduced"


def test_an_inference_from_a_p_value_is_no_reading(printed):
    """The cells that a printed p implies, and the p computed from them, rest on what is not printed."""
    records = {
        "cell": {"value": 4, "expression": {"count": {"relapse_by_day_100": True}}, "variables": [], "depends_on": []},
        "p": {
            "value": 0.37,
            "expression": {"test": {"variable": "relapse_by_day_100"}},
            "variables": ["group", "relapse_by_day_100"],
            "depends_on": [],
        },
        "shown": {"value": 3, "expression": {"count": {"group": 1}}, "variables": ["group"], "depends_on": []},
    }
    origin = ORIGIN | {"unstated": []}
    left_open = undetermined(records, [], origin, ["shown"], {"relapse_by_day_100"}, [])
    assert left_open.numbers == {"cell", "p"}
    assert {row.variable for row in printed.rows if row.levels and row.table is None} == {"relapse_by_day_100"}


def test_an_impossible_mean_or_sd_is_found_by_grim_and_grimmer(printed):
    """With the printed rows replaced by ones that no whole numbers have."""
    from edition.claims.printed import read as shown
    from edition.ledger.values import _impossible

    (age,) = (row for row in printed.rows if row.mean_sd)
    wrong = replace(age, mean_sd=(("6.90", "2.8"), ("5.38", "0.10")))
    rows = [wrong if row is age else row for row in printed.rows]
    basis = Basis(pd.DataFrame(), None, {}, replace(printed, rows=rows), None, BOUNDS, ORIGIN, LEFT_OPEN)
    for name, group, text in (("mean", 1, "GRIM"), ("sd", 2, "GRIMMER"), ("mean", 2, "")):
        body = {name: {"variable": "age", "of": {"group": group}}}
        reason = _impossible(claim(body, "6.90", name), basis, shown("6.90"))
        assert (text in worded([reason], LABELS["en"])) if text else reason is None


@pytest.fixture(scope="module")
def written(tmp_path_factory, printed):
    folder = tmp_path_factory.mktemp("ledger")
    for name in ("origin", "reconstruction"):
        (folder / f"{name}.json").write_text(json.dumps(ORIGIN), "utf-8")
    (folder / "determined.json").write_text(json.dumps(OPEN), "utf-8")
    (folder / "bounds.json").write_text(json.dumps(BOUNDS), "utf-8")
    (folder / "plan.yaml").write_text(yaml.safe_dump(printed.plan), "utf-8")
    shutil.copyfile(COHORT, folder / "cohort.csv")
    judged(folder, languages=("en", "tr"))
    return folder


def test_every_statement_has_a_row_with_a_verdict_and_a_reason(written):
    ledger = json.loads((written / "ledger.json").read_text("utf-8"))
    statements = [statement for statement in CLAIMS if statement.section != "structure"]
    assert [entry["id"] for entry in ledger["entries"]] == [statement.id for statement in statements]
    assert all(entry["verdict"] in VERDICTS and all(entry["reason"].values()) for entry in ledger["entries"])
    with (written / "ledger.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert tuple(rows[0]) == (*COLUMNS, "paraphrase_tr", "reason_tr") and len(rows) == len(statements)
    assert {row["verdict"] for row in rows} <= set(VERDICTS)


def test_the_legend_covers_the_verdicts_in_both_languages(written):
    ledger = json.loads((written / "ledger.json").read_text("utf-8"))
    assert tuple(ledger["verdicts"]) == VERDICTS
    for labels in LABELS.values():
        assert all(labels[f"verdicts.{part}.{code}"] for part in ("names", "meanings") for code in VERDICTS)


def test_each_printed_number_counts_once(written):
    """Of several readings of a statement one counts, so that the verdicts add up to the printed numbers."""
    ledger = json.loads((written / "ledger.json").read_text("utf-8"))
    counted = [entry for entry in ledger["entries"] if entry["counts"]]
    readings = {}
    for entry in counted:
        if entry["reading"]:
            readings.setdefault(entry["reading"].split("/")[0], set()).add(entry["reading"])
    assert all(len(options) == 1 for options in readings.values())
    numbers = json.loads((written / "numbers.json").read_text("utf-8"))
    total = sum(numbers[f"ledger.{code}.n"]["value"] for code in VERDICTS)
    assert total == numbers["ledger.total.n"]["value"] == len(counted)


def test_reasons_of_percentages_can_be_recomputed(written):
    """The fraction in a reason gives the percentage behind it, and rounds to what is printed where half up is named."""
    from decimal import ROUND_HALF_UP, Decimal

    ledger = json.loads((written / "ledger.json").read_text("utf-8"))
    checked = 0
    for entry in ledger["entries"]:
        fraction, equals, rest = entry["reason"]["en"].partition(" = ")
        if not equals or "/" not in fraction or "%" not in (entry["printed"] or ""):
            continue
        part, whole = map(int, fraction.split("/"))
        assert rest.startswith(f"{100 * part / whole:.2f}")
        if entry["rule"] == "half up":
            digits = Decimal(entry["printed"].strip("%"))
            exact = (Decimal(100) * part / whole).quantize(digits, ROUND_HALF_UP)
            assert exact == digits
            checked += 1
    assert checked > 20


def test_the_published_plan_decides_what_counts_as_the_same_procedure(written, tmp_path):
    other = shutil.copytree(written, tmp_path / "other")
    judged(other, str(written / "plan.yaml"))
    before, after = (
        {entry["id"]: entry for entry in json.loads(file.read_text("utf-8"))["entries"]}
        for file in (written / "ledger.json", other / "ledger.json")
    )
    assert read(COHORT)["group"].value_counts().to_dict() == {1: 9, 2: 8}
    assert before["table1.status.p"]["verdict"] == "other_procedure"
    assert after["table1.status.p"]["verdict"] == "reproduced"
    assert after["table1.toxicity.p"]["verdict"] == "other_rounding"
