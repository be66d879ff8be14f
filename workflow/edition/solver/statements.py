"""Claims that say the same in several places, or as a count, a percentage and a complement, as one statement.

Which statements the paper makes depends on how its ambiguous sentences are read.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from edition.claims.conditions import Among, Where
from edition.claims.nodes import Count, Expression, Percent, Relation
from edition.claims.printed import read
from edition.claims.records import Claim, taken
from edition.solver.admitted import admitted, says_something
from edition.solver.constraints import compilable
from edition.solver.minimal import Subset
from edition.study.variables import VARIABLES

Switches = Mapping[str, Sequence[str]]
"""Switch → its options, the default first."""
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

    def under(self, readings: Readings) -> list[Claim]:
        """The claims that the paper makes if its ambiguous sentences are read so."""
        return [claim for claim in self.claims if claim.reading in taken(readings)]


def sizes(claims: Iterable[Claim]) -> dict[Where, int]:
    """How many patients meet a condition, where a hard claim fixes it."""
    hard = [claim.node for claim in claims if claim.strength == "hard"]
    return {
        node.left.of: int(node.right)
        for node in hard
        if isinstance(node, Relation) and node.sign == "=" and isinstance(node.left, Count)
    }


def statements(claims: Sequence[Claim]) -> list[Statement]:
    """The soft claims that constraints express, equal ones together, in the order of the paper."""
    sized = sizes(claims)
    groups: dict[Hashable, list[Claim]] = {}
    for claim in claims:
        if claim.strength != "hard" and compilable(claim):
            groups.setdefault(_meaning(claim, sized), []).append(claim)
    return [Statement(tuple(group)) for group in groups.values()]


def _meaning(claim: Claim, sized: Mapping[Where, int]) -> Hashable:
    """What two claims share only if they are equivalent.

    A count or a percentage of a base of known size becomes: how many patients of that base have certain levels of a
    variable. Of a set of levels and its complement, the smaller one is counted.
    """
    node = claim.node
    if claim.kind == "condition":
        return node
    interval = admitted(claim)
    if isinstance(node, Count):
        group = node.of.by_variable().get("group")
        base = Where((group,) if group else ())
        part = replace(node.of, conditions=tuple(condition for condition in node.of.conditions if condition != group))
    elif isinstance(node, Percent):
        base, part = node.of, node.part
    if not isinstance(node, Count | Percent) or base not in sized:
        return node, interval
    size = sized[base]
    value = {count: Fraction(100 * count, size) if isinstance(node, Percent) else count for count in range(size + 1)}
    counts = tuple(count for count in value if value[count] in interval)
    return base, *_smaller_side(part, counts, size, complete=bool(base.conditions))


def _smaller_side(part: Where, counts: tuple[int, ...], size: int, complete: bool) -> tuple[Where, tuple[int, ...]]:
    """The part or its complement, with the numbers of patients admitted for it.

    ``complete``: the base lies within the relapsed patients, who have every variable but a cause of death.
    """
    match part:
        case Where((Among(name, chosen),), ()) if VARIABLES[name].levels and name != "death_cause":
            others = tuple(level for level in VARIABLES[name].levels if level not in chosen)
            rank = [(len(levels), repr(levels)) for levels in (others, chosen)]
            if (complete or not VARIABLES[name].relapsed) and rank[0] < rank[1]:
                return Where((Among(name, others),)), tuple(sorted(size - count for count in counts))
    return part, counts


def printed_differently(statements: Iterable[Statement]) -> list[list[Claim]]:
    """Claims of one statement with the same expression, in as many digits, that are not all printed alike."""
    same: dict[tuple[Expression, Fraction], list[Claim]] = {}
    for claim in (claim for statement in statements for claim in statement.claims):
        if claim.kind != "condition":
            same.setdefault((claim.node, read(claim.printed).step), []).append(claim)
    return [group for group in same.values() if len({read(claim.printed).value for claim in group}) > 1]


def combinations(switches: Switches) -> list[Readings]:
    """All choices of readings, the default first."""
    return [dict(zip(switches, options, strict=True)) for options in product(*switches.values())]


def unchecked(claims: Iterable[Claim]) -> set[str]:
    """The ``switch/option`` that demand nothing of the cohort, so that nothing in it can speak against them."""
    readings = [(claim.reading, says_something(claim)) for claim in claims if claim.reading]
    return {reading for reading, _ in readings} - {reading for reading, says in readings if says}


def stands(subset: Subset, statements: Sequence[Statement], choice: Readings) -> bool:
    """Whether all statements of a set are made under these readings."""
    readings = taken(choice)
    return all(any(claim.reading in readings for claim in statements[i].claims) for i in subset)


def deciding(sets: Iterable[Subset], statements: Sequence[Statement], switches: Switches) -> Switches:
    """The switches on which it depends whether the sets stand."""
    readings = [{claim.reading for claim in statements[i].claims} for i in Subset().union(*sets)]
    named = {reading.split("/")[0] for alternatives in readings if None not in alternatives for reading in alternatives}
    return {switch: options for switch, options in switches.items() if switch in named}


def contradictory(sets: Sequence[Subset], statements: Sequence[Statement], switches: Switches) -> list[Readings]:
    """The choices of readings under which any of the sets stands."""
    choices = combinations(switches)
    return [choice for choice in choices if any(stands(subset, statements, choice) for subset in sets)]


def dissolving(sets: Sequence[Subset], statements: Sequence[Statement], switches: Switches) -> list[str]:
    """The ``switch/option`` under which none of the sets stands, however all else is read."""
    switches = deciding(sets, statements, switches)
    kept = set().union(*map(taken, contradictory(sets, statements, switches)))
    readings = [f"{switch}/{option}" for switch, options in switches.items() for option in options]
    return [reading for reading in readings if reading not in kept]
