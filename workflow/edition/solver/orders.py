"""All orders in which deaths and last contacts can follow each other, without listing them.

Kaplan-Meier and log-rank depend on the order of the times only. Patients who may change places are counted, not
named, so a partial order is a state: how many of each item still have no time. Dynamic programming over states visits
every admissible order; what is kept of the ways into a state is up to the caller.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TypeVar

from edition.solver.kinds import Item
from edition.study.definitions import GROUPS

Value = TypeVar("Value")
State = tuple[int, ...]
Path = tuple[State, ...]


class Orders:
    """The admissible orders of some items. With ``ties``, several patients may die on the same day."""

    def __init__(self, items: Sequence[Item], *, ties: bool = True) -> None:
        self.items, self.ties = tuple(items), ties
        self.start: State = tuple(item.n for item in items)
        self.before = [[j for j, first in enumerate(items) if first.high < item.low] for item in items]

    def at_risk(self, state: State) -> tuple[int, int]:
        """Patients of group 1 and of group 2 who still have no time."""
        counts = dict.fromkeys(GROUPS, 0)
        for left, item in zip(state, self.items, strict=True):
            counts[item.group] += left
        return tuple(counts.values())

    def deaths(self, batch: State) -> tuple[int, int]:
        """Deaths of group 1 and of group 2 in a batch."""
        return self.at_risk([gone * item.died for gone, item in zip(batch, self.items, strict=True)])

    def steps(self, state: State) -> Iterator[State]:
        """What may come next, as numbers of each item: one last contact, or deaths of one day.

        A last contact on the day of a death comes after it, as the estimates count it.
        """
        free = [left > 0 and all(state[j] == 0 for j in self.before[i]) for i, left in enumerate(state)]
        nothing = [0] * len(state)
        for i, item in enumerate(self.items):
            if free[i] and not item.died:
                yield (*nothing[:i], 1, *nothing[i + 1 :])
        many = [
            range(left + 1 if self.ties else 2) if ready and item.died else range(1)
            for left, ready, item in zip(state, free, self.items, strict=True)
        ]
        yield from (batch for batch in product(*many) if any(batch) and (self.ties or sum(batch) == 1))

    def sweep(
        self, initial: Value, extend: Callable[[Value, State, State], Value], merge: Callable[[list[Value]], Value]
    ) -> Value:
        """The value of all orders together.

        ``extend(value, state, batch)`` takes a value over one step out of a state, ``merge`` joins those of all ways
        into one.
        """
        levels: list[dict[State, list[Value]]] = [{} for _ in range(sum(self.start) + 1)]
        levels[-1][self.start] = [initial]
        for level in reversed(levels[1:]):
            for state, values in level.items():
                value = merge(values)
                for batch in self.steps(state):
                    after = tuple(left - gone for left, gone in zip(state, batch, strict=True))
                    levels[sum(after)].setdefault(after, []).append(extend(value, state, batch))
            level.clear()
        return merge(levels[0][tuple(0 for _ in self.start)])


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
