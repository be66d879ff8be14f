"""Why a statement has its verdict: a code and what fills its words, to be worded in either language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edition.numbers import formatting
from edition.numbers.labels import Labels


@dataclass(frozen=True)
class Reason:
    """``code`` names the words below ``ledger.reasons`` in the labels, ``parts`` fills them.

    A part is text, a number (a Decimal is written with its digits), a further reason or a list of such. The parts
    ``procedure`` and ``variable`` are codes, which the labels name.
    """

    code: str
    parts: Mapping[str, Any]

    def worded(self, labels: Labels, language: str) -> str:
        """The reason in words."""
        parts = {name: _worded(part, labels, language) for name, part in self.parts.items()}
        parts |= {name: _named(parts[name], labels) for name in ("procedure", "variable") if name in parts}
        return labels[f"ledger.reasons.{self.code}"].format(**parts)


def because(code: str, **parts: Any) -> Reason:
    """A reason."""
    return Reason(code, parts)


def worded(reasons: Sequence[Any], labels: Labels, language: str) -> str:
    """Reasons as one text."""
    return "; ".join(_worded(reason, labels, language) for reason in reasons)


def number(value: float, digits: int | None = None) -> Decimal:
    """A number with so many digits, by default as many as it needs."""
    return Decimal(f"{value:g}") if digits is None else formatting.half_up(value, digits)


def _named(code: str, labels: Labels) -> str:
    """The name of a test (test.side) or of a variable; a code that the labels do not know stands for itself."""
    test, _, side = code.partition(".")
    if side:
        return f"{labels[f'numbers.sides.{side}']} {labels[f'numbers.tests.{test}']}"
    variables = labels.words["expressions"]["variables"]
    return variables[code]["name"].split("|")[0].strip() if code in variables else code


def _worded(part: Any, labels: Labels, language: str) -> str:
    if isinstance(part, Reason):
        return part.worded(labels, language)
    if isinstance(part, Decimal):
        digits = max(0, -part.as_tuple().exponent)
        return formatting.decimal(float(part), digits, language, grouped=False)
    if isinstance(part, list | tuple):
        return worded(part, labels, language)
    return str(part)
