"""Which numbers follow from what is printed: no cohort that holds the same statements gives another."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from edition.claims.nodes import Both, Every, Expression, Relation
from edition.claims.parse import parse
from edition.claims.records import Claim
from edition.numbers.formatting import half_up
from edition.numbers.registry import decidable
from edition.solver.admitted import admitted, taken_as_printed
from edition.solver.constraints import compilable, demand, post
from edition.solver.patients import Literal, Patients
from edition.solver.people import cohort_of, people, solve
from edition.solver.statements import statements

OPPOSITE = {"<": (">=",), "<=": (">",), ">": ("<=",), ">=": ("<",), "=": ("<", ">")}


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
        possible, solver = solve(patients.model)
        if not possible:
            break
        cohort = cohort_of(patients, solver)
        left = [number for number in left if not any(truth.evaluate(cohort) for truth in truths[number])]
    return left


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
            _deny_claim(same[0], patients, denied)
            others = [literal for claim, literal in zip(soft, holds, strict=True) if claim.node != node]
            model = patients.model.clone()
            model.add_bool_and(model.get_bool_var_from_proto_index(literal.index) for literal in [*others, denied])
            if not solve(model)[0]:
                continue
        ids += [claim.id for claim in same]
    return ids


def _deny_claim(claim: Claim, patients: Patients, when: Literal) -> None:
    """Demand that what is printed would not be, or that the truth does not hold, provided that ``when`` is true."""
    if claim.kind == "condition":
        deny(claim.node, patients, when)
        return
    interval = admitted(claim)
    ends = [(interval.low, "<=" if interval.open_low else "<"), (interval.high, ">=" if interval.open_high else ">")]
    beyond = [Relation(claim.node, sign, end) for end, sign in ends if end is not None]
    _either(beyond, demand, patients, when)


def _either(truths: Sequence[Expression], state, patients: Patients, when: Literal) -> None:
    """State at least one of the truths (``demand`` or ``deny`` it), provided that ``when`` is true."""
    ways = [patients.model.new_bool_var("") for _ in truths]
    for truth, way in zip(truths, ways, strict=True):
        state(truth, patients, way)
    patients.model.add_bool_or(ways).only_enforce_if(when)


def deny(truth: Expression, patients: Patients, when: Literal) -> None:
    """Demand that a truth does not hold, provided that ``when`` is true."""
    match truth:
        case Both(truths):
            _either(truths, deny, patients, when)
        case Every(of, have):
            pairs = zip(patients.all_meeting(of), patients.all_meeting(have), strict=True)
            patients.model.add_bool_or(patients.every([of, ~have]) for of, have in pairs).only_enforce_if(when)
        case Relation(left, sign, right):
            _either([Relation(left, opposite, right) for opposite in OPPOSITE[sign]], demand, patients, when)
