"""List the passages that only an author can decide: what an article says of the original that an export cannot tell.

``manuscript/passages.yaml`` lists how each begins in every language. With a real export a build stops until the
configuration holds the checksum of what they then say, numbers included.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from edition.files.errors import InputError
from edition.files.reading import read_list
from edition.files.writing import save_json
from edition.manuscript import source
from edition.manuscript.shortcodes import told


def located(article: Path, beginnings: Iterable[str], passages: Path) -> Iterator[tuple[int, str]]:
    """Line and source of each passage. Raises InputError for a beginning that is not that of one line."""
    lines = source.read(article, includes=False).text.split("\n")
    for beginning in beginnings:
        numbers = [number for number, line in enumerate(lines, 1) if line.lstrip(" -").startswith(beginning)]
        if len(numbers) != 1:
            problem = f"{len(numbers)} lines of {article.name} begin with {beginning!r}."
            raise InputError(problem, remedy="Write how the passage begins now, or take it out.", file=passages)
        yield numbers[0], lines[numbers[0] - 1].strip()


def checksum(texts: Mapping[str, list[str]]) -> str:
    """Eight digits that change with any word or number of the passages of a language, in whatever line they stand."""
    text = "\n".join(f"{language} {text}" for language in sorted(texts) for text in texts[language])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def main(
    articles: list[Path], languages: list[str], passages: Path, numbers: Path, origin: Path, read: str, report: Path
) -> None:
    """Write the passages of the ``articles``, with their ``numbers``, and their checksum to ``report`` (JSON).

    Raises InputError with all of them where the export is real and ``read`` (the configuration) is not their checksum.
    """
    registry, entries = json.loads(numbers.read_text("utf-8")), read_list(passages)
    texts: dict[str, list[str]] = {}
    lines = ""
    for language, article in zip(languages, articles, strict=True):
        texts[language] = []
        beginnings = [entry[language] for entry in entries if language in entry]
        for line, text in located(article, beginnings, passages):
            texts[language].append(told(text, registry, language))
            lines += f"\n  {article}:{line}: {texts[language][-1]}"
    now = checksum(texts)
    if not json.loads(origin.read_text("utf-8"))["synthetic"] and read != now:
        problem = f"of a real export only an author can tell whether these passages hold:{lines}\n"
        mend = "Read them, and mend the articles where they do not"
        remedy = f'{mend}; then write `passages_read: "{now}"` below `export:`.'
        raise InputError(problem, remedy=remedy, file="config.yaml")
    save_json(report, {"checksum": now, "passages": texts})
