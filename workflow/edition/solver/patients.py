"""The patients of a cohort as variables of a CP-SAT model: one literal for each level, one integer for each number."""

import math
from collections.abc import Hashable, Iterable, Mapping
from itertools import product
from typing import Any

from ortools.sat.python import cp_model

from edition.claims.conditions import Among, Where, Within
from edition.study.variables import COLUMNS, VARIABLES, Level, Variable

Literal = cp_model.IntVar | cp_model.LiteralT


class Patients:
    """``size`` patients in ``model``; patient ``i`` counts from 0.

    ``levels[i, name, level]`` is true if the variable has that level; ``numbers[i, name]`` is the number. Variables
    that only relapsed patients have take no level, and the lowest number, in the others; only the dead have a cause of
    death.
    """

    def __init__(
        self, model: cp_model.CpModel, size: int, fixed: Mapping[tuple[int, str], Level] | None = None
    ) -> None:
        """``fixed[i, name]`` is the level of a variable that is known beforehand; it keeps the model small."""
        self.model, self.size, self.fixed = model, size, fixed or {}
        self.levels: dict[tuple[int, str, Level], Literal] = {}
        self.numbers: dict[tuple[int, str], cp_model.IntVar] = {}
        self.true = model.new_constant(1)
        self.false = ~self.true
        self.built: dict[Hashable, Any] = {}  # what is made once, by what it stands for
        # The two that decide whether others have a value come first.
        for i, name in product(range(size), dict.fromkeys(["posttransplant_relapse", "status", *COLUMNS])):
            self._declare(i, name, self.fixed.get((i, name)))

    def _declare(self, i: int, name: str, value: Level | None) -> None:
        variable, has = VARIABLES[name], self.has(i, name)
        if variable.levels:
            for level in variable.levels:
                if self.never(has) or value is not None:
                    self.levels[i, name, level] = self.true if level == value else self.false
                else:
                    self.levels[i, name, level] = self.model.new_bool_var(f"{name}[{i}]={level}")
            self.model.add(sum(self.levels[i, name, level] for level in variable.levels) == has)
        elif variable.kind == "number":
            high = variable.low if self.never(has) else variable.high
            self.numbers[i, name] = self.model.new_int_var(variable.low, high, f"{name}[{i}]")
            self.model.add(self.numbers[i, name] == variable.low).only_enforce_if(~has)

    def never(self, literal: Literal) -> bool:
        """Whether the literal is known to be false beforehand."""
        return literal.index == self.false.index

    def has(self, i: int, name: str) -> Literal:
        """Whether patient ``i`` has a value of the variable at all."""
        if name == "death_cause":
            return self.levels[i, "status", "died"]
        return self.levels[i, "posttransplant_relapse", True] if VARIABLES[name].relapsed else self.true

    def meets(self, i: int, where: Where) -> Literal:
        """Whether patient ``i`` is one of those meant."""
        options = [self.some([self.meets(i, option) for option in where.options])] if where.options else []
        return self.every([self._meets(i, condition) for condition in where.conditions] + options)

    def all_meeting(self, where: Where) -> list[Literal]:
        """For each patient, whether it is one of those meant."""
        if where not in self.built:
            self.built[where] = [self.meets(i, where) for i in range(self.size)]
        return self.built[where]

    def _meets(self, i: int, condition: Among | Within) -> Literal:
        variable = VARIABLES[condition.variable]
        if isinstance(condition, Within):
            low, high = condition.low, condition.high
        elif variable.levels:
            return self.some([self.levels[i, variable.name, value] for value in condition.levels])
        elif len(condition.levels) != 1:
            return self.some([self._meets(i, Among(variable.name, (value,))) for value in condition.levels])
        else:
            low = high = condition.levels[0]
        limits = [] if low is None else [self.reaches(i, variable, math.ceil(low * variable.scale))]
        limits += [] if high is None else [~self.reaches(i, variable, math.floor(high * variable.scale) + 1)]
        return self.every([self.has(i, variable.name), *limits])

    def reaches(self, i: int, variable: Variable, bound: int) -> Literal:
        """Whether the number is ``bound`` or more, in the unit of its column."""
        number = self.numbers[i, variable.base or variable.name]
        key = ("from", number.index, bound)
        if key not in self.built:
            self.built[key] = self.model.new_bool_var(f"{variable.name}[{i}]>={bound}")
            self.model.add(number >= bound).only_enforce_if(self.built[key])
            self.model.add(number < bound).only_enforce_if(~self.built[key])
        return self.built[key]

    def value(self, i: int, name: str, solver: cp_model.CpSolver) -> Level | None:
        """The value of a column in the solver's solution, None where the patient has none."""
        if not solver.value(self.has(i, name)):
            return None
        if VARIABLES[name].kind == "number":
            return solver.value(self.numbers[i, name])
        return next(level for level in VARIABLES[name].levels if solver.value(self.levels[i, name, level]))

    def every(self, literals: Iterable[Literal]) -> Literal:
        """The conjunction; each distinct one is built once."""
        wanted = {literal.index: literal for literal in literals if literal.index != self.true.index}
        if self.false.index in wanted:
            return self.false
        if len(wanted) < 2:
            return next(iter(wanted.values()), self.true)
        key = ("all", *sorted(wanted))
        if key not in self.built:
            both = self.model.new_bool_var("")
            self.model.add_bool_and(list(wanted.values())).only_enforce_if(both)
            self.model.add_bool_or([both, *(~literal for literal in wanted.values())])
            self.built[key] = both
        return self.built[key]

    def some(self, literals: list[Literal]) -> Literal:
        """The disjunction."""
        return ~self.every([~literal for literal in literals])
