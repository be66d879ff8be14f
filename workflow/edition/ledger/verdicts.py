"""The ledger's verdicts: few, exclusive and exhaustive. They say how a statement fares, not how it came about.

This is their one list; whatever counts, orders or shows verdicts reads it. Their names and definitions in each language
are in ``manuscript/labels.<language>.yaml``, below ``verdicts``.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from edition.numbers.labels import Labels

Sum = Literal["agreeing", "disagreeing", "unexplained", "open", "not_checked"]


class Verdict(NamedTuple):
    """A verdict: its ``code``, what the article counts it under, and its ``weight``.

    Of several verdicts on one number the one with the most weight stands. ``cohort`` names the kind of cohort that can
    earn it, if not any.
    """

    code: str
    sum: Sum
    weight: int
    cohort: Literal["any", "synthetic", "real"] = "any"


LEGEND = (
    Verdict("reproduced", "agreeing", 4),
    Verdict("fitted", "agreeing", 3, "synthetic"),
    Verdict("other_rounding", "agreeing", 6),
    Verdict("remainder", "agreeing", 7),
    Verdict("other_procedure", "agreeing", 8),
    Verdict("unexplained", "unexplained", 9),
    Verdict("contradicted", "disagreeing", 11),
    Verdict("differs", "disagreeing", 10, "real"),
    Verdict("impossible", "disagreeing", 12),
    Verdict("not_identifiable", "open", 5),
    Verdict("unreadable", "not_checked", 0),
    Verdict("quoted", "not_checked", 2),
    Verdict("stated", "not_checked", 1),
)
"""In the order of the legend. What cannot be read says nothing against what can."""
VERDICTS = tuple(verdict.code for verdict in LEGEND)
"""All codes, in the order of the legend."""


def weightiest(codes: Iterable[str]) -> str | None:
    """The one of several verdicts on a number that stands; None if there is none."""
    weights = {verdict.code: verdict.weight for verdict in LEGEND}
    return max(codes, key=weights.__getitem__, default=None)


def meaning(code: str, labels: Labels, synthetic: bool) -> str:
    """What a verdict means, of a ``synthetic`` cohort or a real one."""
    observed = None if synthetic else labels.get(f"verdicts.observed.{code}")
    return observed or labels[f"verdicts.meanings.{code}"]


def summed(name: Sum) -> list[str]:
    """The codes that the article counts under ``name``."""
    return [verdict.code for verdict in LEGEND if verdict.sum == name]
