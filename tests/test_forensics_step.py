"""The forensic step as a whole: its files, that they hang together, and its numbers."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from scripts.forensics import main

PUBLISHED = Path("data/published")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forensics")
    origin = folder / "origin.json"
    origin.write_text('{"synthetic": true}', "utf-8")
    main(PUBLISHED, folder / "cohort.csv", origin, 0.05, folder / "out", folder / "numbers.json")
    return folder


def table(written, name):
    with (written / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_printed_p_of_the_table_is_confronted_with_every_procedure(written):
    found = table(written, "pvalues")
    assert {row["variable"] for row in found} == {
        row["variable"] for row in yaml.safe_load((PUBLISHED / "table1.yaml").read_text("utf-8"))["table"]
    } - {"relapse_by_day_100"}  # whose counts cannot be read
    for row in found:
        low, high, printed = (float(row[key]) for key in ("lowest", "highest", "printed"))
        if row["lowest"] == row["highest"]:
            assert (row["truncation"] == "true") == (printed <= low < printed + 0.01 - 1e-12)
            assert (row["rounding"] == "true") == (printed - 0.005 <= low < printed + 0.005)
        else:
            assert low < high


def test_the_tally_of_procedures_equals_the_p_values(written):
    found, tally = table(written, "pvalues"), table(written, "procedures")
    for row in tally:
        if row["kind"] == "categorical":
            two_levels = {r["variable"] for r in found if r["procedure"] == "fisher.one-sided"}
            own = [r for r in found if r["procedure"] == row["procedure"] and r["variable"] in two_levels]
            assert int(row["rows"]) == len(own)
            assert int(row["explained"]) == sum("true" in (r["rounding"], r["truncation"]) for r in own)


def test_percentages_can_be_recomputed_by_hand(written):
    for row in table(written, "percentages"):
        if row["part"]:
            assert f"{100 * int(row['part']) / int(row['whole']):.4f}" == row["exact"]
            given = dict(entry.rsplit(": ", 1) for entry in row["given"].split("; "))
            printed = float(row["printed"].strip("%"))
            assert {rule for rule, value in given.items() if float(value) == printed} == set(
                filter(None, row["rules"].split("; "))
            )


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


def test_samples_have_the_printed_mean_and_sd(written):
    for row in table(written, "means"):
        if row["example"]:
            values = [int(value) for value in row["example"].split()]
            mean = sum(values) / len(values)
            sd = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
            assert f"{mean:.1f}" == row["mean"] and abs(sd - float(row["sd"])) < 0.1


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
    for name, variable in (("toxicity", "toxicity"), ("survival", "status")):
        rows = [row for row in table(written, "fragility") if row["variable"] == variable]
        assert value[f"forensics.{name}.tests.n"] == len(rows)
        assert value[f"forensics.{name}.tests.significant.n"] == sum(float(row["p"]) < 0.05 for row in rows)
    assert all(record["variables"] == [] for record in numbers.values())  # nothing here rests on the synthetic cohort


def test_a_real_cohort_is_examined_beside_the_print(written, tmp_path):
    import numpy as np
    import pandas as pd
    from edition.study.variables import COLUMNS, VARIABLES

    rng = np.random.default_rng(3)
    patients = {name: [None] * 20 for name in COLUMNS}
    for name, variable in VARIABLES.items():
        if name in patients and variable.levels:
            patients[name] = [variable.levels[i] for i in rng.integers(len(variable.levels), size=20)]
    patients |= {"patient": [f"P{i:02}" for i in range(20)], "age": rng.integers(1, 18, 20), "group": [1, 2] * 10}
    pd.DataFrame(patients).to_csv(tmp_path / "cohort.csv", index=False)
    (tmp_path / "origin.json").write_text('{"synthetic": false}', "utf-8")
    main(PUBLISHED, tmp_path / "cohort.csv", tmp_path / "origin.json", 0.05, tmp_path, tmp_path / "numbers.json")
    with (tmp_path / "pvalues.csv").open(encoding="utf-8") as opened:
        bases = [row["basis"] for row in csv.DictReader(opened)]
    assert bases.count("printed") == len(table(written, "pvalues"))
    assert set(bases) == {"printed", "cohort"}
