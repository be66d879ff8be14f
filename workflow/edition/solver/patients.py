"""The patients of a cohort as variables of a CP-SAT model: one literal for each level, one integer for each number."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ortools.sat.python import cp_model

from edition.claims.expression import listed
from edition.study.variables import COLUMNS, VARIABLES, Level

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
        self.model, self.size = model, size
        self.levels: dict[tuple[int, str, Level], Literal] = {}
        self.numbers: dict[tuple[int, str], cp_model.IntVar] = {}
        self.true = model.new_constant(1)
        self.known: dict[tuple, Literal] = {}
        for i in range(size):
            # The two that decide whether others have a value come first.
            for name in dict.fromkeys(["posttransplant_relapse", "status", *COLUMNS]):
                self._declare(i, name, (fixed or {}).get((i, name)))

    def _declare(self, i: int, name: str, known: Level | None) -> None:
        variable, has = VARIABLES[name], self.has(i, name)
        if variable.levels:
            for level in variable.levels:
                if self.known_to_be(has, False) or known is not None:
                    self.levels[i, name, level] = self.true if level == known else ~self.true
                else:
                    self.levels[i, name, level] = self.model.new_bool_var(f"{name}[{i}]={level}")
            self.model.add(sum(self.levels[i, name, level] for level in variable.levels) == has)
        elif variable.kind == "number":
            high = variable.low if self.known_to_be(has, False) else variable.high
            self.numbers[i, name] = self.model.new_int_var(variable.low, high, f"{name}[{i}]")
            self.model.add(self.numbers[i, name] == variable.low).only_enforce_if(~has)

    def known_to_be(self, literal: Literal, truth: bool) -> bool:
        """Whether the literal is known to be true (or false) beforehand."""
        return literal.index == (self.true if truth else ~self.true).index

    def has(self, i: int, name: str) -> Literal:
        """Whether patient ``i`` has a value of the variable at all."""
        if name == "death_cause":
            return self.levels[i, "status", "died"]
        return self.levels[i, "posttransplant_relapse", True] if VARIABLES[name].relapsed else self.true

    def meets(self, i: int, where: Mapping[str, Any]) -> Literal:
        """Whether patient ``i`` meets all conditions; a missing value meets none."""
        return self.every([self._meets(i, name, condition) for name, condition in where.items()])

    def _meets(self, i: int, name: str, condition: Any) -> Literal:
        if name == "any":
            return self.some([self.meets(i, option) for option in condition])
        if isinstance(condition, Mapping) and "not" not in condition:
            low = self.at_least(i, name, condition["min"]) if "min" in condition else self.true
            high = ~self.more_than(i, name, condition["max"]) if "max" in condition else self.true
            return self.every([self.has(i, name), low, high])
        negated = isinstance(condition, Mapping)
        values = listed(condition["not"] if negated else condition)
        if VARIABLES[name].kind == "number":
            one = [self.every([self.at_least(i, name, x), ~self.more_than(i, name, x)]) for x in values]
        else:
            one = [self.levels[i, name, value] for value in values]
        met = self.some(one)
        return self.every([self.has(i, name), ~met if negated else met])

    def at_least(self, i: int, name: str, bound: float) -> Literal:
        """Whether the number is ``bound`` or more (in the variable's own unit)."""
        return self._from(i, name, math.ceil(Fraction(str(bound)) * VARIABLES[name].scale))

    def more_than(self, i: int, name: str, bound: float) -> Literal:
        """Whether the number exceeds ``bound``."""
        return self._from(i, name, math.floor(Fraction(str(bound)) * VARIABLES[name].scale) + 1)

    def _from(self, i: int, name: str, bound: int) -> Literal:
        number = self.numbers[i, VARIABLES[name].base or name]
        key = ("from", number.index, bound)
        if key not in self.known:
            self.known[key] = self.model.new_bool_var(f"{name}[{i}]>={bound}")
            self.model.add(number >= bound).only_enforce_if(self.known[key])
            self.model.add(number < bound).only_enforce_if(~self.known[key])
        return self.known[key]

    def value(self, i: int, name: str, solver: cp_model.CpSolver) -> Level | None:
        """The value of a column in the solver's solution, None where the patient has none."""
        if not solver.value(self.has(i, name)):
            return None
        if VARIABLES[name].kind == "number":
            return solver.value(self.numbers[i, name])
        return next(level for level in VARIABLES[name].levels if solver.value(self.levels[i, name, level]))

    def every(self, literals: list[Literal]) -> Literal:
        """The conjunction; each distinct one is built once."""
        if any(self.known_to_be(literal, False) for literal in literals):
            return ~self.true
        wanted = {literal.index: literal for literal in literals if not self.known_to_be(literal, True)}
        if len(wanted) < 2:
            return next(iter(wanted.values()), self.true)
        key = ("all", *sorted(wanted))
        if key not in self.known:
            both = self.model.new_bool_var("")
            self.model.add_bool_and(list(wanted.values())).only_enforce_if(both)
            self.model.add_bool_or([both, *(~literal for literal in wanted.values())])
            self.known[key] = both
        return self.known[key]

    def some(self, literals: list[Literal]) -> Literal:
        """The disjunction."""
        return ~self.every([~literal for literal in literals])
