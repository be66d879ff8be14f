"""Which numbers follow from what is printed: no cohort that holds the same statements gives another."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from edition.claims.nodes import Relation
from edition.claims.parse import parse
from edition.claims.records import Claim
from edition.numbers.formatting import half_up
from edition.numbers.registry import decidable
from edition.solver.constraints import demand
from edition.solver.people import cohort_of, people, solve


def negations(record: Mapping[str, Any]) -> list[Relation]:
    """Two relations, either of which is true of a cohort that would not show the number's digits."""
    shown = Fraction(half_up(record["value"], record["digits"]))
    half = Fraction(1, 2 * 10 ** record["digits"])
    node = parse(record["expression"])
    return [Relation(node, "<", shown - half), Relation(node, ">=", shown + half)]


def implied(numbers: Mapping[str, Mapping[str, Any]], claims: Sequence[Claim]) -> list[str]:
    """Those of the decidable ``numbers`` that have the same digits in every cohort of which all ``claims`` are true.

    Asks for a cohort that shows any of them otherwise, puts aside what it shows otherwise, and asks again; where there
    is no such cohort, the rest is proven. Raises ValueError if no cohort holds the claims, from which anything would
    follow.
    """
    patients = people(claims)
    if not solve(patients.model)[0]:
        raise ValueError("no cohort holds all of these claims")
    truths = {number: negations(record) for number, record in numbers.items() if decidable(record)}
    literals = {}
    for number, either in truths.items():
        literals[number] = [patients.model.new_bool_var(f"{number} {i}") for i in range(len(either))]
        for truth, literal in zip(either, literals[number], strict=True):
            demand(truth, patients, literal)
    left = list(truths)
    while left:
        patients.model.add_bool_or(literal for number in left for literal in literals[number])
        found, solver = solve(patients.model)
        if not found:
            break
        cohort = cohort_of(patients, solver)
        left = [number for number in left if not any(truth.evaluate(cohort) for truth in truths[number])]
    return left
