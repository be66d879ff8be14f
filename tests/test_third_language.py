"""A third language is four files and one word of the configuration; nothing that is there is edited otherwise."""

import json
import re
from pathlib import Path

import pytest
from edition.render.document import read
from workspace import EMBEDDED, Workspace

pytestmark = pytest.mark.build

# What the engine and the templates say in German.
ENGINE = {
    "crossref-fig-title": "Abbildung",
    "crossref-tbl-title": "Tabelle",
    "crossref-sec-prefix": "Abschnitt",
    "crossref-eq-prefix": "Gleichung",
    "callout-note-title": "Hinweis",
    "callout-tip-title": "Tipp",
    "callout-warning-title": "Warnung",
    "callout-important-title": "Wichtig",
    "callout-caution-title": "Vorsicht",
}
TERMS = {"Abstract": "Zusammenfassung", "Keywords": "Stichwörter", "Typeset with:": "Satz:"}
LABELS = {
    "Table 1": "Tabelle 1",
    "Male": "Männlich",
    "Female": "Weiblich",
    "Censored": "Zensiert",
    "Overall survival": "Gesamtüberleben",
}
TEXT = {
    "lang: en": "lang: de",
    'title: "': 'title: "Probe: ',
    "# Introduction": "# Einleitung",
    "Table\N{NO-BREAK SPACE}1 of the report": "the first table of the report",
}
OWN_FILES = re.compile(r"(?<=figures/)(?P<figure>[\w-]+)-en\b|(?<=tables/)(?P<table>[\w-]+)\.en\b")


def translated(text: str, words: dict[str, str]) -> str:
    """An English file with some words in German, and the names of files in that language."""
    for english, german in words.items():
        text = text.replace(english, german)
    return OWN_FILES.sub(lambda match: f"{match['figure']}-de" if match["figure"] else f"{match['table']}.de", text)


def add_german(workspace: Workspace) -> None:
    """Add German to the project: four files, and a word of the configuration."""
    for model, words in (
        ("manuscript/article.{}.qmd", TEXT),
        ("manuscript/labels.{}.yaml", LABELS),
        ("manuscript/_extensions/ledger/terms.{}.yml", TERMS),
    ):
        text = (workspace.folder / model.format("en")).read_text("utf-8")
        (workspace.folder / model.format("de")).write_text(translated(text, words), "utf-8")
    engine = workspace.folder / "workflow/edition/render/languages/de.yml"
    engine.write_text("".join(f"{key}: {word}\n" for key, word in ENGINE.items()), "utf-8")
    workspace.edit("config.yaml", "languages: [en, tr]", "languages: [en, tr, de]")


@pytest.fixture(scope="module")
def german(built_once, tmp_path_factory) -> Workspace:
    """The project with German, whose article is built by the commands that Snakemake prints, and read back.

    But for what is proved of the numbers of both languages, which are as before.
    """
    workspace = Workspace(tmp_path_factory.mktemp("german"), built_once)
    add_german(workspace)
    run = workspace.snakemake("-n", "-p", *EMBEDDED, "--", "results/checks/rendered.de.json")
    commands = re.findall("^Shell command: (python workflow/step.py .*?) > ", run.stdout + run.stderr, re.MULTILINE)
    assert commands[-1].startswith("python workflow/step.py check_rendered"), run.stdout + run.stderr
    workspace.by_hand(command for command in commands if "step.py determined " not in command)
    return workspace


def artefacts(workspace: Workspace) -> list[Path]:
    return [workspace.folder / f"results/article/article.de.{form}" for form in ("html", "pdf", "docx", "xml")]


def numbers(folder: Path) -> dict[str, dict]:
    return json.loads((folder / "results/numbers.json").read_text("utf-8"))


def test_every_format_and_figure_is_there(german):
    figures = [german.folder / f"results/figures/{name}-de.svg" for name in ("flow", "survival")]
    assert [path for path in (*artefacts(german), *figures) if not path.stat().st_size] == []


def test_numbers_are_written_the_german_way_and_have_no_suffixes(german):
    registry = numbers(german.folder)
    assert registry["relapse.percent"]["de"] == "42,5\N{NO-BREAK SPACE}%"
    assert registry["survival.p"]["de"] == registry["survival.p"]["tr"]
    for path in artefacts(german):
        assert re.search(r"42,5\s?%", " ".join(read(path).runs)), path


def test_labels_are_german(german):
    page = " ".join(read(artefacts(german)[0]).runs).replace("\N{NO-BREAK SPACE}", " ")
    for word in ("Zusammenfassung", "Stichwörter", "Abbildung 1", "Tabelle 1", "Männlich", "Einleitung", "Satz:"):
        assert word in page, word


def test_the_other_languages_are_as_before(german, built_once):
    before, after = numbers(built_once), numbers(german.folder)
    assert before.keys() == after.keys()
    for number, record in before.items():
        assert {key: after[number][key] for key in ("en", "tr", "cases")} == {
            key: record[key] for key in ("en", "tr", "cases")
        }
    same = [f"tables/{table}.{language}.md" for table in ("table1", "plans") for language in ("en", "tr")]
    for name in (*same, "numbers/table1.json", "numbers/plans.json"):
        assert (german.folder / "results" / name).read_bytes() == (built_once / "results" / name).read_bytes()
