"""What would change a verdict: how many patients, and how many tests.

Fragility index: Walsh M et al. J Clin Epidemiol 2014;67:622-628, doi:10.1016/j.jclinepi.2013.10.019.
"""

from collections.abc import Callable, Sequence

import numpy as np

from salvage.forensics.association import NEGLIGIBLE
from salvage.forensics.matching import neighbours

ADJUSTMENTS = {"holm": "holm", "hochberg": "simes-hochberg", "benjamini-hochberg": "fdr_bh"}
"""Adjustment → its name in statsmodels. Holm 1979, Hochberg 1988 (family-wise); Benjamini and Hochberg 1995 (FDR)."""


def fragility_index(table: np.ndarray, event: int, p: Callable[[np.ndarray], float], alpha: float = 0.05) -> int | None:
    """Events to add in the group with fewer of them until p >= ``alpha``; 0 if p is not below it to begin with.

    ``event`` is the row of a 2 x 2 table that holds the events. None if adding all of them does not suffice.
    """
    changed = table.copy()
    group = int(np.argmin(table[event]))
    for added in range(int(table[1 - event, group]) + 1):
        if p(changed) >= alpha:
            return added
        changed[event, group] += 1
        changed[1 - event, group] -= 1
    return None


def crossing(
    table: np.ndarray, p: Callable[[np.ndarray], float], alpha: float = 0.05
) -> tuple[int, np.ndarray, float] | None:
    """The fewest patients of any group, in either direction, whose other outcome moves p across ``alpha``.

    Returns their number, such a table (of several the one whose p is furthest across) and its p; None if there is none.
    """
    before = p(table) < alpha
    best: tuple[int, np.ndarray, float] | None = None
    for moved, other in neighbours(table):
        if best and moved > best[0]:
            break
        value = p(other)
        if (value < alpha) != before and (best is None or abs(value - alpha) > abs(best[2] - alpha) + NEGLIGIBLE):
            best = (moved, other, value)
    return best


def adjusted(p: Sequence[float]) -> dict[str, list[float]]:
    """Adjustment → the p-values adjusted for their number, in the given order."""
    from statsmodels.stats.multitest import multipletests

    return {name: [float(v) for v in multipletests(p, method=method)[1]] for name, method in ADJUSTMENTS.items()}
