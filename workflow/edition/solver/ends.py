"""Where a group's Kaplan-Meier curve can end, and what the claims print as its end."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from edition.claims.conditions import one
from edition.claims.nodes import Survival
from edition.claims.records import Claim
from edition.solver.orders import Orders, State
from edition.solver.windows import Item

Path = tuple[State, ...]


def printed_ends(claims: Iterable[Claim]) -> dict[int, Claim]:
    """Group → the first statement that prints its estimate."""
    ends: dict[int, Claim] = {}
    for claim in claims:
        for group in (1, 2):
            if claim.printed and claim.node == Survival(one("group", group), None):
                ends.setdefault(group, claim)
    return ends


def possible_ends(items: Sequence[Item], *, on_the_way: bool = False) -> dict[Fraction, Path]:
    """Every value that one group's estimate can have beyond its last observation, each with an order that leads to it.

    With ``on_the_way`` also those that it can have at any time before, with the batches that leave until then.
    """
    orders = Orders(items)
    start: dict[Fraction, Path] = {Fraction(1): ()}
    met = dict(start)

    def extend(values: dict[Fraction, Path], state: State, batch: State) -> dict[Fraction, Path]:
        n, dead = sum(state), sum(orders.deaths(batch))
        reached = {value * Fraction(n - dead, n): (*path, batch) for value, path in values.items()}
        for value, path in reached.items():
            met.setdefault(value, path)
        return reached

    def merge(ways: list[dict[Fraction, Path]]) -> dict[Fraction, Path]:
        return {value: path for way in ways for value, path in way.items()}

    last = orders.sweep(start, extend, merge)
    return met if on_the_way else last
