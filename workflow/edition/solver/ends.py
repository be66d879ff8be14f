"""What the claims print as the Kaplan-Meier estimate of each group at the end of follow-up."""

from collections.abc import Iterable

from edition.claims.records import Claim


def printed_ends(claims: Iterable[Claim]) -> dict[int, Claim]:
    """Group → the first statement that prints its estimate."""
    ends: dict[int, Claim] = {}
    for claim in claims:
        for group in (1, 2):
            if claim.printed and claim.expression == {"survival": {"of": {"group": group}, "at": "last"}}:
                ends.setdefault(group, claim)
    return ends
