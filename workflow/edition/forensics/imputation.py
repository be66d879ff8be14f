"""Fill counts that cannot be read where the other statements leave only one: group sizes, or the printed p-value."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from edition.claims.conditions import one
from edition.claims.nodes import Count
from edition.claims.records import Claim
from edition.forensics.findings import Findings, findings
from edition.study.variables import Level

Counts = Mapping[tuple[str, Level, int], int]
"""Variable, level and group → patients."""


def determined(claims: list[Claim]) -> dict[tuple[str, Level, int], int]:
    """The counts of all tables that can be read, or that margins and p-values determine.

    A p-value determines a table if one table alone gives it by the procedure that explains most printed p-values.
    """
    result = findings(claims)
    return readable(result, result.determined)


def readable(result: Findings, inferred: Mapping[str, np.ndarray] | None = None) -> dict[tuple[str, Level, int], int]:
    """The counts of all tables that can be read, or that margins determine, and of those that are ``inferred``."""
    tables = {row.variable: row.table for row in result.rows if row.levels and row.table is not None}
    tables |= inferred or {}
    return {
        (row.variable, level, group): int(tables[row.variable][place, group - 1])
        for row in result.rows
        if row.variable in tables
        for place, level in enumerate(row.levels)
        for group in (1, 2)
    }


def completed(claims: list[Claim], counts: Counts) -> list[Claim]:
    """The claims, those of a count that cannot be read with the determined one as if it were printed."""
    result = []
    for claim in claims:
        count = None
        if claim.printed is None and isinstance(claim.node, Count):
            values = claim.node.of.fixed()
            group = values.pop("group", None)
            for variable, level in values.items():
                if claim.node.of == one("group", group) & one(variable, level):
                    count = counts.get((variable, level, group))
        result.append(claim if count is None else replace(claim, printed=str(count)))
    return result
