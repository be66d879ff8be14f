"""Every p-value that a printed mean ± SD in two groups is compatible with, for each test that software offers there.

A printed mean ± SD stands for many data sets. Student, Welch and the variance test depend on the sums and sums of
squares alone, so all attainable ones are tried; Levene's test and Mann-Whitney depend on the values, so all samples of
whole numbers are. What no data set attains, the test cannot have printed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from salvage.forensics.grimmer import Moments

SPREAD = ("variance-ratio", "levene", "brown-forsythe")
"""Tests of a difference in spread; all others are of a difference in location."""
PRECISION = 8
"""Decimals kept of a p-value: attained values are compared with printed ones of two or three."""


@dataclass(frozen=True)
class Attained:
    """The distinct p-values (ascending) that a test attains over the data sets that fit."""

    test: str
    sides: str
    p: np.ndarray

    @property
    def id(self) -> str:
        """Name of the procedure, such as ``student.two-sided``."""
        return f"{self.test}.{self.sides}"


def _distinct(p: np.ndarray) -> np.ndarray:
    return np.unique(np.round(p, PRECISION))


def from_moments(first: list[Moments], second: list[Moments]) -> list[Attained]:
    """Student's t, Welch's t and the variance ratio F over all attainable pairs of moments of the two groups."""
    (m1, v1, n1), (m2, v2, n2) = (
        (np.array([x.mean for x in group])[:, None], np.array([x.variance for x in group])[:, None], group[0].n)
        for group in (first, second)
    )
    m2, v2 = m2.T, v2.T
    pooled = ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)
    student = stats.t.sf(np.abs(m1 - m2) / np.sqrt(pooled * (1 / n1 + 1 / n2)), n1 + n2 - 2)
    e1, e2 = v1 / n1, v2 / n2
    degrees = (e1 + e2) ** 2 / (e1**2 / (n1 - 1) + e2**2 / (n2 - 1))
    welch = stats.t.sf(np.abs(m1 - m2) / np.sqrt(e1 + e2), degrees)
    upper = stats.f.sf(v1 / v2, n1 - 1, n2 - 1)
    ratio = np.minimum(upper, 1 - upper)
    tests = {"student": student, "welch": welch, "variance-ratio": ratio}
    return [
        Attained(test, sides, _distinct(factor * p))
        for test, p in tests.items()
        for sides, factor in (("two-sided", 2), ("one-sided", 1))
    ]


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
    """Number of arrangements with U = 0, 1, ..., n1·n2 when no two values are equal (Mann and Whitney 1947)."""
    ways = np.zeros((n1 + 1, n1 * n2 + 1), dtype=object)
    ways[0, 0] = 1
    for value in range(1, n1 + n2 + 1):  # Choose n1 of the ranks; U is the sum of the ranks less its least value.
        for size in range(min(value, n1), 0, -1):
            shift = value - size
            if shift <= n1 * n2:
                ways[size, shift:] = ways[size, shift:] + ways[size - 1, : n1 * n2 + 1 - shift]
    return ways[n1]


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


def from_samples(first: np.ndarray, second: np.ndarray, low: int) -> list[Attained]:
    """Levene's test (mean and median) and Mann-Whitney over all pairs of samples of whole numbers.

    ``first`` and ``second``: counts of the values low, low + 1, ... with shape (samples, values), see grimmer.samples.
    """
    ones, others = _values(first, low), _values(second, low)
    tests = {"levene": _levene(ones, others, np.mean), "brown-forsythe": _levene(ones, others, np.median)}
    tests |= _mann_whitney(first, second)
    return [
        Attained(test, sides, _distinct(p / factor))
        for test, p in tests.items()
        for sides, factor in (("two-sided", 1), ("one-sided", 2))
        if sides == "two-sided" or test.startswith("mann")
    ]


def observed(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """Procedure id → its p for two samples of whole numbers ≥ 0 that are at hand (at least two values each)."""
    samples = [np.asarray(sample, dtype=int) for sample in (first, second)]
    highest = int(max(sample.max() for sample in samples))
    moments = [[Moments(int(s.sum()), int((s**2).sum()), len(s), 0)] for s in samples]
    counts = [np.bincount(sample, minlength=highest + 1)[None, :] for sample in samples]
    return {each.id: float(each.p[0]) for each in (*from_moments(*moments), *from_samples(*counts, low=0))}
