"""Ask the solver whether statements can hold together, and see in a cohort that they do."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from edition.claims.nodes import Expression, Relation
from edition.claims.records import Claim
from edition.solver.admitted import holds
from edition.solver.constraints import demand, post
from edition.solver.minimal import Subset
from edition.solver.patients import Patients
from edition.solver.people import cohort_of, people, solve
from edition.solver.statements import Statement

BEYOND = {"most": ">", "least": "<"}


class Oracle:
    """The statements, by their numbers, over the patients whom the hard claims describe."""

    def __init__(self, claims: Sequence[Claim], statements: Sequence[Statement]) -> None:
        self.hard = [claim for claim in claims if claim.strength == "hard"]
        self.statements = statements
        self.cohorts: list[tuple[Subset, pd.DataFrame]] = []
        self.patients = people(self.hard)
        self.literals = [self.patients.model.new_bool_var(statement.id) for statement in statements]
        for statement, literal in zip(statements, self.literals, strict=True):
            post(statement.claims[0], self.patients, literal)

    def satisfiable(self, subset: Subset) -> bool:
        """Whether these statements can hold together."""
        return self.cohort(subset) is not None

    def cohort(self, subset: Subset) -> pd.DataFrame | None:
        """A cohort in which these statements hold, one found before if there is one; None if there is none."""
        for held, cohort in self.cohorts:
            if subset <= held:
                return cohort
        model = self.patients.model.clone()
        model.add_bool_and(model.get_bool_var_from_proto_index(self.literals[i].index) for i in sorted(subset))
        possible, solver = solve(model)
        if not possible:
            return None
        self.cohorts.append((subset, cohort_of(self.patients, solver)))
        return self.cohorts[-1][1]

    def core(self, subset: Subset) -> list[int]:
        """The statements that the solver blames for a contradiction among ``subset``; not to be trusted unchecked."""
        model = self.patients.model.clone()
        model.add_assumptions([model.get_bool_var_from_proto_index(self.literals[i].index) for i in sorted(subset)])
        numbers = {literal.index: i for i, literal in enumerate(self.literals)}
        return [numbers[index] for index in solve(model)[1].sufficient_assumptions_for_infeasibility()]

    def refuted(self, subset: Subset) -> bool:
        """Whether a second solve, of a model of its own, without presolve, finds that they cannot hold together."""
        return not solve(self._people(subset).model, presolve=False)[0]

    def confirmed(self, subset: Subset) -> dict[str, Any]:
        """How a minimal contradiction was checked: by a second solve, and by a cohort for each statement left out.

        Tells how many claims of the other statements hold in that cohort: each is evaluated on the data frame, which
        no solver has a hand in. Raises RuntimeError if a check fails.
        """
        names = ", ".join(self.statements[i].id for i in sorted(subset))
        if not self.refuted(subset):
            raise RuntimeError(f"a second solve does not confirm {names}")
        seen = {}
        for left_out in sorted(subset):
            rest = subset - {left_out}
            cohort = self.cohort(rest)
            claims = [claim for i in rest for claim in self.statements[i].claims]
            if cohort is None or not all(holds(claim, cohort) for claim in claims):
                raise RuntimeError(f"{names} is not minimal")
            seen[self.statements[left_out].id] = len(claims)
        return {"second_solve": "infeasible", "claims_that_hold_without": seen}

    def bound(self, subset: Subset, expression: Expression, end: str) -> Fraction:
        """The ``most`` or ``least`` that statements, which can hold together, allow for an expression."""
        patients = self._people(subset)
        possible, solver = solve(patients.model)
        while possible:
            value = Fraction(expression.evaluate(cohort_of(patients, solver))).limit_denominator(10**4)
            demand(Relation(expression, BEYOND[end], value), patients, patients.true)
            possible, solver = solve(patients.model)
        return value

    def _people(self, subset: Subset) -> Patients:
        """Patients for whom the hard claims and these statements hold."""
        return people([*self.hard, *(self.statements[i].claims[0] for i in sorted(subset))])
