"""Every p-value that a printed mean ± SD in two groups is compatible with, for each test that software offers there.

A printed mean ± SD stands for many data sets. Student, Welch and the variance test depend on the sums and sums of
squares alone, so all attainable ones are tried; Levene's test and Mann-Whitney depend on the values, so all samples of
whole numbers are. What no data set attains, the test cannot have printed.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import fdtrc, ndtr

SPREAD = ("variance-ratio", "levene", "brown-forsythe")
"""Tests of a difference in spread; all others are of a difference in location."""
PRECISION = 8
"""Decimals kept of a p-value: attained values are compared with printed ones of two or three."""

TESTS = (*("student", "welch"), *SPREAD, *("mann-whitney", "mann-whitney-continuity", "mann-whitney-exact"))
"""All tests by name, without their side."""
UNDIRECTED = ("levene", "brown-forsythe")
"""Tests without a direction, that have no one-sided p."""

Attained = dict[str, np.ndarray]
"""Procedure, such as ``student.two-sided`` → its p for each of what fits, where it has one; else it is left out."""


def t_test(first: tuple, second: tuple, *, equal_variances: bool = False) -> np.ndarray:
    """Two-sided p of Welch's t-test (Biometrika 1947;34:28-35), or Student's, from (means, sample variances, size).

    Means and variances are numbers or arrays that broadcast; not a number where neither group has any spread.
    """
    from scipy.stats import ttest_ind_from_stats

    (m1, v1, n1), (m2, v2, n2) = first, second
    with np.errstate(invalid="ignore", divide="ignore"):
        p = ttest_ind_from_stats(m1, np.sqrt(v1), n1, m2, np.sqrt(v2), n2, equal_variances).pvalue
    return np.where(np.maximum(v1, v2) > 0, p, np.nan)


def _sides(test: str, p: np.ndarray) -> Attained:
    """The two-sided p of a test where it has one, and their halves if the test has a direction."""
    estimable = p[~np.isnan(p)]
    shares = {"two-sided": 1} if test in UNDIRECTED else {"two-sided": 1, "one-sided": 2}
    return {
        f"{test}.{side}": np.round(estimable / share, PRECISION) for side, share in shares.items() if estimable.size
    }


def _variance_ratio(first: tuple, second: tuple) -> np.ndarray:
    """P of the ratio of variances for every pair, from each group's as for ``t_test``."""
    (_, v1, n1), (_, v2, n2) = first, second
    with np.errstate(invalid="ignore", divide="ignore"):
        upper = fdtrc(n1 - 1, n2 - 1, v1 / v2)
    # There is no ratio to a group without spread.
    return np.where((v1 > 0) & (v2 > 0), 2 * np.minimum(upper, 1 - upper), np.nan)


def _levene(first: np.ndarray, second: np.ndarray, centre: Callable[..., np.ndarray]) -> np.ndarray:
    """P of Levene's test for every pair of rows; it depends on each sample's absolute deviations only."""
    parts = []
    for sample in (first, second):
        deviations = np.abs(sample - centre(sample, axis=1, keepdims=True))
        pairs = np.column_stack([deviations.mean(axis=1), deviations.var(axis=1) * sample.shape[1]])
        parts.append((np.round(pairs, PRECISION), sample.shape[1]))
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


def _mann_whitney(first: np.ndarray, second: np.ndarray, version: str = "") -> np.ndarray:
    """Two-sided p of every pair of samples (rows of counts): asymptotic with ties, "continuity" corrected, or "exact".

    "Exact" is twice the one-sided p of the distribution without ties, which SPSS prints for small samples.
    """
    n1, n2 = int(first[0].sum()), int(second[0].sum())
    below = np.cumsum(second, axis=1) - second / 2
    u = first @ below.T
    n = n1 + n2
    a, b = first.astype(float), second.astype(float)
    cubes = (a**3).sum(axis=1)[:, None] + 3 * (a**2) @ b.T + 3 * a @ (b**2).T + (b**3).sum(axis=1)[None, :]
    spread = np.sqrt(n1 * n2 / 12 * (n + 1 - (cubes - n) / (n * (n - 1))))
    spread = np.where(spread > 0, spread, np.nan)  # all values equal: nothing is compared
    distance = np.abs(u - n1 * n2 / 2)
    if version == "exact":
        ways = np.cumsum(_no_ties(n1, n2))
        tail = (ways / ways[-1]).astype(float)[np.floor(np.minimum(u, n1 * n2 - u)).astype(int)]
        return np.where(np.isnan(spread), np.nan, np.minimum(2 * tail, 1))
    return 2 * ndtr(-np.maximum(distance - (0.5 if version else 0), 0) / spread)


def _of_samples(first: np.ndarray, second: np.ndarray, low: int) -> dict[str, Callable[[], np.ndarray]]:
    """Test → its p for every pair of samples, see ``from_samples``."""
    distinct = np.arange(low, low + first.shape[1])
    values = [np.array([np.repeat(distinct, row) for row in counts]) for counts in (first, second)]  # of each sample
    (m1, v1, n1), (m2, v2, n2) = ((s.mean(axis=1), s.var(axis=1, ddof=1), s.shape[1]) for s in values)
    moments = (m1[:, None], v1[:, None], n1), (m2, v2, n2)
    return {
        "student": lambda: t_test(*moments, equal_variances=True),
        "welch": lambda: t_test(*moments),
        "variance-ratio": lambda: _variance_ratio(*moments),
        "levene": lambda: _levene(*values, np.mean),
        "brown-forsythe": lambda: _levene(*values, np.median),
        "mann-whitney": lambda: _mann_whitney(first, second),
        "mann-whitney-continuity": lambda: _mann_whitney(first, second, "continuity"),
        "mann-whitney-exact": lambda: _mann_whitney(first, second, "exact"),
    }


def from_samples(first: np.ndarray, second: np.ndarray, low: int) -> Attained:
    """Every test over all pairs of samples of whole numbers.

    ``first`` and ``second``: counts of the values low, low + 1, ... with shape (samples, values), see grimmer.samples.
    """
    tests = _of_samples(first, second, low)
    return {name: p for test, two_sided in tests.items() for name, p in _sides(test, two_sided()).items()}


def observed(procedure: str, first: np.ndarray, second: np.ndarray) -> float | None:
    """The p of a procedure for two samples of whole numbers ≥ 0 (at least two values each); None if it has none."""
    samples = [np.asarray(sample, dtype=int) for sample in (first, second)]
    highest = max(map(max, samples))
    counts = [np.bincount(sample, minlength=highest + 1)[None, :] for sample in samples]
    test = procedure.rsplit(".", 1)[0]
    p = _sides(test, _of_samples(*counts, low=0)[test]()).get(procedure)
    return None if p is None else float(p[0])
