"""Ranges, quantiles and shares of many values of which only a count of each rounded value is kept."""

from collections import Counter
from math import ceil, isnan

import numpy as np

DIGITS = 4
"""Significant digits to which values are told apart: memory depends on them, not on how many values there are."""


class Tally:
    """Counts of a measure's values, rounded to DIGITS significant digits; ``missing`` counts those without one."""

    def __init__(self) -> None:
        self.counts: Counter[float] = Counter()
        self.missing = 0

    def add(self, value: float) -> None:
        """Count one value; nan is missing, inf is larger than any other."""
        if isnan(value):
            self.missing += 1
        else:
            self.counts[float(f"{value:.{DIGITS}g}")] += 1

    def quantiles(self, at: list[float]) -> list[float | None]:
        """The smallest value that a share of at least each of ``at`` does not exceed; None if there is no value."""
        total = self.counts.total()
        if not total:
            return [None] * len(at)
        values = sorted(self.counts)
        reached = np.cumsum([self.counts[value] for value in values])
        ranks = [max(1, ceil(round(share * total, 6))) for share in at]
        return [values[int(np.searchsorted(reached, rank))] for rank in ranks]

    def histogram(self, width: float, bins: int) -> list[int]:
        """How many values lie in each of ``bins`` intervals of a ``width`` from 0 on, each without its upper end.

        The last one takes all that lie beyond.
        """
        found = [0] * bins
        for value, count in self.counts.items():
            found[min(int(round(value / width, 9)), bins - 1)] += count
        return found
