"""The contradictions among the paper's statements, sorted by what is in dispute, and what readings do to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from edition.files.errors import InputError
from edition.solver.minimal import Subset, minimal_contradictions, minimal_corrections
from edition.solver.oracle import Oracle
from edition.solver.readings import Made, Switches


@dataclass(frozen=True)
class Contradiction:
    """Minimal sets of statements that cannot hold together and are one and the same dispute.

    In dispute are the statements that some smallest correction gives up; what else a set holds are facts that lead
    from one of them to the other, and such facts are often stated in several ways.
    """

    disputed: Subset
    sets: tuple[Subset, ...]


def find(oracle: Oracle, switches: Switches) -> list[Subset]:
    """All minimal sets of statements that cannot hold together and that some choice of readings makes.

    Raises InputError if the hard claims alone cannot hold together.
    """
    if not oracle.satisfiable(Subset()):
        raise InputError("the hard claims contradict each other.", remedy="Make one of them soft.")
    contradictions = []
    for block in _blocks(oracle):
        contradictions += minimal_contradictions(block, oracle.satisfiable, oracle.core)
    stated = [subset for subset in contradictions if Made.of([subset], oracle.statements).ever(switches)]
    return sorted(stated, key=sorted)


def _blocks(oracle: Oracle) -> list[Subset]:
    """Statements that share variables, if only through others or hard claims; blocks cannot contradict each other.

    How many patients of each group there are and how many were given each drug is known, so these link nothing: of
    two cohorts, each of which meets one block, patients with the same drug can exchange the other block's variables.
    """
    named = [(claim.node, Subset()) for claim in oracle.hard]
    named += [(statement.claims[0].node, Subset({i})) for i, statement in enumerate(oracle.statements)]
    blocks: list[tuple[set[str], Subset]] = []
    for node, members in named:
        names = set(node.variables()) - {"group", "posttransplant_relapse", "drug"}
        linked = [block for block in blocks if block[0] & names]
        blocks = [block for block in blocks if block not in linked]
        blocks.append((names.union(*(block[0] for block in linked)), members.union(*(block[1] for block in linked))))
    return [members for _, members in blocks if members]


def sorted_by_dispute(sets: Sequence[Subset]) -> list[Contradiction]:
    """The contradictions, each with its sets, the smallest first. Every set belongs to one contradiction."""
    corrections = minimal_corrections(sets)
    smallest = [correction for correction in corrections if len(correction) == len(corrections[0])]
    in_dispute = Subset().union(*smallest)
    keys = {subset & in_dispute for subset in sets}
    least = sorted((key for key in keys if not any(other < key for other in keys)), key=sorted)
    sets_of: dict[Subset, list[Subset]] = {key: [] for key in least}
    for subset in sorted(sets, key=lambda subset: (len(subset), sorted(subset))):
        sets_of[next(key for key in least if key <= subset)].append(subset)
    return [Contradiction(key, tuple(members)) for key, members in sets_of.items()]
