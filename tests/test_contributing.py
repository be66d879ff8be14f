"""What the tour of the sources says exists, and works as it says."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from edition.numbers.registry import Registry
from workspace import ROOT

TOUR = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("text", [TOUR, README], ids=["CONTRIBUTING.md", "README.md"])
def test_files_that_are_named_exist(text):
    named = set(re.findall(r"`((?:manuscript|workflow|data|envs)/[\w./-]+\.\w+)`", text))
    assert named
    rooms = re.findall(
        r"`((?:files|study|claims|statistics|numbers|cleaning|solver|ledger|render)/[\w./-]+\.\w+)`", text
    )
    named |= {f"workflow/edition/{name}" for name in rooms}
    missing = {name for name in named if not (ROOT / name).exists() and ".de." not in name and "/de." not in name}
    assert missing == set()


@pytest.mark.parametrize("text", [TOUR, README], ids=["CONTRIBUTING.md", "README.md"])
def test_targets_that_are_named_exist(text):
    targets = re.findall(r"^([\w -]+):(?!=)", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    defined = {name for target in targets for name in target.split()}
    assert set(re.findall(r"(?:^ {4}|`)make ([\w-]+)", text, flags=re.MULTILINE)) <= defined


def test_the_number_of_the_tour_is_counted(tmp_path):
    entry = yaml.safe_load(re.search(r"^ {4}(donor\.unrelated\.n: .*)$", TOUR, flags=re.MULTILINE)[1])
    cohort = pd.DataFrame({"donor": ["related", "unrelated", "unrelated"]})
    (tmp_path / "cohort.csv").touch()
    registry = Registry("flow", [tmp_path / "cohort.csv"])
    for number, where in entry.items():
        assert registry.evaluate(number, {"count": where}, cohort) == 2


def test_messages_of_the_tour_are_those_of_the_code():
    code = "".join(path.read_text("utf-8") for path in sorted(Path(ROOT / "workflow/edition").rglob("*.py")))
    for words in (
        "there is no number",
        "is typed. Name a computed one",
        "has no counterpart in",
        "passes a verdict that the data decide.",
        "is not this article's term.",
        "figure, table or section is labelled",
        "this shortcode is not closed.",
        "takes one id and perhaps a case;",
        "and its like stand in another order. Has one the place of another?",
    ):
        assert words in TOUR and words in code, words
