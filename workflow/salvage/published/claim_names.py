"""Check the names and values in a claim's expression against the cohort's variables and the list of cited works."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from salvage.published.expression import SUMMARIES, Expression, conditions, form, listed, nested
from salvage.published.variables import VARIABLES


def expression_problems(expression: Expression, sources: list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the names and values in an expression, each with its remedy."""
    known = [name for name, variable in VARIABLES.items() if variable.kind != "identifier"]
    for part in nested(expression):
        name, body = form(part)
        if name in {*SUMMARIES, "test"}:
            if body["variable"] not in known:
                yield f"there is no variable {body['variable']!r}.", _near(body["variable"], known)
            elif name in SUMMARIES and VARIABLES[body["variable"]].kind != "number":
                yield f"{body['variable']!r} is not a number.", f"A {name} needs a variable with a number."
        if name == "quoted":
            for key in (key for key in listed(body["source"]) if key not in sources):
                yield f"there is no source {key!r}.", _near(key, sources)
    for where in conditions(expression):
        for name, condition in where.items():
            if name == "any":
                continue
            if name not in known:
                yield f"there is no variable {name!r}.", _near(name, known)
            else:
                yield from _condition_problems(name, condition)


def _condition_problems(name: str, condition: Any) -> Iterator[tuple[str, str]]:
    variable = VARIABLES[name]
    number = variable.kind == "number"
    if isinstance(condition, Mapping) and "not" not in condition:
        if not number:
            yield f"{name!r} has no order.", "A range needs a variable with a number; list the values instead."
        return
    for value in listed(condition["not"] if isinstance(condition, Mapping) else condition):
        # True equals 1 but is another value.
        allowed = type(value) is int if number else (type(value), value) in [(type(x), x) for x in variable.levels]
        if not allowed:
            levels = ", ".join(map(str, variable.levels)) or "whole numbers"
            yield f"{name!r} cannot be {value!r}.", f"Its values are: {levels}."


def _near(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
