"""What an article is rendered from: which files of the manuscript, and the build that makes the rest."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from edition.files.errors import InputError
from edition.manuscript.references import bibliographies

SUPPORT = {".yml", ".csl", ".css", ".typ", ".html", ".xml", ".docx"}
TRANSLATIONS = "translations.yml"
MADE = ("numbers.json", TRANSLATIONS, "tables", "figures", "_out", ".quarto")
"""What builds and Quarto put beside the sources of the manuscript."""
FOLDERS = ("_extensions", "images")
ERROR = re.compile(r"^error: .*?(?=^={9}|\Z)", re.DOTALL | re.MULTILINE)
"""What a step says that fails, in what Snakemake says."""
LAST_LINES = 20


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
    (stage / "edition.json").write_text('{"audit": "", "languages": []}\n', "utf-8")


def build(folder: Path, languages: Iterable[str]) -> None:
    """Make, in the project in ``folder``, all that its articles are rendered from.

    Raises InputError with the errors of the steps that failed, or with the end of what Snakemake said.
    """
    targets = [f"results/stage/{language}" for language in languages]
    command = [sys.executable, "-m", "snakemake", "--cores", "all", "--", *targets]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        said = done.stdout + done.stderr
        errors = dict.fromkeys(error.strip() for error in ERROR.findall(said))
        told = "\n".join(errors or said.strip().splitlines()[-LAST_LINES:])
        raise InputError(f"{folder.resolve()} could not be built:\n{told}\n", remedy="Correct what it names.")
