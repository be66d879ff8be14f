"""Make claims demands on the patients of a CP-SAT model, each of which can be given up at a price.

An ambiguous statement stands in several readings, of which one is chosen; it is given up only if the chosen reading
does not hold. So a smallest correction reads every sentence in the way that lets most be kept, and prefers the first
reading where that costs nothing. Readings that are not chosen are kept as well where they can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from edition.claims.records import Claim, switches
from edition.files.errors import InputError
from edition.solver.constraints import compilable, post
from edition.solver.patients import Literal, Patients


def weights_of(pairs: list[str]) -> dict[str, int]:
    """Section → weight from texts like ``table1=4``. Raises InputError for any other text."""
    try:
        return {section: int(weight) for section, weight in (pair.split("=") for pair in pairs)}
    except ValueError as error:
        raise InputError("a weight is written section=number, such as table1=4.", remedy="Mend --weights.") from error


@dataclass(frozen=True)
class Demands:
    """The claims that constraints express, and by id whether each holds and whether (soft ones) it is given up.

    ``chosen["switch/option"]`` tells which readings stand. ``prices`` are to be minimized one after the other: the
    weight of what is given up, its place in the paper (what stands later is given up first), readings other than the
    first of their switch, and claims of readings not chosen that do not hold.
    """

    claims: list[Claim]
    holds: dict[str, Literal]
    given_up: dict[str, Literal]
    chosen: dict[str, Literal]
    prices: list[cp_model.LinearExprT]


def make_demands(claims: Sequence[Claim], patients: Patients, weights: Mapping[str, int]) -> Demands:
    """Post all claims. ``weights`` gives the worth of a soft claim by its section, 1 if not named."""
    model = patients.model
    options = switches(list(claims))
    chosen = {f"{switch}/{option}": model.new_bool_var("") for switch, names in options.items() for option in names}
    for switch, names in options.items():
        model.add_exactly_one(chosen[f"{switch}/{option}"] for option in names)
    rank = {f"{switch}/{option}": place for switch, names in options.items() for place, option in enumerate(names)}
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
        sum(place * chosen[name] for name, place in rank.items()),
        sum(~holds[claim.id] for claim in soft),
    ]
    return Demands(stated, holds, given_up, chosen, prices)
