"""What the claims print as the Kaplan-Meier estimate of each group at the end of follow-up."""

from collections.abc import Iterable

from salvage.admitted import Interval, admitted
from salvage.claims import Claim


def printed_ends(claims: Iterable[Claim]) -> dict[int, Interval]:
    """Group → the estimates in percent that would be printed as they are; the first statement about a group counts."""
    ends: dict[int, Interval] = {}
    for claim in claims:
        for group in (1, 2):
            if claim.printed and claim.expression == {"survival": {"of": {"group": group}, "at": "last"}}:
                ends.setdefault(group, admitted(claim))
    return ends
