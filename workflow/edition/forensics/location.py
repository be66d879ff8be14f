"""Every p-value that a printed mean ± SD in two groups is compatible with, for each test that software offers there.

A printed mean ± SD stands for many data sets. Student, Welch and the variance test depend on the sums and sums of
squares alone, so all attainable ones are tried; Levene's test and Mann-Whitney depend on the values, so all samples of
whole numbers are. What no data set attains, the test cannot have printed.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy import stats

from edition.forensics.grimmer import Moments

SPREAD = ("variance-ratio", "levene", "brown-forsythe")
"""Tests of a difference in spread; all others are of a difference in location."""
PRECISION = 8
"""Decimals kept of a p-value: attained values are compared with printed ones of two or three."""

Attained = dict[str, np.ndarray]
"""Procedure, such as ``student.two-sided`` → the distinct p-values (ascending) that it attains over what fits."""


def _attained(two_sided: Mapping[str, np.ndarray], directed: tuple[str, ...]) -> Attained:
    """Distinct two-sided p-values by test, with their halves for the ``directed`` tests."""
    sides = (("two-sided", 1), ("one-sided", 2))
    return {
        f"{test}.{side}": np.unique(np.round(p / share, PRECISION))
        for test, p in two_sided.items()
        for side, share in sides
        if side == "two-sided" or test in directed
    }


def from_moments(first: list[Moments], second: list[Moments]) -> Attained:
    """Student's t, Welch's t and the variance ratio F over all attainable pairs of moments of the two groups."""
    (m1, v1), (m2, v2) = (np.array([(each.mean, each.variance) for each in group]).T for group in (first, second))
    m1, v1, n1, n2 = m1[:, None], v1[:, None], first[0].n, second[0].n
    with np.errstate(invalid="ignore", divide="ignore"):  # no p without spread
        student, welch = (
            stats.ttest_ind_from_stats(m1, np.sqrt(v1), n1, m2, np.sqrt(v2), n2, equal_var=equal).pvalue
            for equal in (True, False)
        )
        upper = stats.f.sf(v1 / v2, n1 - 1, n2 - 1)
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
    return stats.f.sf(between * (n1 + n2 - 2) / within, 1, n1 + n2 - 2)


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
    distance = np.abs(u - n1 * n2 / 2)
    ways = np.cumsum(_no_ties(n1, n2))
    tail = (ways / ways[-1]).astype(float)[np.floor(np.minimum(u, n1 * n2 - u)).astype(int)]
    return {
        "mann-whitney": 2 * stats.norm.sf(distance / spread),
        "mann-whitney-continuity": 2 * stats.norm.sf(np.maximum(distance - 0.5, 0) / spread),
        "mann-whitney-exact": np.minimum(2 * tail, 1),
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
