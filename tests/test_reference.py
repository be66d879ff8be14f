"""Every number of the article against an independent recomputation in R."""

import csv
import json
import math
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent / "reference"
NO_NUMBERS = {"text", "condition", "version"}


def read(text: str) -> dict[str, list[float | None]]:
    """Id → value, or both limits."""
    rows = csv.DictReader(text.splitlines())
    return {row["id"]: [float(part) if part else None for part in (row["value"], row["upper"])] for row in rows}


def disagreeing(numbers: dict, reference: dict) -> list[str]:
    """Numbers that differ from the reference by more than a millionth."""
    wrong = []
    for number, expected in reference.items():
        value = numbers[number]["value"]
        for ours, theirs in zip(value if isinstance(value, list) else [value], expected, strict=False):
            same = ours is theirs if None in (ours, theirs) else math.isclose(ours, theirs, rel_tol=1e-6, abs_tol=1e-9)
            if not same:
                wrong.append(f"{number}: {ours}, by R {theirs}")
    return wrong


@pytest.fixture(scope="module")
def numbers(built_once: Path) -> dict:
    return json.loads((built_once / "results/numbers.json").read_text("utf-8"))


@pytest.mark.build
def test_every_number_is_what_r_gives_or_says_why_not(numbers: dict) -> None:
    reference = read((HERE / "reference.csv").read_text("utf-8"))
    reasons = yaml.safe_load((HERE / "without.yaml").read_text("utf-8"))
    assert not set(reference) - set(numbers), "the reference has numbers that the article lost; run reference.R anew"
    assert disagreeing(numbers, reference) == []
    without = [
        number for number, record in numbers.items() if record["kind"] not in NO_NUMBERS and number not in reference
    ]
    unexplained = [number for number in without if not any(re.fullmatch(pattern, number) for pattern in reasons)]
    assert unexplained == []
    assert len(reference) > 250


def test_a_wrong_number_is_found() -> None:
    assert disagreeing({"x": {"value": 0.0231}}, {"x": [0.02597, None]}) == ["x: 0.0231, by R 0.02597"]
    assert disagreeing({"x": {"value": [1.0, 11.2]}}, {"x": [1.0, None]}) == ["x: 11.2, by R None"]
    assert disagreeing({"x": {"value": [1.0, None]}}, {"x": [1.0, None]}) == []


@pytest.mark.build
def test_r_still_gives_the_reference(built_once: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed: tests/reference/reference.R was not run")
    files = ["results/numbers.json", "results/cohort/cohort.csv", HERE / "printed.csv"]
    command = ["Rscript", HERE / "reference.R", *files, "results/robustness/attaining-times.csv"]
    done = subprocess.run(command, cwd=built_once, capture_output=True, text=True, check=False)
    if "there is no package called" in done.stderr:
        pytest.skip(f"R lacks a package: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    committed, now = read((HERE / "reference.csv").read_text("utf-8")), read(done.stdout)
    assert disagreeing({number: {"value": value} for number, value in now.items()}, committed) == []
    assert set(now) == set(committed)
