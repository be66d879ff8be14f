"""Claims that say the same in several places, or as a count, a percentage and a complement, as one statement."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from edition.claims.conditions import Among, Where
from edition.claims.nodes import Count, Percent, Relation
from edition.claims.records import Claim, taken
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
