"""Which set of statements explains a contradiction, and the bounds that it names: data/contradictions.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from edition.claims.nodes import Count
from edition.claims.parse import parse
from edition.files.errors import InputError
from edition.files.reading import read_list
from edition.solver.contradictions import Contradiction
from edition.solver.minimal import Subset
from edition.solver.oracle import Oracle
from edition.solver.statements import Statement


@dataclass(frozen=True)
class Bound:
    """The most or least that statements allow for an expression; ``kind`` is that of the number."""

    value: Fraction
    kind: str


@dataclass(frozen=True)
class Explained:
    """A contradiction, the set of statements that is shown for it, and the bounds that explain it, by name."""

    id: str
    contradiction: Contradiction
    shown: Subset
    explained: bool
    bounds: dict[str, Bound]


def explained(contradictions: Sequence[Contradiction], oracle: Oracle, file: Path) -> list[Explained]:
    """Each contradiction with the first entry of the file that explains it; without one, with its smallest set."""
    entries = {_numbers(entry["statements"], oracle.statements, file): entry for entry in read_list(file)}
    result = []
    for contradiction in contradictions:
        shown = next((subset for subset in entries if subset in contradiction.sets), None)
        if shown is None:
            name = oracle.statements[min(contradiction.disputed)].id
            result.append(Explained(name, contradiction, contradiction.sets[0], False, {}))
        else:
            entry = entries[shown]
            result.append(Explained(entry["id"], contradiction, shown, True, _bounds(entry, oracle, file)))
    return result


def _bounds(entry: dict[str, Any], oracle: Oracle, file: Path) -> dict[str, Bound]:
    """What the statements of an entry allow, but for the one that it excepts."""
    named = [name for name in entry["statements"] if name != entry.get("except")] + entry.get("with", [])
    subset = _numbers(named, oracle.statements, file)
    bounds = {}
    for name, wanted in entry.get("bounds", {}).items():
        ((end, written),) = wanted.items()
        node = parse(written)
        bounds[name] = Bound(oracle.bound(subset, node, end), "count" if isinstance(node, Count) else "percent")
    return bounds


def _numbers(names: Sequence[str], statements: Sequence[Statement], file: Path) -> Subset:
    """The statements that these records belong to. Raises InputError for an unknown one."""
    places = {claim.id: i for i, statement in enumerate(statements) for claim in statement.claims}
    for name in names:
        if name not in places:
            raise InputError(
                f"there is no statement {name!r}.", remedy="Name a soft record of data/published.", file=file
            )
    return Subset(places[name] for name in names)
