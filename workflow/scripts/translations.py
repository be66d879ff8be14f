"""Gather title, abstract and keywords of every article, which the editions in the other languages show, too."""

from pathlib import Path

from edition.files.writing import save_text
from edition.manuscript import metadata


def main(articles: list[str], translations: Path) -> None:
    """Write what each article tells of itself to ``translations``, for the ``metadata-files`` of the project.

    The articles are only named: a word in their text changes nothing here.
    """
    save_text(translations, metadata.translations(map(Path, articles)))
