"""What several steps note when they compare the two groups: a test, and shares with their difference."""

import pandas as pd

from edition.claims.parse import Written, parse
from edition.numbers.formatting import p_digits
from edition.numbers.registry import Book
from edition.statistics.analysis import CURVES, LOGRANK, Plan
from edition.statistics.proportions import Interval, clopper_pearson, newcombe
from edition.study.definitions import GROUPS
from edition.study.variables import VARIABLES


def note_test(book: Book, name: str, variable: str, cohort: pd.DataFrame, plan: Plan) -> float | None:
    """Note the plan's test of a variable (or of the curves), as ``name.{p,test}``; returns the p-value."""
    p = plan.p_value(variable, cohort)
    book.evaluate(
        f"{name}.p", expression(variable), cohort, kind="p", digits=p_digits(p, plan.alpha), tests=lambda *_: p
    )
    procedure, words = plan.procedures[variable], plan.words(variable)
    book.add(f"{name}.test", procedure, "text", label=words, function=Plan.p_value)
    return p


def note_finding(book: Book, name: str, variable: str, cohort: pd.DataFrame, plan: Plan) -> float | None:
    """Note the plan's test, its ``.sides``, and whether the difference is ``.significant``; returns the p-value.

    Where nothing is tested, the p-value is None, and ``.significant`` neither true nor false.
    """
    p = note_test(book, name, variable, cohort, plan)
    side, uses = plan.sides(variable), parse(expression(variable)).variables()
    book.add(f"{name}.sides", side, "text", label=f"numbers.sides.{side}", function=Plan.p_value)
    book.condition(f"{name}.significant", plan.significant(p), function=Plan.significant, variables=uses)
    return p


def expression(variable: str) -> Written:
    """What a p-value of a variable, or of the curves, is in the grammar of the claims."""
    return {"logrank": {}} if variable in (LOGRANK, CURVES) else {"test": {"variable": variable}}


def in_percent(limits: Interval | None) -> list[float | None]:
    """Limits given as fractions, in percent."""
    return [None, None] if limits is None else [100 * limit for limit in limits]


def note_shares(
    book: Book, name: str, variable: str, level: str, cohort: pd.DataFrame, plan: Plan
) -> list[tuple[int, int]]:
    """Note each group's share with ``level``, as ``name.group<k>.{n,percent,interval}``, of those ``.known.n``.

    Patients without a value count neither here nor in the test. Returns count and base of each group.
    """
    counts = []
    for group in GROUPS:
        known = {"group": group, variable: list(VARIABLES[variable].levels)}
        part = book.share(f"{name}.group{group}", {variable: level}, known, cohort)
        counts.append((part, book.evaluate(f"{name}.group{group}.known.n", {"count": known}, cohort)))
        limits = clopper_pearson(*counts[-1], plan.confidence)
        book.add(
            f"{name}.group{group}.interval",
            in_percent(limits),
            "interval",
            of="percent",
            function=clopper_pearson,
            variables=["group", variable],
        )
    return counts


def note_comparison(book: Book, name: str, variable: str, level: str, cohort: pd.DataFrame, plan: Plan) -> None:
    """Note the shares, their test, their difference (group 2 minus group 1) and what follows from them.

    Adds to the shares and the test ``name.difference`` with ``.interval`` and ``.method``, and
    ``name.group<k>.higher``, the truth that the share is higher in that group.
    """
    first, second = note_shares(book, name, variable, level, cohort, plan)
    note_finding(book, name, variable, cohort, plan)
    uses = ["group", variable]
    sized = first[1] and second[1]
    difference = 100 * (second[0] * first[1] - first[0] * second[1]) / (first[1] * second[1]) if sized else None
    limits = in_percent(newcombe(second, first, plan.confidence))
    book.add(f"{name}.difference", difference, "decimal", digits=1, function=note_comparison, variables=uses)
    book.condition(f"{name}.difference.estimable", difference is not None, function=note_comparison, variables=uses)
    book.add(f"{name}.difference.interval", limits, "interval", of="decimal", function=newcombe, variables=uses)
    method = "numbers.methods.newcombe"
    book.add(f"{name}.difference.method", "newcombe", "text", function=newcombe, label=method)
    for group, sign in zip(GROUPS, (-1, 1), strict=True):
        higher = None if difference is None else sign * difference > 0
        book.condition(f"{name}.group{group}.higher", higher, function=note_comparison, variables=uses)
