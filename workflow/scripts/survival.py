"""Compare the outcomes of the groups: shares with severe toxicity and alive, curves of survival, log-rank test."""

from pathlib import Path

import pandas as pd
from edition.cleaning.cohort import read as read_cohort
from edition.files.writing import save_text
from edition.numbers.comparison import note_comparison, note_test
from edition.numbers.formatting import p_digits
from edition.numbers.registry import NOT_REACHED, Registry, Times
from edition.statistics import analysis
from edition.statistics.proportions import newcombe
from edition.statistics.survival import (
    by_month,
    curve,
    logrank,
    median,
    median_follow_up,
    permutation_test,
    survival_at,
)
from edition.study.definitions import READ_AT
from edition.study.variables import COMPARISONS, DAYS_PER_YEAR

DATA = ("group", "survival_days", "died")


def percent(share: float | None) -> float | None:
    """A fraction in percent."""
    return None if share is None else 100 * share


def years(days: float | None) -> float | None:
    """A number of days in years."""
    return None if days is None else days / float(DAYS_PER_YEAR)


def note_group(registry: Registry, group: int, patients: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Note one group's curve: deaths, median, estimates at the horizon and at its end; returns the curve."""
    name, members = f"km.group{group}", patients[patients["group"] == group]
    days, died, _ = analysis.survival_data(members)
    estimates = curve(days, died, confidence)
    registry.add(f"{name}.events", int(died.sum()), "count", function=curve, variables=["group", "died"])
    middle = median(estimates)
    how = {"function": median, "variables": DATA, "label": NOT_REACHED}
    registry.add(f"{name}.median", years(middle.value), "years", **how)
    registry.add(f"{name}.median.interval", [years(middle.low), years(middle.high)], "interval", of="years", **how)
    registry.condition(f"{name}.median.reached", middle.value is not None, **how)
    number, estimate = f"{name}.y{READ_AT}", survival_at(estimates, float(READ_AT * DAYS_PER_YEAR))
    limits = [percent(estimate.low), percent(estimate.high)]
    registry.add(number, percent(estimate.value), "percent", function=survival_at, variables=DATA)
    registry.add(f"{number}.interval", limits, "interval", of="percent", function=survival_at, variables=DATA)
    registry.evaluate(f"{name}.last", {"survival": {"of": {"group": group}, "at": "last"}}, patients, kind="percent")
    how |= {"function": median_follow_up}
    followed = median_follow_up(days, died)
    registry.add(f"{name}.followup.median", years(followed), "years", **how)
    registry.condition(f"{name}.followup.reached", followed is not None, **how)
    return by_month(estimates) if registry.times == "months" else estimates


def note_curves(registry: Registry, patients: pd.DataFrame, plan: analysis.Plan) -> pd.DataFrame:
    """Note what the curves show and the log-rank test; returns both curves with a first column ``group``."""
    curves = [note_group(registry, group, patients, plan.confidence).assign(group=group) for group in analysis.GROUPS]
    registry.add(f"km.horizon.y{READ_AT}", READ_AT, "years", digits=0, function=note_curves)
    note_test(registry, "km.logrank", analysis.LOGRANK, patients, plan)
    for procedure in analysis.WEIGHTED[1:]:
        name, p = procedure.removesuffix(".two-sided"), analysis.p_value(procedure, analysis.LOGRANK, patients)
        digits = p_digits(p, plan.alpha)
        registry.add(f"km.{name.replace('-', '_')}.p", p, "p", digits=digits, function=logrank, variables=DATA)
    permuted = permutation_test(*analysis.survival_data(patients))
    how = {"function": permutation_test, "variables": DATA}
    registry.add("km.logrank.permutation_p", permuted.p, "p", digits=p_digits(permuted.p, plan.alpha), **how)
    decisive = plan.p_value(analysis.CURVES, patients)
    registry.condition("km.logrank.significant", plan.significant(decisive), **how)
    how = {"function": permutation_test, "variables": ["group"]}
    registry.add("km.permutations.n", permuted.splits, "count", **how)
    registry.condition("km.permutations.exact", permuted.exact, **how)
    registry.condition("km.by_month", registry.times == "months", function=by_month)
    both = pd.concat(curves)
    return both[["group", *both.columns.drop("group")]]


def main(
    cohort: Path, plan: str, alpha: float, confidence: float, numbers: Path, curves: Path, times: Times = "days"
) -> None:
    """Read ``cohort``; write the registry of ``numbers`` and the ``curves`` for the figure, both as ``times`` allows.

    The ``plan`` is ``recommended`` or a plan file.
    """
    patients = read_cohort(cohort)
    chosen = analysis.plan(plan, alpha, confidence).for_cohort(patients)
    registry = Registry("survival", [cohort, *chosen.files], times)
    for name, (variable, level, higher) in COMPARISONS.items():
        note_comparison(registry, name, variable, level, patients, chosen, higher)
    method = "numbers.methods.newcombe"
    registry.add("survival.difference.method", "newcombe", "text", function=newcombe, label=method)
    both = note_curves(registry, patients, chosen)
    save_text(curves, both.to_csv(index=False, float_format="%.6f", lineterminator="\n"))
    registry.write(numbers)
