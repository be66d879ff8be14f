"""Tests on a printed mean ± SD: each attained p against scipy on samples that have that mean and SD."""

import numpy as np
import pytest
from edition.forensics import grimmer
from edition.statistics import location
from scipy import stats

FIRST, SECOND = ("6.9", "2.8", 9), ("5.4", "3.5", 8)


@pytest.fixture(scope="module")
def samples():
    return tuple(grimmer.samples(grimmer.moments(*printed), 0, 18) for printed in (FIRST, SECOND))


@pytest.fixture(scope="module")
def attained(samples):
    return location.from_samples(*samples, low=0)


def values(counts):
    return np.repeat(np.arange(len(counts)), counts)


def test_every_test_of_a_fitting_pair_is_among_the_attained(samples, attained):
    rng = np.random.default_rng(1)
    for _ in range(40):
        x, y = (values(rng.choice(sample)) for sample in samples)
        ratio = stats.f.sf(np.var(x, ddof=1) / np.var(y, ddof=1), 8, 7)
        asymptotic = {"method": "asymptotic"}
        expected = {
            "student.two-sided": stats.ttest_ind(x, y).pvalue,
            "welch.two-sided": stats.ttest_ind(x, y, equal_var=False).pvalue,
            "variance-ratio.two-sided": 2 * min(ratio, 1 - ratio),
            "levene.two-sided": stats.levene(x, y, center="mean").pvalue,
            "brown-forsythe.two-sided": stats.levene(x, y, center="median").pvalue,
            "mann-whitney.two-sided": stats.mannwhitneyu(x, y, use_continuity=False, **asymptotic).pvalue,
            "mann-whitney-continuity.two-sided": stats.mannwhitneyu(x, y, **asymptotic).pvalue,
        }
        for name, p in expected.items():
            assert np.abs(attained[name] - min(p, 1)).min() < 1e-6, name


def test_exact_mann_whitney_without_ties_is_scipys():
    for x, y in ([1, 5, 8, 9], [2, 3, 4, 10, 12]), ([0, 1, 2, 3], [4, 5, 6, 7, 8]):
        counts = [np.bincount(sample, minlength=13)[None, :] for sample in (x, y)]
        p_values = location.from_samples(*counts, low=0)
        assert p_values["mann-whitney-exact.two-sided"][0] == pytest.approx(
            stats.mannwhitneyu(x, y, method="exact").pvalue, abs=1e-8
        )


def test_the_smallest_table_of_mann_and_whitney():
    """Mann and Whitney 1947, table I: for samples of 3 and 3, P(U <= 0) = .05 and P(U <= 1) = .10."""
    counts = [np.bincount(sample, minlength=7)[None, :] for sample in ([1, 2, 3], [4, 5, 6])]
    p_values = location.from_samples(*counts, low=0)
    assert p_values["mann-whitney-exact.one-sided"][0] == pytest.approx(0.05)
    counts = [np.bincount(sample, minlength=7)[None, :] for sample in ([1, 2, 4], [3, 5, 6])]
    p_values = location.from_samples(*counts, low=0)
    assert p_values["mann-whitney-exact.one-sided"][0] == pytest.approx(0.10)


def test_student_and_welch_from_printed_moments_as_scipy_has_them(attained):
    for name, equal in (("student.two-sided", True), ("welch.two-sided", False)):
        p = stats.ttest_ind_from_stats(6.9, 2.8, 9, 5.4, 3.5, 8, equal_var=equal).pvalue
        assert attained[name].min() - 0.02 < p < attained[name].max() + 0.02


def test_samples_without_spread_have_no_p_value():
    """A ratio of variances needs two, ranks and deviations need to differ; a p of 0 or 1 would claim a test."""
    procedures = [f"{test}.two-sided" for test in location.TESTS]
    without = {test: location.observed(f"{test}.two-sided", [3, 3, 3], [3, 3]) for test in location.TESTS}
    assert set(without.values()) == {None}
    assert [name for name in procedures if location.observed(name, [3, 3, 3], [1, 4, 6]) is None] == [
        "variance-ratio.two-sided"
    ]
    assert location.observed("levene.two-sided", [2, 4], [1, 5]) is None
    assert location.observed("levene.one-sided", [2, 4, 4], [1, 5, 9]) is None
    assert np.isnan(location.t_test((3.0, 0.0, 4), (5.0, 0.0, 4)))


def test_every_pair_counts_once(samples, attained):
    assert {len(p) for p in attained.values()} == {len(samples[0]) * len(samples[1])}


def test_a_registry_of_thousands_takes_no_enumeration():
    rng = np.random.default_rng(5)
    x, y = rng.integers(0, 19, 3000), rng.integers(0, 19, 2000)
    expected = stats.mannwhitneyu(x, y, use_continuity=True, method="asymptotic").pvalue
    assert location.observed("mann-whitney-continuity.two-sided", x, y) == pytest.approx(expected, abs=1e-6)
