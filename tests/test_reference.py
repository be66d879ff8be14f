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


UNNAMED = {
    r"group\d\.(\w+\.)?(died|alive|second_transplant)\.n": "ends of branches of the flow chart, in one text for all",
    r"(survival|toxicity\.severe)\.significant": "for authors, see CONTRIBUTING.md",
    r"plans\.recommended\..*": "the article names it under the other plan",
    r"ledger\.(differs|unreadable)\.n": "a verdict that this cohort, or no printed number, can get",
    r"bounds\..*": "the same bound is named of the other group, or by the other p-value",
}
"""Numbers that nothing names, by a regular expression that matches their whole ids → why they are made all the same."""


@pytest.mark.build
def test_every_number_is_named_or_says_why_not(numbers: dict, built_once: Path) -> None:
    """By a text, a table, a figure's words or a claim; of a count and its share it is enough if one is named."""
    sources = [*(built_once / "manuscript").glob("*.*"), *(built_once / "results/tables").glob("*.md")]
    texts = "\n".join(file.read_text("utf-8") for file in sources if file.suffix in {".qmd", ".yaml", ".md"})
    named = set(re.findall(r"[\w-]+(?:\.[\w-]+)+", texts)) | {number for number in numbers if numbers[number]["claims"]}
    shares = {number.removesuffix(".n") + ".percent" for number in named} | {
        number.removesuffix(".percent") + ".n" for number in named
    }
    unnamed = numbers.keys() - named - shares
    assert [number for number in unnamed if not any(re.fullmatch(pattern, number) for pattern in UNNAMED)] == []
    assert all(any(re.fullmatch(pattern, number) for number in unnamed) for pattern in UNNAMED)


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
