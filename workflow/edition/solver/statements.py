"""Claims that say the same in several places, or as a count, a percentage and a complement, as one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from edition.claims.expression import form
from edition.claims.records import Claim
from edition.solver.admitted import admitted
from edition.solver.constraints import compilable
from edition.study.variables import VARIABLES

Readings = Mapping[str, str]
"""Switch → option."""


@dataclass(frozen=True)
class Statement:
    """Claims that the hard claims make equivalent, in the order of the paper; the first stands for all."""

    claims: tuple[Claim, ...]

    @property
    def id(self) -> str:
        """The id of the first claim."""
        return self.claims[0].id

    def made(self, readings: Readings) -> list[Claim]:
        """The claims that the paper makes if its ambiguous sentences are read so."""
        return [
            claim
            for claim in self.claims
            if claim.reading is None or claim.reading in {f"{switch}/{option}" for switch, option in readings.items()}
        ]


def sizes(claims: Iterable[Claim]) -> dict[str, int]:
    """How many patients meet a condition (as text), where a hard claim fixes it."""
    found = {}
    for claim in claims:
        name, body = form(claim.expression)
        if claim.strength == "hard" and name == "relation" and body["is"] == "=" and form(body["left"])[0] == "count":
            found[repr(body["left"]["count"])] = body["right"]
    return found


def statements(claims: Sequence[Claim]) -> list[Statement]:
    """The soft claims that constraints express, equal ones together, in the order of the paper."""
    known = sizes(claims)
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.strength != "hard" and compilable(claim):
            found.setdefault(_meaning(claim, known), []).append(claim)
    return [Statement(tuple(group)) for group in found.values()]


def _meaning(claim: Claim, known: Mapping[str, int]) -> str:
    """A text that two claims share only if they are equivalent.

    A count or a percentage of a base of known size becomes: how many patients of that base have certain levels of a
    variable. Of a set of levels and its complement, the smaller one is counted.
    """
    if claim.kind == "condition":
        return repr(claim.expression)
    interval = admitted(claim)
    name, body = form(claim.expression)
    if name == "count":
        base = {"group": body["group"]} if "group" in body else {}
        part = {key: condition for key, condition in body.items() if key not in base}
    elif name == "percent":
        base, part = body["of"], body["part"]
    if name not in {"count", "percent"} or repr(base) not in known:
        return repr((claim.expression, interval))
    size = known[repr(base)]
    value = {count: Fraction(100 * count, size) if name == "percent" else count for count in range(size + 1)}
    counts = [count for count in value if value[count] in interval]
    return repr((base, *_smaller_side(part, counts, size, complete=bool(base))))


def _smaller_side(part: Mapping[str, Any], counts: list[int], size: int, complete: bool) -> tuple[Any, list[int]]:
    """The part or its complement, with the numbers of patients admitted for it.

    ``complete``: the base lies within the relapsed patients, who have every variable but a cause of death.
    """
    if len(part) != 1:
        return sorted(part.items(), key=repr), counts
    ((name, condition),) = part.items()
    levels = VARIABLES[name].levels
    if not levels or isinstance(condition, Mapping) or name == "death_cause":
        return (name, condition), counts
    chosen = [level for level in levels if level in (condition if isinstance(condition, list) else [condition])]
    others = [level for level in levels if level not in chosen]
    if (complete or not VARIABLES[name].relapsed) and (len(others), repr(others)) < (len(chosen), repr(chosen)):
        return (name, others), sorted(size - count for count in counts)
    return (name, chosen), counts
