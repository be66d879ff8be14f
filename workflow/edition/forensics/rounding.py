"""Rounding rules, and which of them turn a share of patients into the percentage that was printed.

GRIM for percentages (Brown and Heathers 2017, doi:10.1177/1948550616673876): a share of ``whole`` patients can only be
``k / whole``, so a printed percentage is checked exactly. All arithmetic is in fractions; no float decides anything.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from edition.claims.printed import read

HALF = Fraction(1, 2)
COMPLEMENT = "complement of "
"""Before a rule: the last of several levels is 100 minus the others, each rounded by it."""

RULES: dict[str, Callable[[Fraction], int]] = {
    "half up": lambda scaled: floor(scaled + HALF),
    "half even": round,
    "half down": lambda scaled: ceil(scaled - HALF),
    "truncation": floor,
}
"""Name → the rule on a number ≥ 0 whose last printed digit is the unit; the most common rules first."""


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole`` patients, printed as a percentage.

    ``others`` are the counts of the other levels of the same variable in the same group where all of them are known,
    else empty; they allow for a percentage that was filled in as the complement to 100.
    """

    part: int
    whole: int
    printed: str
    others: tuple[int, ...] = ()

    @property
    def exact(self) -> Fraction:
        """The percentage, unrounded."""
        return Fraction(100 * self.part, self.whole)


def rounded(value: Fraction, step: Fraction, rule: str) -> Fraction:
    """``value`` (≥ 0) to a multiple of ``step``, such as 1/10 for one decimal, by a rule of RULES."""
    return RULES[rule](value / step) * step


def candidates(share: Share) -> dict[str, Fraction]:
    """Rule → the percentage that it gives; where the other levels are known also "complement of" each rule.

    The complement is 100 minus the other levels' percentages, each rounded by the rule.
    """
    step = read(share.printed).step
    percentages = {rule: rounded(share.exact, step, rule) for rule in RULES}
    for rule in RULES if share.others else ():
        rest = sum(rounded(Fraction(100 * other, share.whole), step, rule) for other in share.others)
        percentages[COMPLEMENT + rule] = 100 - rest
    return percentages


def explaining(share: Share) -> list[str]:
    """The rules that give exactly the printed percentage, in the order of RULES, complements last."""
    return [rule for rule, value in candidates(share).items() if value == read(share.printed).value]


def attainable(printed: str, whole: int) -> dict[int, list[str]]:
    """Count → rules by which that many of ``whole`` patients are printed so. Empty: no count of ``whole`` can be."""
    rules_of = {part: explaining(Share(part, whole, printed)) for part in range(whole + 1)}
    return {part: rules for part, rules in rules_of.items() if rules}


def tally(shares: Iterable[Share]) -> Counter[str]:
    """Rule → how many of the printed percentages it explains."""
    return Counter(rule for share in shares for rule in explaining(share))


def preimage(printed: str, rule: str) -> tuple[Fraction, Fraction, bool, bool]:
    """The values (≥ 0) that a rule prints so: lower bound, upper bound, and whether each bound belongs to them."""
    value, unit = read(printed).value, read(printed).step
    if rule == "truncation":
        return value, value + unit, True, False
    even = (value / unit) % 2 == 0
    low_in, high_in = {"half up": (True, False), "half down": (False, True), "half even": (even, even)}[rule]
    if value == 0:
        return value, unit / 2, True, high_in
    return value - unit / 2, value + unit / 2, low_in, high_in
