"""GRIM and GRIMMER on published examples, and against samples that exist."""

from itertools import combinations_with_replacement
from math import sqrt

import numpy as np
import pytest
from edition.forensics import grimmer
from hypothesis import given, settings
from hypothesis import strategies as st

HALVES = ("half up", "half even", "half down")
"""The rules of both papers: a half may be rounded up or down, and nothing is truncated."""


def grim(mean: str, n: int, items: int = 1) -> bool:
    """Whether ``n`` people with whole-number scores on ``items`` items can have the mean."""
    return bool(grimmer.sums(mean, n * items, rules=HALVES))


def test_the_example_of_the_grim_paper():
    """Brown and Heathers 2017: a mean of 5.19 cannot come from 28 whole numbers (145/28 = 5.18, 146/28 = 5.21)."""
    assert not grim("5.19", 28)
    assert grim("5.18", 28) and grim("5.21", 28)
    assert grim("5.19", 32)  # documentation of the R package scrutiny
    assert grim("2.84", 16, items=2) == (91 / 32 == 2.84375)


# Mean, SD, n and verdict: data set pigs5 and documented examples of the R packages scrutiny and rsprite2 (Allard's
# Analytic-GRIMMER); an impossible one fails GRIM (g) or has a sum of squares of the wrong parity (p).
PUBLISHED = [
    ("7.22", "5.30", 38, "g"),
    ("4.74", "6.55", 31, ""),
    ("5.23", "2.55", 35, "p"),
    ("2.57", "2.57", 30, ""),
    ("6.77", "2.18", 33, "g"),
    ("2.68", "2.59", 34, ""),
    ("7.01", "6.68", 35, "g"),
    ("7.38", "3.65", 32, ""),
    ("3.14", "5.32", 33, "g"),
    ("6.89", "4.18", 37, ""),
    ("5.00", "2.18", 31, ""),
    ("0.24", "6.43", 34, ""),
    ("5.23", "2.55", 31, ""),
    ("5.21", "1.60", 28, ""),
    ("3.44", "2.47", 18, "p"),
]


@pytest.mark.parametrize(("mean", "sd", "n", "fails"), PUBLISHED)
def test_published_grimmer_verdicts(mean, sd, n, fails):
    assert grim(mean, n) == (fails != "g")
    assert bool(grimmer.moments(mean, sd, n, rules=HALVES)) == (not fails)


def test_the_parity_rule_by_hand():
    """18 values with mean 3.44: the sum is 62, so the sum of squares is even; an SD of 2.47 would need 317."""
    assert grimmer.sums("3.44", 18) == [62]
    assert round(sqrt((317 - 62**2 / 18) / 17), 2) == 2.47
    assert grimmer.sums_of_squares("2.47", 18, 62, rules=("half up",)) == []


@settings(max_examples=25)
@given(st.lists(st.integers(0, 18), min_size=3, max_size=9))
def test_what_was_computed_from_whole_numbers_is_never_called_impossible(values):
    mean, sd = f"{np.mean(values):.1f}", f"{np.std(values, ddof=1):.1f}"
    assert grimmer.moments(mean, sd, len(values), rules=HALVES)
    samples = grimmer.samples(grimmer.moments(mean, sd, len(values)), 0, 18)
    assert tuple(np.bincount(values, minlength=19)) in {tuple(row) for row in samples}


def test_samples_are_all_that_a_full_enumeration_finds():
    for low in (0, 2):
        samples = grimmer.samples(grimmer.moments("4.2", "1.9", 5, rules=("half up",)), low, 8)
        brute = [
            values
            for values in combinations_with_replacement(range(low, 9), 5)
            if sum(values) == 21 and 1.85 <= np.std(values, ddof=1) < 1.95
        ]
        assert brute
        assert {tuple(np.repeat(range(low, 9), row)) for row in samples} == set(brute)


def test_impossible_pairs_give_no_samples():
    assert grimmer.moments("3.44", "2.47", 18, rules=("half up",)) == []
    assert len(grimmer.samples([], 0, 18)) == 0
