"""Intervals against the worked examples of the papers that describe them."""

import pytest
from edition.statistics.proportions import clopper_pearson, newcombe


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 1998;17:857-72, method 5.
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0000, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_exact_interval_of_newcombes_examples(part, whole, low, high):
    assert clopper_pearson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_exact_interval_when_all_or_none_respond_has_its_closed_form():
    # For n of n the lower limit solves p^n = alpha / 2.
    assert clopper_pearson(8, 8) == pytest.approx((0.025 ** (1 / 8), 1.0))
    assert clopper_pearson(0, 8, confidence=0.9) == pytest.approx((0.0, 1 - 0.05 ** (1 / 8)))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe RG. Interval estimation for the difference between independent proportions. Stat Med 1998;17:873-90,
        # table II, examples (a) to (h), method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_interval_of_a_difference_in_newcombes_examples(first, second, low, high):
    assert newcombe(first, second) == pytest.approx((low, high), abs=5e-5)
    assert newcombe(second, first) == pytest.approx((-high, -low), abs=5e-5)


def test_a_share_of_nobody_has_no_interval():
    assert clopper_pearson(0, 0) is None
    assert newcombe((0, 0), (3, 4)) is None
