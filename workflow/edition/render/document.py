"""The text of a document, as Pandoc reads it or as a PDF shows it: a list of runs, one a paragraph, heading or cell."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from edition.files.tool import pandoc

READERS = {".html": "html", ".docx": "docx", ".xml": "jats"}
GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a run for what has no text of its own there: a note, a citation, a picture."""
HEAD = ("title", "subtitle", "abstract", "keywords")
BLOCKS = {"Para", "Plain", "Header", "LineBlock", "Table", "Figure", "MetaInlines", "MetaBlocks", "MetaString"}
BLANKS = {"Space", "SoftBreak", "LineBreak"}
HYPHENS = re.compile("[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{SOFT HYPHEN}]")
DOUBLED = re.compile("fi+")
"""Where a PDF sets the ligature of f and i, pypdf may read one i too many."""
ALIKE = str.maketrans({"'": "’"} | dict.fromkeys('"“”„«»'))

Node = dict[str, Any]
Special = Callable[[Node], str | None]


def nothing(_: Node) -> None:
    """No node is special."""


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
        elif kind in ("Code", "Math", "CodeBlock"):
            yield content[1]
        elif kind == "Note":
            aside.append({"t": "Div", "c": content})
            yield GAP
        elif kind == "Image":
            yield GAP
        else:
            edge = "\n" if kind in BLOCKS else ""
            yield edge
            yield from pieces(content, special, aside)
            yield edge


def flows(tree: Node, special: Special = nothing) -> list[list[str]]:
    """Runs of text in the order of reading: first those of the head and the body, then those of each note."""
    waiting: list[Any] = [[*(tree["meta"][key] for key in HEAD if key in tree["meta"]), tree["blocks"]]]
    found = []
    while waiting:
        aside: list[Node] = []
        text = "".join(pieces(waiting.pop(0), special, aside))
        found.append([run for run in (" ".join(line.split()) for line in text.split("\n")) if run])
        waiting += aside
    return found


def plain(text: str) -> str:
    """``text`` as it is compared: compatibility characters resolved, hyphens and quotation marks dropped.

    The one depend on where lines break, the others on the language, neither on what is said.
    """
    text = HYPHENS.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(DOUBLED.sub("fi", text).translate(ALIKE).split())


def read(file: Path) -> list[str]:
    """Runs of a rendered article: of an HTML, DOCX or JATS file in the order of reading, of a PDF its lines."""
    if file.suffix == ".pdf":
        from pypdf import PdfReader

        pages = [DOUBLED.sub("fi", page.extract_text()) for page in PdfReader(file).pages]
        return [line for page in pages for line in page.splitlines() if line.strip()]
    # Of a page, Pandoc passes over all that stands outside of a <main> element.
    is_page = file.suffix == ".html"
    given = re.sub(r"</?main\b[^>]*>", "", file.read_text("utf-8")) if is_page else ""
    options = [f"--from={READERS[file.suffix]}", "--to=json", *([] if is_page else [str(file)])]
    tree = json.loads(pandoc(options, given, "Pandoc cannot read it.", "See how it was made."))
    return [run for flow in flows(tree) for run in flow]
