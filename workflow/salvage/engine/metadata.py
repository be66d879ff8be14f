"""What stands around the text: the project's settings and the front matter, merged for one output format."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from salvage.engine.shortcodes import encode
from salvage.errors import InputError

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def load_yaml(text: str, file: str) -> dict[str, Any]:
    """A YAML mapping; InputError with the parser's message where it is none."""
    try:
        content = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise InputError(f"this is no valid YAML: {error}.", remedy="Correct it.", file=file) from error
    if not isinstance(content, dict):
        raise InputError("this YAML is no mapping.", remedy="Write `key: value` lines.", file=file)
    return content


def read_yaml(file: Path) -> dict[str, Any]:
    """The YAML mapping in a file; InputError where it is none."""
    return load_yaml(file.read_text("utf-8"), str(file))


def front_matter(text: str, file: str) -> re.Match[str]:
    """The front matter of a document, its YAML as group 1; InputError where it has none."""
    if match := FRONT_MATTER.match(text):
        return match
    raise InputError("the article has no front matter.", remedy="Begin it with a block between --- lines.", file=file)


def split(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a document, the shortcodes of both encoded."""
    match = front_matter(text, file)
    return _encode_all(load_yaml(match[1], file)), encode(text[match.end() :])


def _encode_all(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _encode_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_encode_all(item) for item in value]
    return encode(value) if isinstance(value, str) else value


def merge(project: Mapping[str, Any], front: Mapping[str, Any], output: str) -> dict[str, Any]:
    """Metadata of one ``output`` format: the document overrides its project, a format's own section what is common."""
    merged: dict[str, Any] = {}
    for level in (project, front):
        formats = level.get("format")
        own = formats.get(output) if isinstance(formats, dict) else None
        merged |= dict(level) | (own if isinstance(own, dict) else {})
    return {key: value for key, value in merged.items() if key not in ("project", "format", "editor")}


def as_list(value: Any) -> list[Any]:
    """``value`` where one or many may be given, and none."""
    return value if isinstance(value, list) else [] if value is None else [value]
