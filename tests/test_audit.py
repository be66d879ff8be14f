"""The audit page: its chains, its picture of the steps, its links; nothing in it comes unescaped from the data."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from edition.audit.chain import rows_of
from edition.audit.code import code_of
from edition.audit.sentences import sentences
from edition.audit.steps import layers, picture, reads
from edition.study.origins import MADE_FROM
from edition.study.variables import COLUMNS

COHORT = pd.DataFrame({"patient": ["P1", "P2", "P3"], "group": [1, 2, None], "status": ["alive", "died", None]})


def test_rows_that_are_counted_among_others() -> None:
    share = {"percent": {"part": {"status": "died"}, "of": {"group": [1, 2]}}}
    assert rows_of({"expression": share, "variables": ["group", "status"]}, COHORT) == (["P2"], ["P1", "P2"])
    assert rows_of({"expression": {"count": {"group": 1}}, "variables": ["group"]}, COHORT).counted == ["P1"]
    assert rows_of({"expression": None, "variables": ["status"]}, COHORT).counted == ["P1", "P2"]


def test_steps_stand_below_those_whose_files_they_read() -> None:
    runs = [
        {"name": name, "inputs": dict.fromkeys(inputs), "outputs": {output: ""}}
        for name, inputs, output in (("c", ["b", "a"], "c"), ("a", ["raw"], "a"), ("b", ["a"], "b"))
    ]
    assert reads(runs) == {"c": ["b", "a"], "a": [], "b": ["a"]}
    assert layers(reads(runs)) == [["a"], ["b"], ["c"]]
    assert picture(runs, "T&T").count("<path") == 3 and "T&amp;T" in picture(runs, "T&T")


def test_sentences_lead_to_the_places_that_show_a_number() -> None:
    page = '<p>One. Of <span id="n1" class="num" data-num="a.n">40</span> children, all. Then.</p><td>x</td>'
    assert [tuple(place) for place in sentences(page)["a.n"]] == [("a.n", "n1", "Of 40 children, all.")]


def test_code_comes_with_its_file_and_line() -> None:
    code = code_of("edition.audit.steps.layers")
    line = Path(code.file).read_text("utf-8").splitlines()[code.line - 1]
    assert line.startswith("def layers(") and "layers" in code.html


def test_every_column_of_the_cohort_names_its_origin() -> None:
    assert set(MADE_FROM) == set(COLUMNS)


class Links(HTMLParser):
    """The ids and the links of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.loads += [given[name] for name in ("src", "data") if name in given]


@pytest.mark.build
@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_link_of_the_page_leads_somewhere(built_once: Path, language: str) -> None:
    page = built_once / f"results/audit/audit.{language}.html"
    found = Links(page)
    assert len(found.ids) == len(set(found.ids)) and not found.loads
    article = Links(built_once / f"results/article/article.{language}.html")
    for link in set(found.links):
        path, _, place = link.partition("#")
        if not path:
            assert place in found.ids, link
        elif path.endswith(f"article.{language}.html"):
            assert not place or place in article.ids, link
        else:
            assert (page.parent / path).exists(), link
    assert page.stat().st_size < 3_000_000
    assert not re.search(r"https?://(?!www\.w3\.org)", page.read_text("utf-8").split("<main")[0])


@pytest.mark.build
def test_the_chain_of_a_number_in_a_terminal(built_once: Path) -> None:
    def explain(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "workflow/step.py", "explain", "--number", *options]
        return subprocess.run(command, cwd=built_once, capture_output=True, text=True, check=False)

    told = explain("survival.group2.percent", "--language", "tr").stdout
    for part in ("%75", "6/8", "Özgün makalede", "follow_up.status", "workflow/edition/", "workflow/step.py survival"):
        assert part in told
    wrong = explain("survival.grup2.percent")
    assert wrong.returncode == 1 and "survival.group2.percent" in wrong.stderr and "Traceback" not in wrong.stderr
