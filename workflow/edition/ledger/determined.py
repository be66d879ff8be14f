"""What rests on values that the paper does not print: the one predicate behind their sign and verdicts."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from edition.claims.records import Claim, under
from edition.numbers.registry import decidable
from edition.solver.admitted import taken_as_printed
from edition.study.variables import VARIABLES

Record = Mapping[str, Any]


class Undetermined(NamedTuple):
    """Ids of ``numbers`` and of ``claims`` whose value is not determined, and the ``variables`` that are left open.

    ``alone``: claims that the cohort holds and that no others imply, so that agreement with them confirms nothing.
    """

    numbers: frozenset[str]
    claims: frozenset[str]
    variables: frozenset[str]
    alone: frozenset[str]


def undetermined(
    records: Mapping[str, Record],
    claims: list[Claim],
    origin: Mapping[str, Any],
    follows: Iterable[str],
    unread: set[str],
    alone: Iterable[str],
) -> Undetermined:
    """What a synthetic cohort's ``records`` (number → record) and the values of ``claims`` owe to what is not printed.

    ``follows`` are the numbers that the solver proved to follow from the statements that the cohort holds, cells that
    were inferred from a printed p-value not among them: an inference is not a reading. ``unread`` are the variables
    with such cells, ``alone`` the claims that are held and that no others imply. ``origin`` tells which variables are
    ``unstated`` and which statements were ``held`` under which ``readings``. What the solver was not asked about rests
    on its variables, or on the numbers that it names. Of variables that all patients have, the paper prints those of
    the relapsed only.
    """
    proven = set(follows)
    open_variables = {*origin["unstated"], *unread}
    held = [claim for claim in under(claims, origin["readings"]) if claim.id in origin["held"]]
    stated = {claim.number for claim in held if taken_as_printed(claim.node)}

    def rests(number: str) -> bool:
        record = records[number]
        if number in proven or number in stated:
            return False
        if decidable(record):
            return True
        if record["depends_on"]:
            return any(map(rests, record["depends_on"]))
        names = record["variables"]
        of_all = not record["expression"] and not any(VARIABLES[name].relapsed for name in names)
        return bool(names) and (of_all or not open_variables.isdisjoint(names))

    ids = {claim.id for claim in held}
    open_claims = {
        claim.id
        for claim in claims
        if claim.number is None and claim.id not in ids and not open_variables.isdisjoint(claim.node.variables())
    }
    return Undetermined(*map(frozenset, (filter(rests, records), open_claims, open_variables, alone)))


NOTHING = Undetermined(*[frozenset()] * 4)
"""Of a real export."""
