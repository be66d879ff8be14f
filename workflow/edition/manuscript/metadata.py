"""What stands around the text: the project's settings and the front matter, and how the two are put together."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from edition.files.errors import InputError
from edition.files.reading import compose, parse, read_mapping, read_text
from edition.manuscript.shortcodes import Call, encode, replaced

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
TRANSLATED = ("title", "abstract", "keywords")
"""What of the front matter the editions in other languages show, too."""


class Part(NamedTuple):
    """A part of a file's YAML with the lines that precede it in the file."""

    node: yaml.Node | None
    file: str
    above: int = 0

    def __getitem__(self, key: str) -> "Part | None":
        return next((value for name, value in self.entries if name.node.value == key), None)

    @property
    def entries(self) -> "list[tuple[Part, Part]]":
        """Keys and values where this is a mapping; else none."""
        entries = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        return [(self._replace(node=key), self._replace(node=value)) for key, value in entries]

    @property
    def items(self) -> "list[Part]":
        """The items where this is a list, else this alone."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else [self.node]
        return [self._replace(node=node) for node in nodes]

    @property
    def text(self) -> str:
        """The text where this is one; empty for a list or a mapping."""
        return self.node.value if isinstance(self.node, yaml.ScalarNode) else ""

    @property
    def line(self) -> int:
        """The line of the file on which this begins; of a text, its first one, below the sign | or > if it has one."""
        return self.node.start_mark.line + 1 + self.above + (getattr(self.node, "style", None) in ("|", ">"))

    def wrong(self, problem: str, remedy: str) -> InputError:
        """The error that ``problem`` is here."""
        return InputError(problem, remedy=remedy, file=self.file, line=self.line)


def front_matter(text: str, file: str) -> re.Match[str]:
    """The front matter of a document, its YAML as group 1; InputError where it has none."""
    if match := FRONT_MATTER.match(text):
        return match
    if text.startswith("---"):
        raise InputError("the front matter is not closed.", remedy="End it with a line that is --- alone.", file=file)
    raise InputError("the article has no front matter.", remedy="Begin it with a block between --- lines.", file=file)


def split(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a document, the shortcodes of both encoded."""
    match = front_matter(text, file)
    return changed(parse(match[1], file, above=1), encode), encode(text[match.end() :])


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """``value`` with all its texts changed."""
    if isinstance(value, dict):
        return {key: changed(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [changed(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def front_part(text: str, file: str) -> Part:
    """The front matter of a document; InputError where it has none, or that is no YAML."""
    return Part(compose(front_matter(text, file)[1], file, above=1), file, above=1)


def shared_parts(folder: Path) -> list[Part]:
    """The metadata files of the project in ``folder``."""
    return [Part(compose(read_text(file), file.name), file.name) for file in metadata_files(folder)]


def metadata_files(folder: Path) -> list[Path]:
    """The files that the project in ``folder`` names for its ``metadata-files``; as in Quarto, one may be missing."""
    names = as_list(read_mapping(folder / "_quarto.yml").get("metadata-files"))
    return [folder / str(name) for name in names if (folder / str(name)).is_file()]


def read_project(folder: Path) -> dict[str, Any]:
    """Settings of the project in ``folder``, and what its metadata files add, the shortcodes encoded."""
    settings = read_mapping(folder / "_quarto.yml")
    for file in metadata_files(folder):
        settings |= read_mapping(file)
    return changed(settings, encode)


def merge(project: Mapping[str, Any], front: Mapping[str, Any], output: str) -> dict[str, Any]:
    """Metadata of one ``output`` format: the document overrides its project, a format's own section what is common."""
    merged: dict[str, Any] = {}
    for level in (project, front):
        formats = level.get("format")
        own = formats.get(output) if isinstance(formats, dict) else None
        merged |= dict(level) | (own if isinstance(own, dict) else {})
    return {key: value for key, value in merged.items() if key not in ("project", "format", "editor", "metadata-files")}


def as_list(value: Any) -> list[Any]:
    """``value`` where one or many may be given, and none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def translation(article: Path) -> dict[str, Any]:
    """Language, title, abstract and keywords of an article, its numbers bound to its language."""
    front = parse(front_matter(read_text(article), str(article))[1], article, above=1)
    language = str(front.get("lang", ""))

    def bound(match: re.Match[str], call: Call) -> str | None:
        return f"{{{{< {match['call']} lang={language} >}}}}" if call.name in ("num", "p") else None

    shown = {key: front[key] for key in TRANSLATED if key in front}
    return {"lang": language} | changed(shown, lambda text: replaced(text, bound))


def translations(articles: Iterable[Path]) -> str:
    """What every article tells of itself in its language, as a file for the project's ``metadata-files``."""
    return json.dumps({"translations": list(map(translation, articles))}, ensure_ascii=False, indent=1) + "\n"


def front_digest(articles: Iterable[Path]) -> str:
    """A name for what :func:`translations` would say; empty where an article cannot be read (its check tells why)."""
    try:
        return hashlib.sha256(translations(articles).encode()).hexdigest()
    except InputError:
        return ""
