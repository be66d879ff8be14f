"""Disagreements that need no cohort: one share printed in two ways, a percentage that its count cannot give."""

from collections.abc import Collection, Iterable
from fractions import Fraction

from edition.claims.nodes import Expression
from edition.claims.printed import read
from edition.claims.records import Claim
from edition.forensics.rounding import RULES, Share, explaining
from edition.forensics.rows import printed_counts, shares
from edition.solver.statements import Statement


def printed_differently(statements: Iterable[Statement]) -> list[list[Claim]]:
    """Claims of one statement with the same expression, in as many digits, that are not all printed alike."""
    same: dict[tuple[Expression, Fraction], list[Claim]] = {}
    for claim in (claim for statement in statements for claim in statement.claims):
        if claim.kind != "condition":
            same.setdefault((claim.node, read(claim.printed).step), []).append(claim)
    return [group for group in same.values() if len({read(claim.printed).value for claim in group}) > 1]


def misrounded(claims: Collection[Claim]) -> list[tuple[Share, list[Claim]]]:
    """Percentages that rounding (half up, half even, half down) and truncation all fail to give, by count and base.

    Each with the claims that print it.
    """
    failing: dict[tuple, tuple[Share, list[Claim]]] = {}
    for claim, share in shares(claims, printed_counts(claims)):
        if share and not set(explaining(share)) & set(RULES):
            _, printing = failing.setdefault((share.part, share.whole, share.printed), (share, []))
            printing.append(claim)
    return list(failing.values())
