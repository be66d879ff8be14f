"""Which files of the manuscript an article in one language is rendered from."""

from pathlib import Path

SUPPORT = {".yml", ".bib", ".csl", ".css", ".typ", ".html", ".docx"}


def files(manuscript: Path, language: str) -> list[Path]:
    """The article, project file, styles, templates, references and extensions, as paths below ``manuscript``."""
    support = [path for path in manuscript.iterdir() if path.suffix in SUPPORT]
    extensions = [path for path in (manuscript / "_extensions").rglob("*") if path.is_file()]
    article = manuscript / f"article.{language}.qmd"
    return sorted(path.relative_to(manuscript) for path in [article, *support, *extensions])
