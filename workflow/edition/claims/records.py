"""The paper's statements as records: read them, check them, choose among the readings of ambiguous ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from edition.claims import printed, published_table
from edition.claims.conditions import one
from edition.claims.nodes import Expression, Quoted, Survival
from edition.claims.parse import Unusable, Written, parse
from edition.files.errors import InputError, suggestion
from edition.files.reading import read_mapping
from edition.files.schema import dotted, schema, validate
from edition.study.definitions import GROUPS

NOT_CLAIMS = ("inventory.yaml", "sources.yaml")
RECORD = re.compile(r"\s*- (?:id: (?P<id>\S+)|variable: (?P<row>\S+))$")
HELP = "The folder's README.md describes the records."


@dataclass(frozen=True)
class Claim:
    """One statement. ``printed`` is None where nothing is printed or where what is printed cannot be read.

    ``number`` is the id of the recomputed number; two claims with the same one state the same quantity. ``reading`` is
    ``switch/option`` for a claim that is one reading among several.
    """

    id: str
    section: str
    place: str
    says: Mapping[str, str]
    expression: Written
    printed: str | None
    kind: str
    strength: str
    number: str | None
    reading: str | None
    note: Mapping[str, str] | None

    @cached_property
    def node(self) -> Expression:
        """The expression, parsed once."""
        return parse(self.expression)


def load(folder: Path) -> list[Claim]:
    """All claims in the order of the paper's sections, and within a section of its records.

    Raises InputError, naming file and record, for what cannot be used.
    """
    sources: list[str] = read_mapping(folder / "sources.yaml")["sources"]
    files = [file for file in sorted(folder.glob("*.yaml")) if file.name not in NOT_CLAIMS]
    if not files:
        remedy = "Name the folder that holds the paper's statements."
        raise InputError("there are no records.", remedy=remedy, file=folder)
    order = schema("claims")["properties"]["section"]["enum"]
    read = sorted(((file, *_read(file)) for file in files), key=lambda item: order.index(item[1]))
    optional = {"printed": None, "strength": "soft", "number": None, "reading": None, "note": None}
    claims: dict[str, Claim] = {}
    for file, section, records in read:
        for record in records:
            claim = Claim(**optional | record, section=section)
            for problem, remedy in _problems(claim, claims, sources):
                raise InputError(f"record {claim.id!r}: {problem}", remedy=remedy, file=file)
            claims[claim.id] = claim
    _check_together(list(claims.values()), folder)
    return list(claims.values())


def switches(claims: list[Claim]) -> dict[str, list[str]]:
    """Switch → its options in order of first mention, the default first."""
    options_of: dict[str, dict[str, None]] = {}
    for claim in claims:
        if claim.reading:
            switch, option = claim.reading.split("/")
            options_of.setdefault(switch, {})[option] = None
    return {switch: list(options) for switch, options in options_of.items()}


def under(claims: list[Claim], chosen: Mapping[str, str] | None = None) -> list[Claim]:
    """The claims that stand when each switch takes its ``chosen`` option, or its default."""
    options = {switch: names[0] for switch, names in switches(claims).items()} | dict(chosen or {})
    return [claim for claim in claims if claim.reading in taken(options)]


def taken(choice: Mapping[str, str]) -> set[str | None]:
    """What ``Claim.reading`` can be of the claims that stand under a choice of readings (switch → option)."""
    return {None, *(f"{switch}/{option}" for switch, option in choice.items())}


def weights_of(pairs: list[str]) -> dict[str, int]:
    """Section → weight from texts like ``table1=4``. Raises InputError for any other text."""
    try:
        return {section: int(weight) for section, weight in (pair.split("=") for pair in pairs)}
    except ValueError as error:
        raise InputError("a weight is written section=number, such as table1=4.", remedy="Mend --weights.") from error


def printed_ends(claims: Iterable[Claim]) -> dict[int, Claim]:
    """Group → the first statement that prints its estimate."""
    ends: dict[int, Claim] = {}
    for claim in claims:
        for group in GROUPS:
            if claim.printed and claim.node == Survival(one("group", group), None):
                ends.setdefault(group, claim)
    return ends


def lines(folder: Path) -> dict[str, tuple[str, int]]:
    """Id of each record, and ``table1.<variable>`` of each row of the table → its file and line, to be looked up."""
    return {
        f"table1.{match['row']}" if match["row"] else match["id"]: (file.as_posix(), number)
        for file in sorted(folder.glob("*.yaml"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if (match := RECORD.match(line))
    }


def _read(file: Path) -> tuple[str, list[dict[str, Any]]]:
    """Section and records of one file, the rows of Table 1 expanded and standing first."""
    content = read_mapping(file)
    validate(content, file, "claims", remedy=HELP, place=partial(_place, content))
    try:
        rows = [record for entry in content.get("table", []) for record in published_table.records(entry)]
    except ValueError as error:
        remedy = "Write the cell as printed, or null if it cannot be read."
        raise InputError(f"{error}.", remedy=remedy, file=file) from error
    return content["section"], rows + content.get("claims", [])


def _problems(claim: Claim, before: Mapping[str, Claim], sources: list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with one record, by itself or beside the ids of those before it, each with its remedy."""
    if claim.id in before:
        yield "this id is already taken.", "Give each record an id of its own."
    try:
        if claim.printed is not None:
            printed.read(claim.printed)
    except ValueError as error:
        yield f"printed: {error}.", "Write one number as printed; a record holds one number."
    try:
        quoted = [key for part in claim.node.parts() if isinstance(part, Quoted) for key in part.sources]
    except Unusable as error:
        yield error.problem, error.remedy
    else:
        for key in (key for key in quoted if key not in sources):
            yield f"there is no source {key!r}.", suggestion(key, sources)


def _place(content: Any, path: list[Any]) -> str:
    """A place in a file as its record and what is below."""
    record = content[path[0]][path[1]] if len(path) > 1 and isinstance(path[1], int) else {}
    name = (record.get("id") or record.get("variable")) if isinstance(record, dict) else None
    return ": ".join(part for part in (f"record {name or dotted(path[:2])!r}", dotted(path[2:])) if part)


def _check_together(claims: list[Claim], folder: Path) -> None:
    """Check what only all records together show: lone options of a switch, one number id for two quantities."""
    for switch, options in switches(claims).items():
        if len(options) < 2:
            problem = f"the switch {switch!r} has the single option {options[0]!r}."
            raise InputError(problem, remedy="Add the other reading, or drop `reading`.", file=folder)
    first: dict[str, Claim] = {}
    for claim in claims:
        other = first.setdefault(claim.number, claim) if claim.number else claim
        if claim.node != other.node:
            problem = f"{other.id!r} and {claim.id!r} have the number {claim.number!r} but differ in expression."
            remedy = "The same number is the same quantity: align them."
            raise InputError(f"records {problem}", remedy=remedy, file=folder)
