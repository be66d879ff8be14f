"""Reconstruct a cohort from what the paper prints.

Three questions to the solver, one after the other, each answered to proven optimality: which claims can be held
together (the hard ones all, of the soft ones the most, by weight); which cohort among those that hold them is nearest
to a seeded random draw in its levels and ages; which days are nearest to those drawn. The weights of the distances are
drawn, too, so that hardly ever two cohorts are equally near: the answer is one and the same on every machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from ortools.sat.python import cp_model

from salvage import plausibility
from salvage.claims import Claim
from salvage.constraints import compilable, demand, post
from salvage.draws import whole
from salvage.errors import InputError
from salvage.expression import conditions
from salvage.patients import Literal, Patients
from salvage.variables import COLUMNS, VARIABLES

SIZE = 40
DAYS = ("days_to_relapse", "survival_days")


@dataclass(frozen=True)
class Reconstruction:
    """The cohort (one row a patient, columns of ``salvage.variables`` but ``patient``) and the fate of each claim."""

    cohort: pd.DataFrame
    held: list[str]
    given_up: list[str]


def reconstruct(claims: Iterable[Claim], seed: int, weights: Mapping[str, int]) -> Reconstruction:
    """The cohort of 40 patients nearest to the draw of ``seed`` among those that hold the most claims.

    ``weights`` gives the worth of a soft claim by its section, 1 if not named. Raises InputError if the hard claims
    contradict each other.
    """
    stated = [claim for claim in claims if compilable(claim)]
    model = cp_model.CpModel()
    patients = Patients(model, SIZE)
    _order(patients)
    holds: dict[str, Literal] = {}
    for claim in stated:
        holds[claim.id] = patients.true if claim.strength == "hard" else model.new_bool_var(claim.id)
        post(claim, patients, holds[claim.id])

    # Among corrections of equal weight, the claim that stands later in the paper is given up.
    soft = [claim for claim in stated if claim.strength != "hard"]
    price = {c.id: weights.get(c.section, 1) * len(soft) ** 2 + len(soft) - place for place, c in enumerate(soft)}
    solver = _solve(model, sum(price[claim.id] * ~holds[claim.id] for claim in soft))
    held = [claim.id for claim in stated if solver.value(holds[claim.id])]
    for claim in soft:
        model.add(holds[claim.id] == int(claim.id in held))

    solver = _solve(model, _implausible(patients) + _distance_of_levels(patients, seed))
    for literal in patients.levels.values():
        model.add(literal == solver.value(literal))
    for (_, name), number in patients.numbers.items():
        if name not in DAYS:
            model.add(number == solver.value(number))

    solver = _solve(model, _implausible(patients) + _distance_of_days(patients, solver, seed))
    rows = [{name: patients.value(i, name, solver) for name in COLUMNS if name != "patient"} for i in range(SIZE)]
    return Reconstruction(pd.DataFrame(rows, dtype=object), held, [c.id for c in stated if c.id not in held])


def unstated(claims: Iterable[Claim], held: Iterable[str]) -> list[str]:
    """The variables whose values the claims leave open: numbers of days, ages and grades, and what no claim counts."""
    kept = set(held)
    counted = {"patient", "transplants", "died"}
    for claim in claims:
        if claim.id in kept:
            counted |= {name for where in conditions(claim.expression) for name in where}
    numbers = {name for name in COLUMNS if VARIABLES[name].kind == "number"} - {"transplants"}
    return [name for name in COLUMNS if name in numbers or name not in counted]


def _order(patients: Patients) -> None:
    """Group 1 first, then Group 2, then the others: patients are told apart by nothing else, so nothing is lost."""
    for i in range(patients.size - 1):
        for name, level in (("posttransplant_relapse", True), ("group", 1)):
            patients.model.add(patients.levels[i, name, level] >= patients.levels[i + 1, name, level])


def _implausible(patients: Patients) -> cp_model.LinearExprT:
    """How many rules of plausibility are broken, at a price above any distance."""
    broken = []
    for rule in plausibility.RULES:
        broken.append(patients.model.new_bool_var(""))
        demand({"every": rule}, patients, ~broken[-1])
    return 10**9 * sum(broken)


def _distance_of_levels(patients: Patients, seed: int) -> cp_model.LinearExprT:
    """How far the levels and small numbers are from those drawn."""
    distance = []
    for (i, name, level), literal in patients.levels.items():
        if plausibility.level(name, seed, i) != level:
            distance.append(whole(50_000, 150_000, seed, "weight", name, level, i) * literal)
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


def _solve(model: cp_model.CpModel, objective: cp_model.LinearExprT) -> cp_model.CpSolver:
    """Minimize ``objective`` to proven optimality, in one thread and the same way every time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = 600
    model.minimize(objective)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        raise InputError(
            "the hard claims contradict each other.", remedy="Make one of them soft.", file="data/published"
        )
    if status != cp_model.OPTIMAL:
        raise InputError(
            f"the solver stopped without a proven answer ({solver.status_name(status)}).",
            remedy="Give fewer claims, or raise max_deterministic_time in salvage/reconstruction.py.",
        )
    return solver
