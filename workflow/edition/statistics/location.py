"""Every p-value that a printed mean ± SD in two groups is compatible with, for each test that software offers there.

A printed mean ± SD stands for many data sets. Student, Welch and the variance test depend on the sums and sums of
squares alone, so all attainable ones are tried; Levene's test and Mann-Whitney depend on the values, so all samples of
whole numbers are. What no data set attains, the test cannot have printed.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc, ndtr, stdtr

SPREAD = ("variance-ratio", "levene", "brown-forsythe")
"""Tests of a difference in spread; all others are of a difference in location."""
PRECISION = 8
"""Decimals kept of a p-value: attained values are compared with printed ones of two or three."""

Attained = dict[str, np.ndarray]
"""Procedure, such as ``student.two-sided`` → the distinct p-values (ascending) that it attains over what fits.

A test that no pair of samples gives a value (those without spread) is left out.
"""


class Moments(NamedTuple):
    """Sum and sum of squares of ``n`` values, in units (and squared units) of their last decimal."""

    total: int
    squares: int
    n: int
    places: int

    @property
    def mean(self) -> float:
        """The mean, in the values' own unit."""
        return self.total / self.n / 10**self.places

    @property
    def variance(self) -> float:
        """The sample variance (divisor n - 1), in the values' own unit squared."""
        spread = Fraction(self.squares) - Fraction(self.total**2, self.n)
        return float(spread / (self.n - 1)) / 100**self.places


def t_test(first: tuple, second: tuple, *, equal_variances: bool = False) -> np.ndarray:
    """Two-sided p of Welch's t-test, or Student's, from each group's (means, sample variances, size).

    Means and variances are numbers or arrays that broadcast; not a number where neither group has any spread. Welch BL.
    The generalization of Student's problem when several different population variances are involved. Biometrika
    1947;34:28-35.
    """
    (m1, v1, n1), (m2, v2, n2) = first, second
    v1, v2 = np.asarray(v1, dtype=float), np.asarray(v2, dtype=float)
    e1, e2 = v1 / n1, v2 / n2
    with np.errstate(invalid="ignore", divide="ignore"):
        if equal_variances:
            df = n1 + n2 - 2
            error = ((n1 - 1) * v1 + (n2 - 1) * v2) / df * (1 / n1 + 1 / n2)
        else:
            error, df = e1 + e2, (e1 + e2) ** 2 / (e1**2 / (n1 - 1) + e2**2 / (n2 - 1))
        return np.where(error > 0, 2 * stdtr(df, -np.abs(m1 - m2) / np.sqrt(error)), np.nan)


def _attained(two_sided: Mapping[str, np.ndarray], directed: tuple[str, ...]) -> Attained:
    """Distinct two-sided p-values by test, with their halves for the ``directed`` tests."""
    sides = (("two-sided", 1), ("one-sided", 2))
    return {
        f"{test}.{side}": np.unique(np.round(p[~np.isnan(p)] / share, PRECISION))
        for test, p in two_sided.items()
        for side, share in sides
        if (side == "two-sided" or test in directed) and not np.isnan(p).all()
    }


def from_moments(first: list[Moments], second: list[Moments]) -> Attained:
    """Student's t, Welch's t and the variance ratio F over all attainable pairs of moments of the two groups."""
    (m1, v1), (m2, v2) = (np.array([(each.mean, each.variance) for each in group]).T for group in (first, second))
    groups = (m1[:, None], v1[:, None], first[0].n), (m2, v2, second[0].n)
    student, welch = (t_test(*groups, equal_variances=equal) for equal in (True, False))
    with np.errstate(invalid="ignore", divide="ignore"):
        upper = fdtrc(first[0].n - 1, second[0].n - 1, v1[:, None] / v2)
    upper = np.where((v1[:, None] > 0) & (v2 > 0), upper, np.nan)  # no ratio to a group without spread
    tests = {"student": student, "welch": welch, "variance-ratio": 2 * np.minimum(upper, 1 - upper)}
    return _attained(tests, directed=tuple(tests))


def _values(counts: np.ndarray, low: int) -> np.ndarray:
    """Samples as rows of sorted values: shape (samples, n), from counts of shape (samples, distinct values)."""
    return np.array([np.repeat(np.arange(low, low + counts.shape[1]), row) for row in counts])


def _levene(first: np.ndarray, second: np.ndarray, centre: Callable[..., np.ndarray]) -> np.ndarray:
    """P of Levene's test for every pair of rows; it depends on each sample's absolute deviations only."""
    parts = []
    for sample in (first, second):
        deviations = np.abs(sample - centre(sample, axis=1, keepdims=True))
        pairs = np.column_stack([deviations.mean(axis=1), deviations.var(axis=1) * sample.shape[1]])
        parts.append((np.unique(np.round(pairs, PRECISION), axis=0), sample.shape[1]))
    (a, n1), (b, n2) = parts
    difference, within = a[:, :1] - b[:, :1].T, a[:, 1:] + b[:, 1:].T
    between = difference**2 * n1 * n2 / (n1 + n2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(within > 0, fdtrc(1, n1 + n2 - 2, between * (n1 + n2 - 2) / within), np.nan)


def _no_ties(n1: int, n2: int) -> np.ndarray:
    """Number of arrangements with U = 0, 1, ..., n1·n2 when no two values are equal (Mann and Whitney 1947).

    They are the coefficients of the Gaussian binomial, the product of (1 - q^(n2 + i)) / (1 - q^i) over i = 1, ..., n1.
    """
    ways = np.array([1] + [0] * (n1 * n2), dtype=object)
    for i in range(1, n1 + 1):
        ways[n2 + i :] -= ways[: -(n2 + i)].copy()
        for u in range(i, len(ways)):
            ways[u] += ways[u - i]
    return ways


def _mann_whitney(first: np.ndarray, second: np.ndarray) -> dict[str, np.ndarray]:
    """Two-sided p of every pair of samples (rows of counts): asymptotic with ties, continuity-corrected, and exact.

    "Exact" is twice the one-sided p of the distribution without ties, which SPSS prints for small samples.
    """
    n1, n2 = int(first[0].sum()), int(second[0].sum())
    above = np.tril(np.ones((first.shape[1], first.shape[1])), -1) + np.eye(first.shape[1]) / 2
    u = first @ above @ second.T
    n = n1 + n2
    a, b = first.astype(float), second.astype(float)
    cubes = (a**3).sum(axis=1)[:, None] + 3 * (a**2) @ b.T + 3 * a @ (b**2).T + (b**3).sum(axis=1)[None, :]
    spread = np.sqrt(n1 * n2 / 12 * (n + 1 - (cubes - n) / (n * (n - 1))))
    spread = np.where(spread > 0, spread, np.nan)  # all values equal: nothing is compared
    distance = np.abs(u - n1 * n2 / 2)
    ways = np.cumsum(_no_ties(n1, n2))
    tail = (ways / ways[-1]).astype(float)[np.floor(np.minimum(u, n1 * n2 - u)).astype(int)]
    return {
        "mann-whitney": 2 * ndtr(-distance / spread),
        "mann-whitney-continuity": 2 * ndtr(-np.maximum(distance - 0.5, 0) / spread),
        "mann-whitney-exact": np.where(np.isnan(spread), np.nan, np.minimum(2 * tail, 1)),
    }


def from_samples(first: np.ndarray, second: np.ndarray, low: int) -> Attained:
    """Levene's test (mean and median) and Mann-Whitney over all pairs of samples of whole numbers.

    ``first`` and ``second``: counts of the values low, low + 1, ... with shape (samples, values), see grimmer.samples.
    """
    values, ranks = (_values(first, low), _values(second, low)), _mann_whitney(first, second)
    levene = {"levene": _levene(*values, np.mean), "brown-forsythe": _levene(*values, np.median)}
    return _attained(levene | ranks, directed=tuple(ranks))


def observed(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """Procedure id → its p for two samples of whole numbers ≥ 0 that are at hand (at least two values each)."""
    samples = [np.asarray(sample, dtype=int) for sample in (first, second)]
    highest = max(map(max, samples))
    moments = [[Moments(int(s.sum()), int((s**2).sum()), len(s), 0)] for s in samples]
    counts = [np.bincount(sample, minlength=highest + 1)[None, :] for sample in samples]
    return {name: float(p[0]) for name, p in (from_moments(*moments) | from_samples(*counts, low=0)).items()}
