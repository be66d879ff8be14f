"""Reconstruct a cohort from what the paper prints.

Three questions to the solver, one after the other, each answered to proven optimality: which claims can be held
together (the hard ones all, of the soft ones the most, by weight); which cohort among those that hold them is nearest
to a seeded random draw in its levels and ages; which days are nearest to those drawn. The weights of the distances are
drawn, too, so that hardly ever two cohorts are equally near: the answer is one and the same on every machine.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import pandas as pd
from ortools.sat.python import cp_model

from edition.claims.conditions import one
from edition.claims.nodes import Both, Count, Relation
from edition.claims.parse import parse
from edition.claims.records import Claim, switches
from edition.files.draws import whole
from edition.solver.constraints import compilable, demand, post
from edition.solver.patients import Literal, Patients
from edition.solver.people import arranged, cohort_of, minimized, unavoidable
from edition.study import plausibility
from edition.study.definitions import AVAILABLE_FROM, CLOVE_IN_USE, PERIOD
from edition.study.variables import COLUMNS, VARIABLES

DAYS = ("days_to_relapse", "survival_days")


class Correction(NamedTuple):
    """The ids of the claims that hold and of those given up, and how ambiguous sentences are read: switch → option."""

    held: list[str]
    given_up: list[str]
    readings: dict[str, str]


class Reconstruction(NamedTuple):
    """The cohort (one row a patient, columns of the cohort but ``patient``) and the fate of the claims.

    ``unstated`` are the variables that they leave open: numbers, and what the two groups could share out otherwise.
    """

    cohort: pd.DataFrame
    fate: Correction
    unstated: list[str]


def reconstruct(claims: Sequence[Claim], seed: int, weights: Mapping[str, int]) -> Reconstruction:
    """The cohort nearest to the draw of ``seed`` among those that hold the most claims (see ``corrected``)."""
    patients = arranged(claims)
    model = patients.model
    _datable(patients)
    correction, solver = corrected(claims, patients, weights)
    unstated = _undetermined(patients, solver)

    implausible = _implausible(patients)
    solver = minimized(model, implausible + _distance_of_levels(patients, seed), linear=True)
    for literal in patients.levels.values():
        model.add(literal == solver.value(literal))
    for (_, name), number in patients.numbers.items():
        if name not in DAYS:
            model.add(number == solver.value(number))

    solver = minimized(model, implausible + _distance_of_days(patients, solver, seed), linear=True)
    return Reconstruction(cohort_of(patients, solver), correction, unstated)


def corrected(
    claims: Sequence[Claim], patients: Patients, weights: Mapping[str, int]
) -> tuple[Correction, cp_model.CpSolver]:
    """Post all claims, give up as little as can be, hold the model to that; also the solver that knows a solution.

    An ambiguous statement stands in several readings, of which one is chosen; it is given up only if the chosen reading
    does not hold. So every sentence is read in the way that lets most be kept, in the first one where that costs
    nothing. Readings that are not chosen are kept as well where they can be.

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


def _undetermined(patients: Patients, solver: cp_model.CpSolver) -> list[str]:
    """The numbers, and what could be distributed over the two groups otherwise than in the solution of ``solver``."""
    cohort, same = cohort_of(patients, solver), {}
    for name in (name for name in COLUMNS if VARIABLES[name].levels and name != "group"):
        cells = product(VARIABLES["group"].levels, VARIABLES[name].levels)
        counts = [Count(one("group", group) & one(name, level)) for group, level in cells]
        same[name] = Both(tuple(Relation(count, "=", Fraction(count.evaluate(cohort))) for count in counts))
    determined = {"patient", "group", "transplants", *unavoidable(same, patients)}
    return [name for name in COLUMNS if name not in determined]


def _datable(patients: Patients) -> None:
    """Every patient's history fits into the study period, after the salvage drug had become available."""
    start, end = PERIOD
    for i in range(patients.size):
        relapse, survival = (patients.numbers[i, name] for name in DAYS)
        patients.model.add(relapse + survival <= (end - max(start, CLOVE_IN_USE)).days)
        for drug, since in AVAILABLE_FROM.items():
            if (i, "drug", drug) in patients.levels:
                within = survival <= (end - since).days
                patients.model.add(within).only_enforce_if(patients.levels[i, "drug", drug])


def _implausible(patients: Patients) -> cp_model.LinearExprT:
    """How many rules of plausibility are broken, at a price above any distance."""
    broken = []
    for rule in plausibility.rules():
        broken.append(patients.model.new_bool_var(""))
        demand(parse({"every": rule}), patients, ~broken[-1])
    return 10**9 * sum(broken)


def _distance_of_levels(patients: Patients, seed: int) -> cp_model.LinearExprT:
    """How far the levels and small numbers are from those drawn."""
    distance = []
    for (i, name, level), literal in patients.levels.items():
        if plausibility.level(name, seed, i) != level:
            factor = 1 if plausibility.SHARES.get(name, {}).get(level, 1) else 10  # what is never drawn is far off
            distance.append(factor * whole(50_000, 150_000, seed, "weight", name, level, i) * literal)
    for (i, name), number in patients.numbers.items():
        if name in plausibility.SHARES:
            distance += _away(patients, number, plausibility.level(name, seed, i), (seed, "weight", name, i))
    return sum(distance)


def _distance_of_days(patients: Patients, solver: cp_model.CpSolver, seed: int) -> cp_model.LinearExprT:
    """How far the days are from those drawn for the levels of the solution in ``solver``."""
    distance = []
    for i in range(patients.size):
        value = {name: patients.value(i, name, solver) for name in VARIABLES if VARIABLES[name].levels}
        if not value["posttransplant_relapse"]:
            continue
        relapse = plausibility.days_to_relapse(value["relapse_by_day_100"], seed, i)
        survival = plausibility.survival_days(value["drug"], value["status"] == "died", value["remission"], seed, i)
        for name, drawn in zip(DAYS, (relapse, survival), strict=True):
            distance += _away(patients, patients.numbers[i, name], drawn, (seed, "weight", name, i))
    return sum(distance)


def _away(
    patients: Patients, number: cp_model.IntVar, drawn: int, name: tuple[int, str, str, int]
) -> list[cp_model.LinearExprT]:
    """The distance of a number from the one drawn, up and down at slightly different prices."""
    width = max(abs(number.domain.min() - drawn), abs(number.domain.max() - drawn))
    above, below = (patients.model.new_int_var(0, width, "") for _ in range(2))
    patients.model.add(number - drawn == above - below)
    return [whole(900, 1100, *name, "above") * above, whole(900, 1100, *name, "below") * below]
