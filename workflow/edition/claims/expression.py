"""What a claim's expression is worth in a cohort held as a data frame.

The grammar is described in ``data/published/README.md`` and checked by ``workflow/schemas/claims.schema.yaml``.
Arithmetic is exact (rational) up to the result, so that a relation never turns on a rounding error; standard deviations
are floats.
"""

import operator
import statistics
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import prod
from typing import Any

import pandas as pd

from edition.study.variables import VARIABLES

Expression = Mapping[str, Any]
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


def listed(value: Any) -> list:
    """The values of a condition or of a list of sources, of which a single one may stand by itself."""
    return value if isinstance(value, list) else [value]


def form(expression: Expression) -> tuple[str, Any]:
    """The single key of an expression and what stands under it."""
    ((name, body),) = expression.items()
    return name, body


def nested(expression: Expression) -> Iterator[Expression]:
    """The expression itself and every expression inside it, outermost first."""
    yield expression
    name, body = form(expression)
    inside = body if name == "both" else [body["left"], body["right"]] if name == "relation" else []
    for part in inside:
        if isinstance(part, Mapping):
            yield from nested(part)


def conditions(expression: Expression) -> Iterator[Mapping[str, Any]]:
    """Every WHERE of an expression, alternatives under ``any`` included."""
    for part in nested(expression):
        name, body = form(part)
        wheres = [body] if name == "count" else [body[key] for key in ("part", "of", "have") if key in body]
        for where in wheres if name not in {"both", "relation"} else []:
            yield where
            yield from where.get("any", [])


def variables(expression: Expression) -> list[str]:
    """The cohort's columns that an expression depends on, in order of first mention."""
    names: dict[str, None] = {}
    for part in nested(expression):
        name, body = form(part)
        if name in {*SUMMARIES, "test"}:
            names[body["variable"]] = None
        if name == "test" or name == "logrank":
            names["group"] = None
        if name in {"survival", "logrank"}:
            names |= {"survival_days": None, "died": None}
    for where in conditions(expression):
        names |= dict.fromkeys(key for key in where if key != "any")
    return list(dict.fromkeys(VARIABLES[name].base or name for name in names))


def column(cohort: pd.DataFrame, name: str) -> pd.Series:
    """The values of a variable, exact fractions if it is a column in another unit; missing values stay missing."""
    variable = VARIABLES[name]
    if variable.base is None:
        return cohort[name]
    base = cohort[variable.base]
    return base.map(lambda value: _exact(value) / variable.scale, na_action="ignore").astype(object)


def satisfies(cohort: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series:
    """Which rows meet all conditions of ``where``; a missing value meets none, ``{not: x}`` included."""
    met = [True] * len(cohort)
    for name, condition in where.items():
        if name == "any":
            meets = [any(row) for row in zip(*(satisfies(cohort, option) for option in condition), strict=True)]
        else:
            meets = [_meets(value, condition) for value in column(cohort, name).tolist()]
        met = [a and b for a, b in zip(met, meets, strict=True)]
    return pd.Series(met, index=cohort.index, dtype=bool)


def _meets(value: Any, condition: Any) -> bool:
    """Whether a value is one of those listed, is none of those ruled out, or lies within limits that are included."""
    if pd.isna(value):
        return False
    if not isinstance(condition, Mapping):
        return value in listed(condition)
    if "not" in condition:
        return value not in listed(condition["not"])
    low, high = (_exact(condition[end]) if end in condition else value for end in ("min", "max"))
    return bool(low <= value <= high)


def _exact(number: Any) -> Fraction:
    """A number as it is written: 0.05 means five hundredths, not the nearest binary fraction."""
    return Fraction(str(number))


def kaplan_meier(days: pd.Series, died: pd.Series, at: int | None = None) -> Fraction:
    """Product-limit estimate of the share surviving beyond day ``at``, by default beyond the last observed day.

    A patient censored on a day of a death counts as at risk then. Past the last observation the estimate keeps its last
    value.
    Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457-81.
    """
    deaths = days[died == 1].value_counts()
    times = sorted(int(day) for day in deaths.index if at is None or day <= at)
    ordered = days.sort_values().reset_index(drop=True)
    at_risk = [len(ordered) - int(ordered.searchsorted(day)) for day in times]
    left = [n - int(deaths[day]) for n, day in zip(at_risk, times, strict=True)]
    return Fraction(prod(left), prod(at_risk))


def _value(expression: Expression, cohort: pd.DataFrame, tests: Tests | None) -> Any:
    name, body = form(expression)
    match name:
        case "count":
            return int(satisfies(cohort, body).sum())
        case "percent":
            base = satisfies(cohort, body["of"])
            part = base & satisfies(cohort, body["part"])
            return Fraction(100 * int(part.sum()), int(base.sum())) if base.any() else None
        case "test" | "logrank":
            return tests(body.get("variable", "logrank"), cohort) if tests else None
        case "survival":
            rows = cohort.loc[satisfies(cohort, body["of"]), ["survival_days", "died"]].dropna()
            at = None if body["at"] == "last" else body["at"]
            return 100 * kaplan_meier(rows["survival_days"], rows["died"], at) if len(rows) else None
        case "relation":
            sides = (body["left"], body["right"])
            left, right = (_value(side, cohort, tests) if isinstance(side, Mapping) else _exact(side) for side in sides)
            return None if left is None or right is None else bool(RELATIONS[body["is"]](left, right))
        case "every":
            return bool(satisfies(cohort, body["have"])[satisfies(cohort, body["of"])].all())
        case "both":
            truths = [_value(part, cohort, tests) for part in body]
            return False if False in truths else None if None in truths else True
        case "quoted" | "stated":
            return None
    of = satisfies(cohort, body["of"])
    values = [_exact(value) for value in column(cohort, body["variable"])[of].dropna().tolist()]
    if name == "sum":
        return sum(values, Fraction(0))
    return SUMMARIES[name](values) if len(values) > (name == "sd") else None


def evaluate(expression: Expression, cohort: pd.DataFrame, tests: Tests | None = None) -> int | float | bool | None:
    """The value of an expression in a cohort: a number in the unit of the variable, a percentage (0-100), or a truth.

    ``None`` stands for what has no value there: a share or summary of nobody, a p-value without ``tests``, what another
    study found (``quoted``) or the design fixed (``stated``), and whatever turns on such a value. The standard
    deviation divides by n - 1; ``every`` over nobody is true.
    """
    value = _value(expression, cohort, tests)
    return float(value) if isinstance(value, Fraction) else value
