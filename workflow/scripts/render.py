"""Render a staged article in all its formats, by Quarto or by the embedded engine.

What the article names is checked first: an unknown number, label, citation or include stops here, with file and line.
"""

import json
import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from edition.manuscript import authors, dialect, references, source, syntax
from edition.render import embedded, quarto, word

Engine = Literal["embedded", "quarto"]
ENGINES = {"embedded": embedded.render, "quarto": quarto.render}


def check(stage: Path, document: str, language: str) -> None:
    """Raise InputError where ``document`` is no sound one, or names a number, label, citation or file that is not."""
    text = source.read(stage / document)
    numbers = json.loads((stage / "numbers.json").read_text("utf-8"))
    keys = references.known_keys(stage)
    project, front = dialect.check_project(stage / "_quarto.yml"), authors.check(stage / document, stage)
    for error in (*project, *syntax.check(text, language, keys, numbers, stage), *front):
        raise error


def relocate(jats: Path, folders: list[Path], target: Path) -> None:
    """Name the pictures of the ``jats`` file, in the stage's ``folders``, as seen from the folder ``target``.

    A work of one page has no last one; Pandoc says so by an empty element. Quarto's number of a section is its label.
    """
    text = jats.read_text("utf-8").replace("<lpage></lpage>", "")
    text = re.sub(r"<title>(<label>[^<]*</label>)\s*", r"\1<title>", text)
    for folder in folders:
        seen = Path(os.path.relpath(folder, target)).as_posix()
        text = text.replace(f'xlink:href="{folder.name}/', f'xlink:href="{seen}/')
    jats.write_text(text, "utf-8")


def main(stage: Path, lang: str, engine: Engine, figures: str, artefacts: list[Path]) -> None:
    """Check the staged article in ``lang``, render it in a copy of ``stage``, and hand over its ``artefacts``.

    HTML, PDF and Word contain the figures; JATS links to those in ``figures`` and manuscript/images. The folder is only
    named: what other steps write there meanwhile is none of this step's work.
    """
    document = f"article.{lang}.qmd"
    check(stage, document, lang)
    with TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(stage, Path(scratch) / "article"))
        files = ENGINES[engine](folder, document)
        word.finish(files[".docx"])
        relocate(files[".xml"], [Path(figures), Path("manuscript/images")], artefacts[0].parent)
        for target in artefacts:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files[target.suffix], target)
