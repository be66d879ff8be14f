"""Confidence intervals of a proportion and of a difference between two proportions, as fractions from 0 to 1."""

from math import hypot

from scipy.stats import binomtest

Interval = tuple[float, float]


def clopper_pearson(part: int, whole: int, confidence: float = 0.95) -> Interval | None:
    """Exact interval of ``part / whole``: both tails of the binomial hold at most half of 1 - ``confidence``.

    Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika
    1934;26:404-13. ``None`` for a share of nobody.
    """
    return _interval(part, whole, confidence, "exact") if whole else None


def newcombe(first: tuple[int, int], second: tuple[int, int], confidence: float = 0.95) -> Interval | None:
    """Hybrid score interval of the difference ``first - second`` of two independent proportions, each (part, whole).

    The distances from each proportion to its Wilson limits are squared and added (method 10 of Newcombe RG. Interval
    estimation for the difference between independent proportions: comparison of eleven methods. Stat Med
    1998;17:873-90). ``None`` if a group is empty.
    """
    if not (first[1] and second[1]):
        return None
    p1, p2 = (part / whole for part, whole in (first, second))
    (low1, high1), (low2, high2) = (_interval(*group, confidence, "wilson") for group in (first, second))
    difference = p1 - p2
    return difference - hypot(p1 - low1, high2 - p2), difference + hypot(high1 - p1, p2 - low2)


def _interval(part: int, whole: int, confidence: float, method: str) -> Interval:
    limits = binomtest(part, whole).proportion_ci(confidence_level=confidence, method=method)
    return float(limits.low), float(limits.high)
