"""Passages that only an author can decide: what an article says of the original that an export cannot tell.

``manuscript/passages.yaml`` lists how each begins in every language. With a real export a build stops until the
configuration holds the checksum of what they then say, numbers included.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from edition.files.errors import InputError
from edition.files.reading import read_list
from edition.manuscript import source
from edition.manuscript.shortcodes import SHORTCODE, Numbers, parse

Passages = Mapping[str, Sequence[tuple[int, str]]]
"""Language → line and text, with its numbers, of each passage."""


def listed(file: Path, language: str) -> list[str]:
    """The beginnings of the passages in one language."""
    return [entry[language] for entry in read_list(file) if language in entry]


def found(article: Path, beginnings: list[str], file: Path) -> Iterator[tuple[int, str]]:
    """Line and source of each passage. Raises InputError for a beginning that is not that of one line."""
    lines = source.read(article, includes=False).text.split("\n")
    for beginning in beginnings:
        at = [number for number, line in enumerate(lines, 1) if line.lstrip(" -").startswith(beginning)]
        if len(at) != 1:
            problem = f"{len(at)} lines of {article.name} begin with {beginning!r}."
            raise InputError(problem, remedy="Write how the passage begins now, or take it out.", file=file)
        yield at[0], lines[at[0] - 1].strip()


def told(text: str, numbers: Numbers, language: str) -> str:
    """``text`` with its numbers and the wordings that they choose."""

    def shown(match) -> str:
        if match["call"] is None:
            return match[0]
        call = parse(match["call"])
        if call.name == "when":
            return call.chosen(numbers)
        number, case = numbers[call.about], call.kwargs.get("case")
        return str(number["cases"][case] if case else number[language])

    return SHORTCODE.sub(shown, text)


def checksum(passages: Passages) -> str:
    """Eight digits that change with any word or number of the passages, in whatever line they stand."""
    text = "\n".join(f"{language} {said}" for language in sorted(passages) for _, said in passages[language])
    return hashlib.sha256(text.encode()).hexdigest()[:8]
