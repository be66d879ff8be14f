"""Which set of statements explains a contradiction, and the bound that it names: data/contradictions.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from salvage.consistency.contradictions import Contradiction
from salvage.consistency.minimal import Subset
from salvage.consistency.oracle import Oracle
from salvage.consistency.statements import Statement
from salvage.errors import InputError
from salvage.published.expression import form


@dataclass(frozen=True)
class Explained:
    """A contradiction, the set of statements that is shown for it, and the bound, if one is named, with its kind."""

    id: str
    contradiction: Contradiction
    shown: Subset
    has_words: bool
    bound: Fraction | None
    kind: str


def explained(found: Sequence[Contradiction], oracle: Oracle, file: Path) -> list[Explained]:
    """Each contradiction with the first entry of the file that explains it; without one, with its smallest set."""
    entries = {
        _numbers(entry["statements"], oracle.statements, file): entry
        for entry in yaml.safe_load(file.read_text("utf-8"))
    }
    result = []
    for contradiction in found:
        shown = next((subset for subset in entries if subset in contradiction.sets), None)
        if shown is None:
            name = oracle.statements[min(contradiction.disputed)].id
            result.append(Explained(name, contradiction, contradiction.sets[0], False, None, ""))
        else:
            entry = entries[shown]
            result.append(Explained(entry["id"], contradiction, shown, True, *_bound(entry, oracle, file)))
    return result


def _bound(entry: dict[str, Any], oracle: Oracle, file: Path) -> tuple[Fraction | None, str]:
    end = next((end for end in ("most", "least") if end in entry), None)
    if end is None:
        return None, ""
    named = [name for name in entry["statements"] if name != entry["except"]] + entry.get("with", [])
    kind = "count" if form(entry[end])[0] == "count" else "percent"
    return oracle.bound(_numbers(named, oracle.statements, file), entry[end], end), kind


def _numbers(names: Sequence[str], statements: Sequence[Statement], file: Path) -> Subset:
    """The statements that these records belong to. Raises InputError for an unknown one."""
    places = {claim.id: i for i, statement in enumerate(statements) for claim in statement.claims}
    for name in names:
        if name not in places:
            raise InputError(
                f"there is no statement {name!r}.", remedy="Name a soft record of data/published.", file=file
            )
    return Subset(places[name] for name in names)
