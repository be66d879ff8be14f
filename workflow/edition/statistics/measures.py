"""What a survival analysis of two groups would report, for many cohorts at once.

``days`` holds a cohort a row and a patient a column; ``died`` says of each column whether the time ends with death. A
patient is at risk on a day while the time is not less, as in ``statistics.survival``, which does the same for one
cohort.
"""

from collections.abc import Sequence

import numpy as np

from edition.statistics.firth import deaths, hazard_ratios
from edition.study.variables import DAYS_PER_YEAR

HORIZONS = (1, 2, 5)
"""Years at which the curves are read."""
LANDMARKS = (90, 180, 365)
"""Days from which on survival is compared once more, among those still followed."""
YEAR = float(DAYS_PER_YEAR)
ROUNDING = 1e-9


class Curves:
    """The Kaplan-Meier estimates of one group in many cohorts."""

    def __init__(self, days: np.ndarray, died: np.ndarray) -> None:
        """Sorts each row; on the same day deaths come before last contacts, as the estimate counts them."""
        order = np.argsort(2 * days + ~died, axis=1, kind="stable")
        left = days.shape[1] - np.arange(days.shape[1])
        self.days = np.take_along_axis(days, order, axis=1)
        self.survival = np.cumprod(np.where(died[order], (left - 1) / left, 1.0), axis=1)

    def at(self, day: float) -> np.ndarray:
        """Survival beyond ``day``; missing past the last observation unless everybody had died by then."""
        past = np.count_nonzero(self.days <= day, axis=1)
        value = np.where(past == 0, 1.0, self.survival[np.arange(len(past)), np.maximum(past - 1, 0)])
        return np.where((self.days[:, -1] < day) & (value > ROUNDING), np.nan, value)

    def last(self) -> np.ndarray:
        """Survival beyond the last observation."""
        return self.survival[:, -1]

    def median(self) -> np.ndarray:
        """The first day on which survival is one half or less; infinite if that is never reached."""
        low = self.survival <= 0.5 + ROUNDING
        first = self.days[np.arange(len(low)), np.argmax(low, axis=1)]
        return np.where(low.any(axis=1), first, np.inf)

    def restricted_mean(self, day: float) -> np.ndarray:
        """Mean days lived up to ``day``, the area under the curve; missing if the curve ends earlier above 0."""
        start = np.zeros((len(self.days), 1))
        bounds = np.minimum(np.hstack([start, self.days, start + day]), day)
        area = (np.diff(bounds, axis=1) * np.hstack([start + 1, self.survival])).sum(axis=1)
        short = (self.days[:, -1] < day) & (self.survival[:, -1] > ROUNDING)
        return np.where(short, np.nan, area)


def logrank_p(days: np.ndarray, died: np.ndarray, second: np.ndarray, after: Sequence[int] = (0,)) -> list[np.ndarray]:
    """Two-sided p of the log-rank test, once for each landmark: only deaths after that day count.

    Patients who died or were last seen by a landmark are in no later risk set, so that leaving out their deaths is
    the same as leaving out the patients. Missing where nothing is compared. Mantel N. Cancer Chemother Rep
    1966;50:163-70.
    """
    from scipy.special import chdtrc

    at_risk = days[:, None, :] >= days[:, :, None]
    n, n1 = at_risk.sum(axis=2), (at_risk & ~second).sum(axis=2)
    d = np.maximum(((days[:, None, :] == days[:, :, None]) & died).sum(axis=2), 1)
    excess = np.where(died, ~second - n1 / n, 0.0)
    # Tied deaths share their day's hypergeometric variance.
    variance = np.where(died, n1 * (n - n1) * (n - d) / (n**2 * np.maximum(n - 1, 1)), 0.0)
    found = []
    for day in after:
        u, v = ((part * (days > day)).sum(axis=1) for part in (excess, variance))
        found.append(chdtrc(1, np.divide(u**2, v, out=np.full_like(u, np.nan), where=v > ROUNDING)))
    return found


def measures(
    days: np.ndarray, group: np.ndarray, died: np.ndarray, confidence: float, tau: float
) -> dict[str, np.ndarray]:
    """All measures by name, one value a cohort: survival in percent, times in years, missing nan, not reached inf.

    ``tau`` is the horizon of the restricted means in years. Differences and ratios are group 2 against group 1.
    """
    second = group == 2
    curves = {k: Curves(days[:, group == k], died[group == k]) for k in (1, 2)}
    ratios = hazard_ratios(deaths(days, died, second), confidence)
    p = logrank_p(days, died, second, (0, *LANDMARKS))
    found = {"logrank.p": p[0], **{f"landmark.day{day}.p": p[1 + i] for i, day in enumerate(LANDMARKS)}}
    found |= {name: ratios[:, i] for i, name in enumerate(("hazard_ratio", "hazard_ratio.lower", "hazard_ratio.upper"))}
    mean = {k: curve.restricted_mean(tau * YEAR) / YEAR for k, curve in curves.items()}
    found["rmst.difference"] = mean[2] - mean[1]
    for k, curve in curves.items():
        found |= {f"km.group{k}.y{years}": 100 * curve.at(years * YEAR) for years in HORIZONS}
        found |= {f"km.group{k}.last": 100 * curve.last(), f"km.group{k}.median": curve.median() / YEAR}
    return found
