"""Bound what a survival analysis can show over all times that the paper's statements admit."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import pandas as pd
from edition.claims.records import load
from edition.files.writing import save_json
from edition.numbers.registry import Registry
from edition.solver.bounds import SIDES, Bounds
from edition.study.definitions import GROUPS, READ_AT
from edition.study.variables import DAYS_PER_YEAR

DATA = ("group", "drug", "status")


def at(steps: list[dict[str, Any]], day: int) -> float:
    """The height of one side of an envelope on a day."""
    return next(step["percent"] for step in reversed(steps) if step["first_day"] <= day)


def compute(bounds: Bounds, horizon: float) -> dict[str, Any]:
    """All bounds, by what they bound; those of restricted means up to a ``horizon`` in years."""
    sides = {f"group{group}": {side: bounds.envelope(group, side) for side in SIDES} for group in GROUPS}
    ends = {f"group{group}.last": bounds.at_end(group) for group in GROUPS}
    day = floor(READ_AT * DAYS_PER_YEAR)
    noted = {
        f"{group}.y{READ_AT}": {side: at(steps, day) for side, steps in curves.items()}
        for group, curves in sides.items()
    }
    return {
        "envelope": sides,
        "survival": noted | ends,
        "printed": {f"group{group}": bounds.printed_end(group, claim) for group, claim in bounds.printed.items()},
        "logrank": bounds.logrank(),
        "rmst": bounds.restricted_means(Fraction(str(horizon))),
    }


def note(registry: Registry, computed: Mapping[str, Any], horizon: float, alpha: float) -> None:
    """Note the bounds of the curves at ``READ_AT`` and at their ends, of the log-rank p, and of restricted means."""
    for name, limits in computed["survival"].items():
        for side in SIDES:
            registry.add(f"bounds.km.{name}.{side}", limits[side], "percent", function=Bounds.envelope, variables=DATA)
    for group, fits in computed["printed"].items():
        for name in ("at_end", "at_any_time"):
            number = f"bounds.km.{group}.printed_possible.{name}"
            registry.condition(number, fits[name], function=Bounds.printed_end, variables=DATA)
    for name, bound in computed["logrank"].items():
        for number, p in ((name, bound["p"]), (f"{name}.permutation", bound["permutation_p"])):
            digits = None if p is None else p_digits(p)
            registry.add(f"bounds.logrank.p.{number}", p, "p", digits=digits, function=Bounds.logrank, variables=DATA)
    # Open is what both the asymptotic and the permutation p leave open: below alpha at some times, at others not.
    shown = [
        [p < alpha for p in bound.values()] for bound in computed["logrank"].values() if None not in bound.values()
    ]
    both = [True, True] in shown and [False, False] in shown
    registry.condition("bounds.logrank.open", both, function=Bounds.logrank, variables=DATA)
    how = {"function": Bounds.restricted_means, "variables": DATA}
    registry.add("bounds.rmst.horizon", horizon, "years", digits=0 if horizon == int(horizon) else 1, **how)
    for side, difference in computed["rmst"].items():
        registry.add(f"bounds.rmst.difference.{side}", difference, "years", digits=3, **how)


def p_digits(p: float) -> int:
    """Decimals of a bound: three, or as many as two significant digits need where three would show next to nothing."""
    return 3 if p >= 0.001 else ceil(-log10(p)) + 1


def main(published: Path, horizon: float, alpha: float, bounds: Path, times: Path, numbers: Path) -> None:
    """Write ``bounds`` (JSON) and the ``times`` that attain them (CSV: a row a patient), and note the ``numbers``."""
    limits = Bounds(load(published))
    computed = compute(limits, horizon)
    save_json(bounds, computed)
    table = pd.concat(limits.attaining, names=["shows", "patient"])
    table.droplevel("patient").to_csv(times, lineterminator="\n")
    registry = Registry("bounds", sorted(published.glob("*.yaml")))
    note(registry, computed, horizon, alpha)
    registry.write(numbers)
