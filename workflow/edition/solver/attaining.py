"""Admissible times that attain a bound: they make it exact, and anyone can recompute it from them.

A bound comes with the order in which patients leave. Here the order gets days that meet every printed minimum, median
and maximum, or is refused.
"""

from collections.abc import Iterable, Sequence

import pandas as pd
from ortools.sat.python import cp_model

from edition.claims.records import Claim
from edition.solver.admitted import holds
from edition.solver.kinds import NO_LIMIT, Item, Kind, durations
from edition.solver.people import minimized

Batch = Sequence[int]


def attaining_times(
    kinds: Sequence[Kind], items: Sequence[Item], batches: Iterable[Batch], by: int = 0, *, latest: bool = False
) -> pd.DataFrame:
    """Days for the patients of ``items``: the ``batches`` leave in this order, until day ``by`` if one is given.

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
