"""The registry of numbers that a statistics step keeps: each with what it is, how it was made and what from.

A step adds its numbers and writes them to ``results/numbers/<step>.json``; the step ``numbers`` merges the registries.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from edition.claims.nodes import Tests
from edition.claims.parse import Unusable, Written, of_known, parse
from edition.files.errors import InputError
from edition.files.runs import checksum
from edition.files.writing import save_json
from edition.numbers.formatting import DIGITS, half_up
from edition.study.variables import VARIABLES

Record = dict[str, Any]
Times = Literal["days", "months"]
"""How exactly survival times are told outside the cohort: those of a real export by month, if nothing else is set."""
WHOLE = ("count", "days", "year")
"""Kinds whose values are whole numbers."""
NOT_ESTIMABLE, NOT_REACHED = "numbers.not_estimable", "numbers.not_reached"
DECIDABLE = {"count", "percent", "sum", "median", "minimum", "maximum"}
"""Forms of which the constraint solver tells quickly whether the paper's statements determine them."""


def decidable(record: Mapping[str, Any]) -> bool:
    """Whether a number has a value, which an expression of such a form gives."""
    return record["value"] is not None and bool(DECIDABLE & (record["expression"] or {}).keys())


def tidy(value: Any, digits: int | None = None) -> Any:
    """A value as JSON holds it: floats to ``digits``, or twelve significant ones, where processors may differ."""
    if isinstance(value, tuple | list):
        return [tidy(part, digits) for part in value]
    if not isinstance(value, float):
        return value
    return float(f"{value:.12g}" if digits is None else half_up(value, digits))


class Registry:
    """Numbers by id, in the order in which they were added.

    ``rule`` is the name of the step, ``inputs`` the files that all its numbers are made from. With ``times`` in months
    durations in years are noted as they are shown: beyond that they would tell a patient's day.
    """

    def __init__(self, rule: str, inputs: Iterable[Path], times: Times = "days") -> None:
        self.rule, self.times = rule, times
        self.inputs = {file.as_posix(): checksum(file) for file in inputs}
        self.records: dict[str, Record] = {}

    def add(
        self,
        number: str,
        value: Any,
        kind: str,
        *,
        function: Callable,
        variables: Iterable[str] = (),
        digits: int | None = None,
        of: str | None = None,
        label: str | None = None,
        expression: Written | None = None,
        depends_on: Iterable[str] = (),
        procedure: str | None = None,
        claims: Iterable[str] = (),
    ) -> None:
        """Note a number; ``value`` is None if there is none.

        ``function`` made it from these ``variables`` of the cohort, by evaluating ``expression`` if there is one, or
        from nothing but the numbers that it ``depends_on``, if they are named.
        ``of`` says what the limits of an interval are. ``label`` is a path into the files of labels, or several with
        spaces between: to the words for a text, or to those that stand in for a missing value. ``procedure`` is the
        plan's, of a p-value. ``claims`` are the statements whose printed number it only repeats.
        """
        if number in self.records:
            raise ValueError(f"two numbers are called {number!r}")
        if kind in WHOLE and value is not None:
            value = int(value)
        digits = DIGITS.get(kind) if digits is None else digits
        as_shown = self.times == "months" and "years" in (kind, of)
        self.records[number] = {
            "value": tidy(value, digits if as_shown else None),
            "kind": kind,
            "digits": digits,
            "of": of,
            "label": label or (None if kind == "condition" else NOT_ESTIMABLE),
            "rule": self.rule,
            "script": f"workflow/scripts/{self.rule}.py",
            "function": f"{function.__module__}.{function.__qualname__}",
            "inputs": self.inputs,
            "variables": sorted({VARIABLES[name].base or name for name in variables}),
            "expression": expression,
            "depends_on": list(depends_on),
            **({"procedure": procedure} if procedure else {}),
            **({"claims": list(claims)} if claims else {}),
        }

    def evaluate(
        self, number: str, expression: Written, cohort: pd.DataFrame, tests: Tests | None = None, **how: Any
    ) -> Any:
        """Note the value of an expression in the cohort and return it; ``how`` is as in ``add``, ``kind`` its form.

        Raises InputError for a variable, or a value of one, that there is not: it would count nobody.
        """
        expression = of_known(expression)
        try:
            node = parse(expression)
        except Unusable as error:
            file = f"workflow/scripts/{self.rule}.py"
            raise InputError(f"number {number!r}: {error.problem}", remedy=error.remedy, file=file) from error
        value, (form,) = node.evaluate(cohort, tests), expression
        how = {"kind": form, "function": type(node)._value, "variables": node.variables()} | how
        self.add(number, value, expression=expression, **how)
        return value

    def share(self, name: str, part: Written, of: Written, cohort: pd.DataFrame, digits: int | None = None) -> int:
        """Note how many of the patients ``of`` are also ``part``: ``name.n`` (returned) and ``name.percent``."""
        self.evaluate(f"{name}.percent", {"percent": {"part": part, "of": of}}, cohort, digits=digits)
        return self.evaluate(f"{name}.n", {"count": {**of, **part}}, cohort)

    def condition(self, number: str, value: bool | None, **how: Any) -> None:
        """Note a truth (None: it cannot be told), for wording that follows it; ``how`` it was made is as in ``add``."""
        self.add(number, value, "condition", **how)

    def write(self, file: Path) -> None:
        """Write the registry as JSON."""
        save_json(file, self.records)
