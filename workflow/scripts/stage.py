"""Assemble all that an article in one language is rendered from in one folder, where either engine finds it.

The two engines read nothing outside this folder, and two languages do not disturb each other.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from edition.files.errors import InputError
from edition.files.reading import read_text
from edition.files.writing import save_text
from edition.manuscript.dialect import FORMATS
from edition.numbers.labels import language_name
from edition.render import staging


def assemble(manuscript: Path, language: str, built: Mapping[Path, Path], folder: Path) -> None:
    """Copy the article with its support, and what was ``built``, each under the name that the article uses for it."""
    copies = {path: manuscript / path for path in staging.files(manuscript, language)} | built
    for target, source in copies.items():
        if not source.is_file():
            raise InputError("this file of the article is missing.", remedy="Restore it.", file=source)
        if target.suffix == ".qmd":  # without the mark with which editors on Windows begin a file
            save_text(folder / target, read_text(source))
        else:
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / target)


def main(
    manuscript: str,
    language: str,
    languages: list[str],
    audit: str,
    numbers: Path,
    translations: Path,
    tables: list[Path],
    figures: list[Path],
    stage: Path,
) -> None:
    """Build the folder.

    The folder ``manuscript`` is only named: it also holds what another step puts there for Quarto. ``languages`` are
    all that the article is in; ``audit`` is where its audit pages are, as seen from the rendered article.
    """
    names = [[code, language_name(code)] for code in languages]
    shutil.rmtree(stage, ignore_errors=True)
    built = {Path("numbers.json"): numbers, Path(staging.TRANSLATIONS): translations}
    built |= {Path("tables") / table.name: table for table in tables}
    built |= {Path("figures") / figure.name: figure for figure in figures}
    assemble(Path(manuscript), language, built, stage)
    formats = [[form.called, suffix] for suffix, form in FORMATS.items() if suffix != ".html"]
    edition = {"audit": audit, "languages": names, "formats": formats}
    save_text(stage / "edition.json", json.dumps(edition, ensure_ascii=False))
