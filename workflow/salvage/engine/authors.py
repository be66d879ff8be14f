"""Authors and affiliations of the front matter in the normal form that Quarto gives them, and with it its templates."""

from collections.abc import Mapping
from typing import Any

from salvage.engine.metadata import as_list

Record = dict[str, Any]


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


def normalise(front: Mapping[str, Any]) -> tuple[list[Record], list[Record]]:
    """Quarto's ``by-author`` and ``by-affiliation``: equal affiliations are listed once, numbered by first mention."""
    people: list[Record] = []
    places: list[Record] = []
    for author in map(_named, as_list(front.get("author"))):
        own = [_named(place) for place in as_list(author.get("affiliations", author.get("affiliation")))]
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
    people, places = normalise(merged)
    return dict(merged) | {
        "author": [person["name"]["literal"] for person in people],
        "by-author": people,
        "by-affiliation": places,
        "corresponding": [person for person in people if "attributes" in person],
    }
