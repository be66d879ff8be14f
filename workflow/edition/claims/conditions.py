"""Who is meant: conditions on a patient's variables, evaluated on a cohort held as a data frame.

A missing value meets no condition. Conditions stand in the order of the cohort's variables, whatever order they were
written in, so that equal ones are equal objects.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from edition.study.variables import VARIABLES, Level


def exact(number: Any) -> Fraction:
    """A number as it is written: 0.05 means five hundredths, not the nearest binary fraction."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def column(cohort: pd.DataFrame, name: str) -> list[Any]:
    """The values of a variable, exact fractions if it is a column in another unit; None where one is missing."""
    variable = VARIABLES[name]
    values = cohort[variable.base or name]
    present = zip(values.tolist(), values.isna().tolist(), strict=True)
    if variable.base is None:
        return [None if missing else value for value, missing in present]
    return [None if missing else exact(value) / variable.scale for value, missing in present]


@dataclass(frozen=True)
class Among:
    """The variable has one of these values."""

    variable: str
    levels: tuple[Level, ...]

    def met(self, cohort: pd.DataFrame) -> list[bool]:
        """Whether each row meets the condition."""
        return [value in self.levels for value in column(cohort, self.variable)]


@dataclass(frozen=True)
class Within:
    """The number lies between these limits, both included; None stands for no limit."""

    variable: str
    low: Fraction | None
    high: Fraction | None

    def met(self, cohort: pd.DataFrame) -> list[bool]:
        """Whether each row meets the condition."""
        return [
            value is not None and (self.low is None or self.low <= value) and (self.high is None or value <= self.high)
            for value in column(cohort, self.variable)
        ]


@dataclass(frozen=True)
class Where:
    """Patients who meet all of these conditions and, if there are ``options``, all conditions of one of them."""

    conditions: tuple[Among | Within, ...] = ()
    options: tuple["Where", ...] = ()

    def met(self, cohort: pd.DataFrame) -> list[bool]:
        """Whether each row is one of these patients."""
        columns = [condition.met(cohort) for condition in self.conditions]
        if self.options:
            columns.append([any(row) for row in zip(*(option.met(cohort) for option in self.options), strict=True)])
        return [all(row) for row in zip(*columns, strict=True)] if columns else [True] * len(cohort)

    def rows(self, cohort: pd.DataFrame) -> pd.Series:
        """The same as a series of booleans with the cohort's index."""
        return pd.Series(self.met(cohort), index=cohort.index, dtype=bool)

    def __and__(self, part: "Where") -> "Where":
        """The patients ``part`` of these; on a variable that both restrict, the condition of ``part`` stands."""
        conditions = self.by_variable() | part.by_variable()
        return Where(ordered(conditions.values()), self.options + part.options)

    def fixed(self) -> dict[str, Level]:
        """Variable → its value, of the variables that can have only one, options aside."""
        return {c.variable: c.levels[0] for c in self.conditions if isinstance(c, Among) and len(c.levels) == 1}

    def by_variable(self) -> dict[str, Among | Within]:
        """Variable → the condition on it, options aside."""
        return {condition.variable: condition for condition in self.conditions}

    def variables(self) -> Iterator[str]:
        """The variables of the conditions, then those of the options."""
        for condition in self.conditions:
            yield condition.variable
        for option in self.options:
            yield from option.variables()


def one(variable: str, *values: Level) -> Where:
    """The patients whose variable has this value, or one of these."""
    return Where((Among(variable, values),))


def ordered(conditions) -> tuple[Among | Within, ...]:
    """Conditions in the order of the cohort's variables."""
    order = list(VARIABLES)
    return tuple(sorted(conditions, key=lambda condition: order.index(condition.variable)))
