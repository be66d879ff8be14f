"""Firth's penalized Cox regression on one binary covariate, for many cohorts at once.

Maximizes the Breslow partial likelihood plus half the logarithm of the information, which is finite even where all
deaths come from one group. Interval limits are where the penalized likelihood has fallen by half a chi-square
quantile (profile). Heinze G, Schemper M. A solution to the problem of monotone likelihood in Cox regression.
Biometrics 2001;57:114-9.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FAR = 30.0
"""Log hazard ratios are sought between plus and minus this: far beyond any that so few deaths can give."""
STEPS = 60


@dataclass(frozen=True)
class Deaths:
    """The deaths of many cohorts, a cohort a row and a patient a column.

    ``ratio`` is the number at risk in group 1 to that in group 2 at the patient's time, ``in_second`` whether the
    patient is in group 2 (1 or 0); ``weight`` is 0 for no death and where only one group is at risk, else 1.
    """

    ratio: np.ndarray
    in_second: np.ndarray
    weight: np.ndarray


def deaths(days: np.ndarray, died: np.ndarray, second: np.ndarray) -> Deaths:
    """The deaths of cohorts (rows of ``days``) whose patients (columns) died or not and are in group 2 or not."""
    at_risk = days[:, None, :] >= days[:, :, None]
    n1, n2 = (np.count_nonzero(at_risk & members, axis=2) for members in (~second, second))
    weight = (died & (n1 > 0) & (n2 > 0)).astype(float)
    return Deaths(np.maximum(n1, 1) / np.maximum(n2, 1), np.broadcast_to(second, n1.shape).astype(float), weight)


def log_likelihood(beta: np.ndarray, of: Deaths) -> np.ndarray:
    """The penalized log partial likelihood of each cohort at its log hazard ratio, up to a constant."""
    share = _share(beta, of)
    of_own_group = np.where(of.in_second > 0, share, 1 - share)
    information = (of.weight * share * (1 - share)).sum(axis=1)
    return (of.weight * np.log(of_own_group)).sum(axis=1) + np.log(information) / 2


def _share(beta: np.ndarray, of: Deaths) -> np.ndarray:
    """The probability under ``beta`` (one a row) that a death is in group 2."""
    return 1 / (1 + of.ratio * np.exp(-beta)[:, None])


def _score(beta: np.ndarray, of: Deaths) -> np.ndarray:
    share = _share(beta, of)
    information = of.weight * share * (1 - share)
    penalty = (information * (1 - 2 * share)).sum(axis=1) / information.sum(axis=1) / 2
    return (of.weight * (of.in_second - share)).sum(axis=1) + penalty


def _fall(function: Callable[[np.ndarray], np.ndarray], above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Where a function passes from positive (at ``above``) to negative (at ``below``), by bisection."""
    for _ in range(STEPS):
        middle = (above + below) / 2
        positive = function(middle) > 0
        above, below = np.where(positive, middle, above), np.where(positive, below, middle)
    return (above + below) / 2


@np.errstate(divide="ignore", invalid="ignore")
def hazard_ratios(of: Deaths, confidence: float) -> np.ndarray:
    """Hazard ratio of group 2 to group 1 with its profile limits: a row a cohort, columns estimate, lower, upper.

    Missing (nan) where no death happened while both groups were at risk.
    """
    from scipy.special import chdtri

    far = np.full(len(of.weight), FAR)
    best = _fall(lambda beta: _score(beta, of), -far, far)
    least = log_likelihood(best, of) - chdtri(1, 1 - confidence) / 2
    limits = [_fall(lambda beta: log_likelihood(beta, of) - least, best, end) for end in (-far, far)]
    known = of.weight.any(axis=1)
    return np.where(known[:, None], np.exp(np.column_stack([best, *limits])), np.nan)
