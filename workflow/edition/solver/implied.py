"""Which numbers follow from what is printed: no cohort that holds the same statements gives another."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from edition.claims.nodes import Both, Relation
from edition.claims.parse import parse
from edition.claims.records import Claim
from edition.numbers.formatting import half_up
from edition.numbers.registry import decidable
from edition.solver.admitted import taken_as_printed
from edition.solver.constraints import compilable, deny, post, truth_of
from edition.solver.people import people, solve, unavoidable
from edition.solver.statements import statements


def shows(record: Mapping[str, Any]) -> Both:
    """The truth that a cohort shows the digits of the number."""
    shown = Fraction(half_up(record["value"], record["digits"]))
    half = Fraction(1, 2 * 10 ** record["digits"])
    node = parse(record["expression"])
    return Both((Relation(node, ">=", shown - half), Relation(node, "<", shown + half)))


def implied(numbers: Mapping[str, Mapping[str, Any]], claims: Sequence[Claim]) -> list[str]:
    """Those of the decidable ``numbers`` that have the same digits in every cohort of which all ``claims`` are true.

    Raises ValueError if no cohort holds the claims, from which anything would follow.
    """
    patients = people(claims)
    if not solve(patients.model)[0]:
        raise ValueError("no cohort holds all of these claims")
    return unavoidable({number: shows(record) for number, record in numbers.items() if decidable(record)}, patients)


def alone(claims: Sequence[Claim]) -> list[str]:
    """Those of the soft claims that the others, which state another expression, do not imply.

    What is stated by two expressions implies itself. Of any other, asks for a cohort of which all other claims are
    true and in which it has a value that would not be printed so. A mean, standard deviation or survival estimate
    counts as implied by none.
    """
    patients = people([claim for claim in claims if claim.strength == "hard"])
    soft = [claim for claim in claims if claim.strength != "hard" and compilable(claim)]
    holds = [patients.model.new_bool_var(claim.id) for claim in soft]
    for claim, literal in zip(soft, holds, strict=True):
        post(claim, patients, literal)
    ids = []
    for same in (statement.claims for statement in statements(claims)):
        node = same[0].node
        if any(claim.node != node for claim in same):
            continue
        if not any(map(taken_as_printed, node.parts())):
            denied = patients.model.new_bool_var("")
            deny(truth_of(same[0]), patients, denied)
            others = [literal for claim, literal in zip(soft, holds, strict=True) if claim.node != node]
            model = patients.model.clone()
            model.add_bool_and(model.get_bool_var_from_proto_index(literal.index) for literal in [*others, denied])
            if not solve(model)[0]:
                continue
        ids += [claim.id for claim in same]
    return ids
