"""The patients whom the hard claims describe, as a constraint model: arranged, solved, and read as a data frame.

The arrangement loses nothing and is far quicker to search.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import pandas as pd
from ortools.sat.python import cp_model

from edition.claims.conditions import Where, one
from edition.claims.nodes import Expression
from edition.claims.records import Claim
from edition.files.errors import InputError
from edition.solver.constraints import deny, post
from edition.solver.patients import Patients
from edition.solver.statements import sizes
from edition.study.variables import COLUMNS, VARIABLES, Level


def arranged(claims: Sequence[Claim]) -> Patients:
    """The patients of a new model: those of Group 1, those of Group 2, then the others; nothing else tells them apart.

    The hard ones among the claims give the sizes. Raises InputError if they do not.
    """
    stated = sizes(claims)
    try:
        size, groups = stated[Where()], {level: stated[one("group", level)] for level in VARIABLES["group"].levels}
    except KeyError as error:
        problem = "no hard claim says how many patients the cohort and each group have."
        raise InputError(problem, remedy="State it in structure.yaml.", file="data/published") from error
    placed = [group for group, n in groups.items() for _ in range(n)]
    fixed: dict[tuple[int, str], Level] = {(i, "posttransplant_relapse"): i < len(placed) for i in range(size)}
    return Patients(cp_model.CpModel(), size, fixed | {(i, "group"): group for i, group in enumerate(placed)})


def people(claims: Sequence[Claim]) -> Patients:
    """The patients of a new model, arranged, for whom all ``claims`` hold.

    Within a group they stand in the order in which they leave observation, the dead before the others of the same day,
    so that their places tell how many are at risk at each death.
    """
    patients = arranged(claims)
    # When each leaves observation, the dead before the others of the same day.
    leaves = [2 * patients.numbers[i, "survival_days"] + patients.levels[i, "died", 0] for i in range(patients.size)]
    for i, j in combinations(range(patients.size), 2):
        groups = [patients.fixed.get((k, "group")) for k in (i, j)]
        if groups[0] == groups[1] is not None:
            patients.built["after", j, i] = patients.true
            patients.model.add(leaves[i] <= leaves[j])
    for claim in claims:
        post(claim, patients, patients.true)
    return patients


def _solver(**parameters: float) -> cp_model.CpSolver:
    """A solver with these ``parameters`` and one worker, whose answers are the same every time."""
    solver = cp_model.CpSolver()
    for name, value in {"num_workers": 1, **parameters}.items():
        setattr(solver.parameters, name, value)
    return solver


def solve(model: cp_model.CpModel, presolve: bool = True) -> tuple[bool, cp_model.CpSolver]:
    """Whether the model has a solution, and the solver that knows it.

    Models are solved by the hundred, so presolve is kept short. Raises RuntimeError if there is no answer.
    """
    seed = 0 if presolve else 1
    solver = _solver(random_seed=seed, cp_model_presolve=presolve, max_presolve_iterations=1, symmetry_level=0)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        raise RuntimeError(f"the solver gave no answer: {solver.status_name(status)}")
    return status == cp_model.OPTIMAL, solver


def minimized(
    model: cp_model.CpModel,
    objective: cp_model.LinearExprT,
    problem: str = "the hard claims contradict each other.",
    remedy: str = "Make one of them soft.",
    *,
    linear: bool = False,
) -> cp_model.CpSolver:
    """The solver with a solution of least ``objective``, which is proven and found in the same way every time.

    ``linear`` relaxations help with distances; with questions of yes and no they only cost time. Raises InputError with
    the ``problem`` and its ``remedy`` if there is no solution.
    """
    solver = _solver(random_seed=0, linearization_level=int(linear), max_deterministic_time=600)
    model.minimize(objective)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        raise InputError(problem, remedy=remedy, file="data/published")
    if status != cp_model.OPTIMAL:
        problem = f"the solver stopped without a proven answer ({solver.status_name(status)})."
        remedy = f"Give fewer claims, or raise max_deterministic_time in {__name__}."
        raise InputError(problem, remedy=remedy)
    return solver


def cohort_of(patients: Patients, solver: cp_model.CpSolver) -> pd.DataFrame:
    """The cohort that the solver found, one row a patient."""
    names = [name for name in COLUMNS if name != "patient"]
    rows = [{name: patients.value(i, name, solver) for name in names} for i in range(patients.size)]
    return pd.DataFrame(rows, dtype=object)


def unavoidable(truths: Mapping[str, Expression], patients: Patients) -> list[str]:
    """The names of those ``truths`` that hold in every cohort that the model of ``patients`` allows.

    Asks for a cohort in which any of them fails, puts aside all that fail in it, and asks again; where there is no such
    cohort, the rest is proven.
    """
    fails = {name: patients.model.new_bool_var(f"{name} fails") for name in truths}
    for name, truth in truths.items():
        deny(truth, patients, fails[name])
    model, left = patients.model.clone(), list(truths)
    while left:
        model.add_bool_or(model.get_bool_var_from_proto_index(fails[name].index) for name in left)
        possible, solver = solve(model)
        if not possible:
            break
        cohort = cohort_of(patients, solver)
        left = [name for name in left if truths[name].evaluate(cohort) is not False]
    return left
