"""Make typed nodes of an expression as it is written, and say what is wrong with names and values in it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from edition.claims import nodes
from edition.claims.conditions import Among, Where, Within, exact, ordered
from edition.claims.nodes import SUMMARIES, Expression
from edition.files.errors import suggestion
from edition.study.variables import TABLE1, VARIABLES, Variable

Written = Mapping[str, Any]
"""An expression or a set of conditions as YAML holds it and ``numbers.json`` shows it."""

USABLE = {name: variable for name, variable in VARIABLES.items() if variable.kind != "identifier"}


class Unusable(ValueError):
    """An expression that cannot be used: what is wrong, and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy = problem, remedy


def parse(written: Written) -> Expression:
    """The expression. Raises Unusable for an unknown variable or value."""
    ((form, body),) = written.items()
    match form:
        case "count":
            return nodes.Count(where(body))
        case "percent":
            return nodes.Percent(where(body["part"]), where(body["of"]))
        case "test":
            return nodes.Test(_variable(body["variable"]).name)
        case "logrank":
            return nodes.Test(nodes.LOGRANK)
        case "survival":
            return nodes.Survival(where(body["of"]), None if body["at"] == "last" else body["at"])
        case "relation":
            return nodes.Relation(_side(body["left"]), body["is"], _side(body["right"]))
        case "every":
            return nodes.Every(where(body["of"]), where(body["have"]))
        case "both":
            return nodes.Both(tuple(map(parse, body)))
        case "quoted":
            return nodes.Quoted(tuple(_listed(body["source"])))
        case "stated":
            return nodes.Stated()
    if form not in SUMMARIES:
        raise Unusable(f"there is no form {form!r}.", "The forms are described in data/published/README.md.")
    if _variable(body["variable"]).kind != "number":
        raise Unusable(f"{body['variable']!r} is not a number.", f"A {form} needs a variable with a number.")
    return nodes.Summary(form, body["variable"], where(body["of"]))


def of_known(written: Written) -> Written:
    """The expression with each share of a feature of Table 1 taken of those patients in whom the feature is known.

    This is the one definition of such a share's denominator, for Table 1, the text and the ledger alike.
    """
    ((form, body),) = written.items()
    match form:
        case "percent":
            features = [name for name in body["part"] if name in TABLE1 and name not in body["of"]]
            any_level = {name: list(VARIABLES[name].levels) for name in features if VARIABLES[name].levels}
            return {form: {"part": body["part"], "of": {**body["of"], **any_level}}}
        case "relation":
            sides = {side: of_known(body[side]) for side in ("left", "right") if isinstance(body[side], Mapping)}
            return {form: {**body, **sides}}
        case "both":
            return {form: list(map(of_known, body))}
    return written


def where(written: Written) -> Where:
    """The patients who are meant. Raises Unusable for an unknown variable or value."""
    conditions = [_condition(_variable(name), body) for name, body in written.items() if name != "any"]
    return Where(ordered(conditions), tuple(map(where, written.get("any", []))))


def _condition(variable: Variable, body: Any) -> Among | Within:
    if not isinstance(body, Mapping):
        return Among(variable.name, _values(variable, body))
    if "not" in body and variable.levels:
        ruled_out = _values(variable, body["not"])
        return Among(variable.name, tuple(level for level in variable.levels if level not in ruled_out))
    if variable.levels:
        raise Unusable(f"{variable.name!r} has no order.", "A range needs a variable with a number; list the values.")
    if not body.keys() <= {"min", "max"}:
        raise Unusable(f"{variable.name!r} is a number.", "Give a range, {min: …} or {max: …} or both.")
    return Within(variable.name, *(exact(body[end]) if end in body else None for end in ("min", "max")))


def _values(variable: Variable, body: Any) -> tuple:
    """The values that are listed, in the order of the variable's levels."""
    for value in _listed(body):
        # True equals 1 but is another value.
        levels = [(type(level), level) for level in variable.levels]
        if (type(value), value) not in levels and (levels or type(value) is not int):
            allowed = ", ".join(map(str, variable.levels)) or "whole numbers"
            raise Unusable(f"{variable.name!r} cannot be {value!r}.", f"Its values are: {allowed}.")
    return tuple(sorted(_listed(body), key=variable.levels.index if variable.levels else None))


def _side(written: Written | float) -> Expression | Fraction:
    return parse(written) if isinstance(written, Mapping) else exact(written)


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def _variable(name: str) -> Variable:
    if name not in USABLE:
        raise Unusable(f"there is no variable {name!r}.", suggestion(name, USABLE))
    return USABLE[name]
