"""Suffixes against a list of forms written out by hand (tests/data/turkish-forms.csv), and the rules behind them."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from edition.numbers.formatting import text
from edition.numbers.turkish import SUFFIXES, cases, inflected, last_word, suffixed
from hypothesis import given
from hypothesis import strategies as st

FORMS = Path(__file__).parent / "data" / "turkish-forms.csv"


def forms() -> list[tuple[str, str, str, str]]:
    with FORMS.open(encoding="utf-8", newline="") as file:
        return [(row["number"], row["kind"], row["case"], row["form"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("number", "kind", "case", "form"), forms())
def test_every_form_of_the_list(number, kind, case, form):
    digits = -Decimal(number).as_tuple().exponent
    assert suffixed(text(float(number), kind, digits, "tr"), case) == form


def test_the_list_is_long_and_covers_every_case_and_ending():
    listed = forms()
    assert len(set(listed)) == len(listed) >= 300
    assert {case for _, _, case, _ in listed} == set(SUFFIXES)
    assert {kind for _, kind, _, _ in listed} >= {"count", "percent", "decimal", "p", "year"}
    plain = {int(number) for number, kind, _, _ in listed if kind in {"count", "percent"} and number.isdigit()}
    assert plain >= set(range(101))


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("0", "sıfır"),
        ("17", "yedi"),
        ("100", "yüz"),
        ("203", "üç"),
        ("1000", "bin"),
        ("1.001", "bir"),
        ("1998", "sekiz"),
        ("2005", "beş"),
        ("24.310", "on"),
        ("1.000.000", "milyon"),
        ("100.001.000", "bin"),
        ("%42,5", "beş"),
        ("0,05", "beş"),
        ("0,057", "yedi"),
        ("2,0", "sıfır"),
        ("7,25", "beş"),
        ("<0,001", "bir"),
        ("%34,9–96,8", "sekiz"),
        ("−12", "iki"),
    ],
)
def test_numbers_are_read_aloud_as_turkish_reads_them(number, word):
    assert last_word(number) == word


@pytest.mark.parametrize("words", ["ulaşılamadı", "", "17’si", "%"])
def test_what_does_not_end_in_a_number_has_no_suffix(words):
    with pytest.raises(ValueError, match="does not end in a number"):
        suffixed(words, "dative")


@pytest.mark.parametrize(
    ("word", "case", "form"),
    [
        # Words of other sounds than the numerals have, so that the rules are not fitted to the numerals.
        ("kitap", "locative", "kitapta"),
        ("göz", "possessive_locative", "gözünde"),
        ("okul", "dative", "okula"),
        ("kapı", "possessive_ablative", "kapısından"),
        ("ütü", "genitive", "ütünün"),
        ("yol", "instrumental", "yolla"),
        ("gemi", "instrumental", "gemiyle"),
    ],
)
def test_harmony_holds_for_any_word(word, case, form):
    assert inflected(word, SUFFIXES[case]) == form


@given(st.integers(0, 10**9), st.sampled_from(sorted(SUFFIXES)))
def test_a_suffix_depends_on_the_last_spoken_word_only(number, case):
    written = str(number)
    last = last_word(written)
    assert suffixed(written, case).partition("’")[2] == inflected(last, SUFFIXES[case]).removeprefix(last)


@given(st.integers(0, 10**9))
def test_grouping_and_a_percent_sign_do_not_change_the_suffix(number):
    plain, grouped = cases(str(number)), cases(f"%{number:,}".replace(",", "."))
    assert [form.partition("’")[2] for form in plain.values()] == [form.partition("’")[2] for form in grouped.values()]


def test_a_number_may_be_as_large_as_trillions():
    assert last_word("1.000.000.000.000") == "trilyon"
    assert suffixed("1.000.000.000.000", "dative") == "1.000.000.000.000’a"
