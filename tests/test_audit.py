"""The audit page: its chains, its picture of the steps, its links; nothing in it comes unescaped from the data."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from cohorts import CLAIMS
from edition.audit.chain import places_of, rows_of
from edition.audit.code import called_by, code_of
from edition.audit.contents import Contents
from edition.audit.page import Evidence, render
from edition.audit.sentences import Shown, sentences
from edition.audit.steps import layers, picture, reads
from edition.claims.records import lines
from edition.ledger.contradictions_table import Words
from edition.ledger.verdicts import VERDICTS
from edition.numbers.labels import NUMBER, place_in_words
from edition.study.origins import made_from
from edition.study.variables import COLUMNS
from lxml.html import document_fromstring
from workspace import LABELS

COHORT = pd.DataFrame({"patient": ["P1", "P2", "P3"], "group": [1, 2, None], "status": ["alive", "died", None]})


def test_rows_that_are_counted_among_others() -> None:
    share = {"percent": {"part": {"status": "died"}, "of": {"group": [1, 2]}}}
    assert rows_of({"expression": share, "variables": ["group", "status"]}, COHORT) == (["P2"], ["P1", "P2"])
    count = {"count": {"group": 1, "status": "died"}}
    assert rows_of({"expression": count, "variables": ["group", "status"]}, COHORT) == ([], ["P1"])
    assert rows_of({"expression": None, "variables": ["status"]}, COHORT).counted == ["P1", "P2"]


def test_steps_stand_below_those_whose_files_they_read() -> None:
    runs = [
        {"name": name, "inputs": dict.fromkeys(inputs), "outputs": {output: ""}}
        for name, inputs, output in (("c", ["b", "a"], "c"), ("a", ["raw"], "a"), ("b", ["a"], "b"))
    ]
    assert reads(runs) == {"c": ["b", "a"], "a": [], "b": ["a"]}
    assert layers(reads(runs)) == [["a"], ["b"], ["c"]]
    assert len(picture(runs)["paths"]) == 3 and list(picture(runs)["boxes"]) == ["a", "b", "c"]


def test_sentences_lead_to_the_places_that_show_a_number() -> None:
    page = '<p>One. Of <span id="n1" class="num" data-num="a.n">40</span> children, all. Then.</p><td>x</td>'
    assert sentences(page)["a.n"] == [("n1", "Of 40 children, all.")]


def test_code_comes_with_its_file_and_line() -> None:
    code = code_of("edition.audit.steps.layers")
    line = Path(code.file).read_text("utf-8").splitlines()[code.line - 1]
    assert line.startswith("def layers(") and "layers" in code.html


def test_code_names_the_functions_that_it_calls() -> None:
    assert called_by("edition.claims.nodes.Percent._value") == ["edition.claims.nodes.Percent.counts"]
    assert called_by("edition.claims.nodes.Count._value") == ["edition.claims.conditions.Where.met"]


def test_records_of_statements_have_their_lines() -> None:
    record_lines = lines(Path("data/published"))
    for claim in CLAIMS:
        ((file, line),) = places_of({"claims": [claim.id]}, record_lines)
        text = Path(file).read_text("utf-8").splitlines()[line - 1]
        assert text.split(": ")[-1] in claim.id


def test_every_column_of_the_cohort_names_its_origin() -> None:
    assert set(made_from()) == set(COLUMNS)


@pytest.mark.parametrize(
    ("where", "english", "turkish"),
    [
        ("ozet, sentence 3", "Turkish abstract, sentence 3", "Özet, 3. cümle"),
        (
            "methods, paragraph 2, sentences 1 to 3",
            "Methods, paragraph 2, sentences 1 to 3",
            "Yöntemler, 2. paragraf, 1–3. cümleler",
        ),
        (
            "table1, Worst toxicity, grade 3–4, Group 2",
            "Table 1, Worst toxicity, grade 3–4, Group 2",
            "Tablo 1, En ağır toksisite, derece 3–4, Grup 2",
        ),
        ("table1, a new place", "Table 1, a new place", "Tablo 1, a new place"),
    ],
)
def test_places_in_both_languages(where: str, english: str, turkish: str) -> None:
    assert [place_in_words(where, LABELS[language]) for language in ("en", "tr")] == [english, turkish]


def test_every_place_of_the_paper_has_turkish_words() -> None:
    translated = set(LABELS["tr"].words["places"])
    places = [claim.place for claim in CLAIMS if claim.section != "structure"]
    assert {NUMBER.sub("N", part) for place in places for part in place.split(", ")} - translated == set()


EVIL = '"><img src=x onerror=alert(1)></script>&amp;<b>'


def evil_evidence(folder: Path, synthetic: bool = True) -> Evidence:
    """A run whose every text from data is hostile: ids, values, patients, columns, rules, files, commands."""
    number = {
        "en": EVIL,
        "tr": EVIL,
        "meaning": {"en": EVIL, "tr": EVIL},
        "rule": EVIL,
        "function": "edition.audit.page.files",
    }
    number |= {"claims": [EVIL], "inputs": {EVIL: EVIL}, "variables": [EVIL], "expression": None, "synthetic": True}
    entry = {"id": EVIL, "number": EVIL, "where": f"results, {EVIL}", "says": {"en": EVIL, "tr": EVIL}, "printed": EVIL}
    entry |= {
        "recomputed": EVIL,
        "reason": {"en": EVIL, "tr": EVIL},
        "note": {"en": EVIL, "tr": EVIL},
        "counts": True,
        "reading": None,
    }
    (folder / "table.csv").write_text(f"{EVIL.replace(chr(34), chr(39))}\n{EVIL.replace(chr(34), chr(39))}\n", "utf-8")
    columns = {EVIL: {"name": "group", "en": EVIL, "tr": EVIL}}
    run = {"name": EVIL, "step": "clean", "command": EVIL, "inputs": {EVIL: EVIL}, "outputs": {f"{EVIL}o": EVIL}}
    return Evidence(
        numbers={EVIL: number},
        ledger={"entries": [entry | {"verdict": verdict} for verdict in VERDICTS]},
        consistency={"contradictions": [], "statements": {}},
        cohort=pd.DataFrame({"patient": [EVIL], EVIL: [EVIL]}),
        cleaning=pd.DataFrame({"table": ["patients"], "column": [EVIL], "rule": [EVIL]}),
        dictionary={"tables": {"patients": {"file": EVIL, "columns": columns}}},
        places={EVIL: [Shown(EVIL, EVIL)]},
        tables={"cells": folder / "table.csv"},
        contents=Contents([run], synthetic),
        software=[(EVIL, EVIL)],
        engine=EVIL,
        lines={EVIL: (EVIL, 1)},
    )


@pytest.mark.parametrize("language", ["en", "tr"])
def test_hostile_values_are_shown_and_do_nothing(tmp_path: Path, language: str) -> None:
    page = render(evil_evidence(tmp_path), Words(language, LABELS[language], {}), {"en": "English", "tr": "Türkçe"})
    tree = document_fromstring(page)
    assert not tree.xpath("//img | //@*[starts-with(name(), 'on')]") and page.count("</script>") == 1
    assert tree.text_content().count(EVIL) > 20


def test_of_a_real_export_no_row_no_cell_and_no_log_of_cleaning_is_on_the_page(tmp_path: Path) -> None:
    evidence = evil_evidence(tmp_path, synthetic=False)
    log = "rule,patient,before,rows_in\nspelling,R0002,KADIN,\nspelling,,,40\nyoung,,row 7,\n"
    evidence.tables["cells"].write_text(log, "utf-8")
    for real in (False, True):
        shown = evidence._replace(cohort=COHORT, contents=Contents(evidence.contents.runs, synthetic=not real))
        html = render(shown, Words("en", LABELS["en"], {}), {"en": "English"})
        for private in ("KADIN", "row 7", ">P1<", "results/logs/"):
            assert (private in html) != real, private
        assert "<td>40</td>" in html


class Links:
    """The ids and the links of a page, and what it loads."""

    def __init__(self, page: Path) -> None:
        tree = document_fromstring(page.read_text("utf-8"))
        self.ids, self.links = tree.xpath("//@id"), tree.xpath("//a/@href")
        self.loads = tree.xpath("//@src | //@data")


@pytest.mark.build
@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_link_of_the_page_leads_somewhere(built_once: Path, language: str) -> None:
    page = built_once / f"results/audit/audit.{language}.html"
    anchors = Links(page)
    assert len(anchors.ids) == len(set(anchors.ids)) and not anchors.loads
    article = Links(built_once / f"results/article/article.{language}.html")
    for link in set(anchors.links):
        path, _, place = link.partition("#")
        if not path:
            assert place in anchors.ids, link
        elif path.endswith(f"article.{language}.html"):
            assert not place or place in article.ids, link
        else:
            assert (page.parent / path).exists(), link
    ways = [link for link in article.links if link.startswith(f"../audit/audit.{language}.html")]
    assert len(ways) > 300 and {link.partition("#")[2] for link in ways} - {""} <= set(anchors.ids)
    assert page.stat().st_size < 3_000_000
    assert not re.search(r"https?://(?!www\.w3\.org)", page.read_text("utf-8").split("<main")[0])


@pytest.mark.build
@pytest.mark.parametrize("language", ["en", "tr"])
def test_counts_are_those_of_the_rows_that_they_lead_to(built_once: Path, language: str) -> None:
    html = (built_once / f"results/audit/audit.{language}.html").read_text("utf-8")
    counts = dict(re.findall(r'href="#ledger-(\w+)"><b>(\d+)</b>', html))
    rows = re.findall(r'<tr id="claim-[^"]+" class="is-(\w+) adopted"', html)
    assert {code: int(number) for code, number in counts.items() if number != "0"} == dict(Counter(rows))
    uncounted = re.findall(r'<tr id="claim-[^"]+" class="is-\w+">.*', html)
    assert uncounted and all('class="sign"' in row for row in uncounted)


@pytest.mark.build
def test_the_turkish_page_has_no_word_of_the_steps_in_english(built_once: Path) -> None:
    html = (built_once / "results/audit/audit.tr.html").read_text("utf-8")
    cells = set(re.findall(r"<t[dh][^>]*>(?:<button>)?([^<]+)", html))
    left = {"true", "false", "half up", "blanks around", "spelling of codes", "criterion of the study"}
    assert not cells & left and not [cell for cell in cells if "cells changed" in cell or "printed" in cell]


@pytest.mark.build
def test_the_chain_of_a_number_in_a_terminal(built_once: Path) -> None:
    def explain(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "workflow/step.py", "explain", "--number", *options]
        return subprocess.run(command, cwd=built_once, capture_output=True, text=True, check=False)

    told = explain("survival.group2.percent", "--language", "tr").stdout
    for part in (
        "%75",
        "6/8",
        "Özgün makalede",
        "data/published/abstract.yaml:",
        "Percent.counts",
        "follow_up.status",
        "workflow/edition/",
        "workflow/step.py survival",
    ):
        assert part in told
    wrong = explain("survival.grup2.percent")
    assert wrong.returncode == 1 and "survival.group2.percent" in wrong.stderr and "Traceback" not in wrong.stderr
