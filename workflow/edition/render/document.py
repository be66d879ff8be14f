"""The text of a document, as Pandoc reads it or as a PDF shows it: a list of runs, one a paragraph, heading or cell."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from edition.files.tool import pandoc
from edition.manuscript.dialect import FORMATS
from edition.numbers.formatting import MARK

GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a run for what has no text of its own there (a note, a picture, a formula), and around citations, links
within the document and superscripts: what precedes or follows these is no part of their text.
"""
HEAD = ("title", "subtitle", "abstract", "keywords")
BLOCKS = {"Para", "Plain", "Header", "LineBlock", "Table", "Figure", "MetaInlines", "MetaBlocks", "MetaString"}
BLANKS = {"Space", "SoftBreak", "LineBreak"}
HYPHENS = re.compile("[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{SOFT HYPHEN}]")
BLANK = re.compile(r"\s+")
BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
ALIKE = str.maketrans({"'": "’"} | dict.fromkeys('"“”„«»'))

Node = dict[str, Any]
Special = Callable[[Node], str | None]


def pieces(node: Any, special: Special, aside: list[Node]) -> Iterator[str]:
    """The text below a node of Pandoc's tree, line breaks around every block; notes are put ``aside``.

    ``special`` may give a node another text than its own.
    """
    if isinstance(node, list):
        for item in node:
            yield from pieces(item, special, aside)
    elif isinstance(node, dict) and "t" in node:
        kind, content = node["t"], node.get("c")
        if (text := special(node)) is not None:
            yield text
        elif kind in BLANKS:
            yield " "
        elif kind in ("Str", "MetaString"):
            yield content
        elif kind in ("Code", "CodeBlock"):
            yield content[1]
        elif kind == "Note":
            aside.append({"t": "Div", "c": [["", [], []], content]})
            yield GAP
        elif kind in ("Image", "Math"):
            yield GAP
        elif kind in ("Cite", "Superscript") or (kind == "Link" and content[2][0].startswith("#")):
            text = "".join(pieces(content, special, aside))
            mark = MARK if kind == "Superscript" and text.startswith(MARK) else ""
            yield mark + (GAP + text.removeprefix(mark) + GAP if text != mark else "")
        else:
            edge = "\n" if kind in BLOCKS else ""
            yield edge
            yield from pieces(content, special, aside)
            yield edge


def flows(tree: Node, special: Special) -> Iterator[list[str]]:
    """Runs of text in the order of reading: first those of the head and the body, then those of each note."""
    waiting: list[Any] = [[*(tree["meta"][key] for key in HEAD if key in tree["meta"]), tree["blocks"]]]
    while waiting:
        aside: list[Node] = []
        text = "".join(pieces(waiting.pop(0), special, aside))
        yield [run for run in (" ".join(line.split()) for line in text.split("\n")) if run]
        waiting += aside


def plain(text: str) -> str:
    """``text`` as it is compared: compatibility characters resolved; hyphens, quotation marks and blanks dropped.

    The first and the last depend on where lines break, the others on the language, none on what is said. Blanks between
    digits become one ``_``.
    """
    text = HYPHENS.sub("", unicodedata.normalize("NFKC", text)).translate(ALIKE)
    return BLANK.sub("", BETWEEN_DIGITS.sub("_", text))


class Rendered(NamedTuple):
    """A rendered article: its runs in the order of reading, or lines of its pages; of HTML, references apart."""

    runs: list[str]
    references: Sequence[str] = ()
    alternatives: Sequence[str] = ()  # what stands in for each picture
    are_lines: bool = False


def read(file: Path) -> Rendered:
    """The text of an HTML, DOCX or JATS file, or of a PDF: by its structure, or by lines where it has no tags."""
    if file.suffix == ".pdf":
        from pypdf import PdfReader

        from edition.render import pdf

        tagged, alternatives = pdf.read(file)
        if tagged:
            return Rendered(tagged, alternatives=alternatives)
        lines = (line for page in PdfReader(file).pages for line in page.extract_text().splitlines())
        return Rendered([line for line in lines if line.strip()], are_lines=True)
    # Of a page, Pandoc passes over all that stands outside of a <main> element.
    is_page = file.suffix == ".html"
    given = re.sub(r"</?main\b[^>]*>", "", file.read_text("utf-8")) if is_page else ""
    options = [f"--from={FORMATS[file.suffix].name}", "--to=json", *([] if is_page else [str(file)])]
    tree = json.loads(pandoc(options, given, "Pandoc cannot read it.", "See how it was made."))
    references: list[str] = []
    alternatives: list[str] = []

    def text(node: Node) -> str:
        return "".join(pieces(node["c"][1], lambda _: None, []))

    def put_apart(node: Node) -> str | None:
        if node["t"] == "Image":
            alternatives.append(text(node))
        if node["t"] != "Div" or node["c"][0][0] != "refs":
            return None
        references.extend(text(node).split("\n"))
        return ""

    return Rendered([run for flow in flows(tree, put_apart) for run in flow], references, alternatives)
