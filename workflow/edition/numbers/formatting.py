"""Numbers as text, per language, with the locale data of the Unicode consortium (through Babel).

Rounding is half up, as readers expect, on the decimal number that is written (0.125 to two digits is 0.13).
"""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, format_percent

MINUS, EN_DASH = "−", "–"
MARK = "◊"
"""Stands beside a number that rests on synthetic values."""
BESIDE_A_SIGN = {"en": " to ", "tr": " ile "}
BESIDE_A_WORD = {"en": " to ", "tr": "–"}
"""What stands between limits of an interval where a minus sign, or a word, would meet the dash; else a semicolon."""

DIGITS = {
    "count": 0,
    "percent": 0,
    "p": 3,
    "mean": 1,
    "sd": 1,
    "decimal": 1,
    "years": 1,
    "days": 0,
    "year": 0,
    "interval": 1,
}
"""Digits after the decimal separator by kind, where nothing else is said."""


def half_up(value: float, digits: int) -> Decimal:
    """``value`` rounded to ``digits`` decimals, halves away from zero, which has no sign."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def p_digits(p: float | None, alpha: float) -> int:
    """Decimals that a p-value needs: three, or more where rounding would hide on which side of ``alpha`` it lies.

    With alpha = 0.05, 0.0498 keeps four decimals; three would show 0.050.
    """
    digits = DIGITS["p"]
    while p is not None and (half_up(p, digits) < Decimal(str(alpha))) != (p < alpha):
        digits += 1
    return digits


def decimal(value: float, digits: int, language: str, *, grouped: bool = True) -> str:
    """A plain number: 1,234.5 in English, 1.234,5 in Turkish; a true minus sign."""
    pattern = ("#,##0" if grouped else "0") + ("." + "0" * digits if digits else "")
    return format_decimal(half_up(value, digits), pattern, locale=language).replace("-", MINUS)


def around_percent(language: str) -> tuple[str, str]:
    """What stands before and after the number in a percentage: ``%`` after it in English, before it in Turkish."""
    before, after = format_percent(0, locale=language).split("0")
    return before, after


def percent(value: float, digits: int, language: str) -> str:
    """A percentage, from a value in percent: 42.5% or %42,5; a minus sign stands before everything."""
    number = decimal(value, digits, language)
    return MINUS * number.startswith(MINUS) + number.removeprefix(MINUS).join(around_percent(language))


def p_value(p: float, digits: int, language: str) -> str:
    """A p-value, or the bound below which it lies: 0.057, <0.001."""
    least = Decimal(1).scaleb(-digits)
    return f"<{decimal(float(least), digits, language)}" if p < least else decimal(p, digits, language)


def interval(limits: list[float | None], digits: int, language: str, of: str, absent: str) -> str:
    """Both limits with an en dash between, in percent with one percent sign; otherwise if one is negative, or a word.

    A limit that cannot be given is called ``absent``, and so is an interval without limits.
    """
    if limits == [None, None]:
        return absent
    write = percent if of == "percent" else decimal
    if between := BESIDE_A_WORD if None in limits else BESIDE_A_SIGN if min(limits) < 0 else None:
        written = [absent if limit is None else write(limit, digits, language) for limit in limits]
        return between.get(language, "; ").join(written)
    plain = EN_DASH.join(decimal(limit, digits, language) for limit in limits)
    return plain.join(around_percent(language)) if of == "percent" else plain


def text(value: object, kind: str, digits: int | None, language: str, *, of: str = "", absent: str = "") -> str | None:
    """The text of a number of any kind but ``text``; ``absent`` for a missing value, ``None`` for a condition.

    ``of`` says what the limits of an interval are (percent, decimal, years).
    """
    if kind == "condition":
        return None
    if value is None:
        return absent
    if kind == "version":
        return str(value)
    if kind == "interval":
        return interval(value, digits, language, of, absent)
    if kind == "percent":
        return percent(value, digits, language)
    if kind == "p":
        return p_value(value, digits, language)
    return decimal(value, digits, language, grouped=kind != "year")
