"""What a claim states, as typed nodes that are evaluated on a cohort held as a data frame.

The grammar is described in ``data/published/README.md``; ``edition.claims.parse`` makes nodes of it,
``edition.numbers.wording`` words them, ``edition.solver.constraints`` turns them into constraints. Arithmetic is exact
(rational) up to the result, so that a relation never turns on a rounding error; standard deviations are floats.
"""

import operator
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from math import prod
from typing import ClassVar

import pandas as pd

from edition.claims.conditions import Where, column, exact
from edition.study.variables import VARIABLES

Value = Fraction | int | float | bool | None
Tests = Callable[[str, pd.DataFrame], float | None]
"""Gives the p-value of a variable between groups 1 and 2, or of the log-rank test if the name is ``logrank``."""

SUMMARIES: dict[str, Callable] = {
    "mean": statistics.mean,
    "sd": statistics.stdev,
    "median": statistics.median,
    "minimum": min,
    "maximum": max,
    "sum": sum,
}
RELATIONS: dict[str, Callable] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
LOGRANK = "logrank"


class Expression:
    """What all nodes can do. A node depends on its ``variable``, on ``others``, and on those of its conditions."""

    others: ClassVar[tuple[str, ...]] = ()

    def evaluate(self, cohort: pd.DataFrame, tests: Tests | None = None) -> int | float | bool | None:
        """The value in a cohort: a number in the unit of the variable, a percentage (0-100), or a truth.

        ``None`` stands for what has no value there: a share or summary of nobody, a p-value without ``tests``, what
        another study found (``Quoted``) or the design fixed (``Stated``), and whatever turns on such a value.
        """
        value = self._value(cohort, tests)
        return float(value) if isinstance(value, Fraction) else value

    def _value(self, cohort: pd.DataFrame, tests: Tests | None) -> Value:
        """The exact value."""
        return None

    def parts(self) -> Iterator["Expression"]:
        """The expression itself and every expression inside it, outermost first."""
        yield self
        for field in fields(self):
            value = getattr(self, field.name)
            for inside in value if isinstance(value, tuple) else [value]:
                if isinstance(inside, Expression):
                    yield from inside.parts()

    def variables(self) -> list[str]:
        """The cohort's columns that the expression depends on, in order of first mention."""
        parts = list(self.parts())
        names = [name for part in parts for name in (getattr(part, "variable", LOGRANK), *part.others)]
        values = [getattr(part, field.name) for part in parts for field in fields(part)]
        names += [name for where in values if isinstance(where, Where) for name in where.variables()]
        return list(dict.fromkeys(VARIABLES[name].base or name for name in names if name != LOGRANK))


@dataclass(frozen=True)
class Count(Expression):
    """How many patients there are."""

    of: Where

    def _value(self, cohort, tests):
        return sum(self.of.met(cohort))


@dataclass(frozen=True)
class Percent(Expression):
    """100 · part / whole, of the patients ``of``."""

    part: Where
    of: Where

    def _value(self, cohort, tests):
        part, whole = self.counts(cohort)
        return Fraction(100 * part, whole) if whole else None

    def counts(self, cohort: pd.DataFrame) -> tuple[int, int]:
        """Numerator and denominator."""
        whole = self.of.met(cohort)
        return sum(map(operator.and_, whole, self.part.met(cohort))), sum(whole)


@dataclass(frozen=True)
class Summary(Expression):
    """A mean, standard deviation (dividing by n - 1), median, extreme or sum of those who have a value."""

    name: str
    variable: str
    of: Where

    def _value(self, cohort, tests):
        values = self.values(cohort)
        if self.name != "sum" and len(values) <= (self.name == "sd"):
            return None
        return SUMMARIES[self.name](values)

    def values(self, cohort: pd.DataFrame) -> list[Fraction]:
        """The values of those who have one."""
        pairs = zip(column(cohort, self.variable), self.of.met(cohort), strict=True)
        return [exact(value) for value, meant in pairs if meant and value is not None]


@dataclass(frozen=True)
class Test(Expression):
    """The p-value of a variable, or that of the log-rank test (``LOGRANK``), between groups 1 and 2."""

    variable: str

    @property
    def others(self) -> tuple[str, ...]:
        """The group, and what the log-rank test compares."""
        return ("group", "survival_days", "died") if self.variable == LOGRANK else ("group",)

    def _value(self, cohort, tests):
        return tests(self.variable, cohort) if tests else None


@dataclass(frozen=True)
class Survival(Expression):
    """The Kaplan-Meier estimate in percent on day ``at``, None for the end of the curve."""

    of: Where
    at: int | None
    others = ("survival_days", "died")

    def _value(self, cohort, tests):
        rows = cohort.loc[self.of.rows(cohort), ["survival_days", "died"]].dropna().astype(int)
        return 100 * kaplan_meier(rows["survival_days"].tolist(), rows["died"].tolist(), self.at) if len(rows) else None


@dataclass(frozen=True)
class Relation(Expression):
    """Whether ``left`` compares so with ``right``; either may be a number."""

    left: Expression | Fraction
    sign: str
    right: Expression | Fraction

    def _value(self, cohort, tests):
        sides = (self.left, self.right)
        left, right = (side._value(cohort, tests) if isinstance(side, Expression) else side for side in sides)
        return None if left is None or right is None else bool(RELATIONS[self.sign](left, right))


@dataclass(frozen=True)
class Every(Expression):
    """Whether all of these are also those; over nobody it is true."""

    of: Where
    have: Where

    def _value(self, cohort, tests):
        part, whole = self.counts(cohort)
        return part == whole

    def counts(self, cohort: pd.DataFrame) -> tuple[int, int]:
        """How many of these are also those, and how many these are."""
        return Percent(self.have, self.of).counts(cohort)


@dataclass(frozen=True)
class Both(Expression):
    """Whether all truths are."""

    truths: tuple[Expression, ...]

    def _value(self, cohort, tests):
        values = [truth._value(cohort, tests) for truth in self.truths]
        return False if False in values else None if None in values else True


@dataclass(frozen=True)
class Quoted(Expression):
    """A result of other studies, by their keys in the bibliography."""

    sources: tuple[str, ...]


@dataclass(frozen=True)
class Stated(Expression):
    """A fact of the design that the cohort does not hold."""


def kaplan_meier(days: Sequence[int], died: Sequence[int], at: int | None = None) -> Fraction:
    """Product-limit estimate of the share surviving beyond day ``at``, by default beyond the last observed day.

    A patient censored on a day of a death counts as at risk then. Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-81.
    """
    deaths = Counter(day for day, dead in zip(days, died, strict=True) if dead and (at is None or day <= at))
    ordered = sorted(days)
    at_risk = {day: len(ordered) - bisect_left(ordered, day) for day in deaths}
    return Fraction(prod(n - deaths[day] for day, n in at_risk.items()), prod(at_risk.values()))
