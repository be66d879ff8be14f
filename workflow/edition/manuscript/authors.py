"""Authors and their institutions, in Quarto's schema: in the form that its templates take, and what is wrong with them.

https://quarto.org/docs/journals/authors.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from edition.files.errors import InputError, suggestion
from edition.files.reading import read_text
from edition.manuscript.metadata import Part, as_list, front_part, shared_parts

Record = dict[str, Any]

ATTRIBUTES = ("corresponding", "equal-contributor", "deceased")
ROLES = (
    *("conceptualization", "data curation", "formal analysis", "funding acquisition", "investigation", "methodology"),
    *("project administration", "resources", "software", "supervision", "validation", "visualization"),
    *("writing – original draft", "writing – review & editing"),
)
"""The Contributor Role Taxonomy, CRediT (https://credit.niso.org)."""
ORCID = re.compile(r"(?:https://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])")
DOI = re.compile(r"10\.\d{4,9}/\S+")
DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def _named(entry: Any) -> Record:
    """An author or affiliation, who may be given by name alone."""
    return dict(entry) if isinstance(entry, Mapping) else {"name": entry}


def _name(given: Any) -> Record:
    """Quarto's parts of a name; of a bare string the last word is taken for the family name.

    >>> _name("Ada Example")
    {'literal': 'Ada Example', 'given': 'Ada', 'family': 'Example'}
    """
    parts = dict(given) if isinstance(given, Mapping) else {"literal": str(given)}
    if "family" in parts:
        return {"literal": " ".join(parts[key] for key in ("given", "family") if key in parts)} | parts
    first, _, last = parts["literal"].rpartition(" ")
    return parts | {"given": first, "family": last}


def normalized(front: Mapping[str, Any]) -> tuple[list[Record], list[Record]]:
    """Quarto's ``by-author`` and ``by-affiliation``: equal affiliations are listed once, numbered by first mention;
    after them come those that ``affiliations`` lists for the authors to refer to.
    """
    people: list[Record] = []
    more = [_named(place) for place in as_list(front.get("affiliations"))]
    by_id = {place["id"]: place for place in more if "id" in place}
    given = [_named(author) for author in as_list(front.get("author"))]
    own = [list(map(_named, as_list(author.get("affiliations")))) for author in given]
    places: list[Record] = []
    for place in [place for entries in own for place in entries if "ref" not in place] + more:
        if place not in places:
            places.append(place)
    for number, (author, entries) in enumerate(zip(given, own, strict=True), start=1):
        mentioned = [by_id[place["ref"]] if "ref" in place else place for place in entries]
        person: Record = {"number": number, "id": str(number), "name": _name(author["name"])}
        person["affiliations"] = [_numbered(places.index(place) + 1, place) for place in mentioned]
        person |= {key: author[key] for key in ("orcid", "email") if key in author}
        if "degrees" in author:
            person["degrees"] = as_list(author["degrees"])
        if "roles" in author:
            person["roles"] = [{"role": role, "vocab-term": role.lower()} for role in as_list(author["roles"])]
        if "note" in author:
            notes = sum("note" in earlier for earlier in people) + 1
            person["note"] = {"number": notes, "text": author["note"]}
        marked = {key: author[key] for key in ATTRIBUTES if key in author} | author.get("attributes", {})
        if marked := {key: True for key, holds in marked.items() if holds}:
            person["attributes"] = marked
        people.append(person)
    return people, [_numbered(number, place) for number, place in enumerate(places, start=1)]


def _numbered(number: int, place: Record) -> Record:
    return {"id": f"aff-{number}", "number": number} | place


def complete(merged: Mapping[str, Any]) -> dict[str, Any]:
    """``merged`` (metadata of one format) with authors and affiliations in the form that templates take."""
    people, places = normalized(merged)
    names = [person["name"]["literal"] for person in people]
    other = {key: value for key, value in merged.items() if key != "affiliations"}
    return other | {"author": names, "by-author": people, "by-affiliation": places}


def listed(holders: Iterable[Part], key: str) -> list[Part]:
    """What each of the holders that has ``key`` says there, one by one."""
    return [item for holder in holders if (value := holder[key]) for item in value.items]


def check(article: Path, project: Path) -> Iterator[InputError]:
    """What is wrong with the authors of an article, their institutions, the date and the identifiers.

    They may stand in its front matter or in the metadata files of the project in the folder ``project``.
    """
    documents = [front_part(read_text(article), article.name), *shared_parts(project)]
    for key in ("author", "affiliations"):
        first, *more = [value for document in documents if (value := document[key])] or [None]
        for other in more:
            yield first.wrong(f"{key!r} stands in {other.file}, too.", "Give it in one of the two files.")
    places = {place["id"].text for place in listed(documents, "affiliations") if place["id"]}
    for person in listed(documents, "author"):
        yield from _wrong_person(person, places, article.name)
    for key, pattern, remedy in (("date", DATE, "Write it as 2026-11-22."), ("doi", DOI, "Write it as 10.1000/xyz.")):
        for value in listed(documents, key):
            if not pattern.fullmatch(value.text):
                yield value.wrong(f"{value.text!r} is no {key.upper() if key == 'doi' else key}.", remedy)


def _wrong_person(person: Part, places: set[str], article: str) -> Iterator[InputError]:
    name = person if person.text else person["name"]
    whole = "Write name: {given: …, family: …}; of a group, attributes: {group: true}."
    if name is None or not (name.text or name["literal"] or name["family"]):
        yield person.wrong("this author has no name.", whole)
    elif not name["family"] and not (person["attributes"] or person)["group"]:
        alone = name["literal"] or name
        if len(alone.text.split()) > 2:  # of two it is the last
            yield alone.wrong(f"which part of {alone.text!r} is the family name is not said.", whole)
    for entry in listed([person], "affiliations"):
        if (ref := entry["ref"]) and ref.text not in places:
            problem = f"no affiliation in {article} is called {ref.text!r}."
            yield ref.wrong(problem, suggestion(ref.text, places or ["none"]))
    if (orcid := person["orcid"]) and not is_orcid(orcid.text):
        yield orcid.wrong(
            f"{orcid.text!r} is no ORCID.", "It has four groups of four digits, the last of them a check."
        )
    if (email := person["email"]) and not re.fullmatch(r"\S+@\S+\.\S+", email.text):
        yield email.wrong(f"{email.text!r} is no e-mail address.", "Correct it, or take it out.")
    for role in listed([person], "roles"):
        if role.text.lower() not in ROLES:
            yield role.wrong(f"{role.text!r} is no role of CRediT.", suggestion(role.text, ROLES))


def is_orcid(text: str) -> bool:
    """Whether ``text`` is an ORCID whose last character is the check of the others (ISO 7064, MOD 11-2).

    >>> is_orcid("0000-0002-1825-0097"), is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    match = ORCID.fullmatch(text)
    if not match:
        return False
    *digits, check_digit = match[1].replace("-", "")
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return check_digit == "0123456789X"[(12 - total % 11) % 11]
