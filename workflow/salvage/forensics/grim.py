"""GRIM: whether a printed mean can come from so many whole numbers.

Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8(4):363-369, doi:10.1177/1948550616673876.
"""

from fractions import Fraction
from math import ceil, floor

from salvage.forensics.rounding import RULES, rounded
from salvage.published.printed import read


def sums(printed_mean: str, n: int, places: int = 0) -> dict[int, list[str]]:
    """Sums of ``n`` values that give the printed mean → the rounding rules by which they do.

    The values have ``places`` decimals and the sums are in units of their last one (0: whole numbers; 1: tenths).
    Empty: no such values have that mean.
    """
    unit = 10**places
    target = read(printed_mean)
    # A rule moves a mean by less than one printed digit, so no sum further off can match.
    low, high = ((target.value + side * target.step) * n * unit for side in (-1, 1))
    found = {}
    for total in range(max(0, floor(low)), ceil(high) + 1):
        rules = [rule for rule in RULES if rounded(Fraction(total, n * unit), target.step, rule) == target.value]
        if rules:
            found[total] = rules
    return found


def consistent(printed_mean: str, n: int, items: int = 1) -> bool:
    """Whether ``n`` people with whole-number scores on ``items`` items can have the printed mean.

    As in the paper, a mean counts when it is right after rounding a half up or down; truncation does not count.
    """
    return any(set(rules) - {"truncation"} for rules in sums(printed_mean, n * items).values())
