"""Which values of a quantity a printed number admits, and whether a claim holds in a cohort."""

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from edition.claims.nodes import Expression, Quoted, Stated, Summary, Survival, Test
from edition.claims.printed import read
from edition.claims.records import Claim

TOLERANCE = 1e-9
"""Standard deviations and rounded results are floats; nothing that is printed turns on this much."""


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high`` (None: no end); ``open_low`` and ``open_high`` say whether an end is excluded."""

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False

    def __contains__(self, value: float) -> bool:
        low = -TOLERANCE if not self.open_low else TOLERANCE
        high = TOLERANCE if not self.open_high else -TOLERANCE
        return (self.low is None or value >= self.low + low) and (self.high is None or value <= self.high + high)


def admitted(claim: Claim) -> Interval:
    """The exact values that would be printed as the claim was.

    A percentage in digits may have been rounded by any rule (up, down, half up, truncated) and admits less than one
    unit of its last place to both sides, in words what is nearest to it; other numbers admit half a unit, the upper end
    excluded; counts themselves.
    """
    printed = read(claim.printed)
    value, step = printed.value, printed.step
    if printed.bound != "=":
        low, high = (None, value) if printed.bound == "<" else (value, None)
        return Interval(low, high, open_low=True, open_high=True)
    if printed.admits:
        return Interval(*printed.admits, open_low=True, open_high=True)
    if claim.kind == "percent":
        return Interval(value - step, value + step, open_low=True, open_high=True)
    if claim.kind in {"count", "days"}:
        return Interval(value, value)
    return Interval(value - step / 2, value + step / 2, open_high=True)


def says_something(claim: Claim) -> bool:
    """Whether the claim is about the cohort's patients and can be read."""
    if any(isinstance(part, Quoted | Stated) for part in claim.node.parts()):
        return False
    return claim.kind == "condition" or claim.printed is not None


def taken_as_printed(node: Expression) -> bool:
    """Whether the solver, slow at it, is not asked: a cohort that holds such a statement has what is printed."""
    return isinstance(node, Survival) or (isinstance(node, Summary) and node.name in {"mean", "sd"})


def holds(claim: Claim, cohort: pd.DataFrame) -> bool | None:
    """Whether the claim is true of a cohort; None where it is not about patients or needs a test to tell."""
    if not says_something(claim):
        return None
    value = claim.node.evaluate(cohort)
    if value is None:
        return None if any(isinstance(part, Test) for part in claim.node.parts()) else False
    return bool(value) if claim.kind == "condition" else value in admitted(claim)
