"""Authors and their institutions, in Quarto's schema: in the form that its templates take, and what is wrong with them.

https://quarto.org/docs/journals/authors.html
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from edition.files.errors import InputError
from edition.files.reading import compose, read_text
from edition.files.suggestion import suggestion
from edition.manuscript.metadata import as_list, front_matter, metadata_files

Record = dict[str, Any]

ATTRIBUTES = ("corresponding", "equal-contributor", "deceased")
ROLES = (
    *("conceptualization", "data curation", "formal analysis", "funding acquisition", "investigation", "methodology"),
    *("project administration", "resources", "software", "supervision", "validation", "visualization"),
    *("writing – original draft", "writing – review & editing"),
)
"""The Contributor Role Taxonomy, CRediT (https://credit.niso.org)."""
ALIASES = {"writing": ROLES[12], "analysis": ROLES[2], "funding": ROLES[3], "editing": ROLES[13]}
"""Quarto's short names of them."""
ORCID = re.compile(r"(?:https://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])")
DOI = re.compile(r"10\.\d{4,9}/\S+")
DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
MOST_WORDS = 2
"""Words of a name that say themselves which is the family's."""


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


def _role(given: Any) -> Record:
    """A role, which may be given with the degree of the contribution, ``{software: lead}``."""
    role, degree = next(iter(given.items())) if isinstance(given, Mapping) else (given, None)
    term = ALIASES.get(str(role).lower(), str(role).lower())
    return {"role": role, "vocab-term": term} | ({"degree-of-contribution": degree} if degree else {})


def normalized(front: Mapping[str, Any]) -> tuple[list[Record], list[Record]]:
    """Quarto's ``by-author`` and ``by-affiliation``: equal affiliations are listed once, numbered by first mention;
    after them come those that ``affiliations`` lists for the authors to refer to.
    """
    people: list[Record] = []
    listed = [_named(place) for place in as_list(front.get("affiliations"))]
    by_id = {place["id"]: place for place in listed if "id" in place}
    given = [_named(author) for author in as_list(front.get("author"))]
    own = [list(map(_named, as_list(author.get("affiliations", author.get("affiliation"))))) for author in given]
    places: list[Record] = []
    for place in [place for entries in own for place in entries if "ref" not in place] + listed:
        if place not in places:
            places.append(place)
    for author, entries in zip(given, own, strict=True):
        person: Record = {"number": len(people) + 1, "id": str(len(people) + 1), "name": _name(author["name"])}
        mentioned = [by_id[place["ref"]] if "ref" in place else place for place in entries]
        person["affiliations"] = [_numbered(places.index(place) + 1, place) for place in mentioned]
        person |= {key: author[key] for key in ("orcid", "email") if key in author}
        person |= {"degrees": as_list(author["degrees"])} if "degrees" in author else {}
        roles = as_list(author.get("roles", author.get("role")))
        person |= {"roles": list(map(_role, roles))} if roles else {}
        notes = sum("note" in earlier for earlier in people) + 1
        person |= {"note": {"number": notes, "text": author["note"]}} if "note" in author else {}
        more = author.get("attributes", {})
        marked = {key: author[key] for key in ATTRIBUTES if key in author}
        marked |= more if isinstance(more, Mapping) else dict.fromkeys(as_list(more), True)
        marked = {key: True for key, holds in marked.items() if holds}
        people.append(person | ({"attributes": marked} if marked else {}))
    return people, [_numbered(number, place) for number, place in enumerate(places, start=1)]


def _numbered(number: int, place: Record) -> Record:
    return {"id": f"aff-{number}", "number": number} | place


def complete(merged: Mapping[str, Any]) -> dict[str, Any]:
    """``merged`` (metadata of one format) with authors and affiliations in the form that templates take."""
    people, places = normalized(merged)
    found = {"author": [person["name"]["literal"] for person in people], "by-author": people, "by-affiliation": places}
    return {key: value for key, value in merged.items() if key != "affiliations"} | found


class Part(NamedTuple):
    """A part of a file's YAML with the lines that precede it."""

    node: yaml.Node
    file: str
    above: int

    def __getitem__(self, key: str) -> "Part | None":
        entries = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        return next((self._replace(node=value) for name, value in entries if name.value == key), None)

    @property
    def items(self) -> "list[Part]":
        """The items where this is a list, else this alone."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else [self.node]
        return [self._replace(node=node) for node in nodes]

    @property
    def text(self) -> str:
        """The text where this is one; empty for a list or a mapping."""
        return self.node.value if isinstance(self.node, yaml.ScalarNode) else ""

    def wrong(self, problem: str, remedy: str) -> InputError:
        """The error that ``problem`` is here."""
        return InputError(problem, remedy=remedy, file=self.file, line=self.node.start_mark.line + 1 + self.above)


def parts(key: str, documents: list[Part]) -> list[Part]:
    """What each of the documents that has ``key`` says there, as lists."""
    return [item for document in documents if (value := document[key]) for item in value.items]


def check(article: Path, project: Path) -> Iterator[InputError]:
    """What is wrong with the authors of an article, their institutions, the date and the identifiers.

    They may stand in its front matter or in the metadata files of the project in the folder ``project``.
    """
    front = front_matter(read_text(article), article.name)[1]
    documents = [Part(compose(front, article.name, above=1), article.name, 1)]
    documents += [Part(compose(read_text(file), file.name), file.name, 0) for file in metadata_files(project)]
    documents = [document for document in documents if isinstance(document.node, yaml.MappingNode)]
    for key in ("author", "affiliations"):
        first, *more = [value for document in documents if (value := document[key])] or [None]
        for other in more:
            yield first.wrong(f"{key!r} stands in {other.file}, too.", "Give it in one of the two files.")
    places = {place["id"].text for place in parts("affiliations", documents) if place["id"]}
    for person in parts("author", documents):
        yield from _wrong_person(person, places)
    for key, pattern, remedy in (("date", DATE, "Write it as 2026-11-22."), ("doi", DOI, "Write it as 10.1000/xyz.")):
        for value in parts(key, documents):
            if not pattern.fullmatch(value.text):
                yield value.wrong(f"{value.text!r} is no {key.upper() if key == 'doi' else key}.", remedy)


def _wrong_person(person: Part, places: set[str]) -> Iterator[InputError]:
    name = person if person.text else person["name"]
    whole = "Write name: {given: …, family: …}."
    if name is None or not (name.text or name["literal"] or name["family"]):
        yield person.wrong("this author has no name.", whole)
    elif name.text and len(name.text.split()) > MOST_WORDS:
        yield name.wrong(f"which part of {name.text!r} is the family name is not said.", whole)
    for entry in [item for key in ("affiliations", "affiliation") if (value := person[key]) for item in value.items]:
        if (ref := entry["ref"]) and ref.text not in places:
            yield ref.wrong(f"no affiliation is called {ref.text!r}.", suggestion(ref.text, places or ["none"]))
    if (orcid := person["orcid"]) and not is_orcid(orcid.text):
        yield orcid.wrong(
            f"{orcid.text!r} is no ORCID.", "It has four groups of four digits, the last of them a check."
        )
    if (email := person["email"]) and not re.fullmatch(r"\S+@\S+\.\S+", email.text):
        yield email.wrong(f"{email.text!r} is no e-mail address.", "Correct it, or take it out.")
    for entry in [item for key in ("roles", "role") if (value := person[key]) for item in value.items]:
        role = entry.text or (entry.node.value[0][0].value if entry.node.value else "")
        if role.lower() not in (*ROLES, *ALIASES):
            yield entry.wrong(f"{role!r} is no role of CRediT.", suggestion(role, [*ROLES, *ALIASES]))


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
