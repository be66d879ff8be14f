"""Which exact tests are out of reach for a cohort, and the asymptotic ones that then take their place.

An exact test enumerates what grows with the cohort; none may do so without bound. Fisher's test of two levels needs as
many tables as patients and is always within reach.
"""

from math import prod

import numpy as np

SUBSTITUTES = {
    **dict.fromkeys(["fisher", "freeman-halton", "mid-p", "barnard", "boschloo", "pearson-exact"], "pearson"),
    "likelihood-ratio-exact": "likelihood-ratio",
    "linear-by-linear-exact": "linear-by-linear",
    "mann-whitney-exact": "mann-whitney",
}
"""Exact test → the asymptotic test that takes its place."""
OF_GROUP_SIZES = ("barnard", "boschloo", "mann-whitney-exact")
"""Those that consider all outcomes of groups of these sizes; the others hold the levels' totals fixed too."""
OF_TWO_LEVELS = ("fisher", "freeman-halton", "mid-p")
MOST_TABLES, MOST_OUTCOMES = 100_000, 10_000
"""Enumerated at most, of tables with the same margins and of outcomes with the same group sizes."""


def within_reach(procedure: str, table: np.ndarray) -> str:
    """The ``procedure`` or, where it would enumerate too much, the one in its place; twice one side is then two-sided.

    ``table`` has patients by level (rows; one row for a number) and group.
    """
    test, side = procedure.rsplit(".", 1)
    if test not in SUBSTITUTES or (test in OF_TWO_LEVELS and len(table) == 2):
        return procedure
    levels, sizes = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    unfixed = sizes if test in OF_GROUP_SIZES else [min(level, *sizes) for level in sorted(levels)[:-1]]
    most = MOST_OUTCOMES if test in OF_GROUP_SIZES else MOST_TABLES
    if prod(n + 1 for n in unfixed) <= most:
        return procedure
    return f"{SUBSTITUTES[test]}.{'two-sided' if side == 'doubled' else side}"
