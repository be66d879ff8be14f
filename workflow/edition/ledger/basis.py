"""What statements are judged by, the form of a judgement, and its reasons, to be worded in either language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from edition.claims.conditions import one
from edition.claims.nodes import LOGRANK, Count, Percent, Test, Tests
from edition.claims.records import Claim
from edition.forensics.findings import Findings
from edition.forensics.rows import Counts
from edition.ledger.determined import Undetermined
from edition.numbers import formatting
from edition.numbers.labels import Labels
from edition.solver.admitted import taken_as_printed
from edition.study.definitions import GROUPS
from edition.study.variables import VARIABLES


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


class Judgement(NamedTuple):
    """The recomputed value as text ("" if none), the verdict, its reasons, and the rounding rule or procedure."""

    recomputed: str
    verdict: str
    reasons: Sequence[Reason]
    rule: str = ""


@dataclass(frozen=True)
class Basis:
    """What statements are judged by.

    ``tests`` gives the plan's p-values and ``reference`` names its procedures (variable → name). ``findings`` are the
    forensic results on the counts as ``printed``. ``bounds`` are those of survival curves and log-rank test over all
    times that the paper admits. ``origin`` says whether the cohort is ``synthetic``, and which statements the
    reconstruction gave up (``given_up``). ``undetermined`` is what rests on what is not printed.
    """

    cohort: pd.DataFrame
    tests: Tests
    reference: Mapping[str, str]
    findings: Findings
    printed: Counts
    bounds: Mapping[str, Any]
    origin: Mapping[str, Any]
    undetermined: Undetermined

    def open(self, claim: Claim) -> list[str]:
        """The variables of a statement that the print leaves open, unreadable rows included; none for a real export."""
        return [name for name in claim.node.variables() if name in self.undetermined.variables]

    def synthetic(self, claim: Claim) -> bool:
        """Whether the recomputed value rests on what is not printed."""
        return claim.number in self.undetermined.numbers or claim.id in self.undetermined.claims

    def as_printed(self, claim: Claim) -> bool:
        """Whether the cohort has the counts that the paper prints for what a statement is about.

        Only then does what is known of the printed counts (rounding, procedures) tell of this cohort. Of values that
        are not counts the paper does not print enough to tell.
        """
        if self.origin["synthetic"]:
            return True
        for node in claim.node.parts():
            match node:
                case Count(of):
                    wheres = [of]
                case Percent(part, of):
                    wheres = [of, of & part]
                case Test(variable) if variable != LOGRANK and (levels := VARIABLES[variable].levels):
                    wheres = [one("group", group) & one(variable, level) for group in GROUPS for level in levels]
                case _:
                    wheres = []
            if (isinstance(node, Test) and not wheres) or taken_as_printed(node):
                return False
            if any(self.printed(where) not in {None, sum(where.met(self.cohort))} for where in wheres):
                return False
        return True

    def mismatch(self, claim: Claim, value: str, *reasons: Reason) -> Judgement:
        """The judgement where the value is not what is printed; without a value real data settle nothing."""
        if claim.id in self.origin["given_up"]:
            return Judgement(value, "contradicted", [*reasons, because("given_up")])
        if self.synthetic(claim):
            return self.unknown(claim, value, *reasons)
        other = "contradicted" if self.origin["synthetic"] else "differs" if value else "not_identifiable"
        return Judgement(value, other, reasons)

    def agreed(self, claim: Claim, verdict: str = "reproduced") -> tuple[str, list[Reason]]:
        """The verdict where the value is what is printed; no confirmation where it is so only because this is held."""
        if claim.id in self.undetermined.alone:
            return "fitted", [because("fitted")]
        return verdict, []

    def unknown(self, claim: Claim, value: str, *reasons: Reason) -> Judgement:
        """The judgement where the value rests on variables that the paper leaves open."""
        rests = [because("of_variable", variable=name) for name in self.open(claim) or claim.node.variables()]
        return Judgement(value, "not_identifiable", [*reasons, because("open", variables=rests)])
