"""Bounds of a survival analysis over all times that the paper's statements admit, each with times that attain it.

Admissible are whole days from 1 on, from the relapse after transplant to death or last contact, for patients whose
group, drug and status are as printed, if every printed minimum, median and maximum of follow-up rounds to what is
printed. Nothing else limits them: no study period, availability of a drug or clinical plausibility.

The times that attain a bound are held against the claims, and analyzed by the functions that analyze a cohort.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, isclose
from typing import Any

import pandas as pd
from ortools.sat.python import cp_model

from edition.claims.printed import read
from edition.claims.records import Claim, printed_ends, under
from edition.solver.admitted import admitted, holds
from edition.solver.envelope import envelope, restricted_mean
from edition.solver.kinds import NO_LIMIT, Item, Kind, durations, kinds, windows
from edition.solver.logrank import largest_p, smallest_p
from edition.solver.orders import possible_ends
from edition.solver.people import minimized
from edition.statistics import survival
from edition.statistics.analysis import survival_data
from edition.study.definitions import GROUPS
from edition.study.variables import DAYS_PER_YEAR

SIDES = {"lowest": min, "highest": max}


class Bounds:
    """The bounds that a list of claims leaves. ``attaining`` collects the times that attain them, by what they show."""

    def __init__(self, claims: list[Claim]) -> None:
        self.claims = under(claims)
        self.printed = printed_ends(claims)
        self.kinds = kinds(self.claims)
        self.items = windows(self.kinds)
        limit = max((item.high for item in self.items if item.high < NO_LIMIT), default=1)
        self.end = floor(ceil(limit / DAYS_PER_YEAR) * DAYS_PER_YEAR)  # the full year after the last printed limit
        self.attaining: dict[str, pd.DataFrame] = {}

    def of_group(self, group: int) -> list[Item]:
        """The items of one group."""
        return [item for item in self.items if item.group == group]

    def times(
        self, shows: str, items: list[Item], batches: Iterable, by: int = 0, *, latest: bool = False
    ) -> pd.DataFrame:
        """Times that attain a bound, kept under the name of what they show, once the claims are found true of them."""
        patients = attaining_times(self.kinds, items, batches, by, latest=latest)
        if wrong := refuted(self.claims, patients):
            raise AssertionError(f"the times for {shows} contradict {', '.join(wrong)}")
        self.attaining[shows] = patients
        return patients

    def envelope(self, group: int, side: str) -> list[dict[str, Any]]:
        """One side of the envelope of a group's curve in percent: each step with its first and last day."""
        own, steps = self.of_group(group), []
        for step in envelope(own, SIDES[side], self.end):
            name = f"km.group{group}.{side}.day{step.first}"
            patients = self.times(name, own, step.batches, step.by, latest=side == "highest")
            for day in (step.by, step.last):
                _agree(name, survival.survival_at(_curve(patients), day).value, step.survival)
            steps.append({"first_day": step.first, "last_day": step.last, "percent": float(100 * step.survival)})
        return steps

    def at_end(self, group: int) -> dict[str, Any]:
        """Lowest, highest and all estimates in percent that a group's curve can end with."""
        values, own = possible_ends(self.of_group(group)), self.of_group(group)
        for side, choose in SIDES.items():
            name, value = f"km.group{group}.{side}.end", choose(values)
            patients = self.times(name, own, values[value])
            _agree(name, _curve(patients)["survival"].iloc[-1], value)
        percents = [float(100 * value) for value in sorted(values)]
        return {"lowest": percents[0], "highest": percents[-1], "values": percents}

    def printed_end(self, group: int, claim: Claim) -> dict[str, Any]:
        """Whether a group's estimate can be what is printed, at the end and at any time."""
        interval, own = admitted(claim), self.of_group(group)
        possible = {}
        for name, on_the_way in (("at_end", False), ("at_any_time", True)):
            fitting = {v: path for v, path in possible_ends(own, on_the_way=on_the_way).items() if 100 * v in interval}
            possible[name] = bool(fitting)
            if fitting:
                self.times(f"km.group{group}.printed.{name}", own, fitting[min(fitting)])
        return {"percent": float(read(claim.printed).value)} | possible

    def logrank(self) -> dict[str, Any]:
        """The smallest p where fewer than expected die in a group, and the largest; None where there is none.

        ``p`` is asymptotic and two-sided, ``permutation_p`` the exact permutation p of the times that attain it.
        """
        extremes = {f"favoring_group{group}": extreme for group, extreme in smallest_p(self.items).items()}
        bounds: dict[str, Any] = {}
        for name, extreme in (extremes | {"largest": largest_p(self.items)}).items():
            bounds[name] = {"p": extreme.p, "permutation_p": None}
            if extreme.order:
                patients = self.times(f"logrank.p.{name}", self.items, extreme.order)
                data = survival_data(patients)
                _agree(name, survival.logrank(*data)[1], extreme.p)
                bounds[name]["permutation_p"] = survival.permutation_test(*data).p
        return bounds

    def restricted_means(self, years: Fraction) -> dict[str, float]:
        """Least and greatest difference (group 2 minus group 1, in years) of the means restricted to some ``years``."""
        horizon, difference = years * DAYS_PER_YEAR, {}
        for side, other in (("lowest", "highest"), ("highest", "lowest")):
            name, parts, means = f"rmst.difference.{side}", [], []
            for group, extreme in zip(GROUPS, (other, side), strict=True):
                own = self.of_group(group)
                mean, batches = restricted_mean(own, SIDES[extreme], horizon)
                patients = self.times(name, own, batches, ceil(horizon) - 1, latest=extreme == "highest")
                _agree(name, survival.restricted_mean(_curve(patients), float(horizon)), mean)
                parts.append(patients)
                means.append(mean)
            self.attaining[name] = pd.concat(parts)
            difference[side] = float((means[1] - means[0]) / DAYS_PER_YEAR)
        return difference


def _curve(patients: pd.DataFrame) -> pd.DataFrame:
    return survival.curve(*survival_data(patients)[:2])


def _agree(name: str, attained: float | None, bound: Fraction | float) -> None:
    if attained is None or not isclose(attained, bound, rel_tol=1e-9, abs_tol=1e-12):
        raise AssertionError(f"the times for {name} give {attained}, the bound is {bound}")


def attaining_times(
    kinds: Sequence[Kind], items: Sequence[Item], batches: Iterable[Sequence[int]], by: int = 0, *, latest: bool = False
) -> pd.DataFrame:
    """Admissible days for the patients of ``items``: the ``batches`` leave in this order, until day ``by`` if given.

    All others leave later than that. Days are as early as can be, or those of the batches with deaths as late as can
    be (``latest``). A row a patient: group, drug (the first that is possible), status, survival_days and died. Raises
    InputError if no admissible times follow this order.
    """
    model = cp_model.CpModel()
    leaving: dict[int, list[cp_model.IntVar]] = {item.kind: [] for item in items}
    day: cp_model.LinearExprT = 0
    deaths = []
    for batch in batches:
        died = any(gone and item.died for gone, item in zip(batch, items, strict=True))
        before, day = day, model.new_int_var(1, by or NO_LIMIT, "")
        model.add(day >= before + died)  # who is censored on the day of a death leaves after it
        deaths += [day] if died else []
        for gone, item in zip(batch, items, strict=True):
            leaving[item.kind] += [day] * gone
    for i, days in leaving.items():
        for _ in range(kinds[i].n - len(days)):
            later = model.new_int_var(by + 1, NO_LIMIT, "")
            model.add(later > day)
            model.add(later >= (days[-1] if days else 0))
            days.append(later)
        middle = days[(len(days) - 1) // 2] + days[len(days) // 2]
        for name, twice in (("minimum", 2 * days[0]), ("maximum", 2 * days[-1]), ("median", middle)):
            if name in kinds[i].printed:
                model.add_linear_constraint(twice, *kinds[i].printed[name])
    everybody = sum(day for days in leaving.values() for day in days)
    objective = everybody - latest * len(items) * NO_LIMIT * sum(deaths)
    problem = "no admissible times follow the order that a bound of the survival analysis comes from."
    remedy = "Record a printed median of follow-up that is in the way as a reading that is not the default."
    solver = minimized(model, objective, problem, remedy, linear=True)
    rows = []
    for i, days in leaving.items():
        kind = kinds[i]
        same = {"group": kind.group, "drug": kind.drugs[0], "status": "died" if kind.died else "alive"}
        rows += [{**same, "survival_days": solver.value(day), "died": int(kind.died)} for day in days]
    return pd.DataFrame(rows)


def refuted(claims: Iterable[Claim], patients: pd.DataFrame) -> list[str]:
    """The claims about durations, by id, that are false of these patients; those about no one here are passed over."""
    about = [claim for claim in durations(claims) if any(claim.node.of.met(patients))]
    return [claim.id for claim in about if not holds(claim, patients)]
