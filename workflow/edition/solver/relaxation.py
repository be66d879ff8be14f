"""Give up as few as can be of the claims on the patients of a CP-SAT model.

An ambiguous statement stands in several readings, of which one is chosen; it is given up only if the chosen reading
does not hold. So a smallest correction reads every sentence in the way that lets most be kept, and prefers the first
reading where that costs nothing. Readings that are not chosen are kept as well where they can be.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from edition.claims.records import Claim, switches
from edition.files.errors import InputError
from edition.solver.constraints import compilable, post
from edition.solver.patients import Literal, Patients
from edition.solver.people import minimized


def weights_of(pairs: list[str]) -> dict[str, int]:
    """Section → weight from texts like ``table1=4``. Raises InputError for any other text."""
    try:
        return {section: int(weight) for section, weight in (pair.split("=") for pair in pairs)}
    except ValueError as error:
        raise InputError("a weight is written section=number, such as table1=4.", remedy="Mend --weights.") from error


class Correction(NamedTuple):
    """The ids of the claims that hold and of those given up, and how ambiguous sentences are read: switch → option."""

    held: list[str]
    given_up: list[str]
    readings: dict[str, str]


def corrected(
    claims: Sequence[Claim], patients: Patients, weights: Mapping[str, int]
) -> tuple[Correction, cp_model.CpSolver]:
    """Post all claims, give up as little as can be, hold the model to that; also the solver that knows a solution.

    ``weights`` gives the worth of a soft claim by its section, 1 if not named. What is minimized, one after the other:
    the weight of what is given up, its place in the paper (what stands later is given up first), readings other than
    the first of their switch, and claims of readings not chosen that do not hold. Raises InputError if the hard claims
    contradict each other.
    """
    model = patients.model
    options = switches(list(claims))
    chosen = {f"{switch}/{option}": model.new_bool_var("") for switch, names in options.items() for option in names}
    for switch, names in options.items():
        model.add_exactly_one(chosen[f"{switch}/{option}"] for option in names)
    stated = [claim for claim in claims if compilable(claim)]
    soft = [claim for claim in stated if claim.strength != "hard"]
    holds = {claim.id: patients.true for claim in stated} | {claim.id: model.new_bool_var(claim.id) for claim in soft}
    given_up = {claim.id: model.new_bool_var(f"{claim.id} given up") for claim in soft}
    for claim in stated:
        post(claim, patients, holds[claim.id])
    for claim in soft:
        stands = chosen.get(claim.reading, patients.true)
        model.add_bool_or([~stands, holds[claim.id], given_up[claim.id]])
    prices = [
        sum(weights.get(claim.section, 1) * given_up[claim.id] for claim in soft),
        sum((len(soft) - place) * given_up[claim.id] for place, claim in enumerate(soft)),
        sum(i * chosen[f"{switch}/{option}"] for switch, names in options.items() for i, option in enumerate(names)),
        sum(~holds[claim.id] for claim in soft),
    ]
    for price in prices:
        solver = minimized(model, price)
        model.add(price == round(solver.objective_value))
    for literal in [*holds.values(), *given_up.values(), *chosen.values()]:
        model.add(literal == solver.value(literal))

    def true(literals: Mapping[str, Literal]) -> list[str]:
        return [name for name, literal in literals.items() if solver.value(literal)]

    return Correction(true(holds), true(given_up), dict(name.split("/") for name in true(chosen))), solver
