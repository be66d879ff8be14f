"""What an article is rendered from: which files of the manuscript, and the build that makes the rest."""

import sys
from collections.abc import Iterable
from pathlib import Path

from edition.files.tool import run
from edition.manuscript.references import bibliographies

SUPPORT = {".yml", ".csl", ".css", ".typ", ".html", ".xml", ".docx"}
TRANSLATIONS = "translations.yml"
MADE = ("numbers.json", TRANSLATIONS, "tables", "figures", "_out", ".quarto")
"""What builds and Quarto put beside the sources of the manuscript."""
FOLDERS = ("_extensions", "images")


def files(manuscript: Path, language: str) -> list[Path]:
    """The article, project file, styles, templates, references, extensions, images: paths below ``manuscript``."""
    support = {path for path in manuscript.iterdir() if path.suffix in SUPPORT and path.name not in MADE} | set(
        bibliographies(manuscript)
    )
    folders = [path for name in FOLDERS for path in (manuscript / name).rglob("*") if path.is_file()]
    article = manuscript / f"article.{language}.qmd"
    return sorted(path.relative_to(manuscript) for path in [article, *support, *folders])


def without_audit(stage: Path) -> None:
    """Let no number of a staged article lead to the audit, which does not go with it."""
    (stage / "edition.json").write_text('{"audit": "", "languages": [], "formats": []}\n', "utf-8")


def build(folder: Path, languages: Iterable[str]) -> None:
    """Make, in the project in ``folder``, all that its articles are rendered from; InputError with what went wrong."""
    command = [sys.executable, "-m", "snakemake", "--cores", "all", "--"]
    targets = [f"results/stage/{language}" for language in languages]
    run([*command, *targets], f"{folder.resolve()} could not be built.", "Correct what it names.", folder=folder)
