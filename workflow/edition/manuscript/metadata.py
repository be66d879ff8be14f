"""What stands around the text: the project's settings and the front matter, and how the two are put together."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import parse, read_mapping, read_text
from edition.manuscript.shortcodes import SHORTCODE, encode

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
TRANSLATED = ("title", "abstract", "keywords")
"""What of the front matter the editions in other languages show, too."""
NUMBER = re.compile(r"num\b|p\b")


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
    return encode_all(parse(match[1], file, above=1)), encode(text[match.end() :])


def encode_all(value: Any) -> Any:
    """``value`` with the shortcodes of all its texts encoded."""
    if isinstance(value, dict):
        return {key: encode_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [encode_all(item) for item in value]
    return encode(value) if isinstance(value, str) else value


def metadata_files(folder: Path) -> list[Path]:
    """The files that the project in ``folder`` names for its ``metadata-files``; as in Quarto, one may be missing."""
    names = as_list(read_mapping(folder / "_quarto.yml").get("metadata-files"))
    return [folder / str(name) for name in names if (folder / str(name)).is_file()]


def read_project(folder: Path) -> dict[str, Any]:
    """Settings of the project in ``folder``, and what its metadata files add, the shortcodes encoded."""
    settings = read_mapping(folder / "_quarto.yml")
    for file in metadata_files(folder):
        settings |= read_mapping(file)
    return encode_all(settings)


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
    text = read_text(article)
    front = parse(front_matter(text, str(article))[1], article, above=1)
    language = str(front.get("lang", ""))

    def bind(value: Any) -> Any:
        if isinstance(value, list):
            return [bind(item) for item in value]
        return SHORTCODE.sub(bound, value) if isinstance(value, str) else value

    def bound(match: re.Match[str]) -> str:
        call = match["call"]
        return match[0] if call is None or not NUMBER.match(call) else f"{{{{< {call} lang={language} >}}}}"

    return {"lang": language} | {key: bind(front[key]) for key in TRANSLATED if key in front}


def translations(articles: Iterable[Path]) -> str:
    """What every article tells of itself in its language, as a file for the project's ``metadata-files``."""
    return json.dumps({"translations": list(map(translation, articles))}, ensure_ascii=False, indent=1) + "\n"


def front_digest(articles: Iterable[Path]) -> str:
    """A name for what :func:`translations` would say; empty where an article cannot be read (its check tells why)."""
    try:
        return hashlib.sha256(translations(articles).encode()).hexdigest()
    except InputError:
        return ""
