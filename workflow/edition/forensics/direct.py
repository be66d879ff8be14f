"""Disagreements that need no cohort: one share printed in two ways, a percentage that its count cannot give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from edition.claims.nodes import Expression
from edition.claims.printed import read
from edition.claims.records import Claim
from edition.forensics.rounding import RULES, Share, explaining
from edition.forensics.rows import printed_counts, shares
from edition.solver.statements import Statement


@dataclass(frozen=True)
class Misrounded:
    """A count of so many, and the percentages printed for it, that no rule of rounding gives."""

    share: Share
    claims: tuple[Claim, ...]


def printed_differently(statements: Iterable[Statement]) -> list[list[Claim]]:
    """Claims of one statement with the same expression, in as many digits, that are not all printed alike."""
    same: dict[tuple[Expression, Fraction], list[Claim]] = {}
    for claim in (claim for statement in statements for claim in statement.claims):
        if claim.kind != "condition":
            same.setdefault((claim.node, read(claim.printed).step), []).append(claim)
    return [group for group in same.values() if len({read(claim.printed).value for claim in group}) > 1]


def misrounded(claims: Sequence[Claim]) -> list[Misrounded]:
    """Percentages that rounding (half up, half even, half down) and truncation all fail to give, by count and base."""
    failing: dict[tuple, list[tuple[Share, Claim]]] = {}
    for claim, share in shares(claims, printed_counts(claims)):
        if share and not set(explaining(share)) & set(RULES):
            failing.setdefault((share.part, share.whole, share.printed), []).append((share, claim))
    return [Misrounded(group[0][0], tuple(claim for _, claim in group)) for group in failing.values()]
