"""List the passages that only an author can decide; with a real export, stop until they were read."""

import json
from pathlib import Path

from edition.files.errors import InputError
from edition.manuscript.passages import checksum, found, listed, told
from edition.numbers.registry import save_json


def main(
    articles: list[Path], languages: list[str], passages: Path, numbers: Path, origin: Path, read: str, report: Path
) -> None:
    """Write the passages of the ``articles``, with their ``numbers``, and their checksum to ``report`` (JSON).

    Raises InputError with all of them where the export is real and ``read`` (the configuration) is not their checksum.
    """
    known = json.loads(numbers.read_text("utf-8"))
    said = {
        language: [
            (line, told(text, known, language)) for line, text in found(article, listed(passages, language), passages)
        ]
        for language, article in zip(languages, articles, strict=True)
    }
    sum_ = checksum(said)
    if not json.loads(origin.read_text("utf-8"))["synthetic"] and read != sum_:
        lines = "".join(
            f"\n  {article}:{line}: {text}"
            for language, article in zip(languages, articles, strict=True)
            for line, text in said[language]
        )
        problem = f"of a real export only an author can tell whether these passages hold:{lines}\n"
        remedy = (
            f"Read them, and mend the articles where they do not; then write `passages_read: {sum_}` below `export:`."
        )
        raise InputError(problem, remedy=remedy, file="config.yaml")
    save_json(
        report, {"checksum": sum_, "passages": {language: [text for _, text in said[language]] for language in said}}
    )
