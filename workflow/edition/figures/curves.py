"""Kaplan-Meier estimates as the survival step writes them, and what a figure shows of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from edition.study.variables import DAYS_PER_YEAR

FEW = 3  # an estimate from fewer patients at risk than this is shown as uncertain


@dataclass(frozen=True)
class Curve:
    """One group's estimate: the values from each time on (years, the first 0), in order of time.

    ``survival``, ``lower`` and ``upper`` are in percent; ``censored`` and ``events`` count patients.
    """

    years: np.ndarray
    survival: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    censored: np.ndarray
    events: np.ndarray

    @property
    def n(self) -> int:
        """Patients in the group: in the end each is censored or has the event."""
        return int(self.censored.sum() + self.events.sum())

    @property
    def firm(self) -> int:
        """Index of the time after which fewer than FEW are observed."""
        return int(np.argmax(self.n - np.cumsum(self.censored + self.events) < FEW))

    def thinned(self, end: float, points: int) -> "Curve":
        """The curve as it can be told apart in print, where ``points`` lie between 0 and ``end``: few rows of many.

        What happens between two of them stands at its last time; what happens after the end, in one row.
        """
        if len(self.years) <= points:
            return self
        place = np.minimum(np.ceil(self.years / end * points), points + 1)
        last = np.append(np.flatnonzero(np.diff(place)), len(place) - 1)
        first = np.append(0, last[:-1] + 1)
        values = {name: getattr(self, name)[last] for name in ("years", "survival", "lower", "upper")}
        return Curve(**values, **{name: np.add.reduceat(getattr(self, name), first) for name in ("censored", "events")})

    def counts(self, years: float) -> tuple[int, int, int]:
        """Patients at risk (observed beyond ``years``), censored and dead by then; they add up to n."""
        past = self.years <= years
        censored, events = int(self.censored[past].sum()), int(self.events[past].sum())
        return self.n - censored - events, censored, events


def read_curves(path: Path) -> dict[int, Curve]:
    """Curves by group, from a table with a row for day 0 and for each day on which somebody died or was censored."""
    table = pd.read_csv(path)
    curves = {}
    for group, rows in table.sort_values("time_days", kind="stable").groupby("group"):
        # There are no limits where nobody is left, and a band ends there.
        percent = {name: 100 * rows[name].ffill().to_numpy(float) for name in ("survival", "lower", "upper")}
        counts = {name: rows[name].to_numpy(int) for name in ("censored", "events")}
        curves[int(group)] = Curve(years=rows["time_days"].to_numpy(float) / float(DAYS_PER_YEAR), **percent, **counts)
    return curves
