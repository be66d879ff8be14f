"""Authors and affiliations of the front matter in the normal form that Quarto gives them, and with it its templates."""

from collections.abc import Mapping
from typing import Any

from salvage.engine.metadata import as_list

Record = dict[str, Any]


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
    for entry in as_list(front.get("author")):
        given = entry if isinstance(entry, Mapping) else {"name": entry}
        own: list[Record] = []
        for item in as_list(given.get("affiliations", given.get("affiliation"))):
            fields = dict(item) if isinstance(item, Mapping) else {"name": item}
            place = next((known for known in places if known["fields"] == fields), None)
            if place is None:
                number = len(places) + 1
                place = {"fields": fields, "record": {"id": f"aff-{number}", "number": number} | fields}
                places.append(place)
            own.append(place["record"])
        person = {"number": len(people) + 1, "name": _name(given["name"]), "affiliations": own}
        person |= {key: given[key] for key in ("orcid", "email") if key in given}
        if given.get("corresponding"):
            person["attributes"] = {"corresponding": True}
        people.append(person)
    return people, [place["record"] for place in places]


def complete(merged: Mapping[str, Any]) -> dict[str, Any]:
    """``merged`` (metadata of one format) with authors and affiliations in the form that templates take."""
    people, places = normalise(merged)
    return dict(merged) | {
        "author": [person["name"]["literal"] for person in people],
        "by-author": people,
        "by-affiliation": places,
        "corresponding": [person for person in people if "attributes" in person],
    }
