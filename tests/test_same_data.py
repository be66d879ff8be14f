"""Identical data, once called synthetic and once a hospital's: what is known changes, what is true does not."""

import json
import shutil

import pytest
from cohorts import judged
from edition.ledger.determined import NOTHING
from scripts import clean

BECOMES = {
    "fitted": {"reproduced"},
    "not_identifiable": {"reproduced", "differs"},
    "contradicted": {"contradicted", "differs"},
}
"""Verdict on a synthetic cohort → verdicts on the same data as observed; any other stays what it is."""


@pytest.fixture(scope="module")
def entries(built_once, tmp_path_factory):
    """The ledger's entries of the synthetic build, and those on its export without ``origin.json``."""
    folder, results = tmp_path_factory.mktemp("observed"), built_once / "results"
    shutil.copytree(built_once / "data/synthetic", folder / "export", ignore=shutil.ignore_patterns("origin.json"))
    clean.main(folder / "export", folder / "cohort.csv", folder / "log.csv", folder / "origin.json")
    nothing_open = {"follow": [], **{name: sorted(part) for name, part in NOTHING._asdict().items()}}
    (folder / "determined.json").write_text(json.dumps(nothing_open), "utf-8")
    files = {"reconstruction": "reconstruction/origin.json", "bounds": "robustness/bounds.json"}
    given = {name: results / file for name, file in files.items()}
    judged(folder, str(results / "forensics/plan.yaml"), ("en", "tr"), **given)
    return tuple(
        {entry["id"]: entry for entry in json.loads(file.read_text("utf-8"))["entries"]}
        for file in (results / "ledger.json", folder / "ledger.json")
    )


def test_the_same_readings_count(entries):
    """Which reading of a sentence is judged depends on the original article, never on whose data they are."""
    synthetic, observed = entries
    assert {name: entry["counts"] for name, entry in synthetic.items()} == {
        name: entry["counts"] for name, entry in observed.items()
    }


def test_no_verdict_changes_but_those_that_speak_of_what_is_not_known(entries):
    synthetic, observed = entries
    changed = {
        name: (entry["verdict"], observed[name]["verdict"])
        for name, entry in synthetic.items()
        if observed[name]["verdict"] not in BECOMES.get(entry["verdict"], {entry["verdict"]})
    }
    assert not changed


def test_of_what_counts_only_what_rests_on_invented_values_can_differ(entries):
    """Ages were chosen; with them the printed p of age does not come out. No other number that counts disagrees."""
    synthetic, observed = entries
    differing = {name for name, entry in observed.items() if entry["counts"] and entry["verdict"] == "differs"}
    assert differing == {"table1.age.p"}
    assert {synthetic[name]["verdict"] for name in differing} == {"not_identifiable"}


def test_what_was_recomputed_is_the_same(entries):
    """Where both give a value that counts, it is the same value, except what all times admit against one curve."""
    synthetic, observed = entries
    different = {
        name: (entry["recomputed"], observed[name]["recomputed"])
        for name, entry in synthetic.items()
        if entry["counts"] and entry["recomputed"] != observed[name]["recomputed"]
    }
    assert all(synthetic[name]["verdict"] == "not_identifiable" for name in different), different
