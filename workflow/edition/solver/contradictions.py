"""The contradictions among the paper's statements, sorted by what is in dispute, and what readings do to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from edition.files.errors import InputError
from edition.solver.minimal import Subset, minimal_contradictions, minimal_corrections
from edition.solver.oracle import Oracle
from edition.solver.statements import Readings, Statement


@dataclass(frozen=True)
class Contradiction:
    """Minimal sets of statements that cannot hold together and are one and the same dispute.

    In dispute are the statements that some smallest correction gives up; what else a set holds are facts that lead
    from one of them to the other, and such facts are often stated in several ways.
    """

    disputed: Subset
    sets: tuple[Subset, ...]


def find(oracle: Oracle, choices: Sequence[Readings]) -> list[Subset]:
    """All minimal sets of statements that cannot hold together and that one of the ``choices`` of readings makes.

    Raises InputError if the hard claims alone cannot hold together.
    """
    if not oracle.satisfiable(Subset()):
        raise InputError("the hard claims contradict each other.", remedy="Make one of them soft.")
    found = []
    for block in _blocks(oracle.statements):
        found += minimal_contradictions(block, oracle.satisfiable, oracle.core)
    made = [each for each in found if any(stands(each, oracle.statements, choice) for choice in choices)]
    return sorted(made, key=sorted)


def _blocks(statements: Sequence[Statement]) -> list[Subset]:
    """Statements that share variables, directly or through others; blocks cannot contradict each other.

    The groups and the relapse after transplant are known of every patient and link nothing.
    """
    blocks: list[tuple[set[str], Subset]] = []
    for i, statement in enumerate(statements):
        names = set(statement.claims[0].node.variables()) - {"group", "posttransplant_relapse"}
        linked = [block for block in blocks if block[0] & names]
        blocks = [block for block in blocks if block not in linked]
        blocks.append(
            (names.union(*(block[0] for block in linked)), Subset({i}).union(*(block[1] for block in linked)))
        )
    return [block for _, block in blocks]


def sorted_by_dispute(sets: Sequence[Subset]) -> list[Contradiction]:
    """The contradictions, each with its sets, the smallest first. Every set belongs to one contradiction."""
    corrections = minimal_corrections(sets)
    smallest = [each for each in corrections if len(each) == len(corrections[0])]
    in_dispute = Subset().union(*smallest)
    keys = {each & in_dispute for each in sets}
    least = sorted((key for key in keys if not any(other < key for other in keys)), key=sorted)
    found: dict[Subset, list[Subset]] = {key: [] for key in least}
    for each in sorted(sets, key=lambda each: (len(each), sorted(each))):
        found[next(key for key in least if key <= each)].append(each)
    return [Contradiction(key, tuple(members)) for key, members in found.items()]


def stands(subset: Subset, statements: Sequence[Statement], readings: Readings) -> bool:
    """Whether all statements of a set are made under these readings."""
    return all(statements[i].made(readings) for i in subset)


def combinations(switches: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    """All choices of readings, the default first."""
    return [dict(zip(switches, options, strict=True)) for options in product(*switches.values())]


def dissolving(each: Contradiction, statements: Sequence[Statement], switches: Mapping[str, list[str]]) -> list[str]:
    """The ``switch/option`` under which the contradiction is gone, however all else is read."""
    choices = combinations(switches)
    return [
        f"{switch}/{option}"
        for switch, options in switches.items()
        for option in options
        if not any(
            stands(subset, statements, choice) for subset in each.sets for choice in choices if choice[switch] == option
        )
    ]
