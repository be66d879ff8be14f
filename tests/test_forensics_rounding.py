"""Rounding rules and GRIM for percentages."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from edition.forensics.rounding import RULES, Share, attainable, explaining, preimage, rounded, tally
from hypothesis import given
from hypothesis import strategies as st

STANDARD = {
    "half up": ROUND_HALF_UP,
    "half even": ROUND_HALF_EVEN,
    "half down": ROUND_HALF_DOWN,
    "truncation": ROUND_DOWN,
}


@given(st.integers(0, 10**7), st.integers(0, 3), st.sampled_from(list(RULES)))
def test_the_rules_are_those_of_the_decimal_arithmetic_standard(thousandths, places, rule):
    value = Decimal(thousandths).scaleb(-3)
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=STANDARD[rule])
    assert rounded(Fraction(value), Fraction(1, 10**places), rule) == Fraction(expected)


@given(st.integers(0, 400), st.integers(1, 400), st.sampled_from(list(RULES)))
def test_a_value_lies_among_those_that_print_so_exactly_when_it_rounds_so(part, whole, rule):
    value = Fraction(part, whole)
    for printed in {"0.5", "0.4", "0.3", str(float(rounded(value, Fraction(1, 10), rule)))}:
        low, high, low_in, high_in = preimage(printed, rule)
        inside = low < value < high or (low_in and value == low) or (high_in and value == high)
        assert inside == (rounded(value, Fraction(1, 10), rule) == Fraction(printed))


@pytest.mark.parametrize(
    ("part", "whole", "printed", "rules"),
    [
        (7, 9, "78%", ["half up", "half even", "half down"]),  # 77.78
        (5, 9, "55%", ["truncation"]),  # 55.56
        (5, 8, "62%", ["half even", "half down", "truncation"]),  # 62.5, and 62 is even
        (3, 8, "38%", ["half up", "half even"]),  # 37.5, and 38 is even
        (1, 8, "13%", ["half up"]),  # 12.5
        (7, 8, "87%", ["half down", "truncation"]),  # 87.5
        (17, 40, "42.5%", ["half up", "half even", "half down", "truncation"]),
        (4, 9, "45%", []),  # 44.44
        (6, 9, "%66", ["truncation"]),  # 66.67
    ],
)
def test_which_rules_print_a_percentage_so(part, whole, printed, rules):
    assert explaining(Share(part, whole, printed)) == rules


def test_the_complement_of_the_other_levels_is_a_rule_where_they_are_known():
    assert explaining(Share(4, 9, "45%", (5,))) == ["complement of truncation"]  # 100 - 55
    every = [f"complement of {rule}" for rule in RULES]
    assert explaining(Share(4, 9, "45%", (2, 3))) == every  # 100 - 22 - 33 by any rule
    assert "complement of half up" in explaining(Share(2, 9, "22%", (7,)))


def test_counts_that_a_printed_percentage_can_stand_for():
    # Brown and Heathers' point for percentages; scrutiny documents 71% of 43 as inconsistent, 30.53/43.
    assert attainable("71%", 43).keys() <= {31}  # 31/43 = 72.1, 30/43 = 69.8
    assert attainable("71%", 43) == {}
    assert list(attainable("45%", 9)) == []
    assert list(attainable("33%", 9)) == [3]


def test_the_tally_counts_what_each_rule_explains():
    shares = [Share(5, 9, "55%", (4,)), Share(4, 9, "45%", (5,)), Share(2, 9, "22%", (7,))]
    counts = tally(shares)
    assert counts["truncation"] == 2 and counts["half up"] == 1 and counts["complement of truncation"] == 1
