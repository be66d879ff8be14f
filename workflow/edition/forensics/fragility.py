"""What would change a p-value or a verdict: how many patients, and how many tests.

Tables are enumerated, which is for those that a paper prints. The number of patients is the fragility index of Walsh M
et al. (J Clin Epidemiol 2014;67:622-628, doi:10.1016/j.jclinepi.2013.10.019), but in either direction and either group.
"""

from collections.abc import Callable, Mapping
from math import isnan

import numpy as np

from edition.forensics.inference import tables

ADJUSTMENTS = {"holm": "holm", "benjamini-hochberg": "fdr_bh"}
"""Adjustment → its name in statsmodels. Holm 1979 (family-wise); Benjamini and Hochberg 1995 (false discoveries)."""


def neighbours(table: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """All tables with the same group sizes, by how many patients (then of group 1) move to another level; with it."""
    ordered = []
    for other in tables(tuple(table.sum(axis=0).tolist()), len(table)):
        first, second = (np.abs(other - table).sum(axis=0) // 2).tolist()
        ordered.append((first + second, first, other))
    return [(moved, other) for moved, _, other in sorted(ordered, key=lambda neighbour: neighbour[:2])]


def nearest(
    table: np.ndarray, wanted: Callable[[np.ndarray], bool], within: int | None = None
) -> list[tuple[int, np.ndarray]]:
    """The ``wanted`` tables fewest patients away, with that number; empty if there is none, or none ``within`` it."""
    tables: list[tuple[int, np.ndarray]] = []
    for moved, other in neighbours(table):
        if (tables and moved > tables[0][0]) or (within is not None and moved > within):
            break
        if wanted(other):
            tables.append((moved, other))
    return tables


def crossing(
    table: np.ndarray, p: Callable[[np.ndarray], float], alpha: float = 0.05
) -> tuple[int, np.ndarray, float] | None:
    """The fewest patients whose other outcome moves p across ``alpha``, such a table and its p; None if there is none.

    Of several tables it is the first whose p is furthest across.
    """
    below = p(table) < alpha

    def crosses(other: np.ndarray) -> bool:
        return not isnan(p(other)) and (p(other) < alpha) != below

    candidates = [(moved, other, p(other)) for moved, other in nearest(table, crosses)]
    return max(candidates, key=lambda crossed: round(abs(crossed[2] - alpha), 9), default=None)


def adjusted(p: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Adjustment → name → the p-value adjusted for their number."""
    from statsmodels.stats.multitest import multipletests

    values = list(p.values())
    by_method = {name: multipletests(values, method=method)[1].tolist() for name, method in ADJUSTMENTS.items()}
    return {name: dict(zip(p, values, strict=True)) for name, values in by_method.items()}
