"""Why a statement has its verdict: a code and what fills its words, to be worded in either language."""

from collections.abc import Mapping
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


def because(code: str, **parts: Any) -> Reason:
    """A reason."""
    return Reason(code, parts)


def number(value: float, digits: int | None = None) -> Decimal:
    """A number with so many digits, by default as many as it needs."""
    return Decimal(f"{value:g}") if digits is None else formatting.half_up(value, digits)


def worded(part: Any, labels: Labels) -> str:
    """A reason, or part of one, as text."""
    match part:
        case Reason(code, parts):
            texts = {name: worded(inner, labels) for name, inner in parts.items()}
            texts |= {name: _named(texts[name], labels) for name in ("procedure", "variable") if name in texts}
            return labels[f"ledger.reasons.{code}"].format(**texts)
        case Decimal():
            return formatting.decimal(float(part), max(0, -part.as_tuple().exponent), labels.language, grouped=False)
        case list() | tuple():
            return "; ".join(worded(inner, labels) for inner in part)
    return str(part)


def _named(code: str, labels: Labels) -> str:
    """The name of a test (test.side) or of a variable; a code that the labels do not know stands for itself."""
    test, _, side = code.partition(".")
    if side:
        return f"{labels[f'numbers.sides.{side}']} {labels[f'numbers.tests.{test}']}"
    return (labels.get(f"expressions.variables.{code}.name") or code).split("|")[0].strip()
