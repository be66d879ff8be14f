"""The forensic step as a whole: its files, that they hang together, and its numbers."""

import csv
import json

import numpy as np
import pytest
import yaml
from cohorts import PUBLISHED
from scipy import stats
from scripts.forensics import main


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forensics")
    main(PUBLISHED, 0.05, folder / "out", folder / "numbers.json")
    return folder


def table(written, name):
    with (written / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_printed_p_of_the_table_is_confronted_with_every_procedure(written):
    rows = table(written, "pvalues")
    assert {row["variable"] for row in rows} == {
        row["variable"] for row in yaml.safe_load((PUBLISHED / "table1.yaml").read_text("utf-8"))["table"]
    } - {"relapse_by_day_100"}  # whose counts cannot be read
    for row in rows:
        low, high, printed = (float(row[key]) for key in ("lowest", "highest", "printed"))
        if row["lowest"] == row["highest"]:
            assert (row["truncation"] == "true") == (printed <= low < printed + 0.01 - 1e-12)
            assert (row["rounding"] == "true") == (printed - 0.005 <= low < printed + 0.005)
        else:
            assert low < high


def test_the_tally_of_procedures_equals_the_p_values(written):
    rows = table(written, "pvalues")
    plan = yaml.safe_load((written / "out" / "plan.yaml").read_text("utf-8"))
    two_levels = {row["variable"] for row in rows if row["procedure"] == "fisher.one-sided"}
    for tally in plan["evidence"]["categorical"]["procedures"]:
        own = [row for row in rows if row["procedure"] == tally["procedure"] and row["variable"] in two_levels]
        assert tally["rows"] == len(own)
        assert tally["explained"] == sum("true" in (row["rounding"], row["truncation"]) for row in own)


def test_percentages_can_be_recomputed_by_hand(written):
    for row in table(written, "percentages"):
        if row["part"]:
            assert f"{100 * int(row['part']) / int(row['whole']):.4f}" == row["exact"]
            given = dict(entry.rsplit(": ", 1) for entry in row["given"].split("; "))
            printed = float(row["printed"].strip("%"))
            assert {rule for rule, value in given.items() if float(value) == printed} == set(
                filter(None, row["rules"].split("; "))
            )


def test_the_age_of_one_patient_binds_the_samples(written):
    """Counted apart from the project's enumeration: all pairs of samples of which the second holds a 13."""
    from itertools import combinations_with_replacement as multisets

    first = {n for n in sets_of(9, "6.9", "2.8", multisets)}
    second = {n for n in sets_of(7, "5.4", "3.5", multisets, (13,))}
    by_procedure = {row["procedure"]: row for row in table(written, "pvalues") if row["variable"] == "age"}
    assert {int(row["tried"]) for row in by_procedure.values()} == {len(first) * len(second)} == {402 * 33}
    agreeing = {name: int(row["agreeing"]) for name, row in by_procedure.items() if row["agreeing"] != "0"}
    assert agreeing == {
        "levene.two-sided": 472,
        "brown-forsythe.two-sided": 441,
        "mann-whitney-continuity.two-sided": 6,
    }
    pairs = [(sorted(one), sorted(other)) for one in first for other in second]
    p_values = stats.mannwhitneyu(*map(np.array, zip(*pairs, strict=True)), method="asymptotic", axis=1).pvalue
    assert sum((p_values >= 0.655) & (p_values < 0.67)) == 6


def sets_of(n, mean, sd, multisets, members=()):
    """Multisets of whole numbers up to 18 that, with the members, have the mean and SD by any rule of rounding."""
    size = n + len(members)
    for rest in multisets(range(19), n):
        values = rest + members
        average = sum(values) / size
        if abs(average - float(mean)) < 0.1:
            spread = (sum((value - average) ** 2 for value in values) / (size - 1)) ** 0.5
            if prints(average, mean) and prints(spread, sd):
                yield values


def prints(value, printed):
    return f"{value:.1f}" == printed or f"{int(value * 10) / 10}" == printed or abs(value - float(printed)) <= 0.05


def test_the_numbers_repeat_the_tables(written):
    numbers = json.loads((written / "numbers.json").read_text("utf-8"))
    value = {name: record["value"] for name, record in numbers.items()}
    plan = yaml.safe_load((written / "out" / "plan.yaml").read_text("utf-8"))
    explained = plan["evidence"]["categorical"]["explained"]
    assert value["forensics.categorical.explained.n"] == len(explained)
    assert value["forensics.pvalues.n"] == 14
    percentages = [row for row in table(written, "percentages") if row["part"]]
    assert value["forensics.percentages.n"] == len(percentages)
    assert value["forensics.percentages.half_up.n"] == sum("half up" in r["rules"].split("; ") for r in percentages)
    rows = table(written, "pvalues")
    for convention, n in (("rounding", 9), ("truncation", 9)):
        own = [row for row in rows if row["procedure"] == "fisher.one-sided" and row[convention] == "true"]
        assert value[f"forensics.categorical.{convention}.n"] == len(own) == n
    assert all(record["variables"] == [] for record in numbers.values())  # nothing here rests on the synthetic cohort


def test_equal_tables_and_synonymous_tests_count_once(written):
    """Relapse type and acute GVHD have one table; on two levels four of the two-sided tests repeat another."""
    value = {
        name: record["value"] for name, record in json.loads((written / "numbers.json").read_text("utf-8")).items()
    }
    explained = [value[f"forensics.categorical.explained.{end}"] for end in ("n", "distinct.n")]
    assert (value["forensics.categorical.rows.n"], explained) == (11, [10, 9])
    assert value["forensics.two_sided.tests.n"] == 10
    for name, below in (("toxicity", 8), ("survival", 6)):
        assert value[f"forensics.{name}.tests.significant.n"] == below


def test_unreadable_cells_are_the_nulls_of_table_1(written):
    entries = yaml.safe_load((PUBLISHED / "table1.yaml").read_text("utf-8"))["table"]
    nulls = {
        (entry["variable"], str(level["level"]).lower(), str(group))
        for entry in entries
        for level in entry.get("levels", [])
        for group, cell in enumerate(level["cells"], start=1)
        if cell is None
    }
    assert {(row["variable"], row["level"].lower(), row["group"]) for row in table(written, "cells")} == nulls


def test_what_would_give_the_p_that_no_test_gives(written):
    rows = [row for row in table(written, "nearest") if row["procedure"] == "pearson.two-sided"]
    assert [(row["variable"], row["patients"], row["table"], row["p"]) for row in rows] == [
        ("lineage", "1", "1/1 | 8/7", "0.929308")
    ]
