"""The contradictions among the paper's statements, sorted by what is in dispute, and how each is explained."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from edition.claims.nodes import Count
from edition.claims.parse import parse
from edition.files.errors import InputError
from edition.files.reading import read_list
from edition.solver.minimal import Subset, minimal_contradictions, minimal_corrections
from edition.solver.oracle import Oracle
from edition.solver.statements import Statement, Switches, contradictory, deciding


class Contradiction(NamedTuple):
    """Minimal sets of statements that cannot hold together for one dispute: what some smallest correction gives up.

    What else a set holds are facts that lead from one disputed statement to the other, often stated in several ways.
    """

    disputed: Subset
    sets: tuple[Subset, ...]


def find(oracle: Oracle, switches: Switches) -> list[Subset]:
    """All minimal sets of statements that cannot hold together and that some choice of readings makes.

    Raises InputError if the hard claims alone cannot hold together.
    """
    if not oracle.satisfiable(Subset()):
        raise InputError("the hard claims contradict each other.", remedy="Make one of them soft.")
    found, statements = [], oracle.statements
    for block in _blocks(oracle):
        for subset in minimal_contradictions(block, oracle.satisfiable, oracle.core):
            if contradictory([subset], statements, deciding([subset], statements, switches)):
                found.append(subset)
    return sorted(found, key=sorted)


def _blocks(oracle: Oracle) -> list[Subset]:
    """Statements that share variables, if only through others or hard claims; blocks cannot contradict each other.

    Group and drug link nothing, for their sizes are known: of two cohorts that each meet one block, patients with the
    same drug can exchange the other block's variables.
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


class Explained(NamedTuple):
    """A contradiction, the set of statements that is shown for it, and whether data/contradictions.yaml explains it.

    ``bounds`` that explain it, by name: the most or least that statements allow for an expression, and its kind.
    """

    id: str
    contradiction: Contradiction
    shown: Subset
    explained: bool
    bounds: dict[str, tuple[Fraction, str]]


def explained(contradictions: Sequence[Contradiction], oracle: Oracle, file: Path) -> list[Explained]:
    """Each contradiction with the first entry of the file that explains it; without one, with its smallest set."""
    entries = {_numbers(entry["statements"], oracle.statements, file): entry for entry in read_list(file)}
    explanations = []
    for contradiction in contradictions:
        shown = next((subset for subset in entries if subset in contradiction.sets), None)
        if shown is None:
            name = oracle.statements[min(contradiction.disputed)].id
            explanations.append(Explained(name, contradiction, contradiction.sets[0], False, {}))
        else:
            entry = entries[shown]
            explanations.append(Explained(entry["id"], contradiction, shown, True, _bounds(entry, oracle, file)))
    return explanations


def _bounds(entry: dict[str, Any], oracle: Oracle, file: Path) -> dict[str, tuple[Fraction, str]]:
    """What the statements of an entry allow, but for the one that it excepts."""
    named = [name for name in entry["statements"] if name != entry.get("except")] + entry.get("with", [])
    subset = _numbers(named, oracle.statements, file)
    bounds = {}
    for name, wanted in entry.get("bounds", {}).items():
        ((end, written),) = wanted.items()
        node = parse(written)
        bounds[name] = oracle.bound(subset, node, end), "count" if isinstance(node, Count) else "percent"
    return bounds


def _numbers(names: Sequence[str], statements: Sequence[Statement], file: Path) -> Subset:
    """The statements that these records belong to. Raises InputError for an unknown one."""
    places = {claim.id: i for i, statement in enumerate(statements) for claim in statement.claims}
    for name in names:
        if name not in places:
            remedy = "Name a soft record of data/published."
            raise InputError(f"there is no statement {name!r}.", remedy=remedy, file=file)
    return Subset(places[name] for name in names)
