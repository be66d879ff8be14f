"""Expressions in the form of dictionaries, for the rooms that do not yet take nodes."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from edition.claims.nodes import RELATIONS, SUMMARIES, Tests, kaplan_meier
from edition.claims.parse import parse, where

__all__ = ["RELATIONS", "SUMMARIES", "Callable", "Tests", "kaplan_meier"]

Expression = Mapping[str, Any]


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


def variables(expression: Expression) -> list[str]:
    """The cohort's columns that an expression depends on, in order of first mention."""
    return parse(expression).variables()


def satisfies(cohort: pd.DataFrame, condition: Mapping[str, Any]) -> pd.Series:
    """Which rows meet all conditions; a missing value meets none, ``{not: x}`` included."""
    return where(condition).rows(cohort)


def evaluate(expression: Expression, cohort: pd.DataFrame, tests: Tests | None = None) -> int | float | bool | None:
    """The value of an expression in a cohort."""
    return parse(expression).evaluate(cohort, tests)
