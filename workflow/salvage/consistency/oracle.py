"""Ask the solver whether statements can hold together, and see in a cohort that they do."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pandas as pd
from ortools.sat.python import cp_model

from salvage.consistency.arranged import arranged
from salvage.consistency.exchange import Exchange
from salvage.consistency.minimal import Subset
from salvage.consistency.statements import Statement, sizes
from salvage.published.claims import Claim
from salvage.published.expression import Expression, evaluate
from salvage.published.variables import COLUMNS
from salvage.reconstruction.constraints import demand, post
from salvage.reconstruction.patients import Patients

OPPOSITE = {"most": ">", "least": "<"}


class Oracle:
    """The statements, by their numbers, over the patients whom the hard claims describe."""

    def __init__(self, claims: Sequence[Claim], statements: Sequence[Statement]) -> None:
        self.hard = [claim for claim in claims if claim.strength == "hard"]
        self.statements = statements
        self.exchange = Exchange(self.hard, statements)
        self.patients = self._patients([])
        self.made = [self.patients.model.new_bool_var(statement.id) for statement in statements]
        for statement, literal in zip(statements, self.made, strict=True):
            post(statement.claims[0], self.patients, literal)

    def satisfiable(self, subset: Subset) -> bool:
        """Whether these statements can hold together."""
        return self.cohort(subset) is not None

    def cohort(self, subset: Subset) -> pd.DataFrame | None:
        """A cohort in which these statements hold; None if there is none."""
        cohort = self.exchange.find(subset)
        if cohort is None:
            model = self.patients.model.clone()
            model.add_bool_and(model.get_bool_var_from_proto_index(self.made[i].index) for i in sorted(subset))
            found, solver = _solve(model)
            if found:
                cohort = _cohort(self.patients, solver)
                self.exchange.add(subset, cohort)
        return cohort

    def core(self, subset: Subset) -> list[int]:
        """The statements that the solver blames for a contradiction among ``subset``; not to be trusted unchecked."""
        model = self.patients.model.clone()
        model.add_assumptions([model.get_bool_var_from_proto_index(self.made[i].index) for i in sorted(subset)])
        numbers = {literal.index: i for i, literal in enumerate(self.made)}
        return [numbers[index] for index in _solve(model)[1].sufficient_assumptions_for_infeasibility()]

    def refuted(self, subset: Subset) -> bool:
        """Whether a second solve, of a model of its own, without presolve, finds that they cannot hold together."""
        return not _solve(self._patients(sorted(subset)).model, presolve=False)[0]

    def bound(self, subset: Subset, expression: Expression, end: str) -> Fraction:
        """The ``most`` or ``least`` that statements, which can hold together, allow for an expression."""
        patients = self._patients(sorted(subset))
        found, solver = _solve(patients.model)
        while found:
            value = Fraction(evaluate(expression, _cohort(patients, solver))).limit_denominator(10**4)
            beyond = {"relation": {"left": expression, "is": OPPOSITE[end], "right": value}}
            demand(beyond, patients, patients.true)
            found, solver = _solve(patients.model)
        return value

    def _patients(self, made: Iterable[int]) -> Patients:
        """Patients for whom the hard claims hold, and the statements that are ``made``."""
        known = sizes(self.hard)
        patients = arranged(known[repr({})], {group: known[repr({"group": group})] for group in (1, 2)})
        for claim in [*self.hard, *(self.statements[i].claims[0] for i in made)]:
            post(claim, patients, patients.true)
        return patients


def _solve(model: cp_model.CpModel, presolve: bool = True) -> tuple[bool, cp_model.CpSolver]:
    """Whether the model has a solution. It is asked by the hundred, so presolve is kept short."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0 if presolve else 1
    solver.parameters.cp_model_presolve = presolve
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        raise RuntimeError(f"the solver gave no answer: {solver.status_name(status)}")
    return status == cp_model.OPTIMAL, solver


def _cohort(patients: Patients, solver: cp_model.CpSolver) -> pd.DataFrame:
    names = [name for name in COLUMNS if name != "patient"]
    rows = [{name: patients.value(i, name, solver) for name in names} for i in range(patients.size)]
    return pd.DataFrame(rows, dtype=object)
