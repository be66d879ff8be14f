"""What several steps note when they compare the two groups: a test, and shares with their difference."""

import pandas as pd

from edition.numbers.formatting import p_digits
from edition.numbers.registry import Registry
from edition.statistics.analysis import CURVES, LOGRANK, Plan
from edition.statistics.proportions import Interval, clopper_pearson, newcombe
from edition.study.definitions import GROUPS
from edition.study.variables import COMPARISONS, TABLE1, VARIABLES

NAMES = {name: f"table1.{name}" for name in TABLE1} | {of[0]: name for name, of in COMPARISONS.items()}
"""Variable of Table 1 → what the ids of its comparison say after ``plans.<plan>``."""


def note_test(registry: Registry, name: str, variable: str, cohort: pd.DataFrame, plan: Plan) -> float | None:
    """Note the p-value of the plan's test of a variable, or of the curves, as ``name.p``; returns it."""
    p = plan.p_value(variable, cohort)
    test = {"logrank": {}} if variable in (LOGRANK, CURVES) else {"test": {"variable": variable}}
    how = {"kind": "p", "digits": p_digits(p, plan.alpha), "procedure": plan.procedures[variable]}
    registry.evaluate(f"{name}.p", test, cohort, lambda *_: p, **how)
    return p


def note_finding(registry: Registry, name: str, variable: str, cohort: pd.DataFrame, plan: Plan) -> None:
    """Note the plan's test, and whether the difference is ``.significant``: None, which is neither, if not tested."""
    p = note_test(registry, name, variable, cohort, plan)
    uses = registry.records[f"{name}.p"]["variables"]
    registry.condition(f"{name}.significant", plan.significant(p), function=Plan.significant, variables=uses)


def in_percent(limits: Interval | None) -> list[float | None]:
    """Limits given as fractions, in percent."""
    return [None, None] if limits is None else [100 * limit for limit in limits]


def note_comparison(
    registry: Registry, name: str, variable: str, level: str, cohort: pd.DataFrame, plan: Plan, higher: int
) -> None:
    """Note each group's share with ``level``, their test, their difference (group 2 minus group 1) and what follows.

    The shares are ``name.group<k>.{n,percent,interval}``, of those ``.known.n`` who have a value, as in the test. The
    difference is ``name.difference`` with ``.interval`` and ``.excludes_zero``; ``name.complete`` is the truth that all
    have a value, ``name.group<k>.higher`` that the share is larger in the group ``higher``.
    """
    uses, counts = ["group", variable], []
    for group in GROUPS:
        share, levels = f"{name}.group{group}", list(VARIABLES[variable].levels)
        part = registry.share(share, {variable: level}, {"group": group}, cohort)
        whole = registry.evaluate(f"{share}.known.n", {"count": {"group": group, variable: levels}}, cohort)
        limits = in_percent(clopper_pearson(part, whole, plan.confidence))
        registry.add(f"{share}.interval", limits, "interval", of="percent", function=clopper_pearson, variables=uses)
        counts.append((part, whole))
    note_finding(registry, name, variable, cohort, plan)
    first, second = counts
    complete = first[1] + second[1] == int(cohort["group"].isin(GROUPS).sum())
    registry.condition(f"{name}.complete", complete, function=note_comparison, variables=uses)
    sized = first[1] and second[1]
    difference = 100 * (second[0] * first[1] - first[0] * second[1]) / (first[1] * second[1]) if sized else None
    limits = in_percent(newcombe(second, first, plan.confidence))
    registry.add(f"{name}.difference", difference, "decimal", digits=1, function=note_comparison, variables=uses)
    registry.condition(f"{name}.difference.estimable", difference is not None, function=note_comparison, variables=uses)
    registry.add(f"{name}.difference.interval", limits, "interval", of="decimal", function=newcombe, variables=uses)
    excludes = None if difference is None else limits[0] * limits[1] > 0
    registry.condition(f"{name}.difference.excludes_zero", excludes, function=newcombe, variables=uses)
    larger = None if difference is None else difference > 0 if higher == GROUPS[1] else difference < 0
    registry.condition(f"{name}.group{higher}.higher", larger, function=note_comparison, variables=uses)
