"""Confidence intervals of a proportion and of a difference between two proportions, as fractions from 0 to 1."""

from math import hypot, sqrt

from scipy.special import betaincinv, ndtri

Interval = tuple[float, float]


def clopper_pearson(part: int, whole: int, confidence: float = 0.95) -> Interval | None:
    """Exact interval of ``part / whole``: both tails of the binomial hold at most half of 1 - ``confidence``.

    Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika
    1934;26:404-13. ``None`` for a share of nobody.
    """
    if not whole:
        return None
    tail = (1 - confidence) / 2
    low = betaincinv(part, whole - part + 1, tail) if part else 0
    high = betaincinv(part + 1, whole - part, 1 - tail) if part < whole else 1
    return float(low), float(high)


def wilson(part: int, whole: int, confidence: float = 0.95) -> Interval:
    """Score interval of ``part / whole``, which is not nobody's (Wilson EB. J Am Stat Assoc 1927;22:209-12)."""
    z = float(ndtri((1 + confidence) / 2))
    centre, width = part + z**2 / 2, z * sqrt(part * (whole - part) / whole + z**2 / 4)
    return (centre - width) / (whole + z**2), (centre + width) / (whole + z**2)


def newcombe(first: tuple[int, int], second: tuple[int, int], confidence: float = 0.95) -> Interval | None:
    """Hybrid score interval of the difference ``first - second`` of two independent proportions, each (part, whole).

    The distances from each proportion to its Wilson limits are squared and added (method 10 of Newcombe RG. Interval
    estimation for the difference between independent proportions: comparison of eleven methods. Stat Med
    1998;17:873-90). ``None`` if a group is empty.
    """
    if not (first[1] and second[1]):
        return None
    p, q = first[0] / first[1], second[0] / second[1]
    (low, high), (other_low, other_high) = wilson(*first, confidence), wilson(*second, confidence)
    return p - q - hypot(p - low, other_high - q), p - q + hypot(high - p, q - other_low)
