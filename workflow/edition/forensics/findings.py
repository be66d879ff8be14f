"""All forensic results, on the counts as printed: nothing here depends on the export, or on its size."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from edition.claims.conditions import Where, one
from edition.claims.nodes import Count
from edition.claims.records import Claim
from edition.forensics import grimmer
from edition.forensics.fragility import nearest
from edition.forensics.inference import Cell, by_margins, by_p, completions
from edition.forensics.matching import Match, agreement, choose, matches
from edition.forensics.rounding import Share
from edition.forensics.rows import Row, printed_counts, rows, shares
from edition.statistics import location
from edition.statistics.association import FAMILY, defined, p_values
from edition.study.definitions import GROUPS
from edition.study.variables import VARIABLES

WITHIN = 5
"""Patients up to which the nearest tables with a printed p are looked for."""


@dataclass(frozen=True)
class Findings:
    """``rows`` have the cells that follow from the margins filled in.

    ``cells`` holds the inferences about each cell that was unreadable, by the margins or by one procedure.
    ``nearest``: variable, procedure, patients moved, table. ``determined``: the tables with unreadable cells for which
    the plan's procedure leaves only one.
    """

    rows: list[Row]
    shares: list[tuple[Claim, Share | None]]
    matches: list[Match]
    cells: list[Cell]
    nearest: list[tuple[str, str, int, np.ndarray]]
    determined: dict[str, np.ndarray]
    plan: dict[str, Any]

    def row(self, variable: str) -> Row | None:
        """The row of a variable."""
        return next((row for row in self.rows if row.variable == variable), None)

    def planned_cells(self) -> list[Cell]:
        """The inferences about unreadable cells from the margins, or from the printed p by the plan's procedure."""
        return [cell for cell in self.cells if cell.procedure in {"", self.plan["procedures"][cell.variable]}]

    def counts(self, *, inferred: bool) -> dict[Where, int]:
        """Patients by group and level of all tables that can be read, or that margins determine.

        With ``inferred`` also of those that a p-value determines: one table alone gives it by the plan's procedure.
        """
        tables = {row.variable: row.table for row in self.rows if row.table is not None}
        return {
            one("group", GROUPS[column]) & one(variable, VARIABLES[variable].levels[place]): int(count)
            for variable, table in (tables | (self.determined if inferred else {})).items()
            for (place, column), count in np.ndenumerate(table)
        }


def samples(row: Row) -> list[np.ndarray]:
    """All samples of whole numbers in the variable's range that agree with all that is printed (grimmer.samples)."""
    variable = VARIABLES[row.variable]
    return [
        grimmer.samples(grimmer.moments(*printed, size), variable.low, variable.high, members)
        for printed, size, members in zip(row.mean_sd, row.sizes, row.members, strict=True)
    ]


def attained(row: Row) -> Mapping[str, Any]:
    """Procedure → its p, or for a number the p of every pair of samples."""
    if row.table is not None:
        return p_values(row.table)
    both = samples(row) if row.mean_sd else [()]
    return location.from_samples(*both, low=VARIABLES[row.variable].low) if all(map(len, both)) else {}


def findings(claims: list[Claim]) -> Findings:
    """Everything the forensic step reports."""
    counts = printed_counts(claims)
    filled, cells = [], []
    for row in rows(claims, counts):
        new, inferred = by_margins(row) if row.levels else (row, [])
        filled.append(new)
        cells += inferred
    matched = [match for row in filled for match in matches(row.variable, row.p, attained(row))]
    plan = choose(filled, matched)
    unread = [row for row in filled if row.levels and row.table is None]
    cells += [cell for row in unread for name, p in defined(len(row.levels)).items() for cell in by_p(row, name, p)]
    unexplained = {name for kind in plan["evidence"].values() for name in kind["unexplained"]}
    fitting = {
        row.variable: [table for table in completions(row) if agreement(FAMILY[procedure](table), row.p)]
        for row in unread
        if (procedure := plan["procedures"][row.variable])
    }
    return Findings(
        rows=filled,
        shares=shares(claims, counts),
        matches=matched,
        cells=cells,
        nearest=[
            (row.variable, name, moved, table)
            for row in filled
            if row.variable in unexplained and row.table is not None
            for name, p in defined(len(row.levels)).items()
            for moved, table in nearest(row.table, lambda other, row=row, p=p: bool(agreement(p(other), row.p)), WITHIN)
        ],
        determined={variable: tables[0] for variable, tables in fitting.items() if len(tables) == 1},
        plan=plan,
    )


def completed(claims: list[Claim], counts: Mapping[Where, int]) -> list[Claim]:
    """The claims, those of a count that cannot be read with the determined one as if it were printed."""
    return [
        replace(claim, printed=str(counts[claim.node.of]))
        if claim.printed is None and isinstance(claim.node, Count) and claim.node.of in counts
        else claim
        for claim in claims
    ]
