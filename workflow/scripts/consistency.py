"""Prove which of the paper's statements cannot hold together, how few would have to be given up, and for which reading.

Every minimal set of statements that contradict each other is found, confirmed by a second solve, and shown minimal by
a cohort for each statement that is left out. Percentages may have been rounded by any convention. P-values are not
statements here; the forensic step takes them up.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from edition.claims.records import Claim, load, switches, weights_of
from edition.files.writing import save_json
from edition.forensics.rows import misrounded
from edition.numbers.registry import Registry
from edition.solver.contradictions import Explained, explained, find, sorted_by_dispute
from edition.solver.minimal import Subset, minimal_corrections
from edition.solver.oracle import Oracle
from edition.solver.statements import (
    Statement,
    combinations,
    contradictory,
    dissolving,
    printed_differently,
    stands,
    unchecked,
)
from edition.solver.statements import statements as statements_of

Record = dict[str, Any]


def smallest_corrections(
    sets: Sequence[Subset], statements: Sequence[Statement], readings: Mapping[str, str], weights: Mapping[str, int]
) -> tuple[int, list[list[str]]]:
    """The least weight of claims to be given up under some readings, and all choices of claims that have it."""
    claims_of = {i: statement.under(readings) for i, statement in enumerate(statements)}
    price = {i: sum(weights.get(claim.section, 1) for claim in claims) for i, claims in claims_of.items()}
    corrections = minimal_corrections(correction for correction in sets if stands(correction, statements, readings))
    least = min(sum(price[i] for i in correction) for correction in corrections)
    cheapest = [correction for correction in corrections if sum(price[i] for i in correction) == least]
    return least, [[claim.id for i in sorted(correction) for claim in claims_of[i]] for correction in cheapest]


def record(explanation: Explained, oracle: Oracle, claims: list[Claim]) -> Record:
    """A contradiction: what is in dispute, its minimal sets and how each was confirmed."""
    statements, options = oracle.statements, switches(claims)
    first = combinations(options)[0]
    vanishes = dissolving(explanation.contradiction.sets, statements, options)

    def names(subset: Subset) -> list[str]:
        return [statements[i].id for i in sorted(subset)]

    return {
        "id": explanation.id,
        "explained": explanation.explained,
        "in_dispute": names(explanation.contradiction.disputed),
        "shown": names(explanation.shown),
        "bounds": {name: float(bound) for name, (bound, _) in explanation.bounds.items()},
        "vanishes_under": vanishes,
        "unchecked": [reading for reading in vanishes if reading in unchecked(claims)],
        "sets": [
            {"statements": names(subset), "by_default": stands(subset, statements, first), **oracle.confirmed(subset)}
            for subset in explanation.contradiction.sets
        ],
    }


def place(claim: Claim) -> Record:
    """Where a claim stands and what is printed there."""
    return {key: getattr(claim, key) for key in ("id", "section", "place", "printed", "reading")}


def note(registry: Registry, results: Record, explanations: Sequence[Explained]) -> None:
    """Note how many contradictions there are and what they cost, and the bounds that explain them."""
    contradictions, corrections = results["contradictions"], results["corrections"]
    counts = {
        "claims": corrections["claims"],
        "contradictions": len(contradictions),
        "default": sum(any(subset["by_default"] for subset in one["sets"]) for one in contradictions),
        "every_reading": sum(not one["vanishes_under"] for one in contradictions),
        "unchecked_reading": sum(one["vanishes_under"] == one["unchecked"] != [] for one in contradictions),
        "sets": sum(len(one["sets"]) for one in contradictions),
        "readings": results["readings"]["choices"],
        "readings.consistent": results["readings"]["without_contradiction"],
        "given_up": len(corrections["given_up"][0]),
        "misrounded": sum(map(len, results["misrounded"])),
    }
    for name, count in counts.items():
        registry.add(f"consistency.{name}.n", count, "count", function=note)
    for explanation in explanations:
        for name, (bound, kind) in explanation.bounds.items():
            registry.add(f"consistency.{explanation.id}.{name}", float(bound), kind, function=Oracle.bound)


def main(published: Path, explanations: Path, weights: list[str], results: Path, numbers: Path) -> None:
    """Read the statements and which of their contradictions are explained; write ``results`` (JSON) and ``numbers``."""
    claims = load(published)
    options = switches(claims)
    choices = combinations(options)
    first = choices[0]
    oracle = Oracle(claims, statements_of(claims))
    statements, sets = oracle.statements, find(oracle, options)
    contradictions = explained(sorted_by_dispute(sets), oracle, explanations)
    weight, corrections = smallest_corrections(sets, statements, first, weights_of(weights))
    consistent = len(choices) - len(contradictory(sets, statements, options))
    stated = sum(len(statement.under(first)) for statement in statements)
    content = {
        "readings": {"choices": len(choices), "default": first, "without_contradiction": consistent},
        "contradictions": [record(explanation, oracle, claims) for explanation in contradictions],
        "corrections": {"claims": stated, "weight": weight, "given_up": corrections},
        "printed_differently": [list(map(place, group)) for group in printed_differently(statements)],
        "misrounded": [list(map(place, printing)) for _, printing in misrounded(claims)],
        "statements": {statement.id: list(map(place, statement.claims)) for statement in statements},
    }
    save_json(results, content)
    registry = Registry("consistency", [*sorted(published.glob("*.yaml")), explanations])
    note(registry, content, contradictions)
    registry.write(numbers)
