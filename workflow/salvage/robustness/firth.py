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
    """The deaths of many cohorts (rows): for each patient (columns) the numbers at risk at the patient's time.

    ``first`` and ``second`` count group 1 and group 2 at risk; ``in_second`` says whether the patient is in group 2;
    entries that are no deaths, or at which only one group is at risk, have ``weight`` 0, all others 1.
    """

    first: np.ndarray
    second: np.ndarray
    in_second: np.ndarray
    weight: np.ndarray


def deaths(days: np.ndarray, died: np.ndarray, second: np.ndarray) -> Deaths:
    """The deaths of cohorts (rows of ``days``) whose patients (columns) died or not and are in group 2 or not."""
    at_risk = days[:, None, :] >= days[:, :, None]
    n1, n2 = (np.count_nonzero(at_risk & members, axis=2) for members in (~second, second))
    weight = (died & (n1 > 0) & (n2 > 0)).astype(float)
    return Deaths(np.maximum(n1, 1), np.maximum(n2, 1), np.broadcast_to(second, n1.shape).astype(float), weight)


def _share(beta: np.ndarray, of: Deaths) -> np.ndarray:
    """The probability under ``beta`` (one a row) that a death is in group 2."""
    return 1 / (1 + of.first / of.second * np.exp(-beta)[:, None])


def log_likelihood(beta: np.ndarray, of: Deaths) -> np.ndarray:
    """The penalized log partial likelihood of each cohort at its log hazard ratio, up to a constant."""
    share = _share(beta, of)
    of_own_group = np.where(of.in_second > 0, share, 1 - share)
    information = (of.weight * share * (1 - share)).sum(axis=1)
    return (of.weight * np.log(of_own_group)).sum(axis=1) + np.log(information) / 2


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


def hazard_ratios(of: Deaths, confidence: float) -> np.ndarray:
    """Hazard ratio of group 2 to group 1 with its profile limits: a row a cohort, columns estimate, lower, upper.

    Missing (nan) where no death happened while both groups were at risk.
    """
    from scipy.special import chdtri

    result = np.full((len(of.weight), 3), np.nan)
    known = of.weight.any(axis=1)
    some = Deaths(*(values[known] for values in (of.first, of.second, of.in_second, of.weight)))
    far = np.full(np.count_nonzero(known), FAR)
    best = _fall(lambda beta: _score(beta, some), -far, far)
    least = log_likelihood(best, some) - chdtri(1, 1 - confidence) / 2
    limits = [_fall(lambda beta: log_likelihood(beta, some) - least, best, end) for end in (-far, far)]
    result[known] = np.exp(np.column_stack([best, *limits]))
    return result
