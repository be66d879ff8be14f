"""Confidence intervals of a proportion and of a difference between two proportions, as fractions from 0 to 1."""

Interval = tuple[float, float]


def clopper_pearson(part: int, whole: int, confidence: float = 0.95) -> Interval | None:
    """Exact interval of ``part / whole`` (Clopper CJ, Pearson ES. Biometrika 1934;26:404-13); None of nobody."""
    from statsmodels.stats.proportion import proportion_confint

    return tuple(map(float, proportion_confint(part, whole, 1 - confidence, "beta"))) if whole else None


def newcombe(first: tuple[int, int], second: tuple[int, int], confidence: float = 0.95) -> Interval | None:
    """Hybrid score interval of the difference ``first - second`` of two independent proportions, each (part, whole).

    Method 10 of Newcombe RG. Stat Med 1998;17:873-90. None if a group is empty.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not (first[1] and second[1]):
        return None
    return tuple(map(float, confint_proportions_2indep(*first, *second, method="newcomb", alpha=1 - confidence)))
