"""All forensic results on one basis: the counts as printed, or those of a real cohort."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salvage.forensics import association, grimmer, location
from salvage.forensics.inference import Cell, by_margins, by_p, completions
from salvage.forensics.matching import Match, agreement, matches, nearest
from salvage.forensics.plan import choose
from salvage.forensics.rounding import Share
from salvage.forensics.rows import GROUPS, Counts, Row, cohort_counts, printed_counts, rows, shares
from salvage.published.claims import Claim
from salvage.published.variables import VARIABLES

P: Mapping[str, Callable[[np.ndarray], float]] = {each.id: each.p for each in association.PROCEDURES}
WITHIN = 5
"""Patients up to which the nearest tables with a printed p are looked for."""


@dataclass(frozen=True)
class Findings:
    """Results on one ``basis``: ``printed`` or ``cohort``.

    ``rows`` have the cells that follow from the margins filled in. ``cells`` holds, for each cell that was unreadable,
    the inference and the procedure that it rests on ("" for a margin). ``nearest``: variable, procedure, patients
    moved, table. ``determined``: the tables with unreadable cells for which the plan's procedure leaves only one.
    """

    basis: str
    rows: list[Row]
    shares: list[tuple[Claim, Share | None]]
    matches: list[Match]
    cells: list[tuple[str, Cell]]
    nearest: list[tuple[str, str, int, np.ndarray]]
    determined: dict[str, np.ndarray]
    plan: dict[str, Any]

    def row(self, variable: str) -> Row:
        """The row of a variable."""
        return next(row for row in self.rows if row.variable == variable)


def samples(row: Row) -> list[np.ndarray]:
    """All samples of whole numbers in the variable's range with each group's printed mean and SD (grimmer.samples)."""
    low, high = VARIABLES[row.variable].low, VARIABLES[row.variable].high
    return [
        grimmer.samples(grimmer.moments(*printed, size), low, high)
        for printed, size in zip(row.mean_sd, row.sizes, strict=True)
    ]


def attained(row: Row, cohort: pd.DataFrame | None = None) -> dict[str, Any]:
    """Procedure → its p, or all p that it can have; from the cohort's own values where a number's are at hand."""
    if row.table is not None:
        return association.p_values(row.table)
    if not row.mean_sd:
        return {}
    if cohort is not None:
        values = [cohort.loc[cohort["group"] == group, row.variable].dropna().to_numpy(int) for group in GROUPS]
        return location.observed(*values)
    moments = [grimmer.moments(*printed, size) for printed, size in zip(row.mean_sd, row.sizes, strict=True)]
    both = samples(row)
    if not all(map(len, both)):
        return {}
    found = [*location.from_moments(*moments), *location.from_samples(*both, low=VARIABLES[row.variable].low)]
    return {each.id: each.p for each in found}


def _nearest(row: Row) -> list[tuple[str, str, int, np.ndarray]]:
    return [
        (row.variable, name, moved, table)
        for name, p in association.defined(row.table).items()
        for moved, table in nearest(row.table, row.p, p, WITHIN)
    ]


def _determined(rows: list[Row], procedures: Mapping[str, str | None]) -> dict[str, np.ndarray]:
    found = {}
    for row in rows:
        p = P.get(procedures[row.variable] or "")
        if row.levels and row.table is None and p:
            fitting = [table for table in completions(row) if agreement(p(table), row.p)]
            if len(fitting) == 1:
                found[row.variable] = fitting[0]
    return found


def findings(claims: list[Claim], cohort: pd.DataFrame | None = None) -> Findings:
    """Everything the forensic step reports, on the counts as printed or, given a cohort, on the cohort's."""
    counts: Counts = printed_counts(claims) if cohort is None else cohort_counts(cohort)
    filled, margins = [], []
    for row in rows(claims, counts):
        new, found = by_margins(row) if row.levels else (row, [])
        filled.append(new)
        margins += [("", cell) for cell in found]
    matched = [match for row in filled for match in matches(row.variable, row.p, attained(row, cohort))]
    plan = choose(filled, matched)
    inferred = [
        (name, cell)
        for row in filled
        if row.levels and row.table is None
        for name, p in association.defined(completions(row)[0]).items()
        for cell in by_p(row, name, p)
    ]
    unexplained = {name for kind in plan["evidence"].values() for name in kind["unexplained"]}
    near = [found for row in filled if row.variable in unexplained and row.table is not None for found in _nearest(row)]
    return Findings(
        "printed" if cohort is None else "cohort",
        filled,
        shares(claims, counts),
        matched,
        margins + inferred,
        near,
        _determined(filled, plan["procedures"]),
        plan,
    )
