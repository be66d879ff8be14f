"""What a save in the visual editors of RStudio, Positron and VS Code leaves of the articles.

These editors read a document with Pandoc and write it with Pandoc; what looks like a shortcode in the text of a block
is marked as such and written back as it stands (quarto-dev/quarto, packages/editor/src/marks/shortcode.ts). Markup in a
shortcode breaks it, so the test does as the editor does: it seeks shortcodes in the text alone.
"""

import json
import re
from pathlib import Path

import pytest
from edition.files.tool import pandoc
from edition.manuscript.blocks import read_article
from edition.manuscript.metadata import FRONT_MATTER
from edition.manuscript.parity import features
from edition.manuscript.shortcodes import SHORTCODE
from scripts.check_manuscript import inspect

MANUSCRIPT = Path(__file__).parent.parent / "manuscript"
LANGUAGES = ("en", "tr")
# The format of the editors: no typographic replacement, headings keep their own labels, tables between pipes.
FORMAT = "markdown-auto_identifiers-smart-simple_tables-multiline_tables-grid_tables"
TEXT = {"Space": " ", "SoftBreak": "\n"}
BLANK = {text: {"t": kind} for kind, text in TEXT.items()}
MARKED = re.compile(r"(?<!`)\{\{<\s.*?>\}\}")


def marked(inlines: list) -> list:
    """Inlines in which every shortcode that stands in plain text is raw, as the editor's mark makes it."""
    nodes, text = [], ""
    for node in [*inlines, None]:
        if node is not None and node["t"] in ("Str", *TEXT):
            text += TEXT.get(node["t"], node.get("c", ""))
            continue
        for part in re.split(f"({MARKED.pattern})", text):
            if MARKED.fullmatch(part):
                nodes.append({"t": "RawInline", "c": ["markdown", part]})
            else:
                nodes += [BLANK.get(word, {"t": "Str", "c": word}) for word in re.split("([ \n])", part) if word]
        text = ""
        if node is not None:
            nodes.append(walked(node))
    return nodes


def walked(node):
    """The tree with the shortcodes of every list of inlines marked."""
    if isinstance(node, list):
        if node and all(isinstance(item, dict) and item.get("t") in INLINES for item in node):
            return marked(node)
        return [walked(item) for item in node]
    return {key: walked(value) for key, value in node.items()} if isinstance(node, dict) else node


INLINES = {
    *("Str", "Space", "SoftBreak", "LineBreak", "Emph", "Strong", "Superscript", "Subscript", "Span", "Link", "Image"),
    *("Note", "Cite", "Code", "RawInline", "Math", "Quoted", "Strikeout", "SmallCaps", "Underline"),
}


def saved(text: str) -> str:
    """A document as a visual editor saves it; the front matter is kept as it stands."""
    front = FRONT_MATTER.match(text)[0]
    tree = json.loads(pandoc([f"--from={FORMAT}", "--to=json"], text[len(front) :]))
    tree["blocks"] = walked(tree["blocks"])
    options = [f"--to={FORMAT}", "--from=json", "--wrap=preserve", "--markdown-headings=atx"]
    return front + "\n" + pandoc(options, json.dumps(tree))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Both articles, saved by the editor, and the lists of the lint."""
    folder = tmp_path_factory.mktemp("saved")
    for language in LANGUAGES:
        name = f"article.{language}.qmd"
        (folder / name).write_text(saved((MANUSCRIPT / name).read_text("utf-8")), "utf-8")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_shortcodes_survive(folder, language):
    name = f"article.{language}.qmd"
    before, after = ((place / name).read_text("utf-8") for place in (MANUSCRIPT, folder))
    assert [m[0] for m in SHORTCODE.finditer(after)] == [m[0] for m in SHORTCODE.finditer(before)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_blocks_labels_citations_and_comments_survive(folder, language):
    before, after = (read_article(place / f"article.{language}.qmd") for place in (MANUSCRIPT, folder))
    assert [(section.id, section.level) for section in after.sections] == [
        (section.id, section.level) for section in before.sections
    ]
    seen = [
        [
            (block.kind, features(block, language), len(block.comments))
            for block in article.blocks
            if block.kind != "fence"
        ]
        for article in (before, after)
    ]
    assert seen[1] == seen[0]


def test_the_check_of_the_manuscript_has_nothing_to_say(folder):
    articles = [folder / f"article.{language}.qmd" for language in LANGUAGES]
    labels = [MANUSCRIPT / f"labels.{language}.yaml" for language in LANGUAGES]
    lists = [MANUSCRIPT / name for name in ("_quarto.yml", "terms.yaml", "allowed-numbers.yaml")]
    assert inspect(articles, labels, [], *lists)[1] == []
