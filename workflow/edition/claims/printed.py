"""Read a number as the paper prints it: ``13%``, ``%75``, ``0.04``, ``<0,05``, ``seven``, ``Kırk``, ``two-thirds``."""

import re
from dataclasses import dataclass
from fractions import Fraction

_ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_TURKISH = ["sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz", "on"]
WORDS: dict[str, Fraction] = {
    **{word: Fraction(value) for words in (_ENGLISH, _TURKISH) for value, word in enumerate(words)},
    "forty": Fraction(40),
    "kırk": Fraction(40),
}
SHARES: dict[str, Fraction] = {"one-third": Fraction(1, 3), "two-thirds": Fraction(2, 3), "half": Fraction(1, 2)}
SIMPLE = [Fraction(share) for share in ("0", "1/4", "1/3", "1/2", "2/3", "3/4", "1")]
"""The fractions that words name: halves, thirds, and quarters, nothing, and the whole."""


@dataclass(frozen=True)
class Printed:
    """A printed number: its value, the size of one unit in its last place, and ``=``, ``<`` or ``>`` for a bound.

    A share in words ("two-thirds") is in percent; it ``admits`` what lies nearer to it than to any other simple
    fraction, the ends (halfway to its neighbours) excluded: 72.7% is nearer to three-quarters than to two-thirds.
    """

    value: Fraction
    step: Fraction
    bound: str = "="
    admits: tuple[Fraction, Fraction] | None = None

    @property
    def digits(self) -> int:
        """Digits after the decimal separator."""
        return len(str(self.step.denominator)) - 1 if self.step < 1 else 0


def read(text: str) -> Printed:
    """The number that ``text`` prints; a percent sign is dropped, so that percentages run from 0 to 100.

    Raises ValueError if there is none, or more than one.
    """
    word = text.strip().replace("İ", "i").lower()
    if word in WORDS:
        return Printed(WORDS[word], Fraction(1))
    if word in SHARES:
        place = SIMPLE.index(SHARES[word])
        below, share, above = SIMPLE[place - 1 : place + 2]
        return Printed(100 * share, Fraction(1), admits=(50 * (below + share), 50 * (share + above)))
    match = re.fullmatch(r"([<>]?) ?%? ?(\d+)(?:[.,](\d+))? ?%?", word)
    if match is None:
        raise ValueError(f"{text!r} is not a number")
    bound, whole, decimals = match.group(1), match.group(2), match.group(3) or ""
    step = Fraction(1, 10 ** len(decimals))
    return Printed(int(whole + decimals) * step, step, bound or "=")
