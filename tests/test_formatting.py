"""Numbers as text in both languages, and in one that the project does not have."""

from decimal import Decimal

import pytest
from edition.numbers.formatting import half_up, p_digits, text
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (12.5, 0, "13"),
        (62.5, 0, "63"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-2.5, 0, "-3"),
        (6.949999, 1, "6.9"),
    ],
)
def test_halves_are_rounded_up_as_the_number_is_written(value, digits, rounded):
    assert half_up(value, digits) == Decimal(rounded)


@given(st.integers(0, 10**6), st.integers(1, 400))
def test_a_percentage_is_never_further_from_the_share_than_half_a_point(part, whole):
    value = 100 * part / whole
    assert abs(half_up(value, 0) - Decimal(str(value))) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("value", "kind", "digits", "of", "english", "turkish"),
    [
        (17, "count", 0, "", "17", "17"),
        (999, "count", 0, "", "999", "999"),
        (24310, "count", 0, "", "24,310", "24.310"),
        (2005, "year", 0, "", "2005", "2005"),
        (42.5, "percent", 1, "", "42.5%", "%42,5"),
        (75.0, "percent", 0, "", "75%", "%75"),
        (12.5, "percent", 0, "", "13%", "%13"),
        (-0.04, "percent", 0, "", "0%", "%0"),
        (-54.1666666667, "percent", 1, "", "−54.2%", "−%54,2"),
        (0.0566844919786, "p", 3, "", "0.057", "0,057"),
        (0.0004, "p", 3, "", "<0.001", "<0,001"),
        (0.001, "p", 3, "", "0.001", "0,001"),
        (1.0, "p", 3, "", "1.000", "1,000"),
        (6.85, "mean", 1, "", "6.9", "6,9"),
        (3.0, "sd", 1, "", "3.0", "3,0"),
        (11.0006844627, "years", 0, "", "11", "11"),
        (0.05, "decimal", 2, "", "0.05", "0,05"),
        ([34.9144205587, 96.814597375], "interval", 1, "percent", "34.9–96.8%", "%34,9–96,8"),
        ([0.54, 11.0], "interval", 1, "years", "0.5–11.0", "0,5–11,0"),
        ([0.082, None], "interval", 1, "years", "0.1 to not reached", "0,1–not reached"),
        ([-77.786, -7.554], "interval", 1, "percent", "−77.8% to −7.6%", "−%77,8 ile −%7,6"),
        ([-3.81, 19.26], "interval", 1, "percent", "−3.8% to 19.3%", "−%3,8 ile %19,3"),
        ([-0.5, 2.0], "interval", 1, "decimal", "−0.5 to 2.0", "−0,5 ile 2,0"),
        ([None, None], "interval", 1, "percent", "not reached", "not reached"),
        (None, "years", 1, "", "not reached", "not reached"),
        (True, "condition", None, "", None, None),
    ],
)
def test_every_kind_in_both_languages(value, kind, digits, of, english, turkish):
    assert text(value, kind, digits, "en", of=of, absent="not reached") == english
    assert text(value, kind, digits, "tr", of=of, absent="not reached") == turkish


def test_a_third_language_needs_no_code():
    assert text(42.5, "percent", 1, "de") == "42,5\N{NO-BREAK SPACE}%"
    assert text([34.9, 96.8], "interval", 1, "fr", of="percent").startswith("34,9–96,8")


@pytest.mark.parametrize(
    ("p", "alpha", "digits"),
    [(0.0498, 0.05, 4), (0.04996, 0.05, 5), (0.0502, 0.05, 3), (0.05, 0.05, 3), (0.0098, 0.01, 4)],
)
def test_a_p_value_shows_on_which_side_of_alpha_it_lies(p, alpha, digits):
    assert p_digits(p, alpha) == digits


@given(st.floats(1e-6, 1).map(lambda p: float(f"{p:.12g}")))
def test_a_shown_p_value_is_below_alpha_exactly_if_the_p_value_is(p):
    shown = text(p, "p", p_digits(p, 0.05), "en")
    assert (Decimal(shown.lstrip("<")) < Decimal("0.05")) == (p < 0.05)
