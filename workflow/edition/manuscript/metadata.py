"""What stands around the text: the project's settings and the front matter, in the form that Quarto gives them."""

import re
from collections.abc import Mapping
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import parse
from edition.manuscript.shortcodes import encode

Record = dict[str, Any]

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


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
    return _encode_all(parse(match[1], file, above=1)), encode(text[match.end() :])


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


def _named(entry: Any) -> Record:
    """An author or affiliation, who may be given by name alone."""
    return dict(entry) if isinstance(entry, Mapping) else {"name": entry}


def _name(given: Any) -> Record:
    """Quarto's parts of a name; of a bare string the last word is taken for the family name.

    >>> _name("Ada Example")
    {'literal': 'Ada Example', 'given': 'Ada', 'family': 'Example'}
    """
    if isinstance(given, Mapping):
        return {"literal": given.get("literal") or f"{given['given']} {given['family']}"} | dict(given)
    first, _, last = str(given).rpartition(" ")
    return {"literal": str(given), "given": first, "family": last}


def authors(front: Mapping[str, Any]) -> tuple[list[Record], list[Record]]:
    """Quarto's ``by-author`` and ``by-affiliation``: equal affiliations are listed once, numbered by first mention."""
    people: list[Record] = []
    places: list[Record] = []
    for author in map(_named, as_list(front.get("author"))):
        own = [_named(place) for place in as_list(author.get("affiliations"))]
        places += [place for place in own if place not in places]
        person = {"number": len(people) + 1, "name": _name(author["name"])}
        person["affiliations"] = [_numbered(places.index(place) + 1, place) for place in own]
        person |= {key: author[key] for key in ("orcid", "email") if key in author}
        people.append(person | ({"attributes": {"corresponding": True}} if author.get("corresponding") else {}))
    return people, [_numbered(number, place) for number, place in enumerate(places, start=1)]


def _numbered(number: int, place: Record) -> Record:
    return {"id": f"aff-{number}", "number": number} | place


def complete(merged: Mapping[str, Any]) -> dict[str, Any]:
    """``merged`` (metadata of one format) with authors and affiliations in the form that templates take."""
    people, places = authors(merged)
    return dict(merged) | {
        "author": [person["name"]["literal"] for person in people],
        "by-author": people,
        "by-affiliation": places,
        "corresponding": [person for person in people if "attributes" in person],
    }
