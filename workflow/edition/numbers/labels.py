"""The words of tables and numbers in one language: ``manuscript/labels.<language>.yaml``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale

from edition.files.errors import InputError
from edition.files.reading import read_mapping

NUMBER = re.compile(r"\d+(?:[–-]\d+)?")
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Labels:
    """Words by dotted path: ``labels["table1.columns.p"]``."""

    file: Path
    words: dict[str, Any]

    @property
    def language(self) -> str:
        """As the file's name says it."""
        return self.file.name.split(".")[1]

    def get(self, path: str) -> Any:
        """The words at a path, or what is nested there; None if there is nothing."""
        words: Any = self.words
        for key in path.split("."):
            words = words.get(key) if isinstance(words, dict) else None
        return words

    def __getitem__(self, path: str) -> str:
        """The words at a path. Raises InputError, naming the file, if there are none."""
        words = self.get(path)
        if not isinstance(words, str):
            problem = f"there are no words for {path!r}."
            raise InputError(problem, remedy="Add the key; the other languages show what it means.", file=self.file)
        return words


def read_labels(file: Path) -> Labels:
    """Read a file of labels."""
    return Labels(file, read_mapping(file))


def by_language(files: Iterable[Path]) -> dict[str, Labels]:
    """Language → its labels, of each of the files."""
    return {labels.language: labels for labels in map(read_labels, files)}


def place_in_words(where: str, labels: Labels) -> str:
    """Where the paper says something, as the ledger names it: ``methods, paragraph 1, sentences 2 and 3``.

    Sections have their names in ``consistency.sections``, parts of places in ``places``, with N for a number; a part
    that has none there stays as it is.
    """
    section, *parts = where.split(", ")
    texts = []
    for part in parts:
        numbers = iter(NUMBER.findall(part))
        text = labels.words.get("places", {}).get(NUMBER.sub("N", part), part)
        texts.append(re.sub(r"\bN\b", lambda _, left=numbers: next(left), text))
    return ", ".join([labels[f"consistency.sections.{section}"], *texts])


def by_id(number: str, labels: Labels) -> str | None:
    """What a number is, by the first pattern of ``audit.ids`` that its id fits: ``bounds.km.{group}.{time}.{end}``.

    Each part in {} has to have words, in ``audit.parts``, as a verdict, or as a variable.
    """
    audit, expressions = labels.words.get("audit", {}), labels.words.get("expressions", {})
    variables = {name: texts["name"].split(" | ")[0] for name, texts in expressions.get("variables", {}).items()}
    words = {**variables, **labels.words.get("verdicts", {}).get("names", {}), **audit.get("parts", {})}
    part = "|".join(words).replace(".", "[.]")
    for pattern, text in audit.get("ids", {}).items():
        fits = re.fullmatch(SLOT.sub(rf"(?P<\1>{part})", pattern.replace(".", "[.]")), number)
        if fits:
            return text.format(**{slot: words[word] for slot, word in fits.groupdict().items()})
    return None


def language_name(code: str) -> str:
    """What a language calls itself, with a capital letter."""
    return Locale(code).get_display_name().capitalize()
