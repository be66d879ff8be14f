"""What statements are judged by, and the form of a judgement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from edition.claims.expression import Tests, satisfies, variables
from edition.claims.records import Claim
from edition.forensics.findings import Findings
from edition.forensics.rows import Counts
from edition.ledger.verdicts import Verdict


class Judgement(NamedTuple):
    """The recomputed value as text ("" if none), the verdict, its reason, and the rounding rule or procedure."""

    recomputed: str
    verdict: Verdict
    reason: str
    rule: str = ""


@dataclass(frozen=True)
class Basis:
    """What statements are judged by.

    ``tests`` gives the plan's p-values and ``reference`` names its procedures (variable → name). ``findings`` are the
    forensic results on the counts as ``printed``. ``bounds`` are those of survival curves and log-rank test over all
    times that the paper admits. ``origin`` says whether the cohort is synthetic, which variables the paper leaves open,
    and which statements the reconstruction held and gave up.
    """

    cohort: pd.DataFrame
    tests: Tests
    reference: Mapping[str, str]
    findings: Findings
    printed: Counts
    bounds: Mapping[str, Any]
    origin: Mapping[str, Any]

    def open(self, claim: Claim) -> list[str]:
        """The variables of a statement that the print leaves open, unreadable rows included; none for a real export."""
        if not self.origin["synthetic"]:
            return []
        unread = {row.variable for row in self.findings.rows if row.levels and row.table is None}
        return [name for name in variables(claim.expression) if name in unread or name in self.origin["unstated"]]

    def synthetic(self, claim: Claim) -> bool:
        """Whether the recomputed value is invented: it rests on an open variable that the cohort was not made for."""
        return bool(self.open(claim)) and claim.id not in self.origin["held"]

    def mismatch(self, claim: Claim, value: str, reason: str) -> Judgement:
        """The judgement where the value is not what is printed."""
        if claim.id in self.origin["given_up"]:
            reason += "; given up in the reconstruction, as it cannot hold together with the other statements"
            return Judgement(value, "contradicted", reason)
        if self.synthetic(claim):
            return self.unknown(claim, value, reason)
        return Judgement(value, "contradicted" if self.origin["synthetic"] else "differs", reason)

    def unknown(self, claim: Claim, value: str, reason: str = "") -> Judgement:
        """The judgement where the value rests on variables that the paper leaves open."""
        rests = f"rests on {', '.join(self.open(claim))}, which the paper does not determine"
        return Judgement(value, "not_identifiable", f"{reason}; {rests}" if reason else rests)


def part_and_whole(body: Mapping[str, Any], cohort: pd.DataFrame) -> tuple[int, int]:
    """Numerator and denominator of a percentage (or of a statement about every patient, with ``have``)."""
    whole = satisfies(cohort, body["of"])
    return int((whole & satisfies(cohort, body.get("part", body.get("have")))).sum()), int(whole.sum())
