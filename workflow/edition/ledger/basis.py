"""What statements are judged by, and the form of a judgement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from edition.claims.conditions import one
from edition.claims.nodes import LOGRANK, Count, Percent, Test, Tests
from edition.claims.records import Claim
from edition.forensics.findings import Findings
from edition.forensics.rows import Counts
from edition.ledger.determined import Undetermined
from edition.ledger.reasons import Reason, because
from edition.solver.admitted import taken_as_printed
from edition.study.definitions import GROUPS
from edition.study.variables import VARIABLES


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
        """The verdict where the value is what is printed, and what is to be said besides.

        By construction, and no confirmation, where the cohort has the value only because this statement is held.
        """
        if claim.id in self.undetermined.alone:
            return "fitted", [because("fitted")]
        return verdict, []

    def unknown(self, claim: Claim, value: str, *reasons: Reason) -> Judgement:
        """The judgement where the value rests on variables that the paper leaves open."""
        rests = [because("of_variable", variable=name) for name in self.open(claim) or claim.node.variables()]
        return Judgement(value, "not_identifiable", [*reasons, because("open", variables=rests)])
