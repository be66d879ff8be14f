"""The lowest and the highest that a group's Kaplan-Meier curve can be at every day, and its restricted mean.

Dynamic programming over days and states; a state is how many of each item (``kinds``) are still observed. Among
those who leave on one day deaths come first, so that one who is censored on the day of a death is at risk at it. A
curve that has ended keeps its last value.

Only some days matter. The estimate depends on the order of the times; given the order, it is lowest at every day if
each time is as early as can be, highest if each is as late, and the restricted mean grows with every time of death.
The earliest times of an order are the first day of a window or at most n days later (n patients), the latest are the
last day of one or at most n days before.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from operator import itemgetter
from typing import NamedTuple

from edition.solver.kinds import Item

Batch = tuple[int, ...]
"""How many of each item leave together: either deaths or last contacts."""
Way = tuple[Fraction, tuple[Batch, ...]]
"""A value and the batches that lead to it."""
VALUE = itemgetter(0)
Choose = Callable[..., Way]
"""``min`` or ``max``."""


class Step(NamedTuple):
    """The envelope is ``survival`` from the ``first`` day to the ``last``.

    It is attained on the day ``by`` if the ``batches``, in this order, have left by then and nobody else.
    """

    first: int
    last: int
    survival: Fraction
    by: int
    batches: tuple[Batch, ...]


def envelope(items: Sequence[Item], choose: Choose, end: int) -> list[Step]:
    """The lower (``choose`` is ``min``) or upper envelope (``max``) of one group's curve from day 0 to day ``end``."""
    best: dict[Batch, Way] = {tuple(item.n for item in items): (Fraction(1), ())}
    starts: list[tuple[int, Way]] = [(0, (Fraction(1), ()))]
    for day in _days(items, end):
        for died in (True, False):
            reached = dict(best)
            for state, (survival, way) in best.items():
                for batch, after, factor in _leaving(state, items, day, died):
                    extended = survival * factor, (*way, batch)
                    reached[after] = choose(extended, reached.get(after, extended), key=VALUE)
            best = reached
        best = {state: way for state, way in best.items() if not _overdue(state, items, day)}
        chosen = choose(best.values(), key=VALUE)
        if chosen[0] != starts[-1][1][0]:
            starts.append((day, chosen))
        elif choose is max:  # attained up to the last day of the step
            starts[-1] = (starts[-1][0], chosen)
    lasts = [first - 1 for first, _ in starts[1:]] + [end]
    return [
        Step(first, last, survival, first if choose is min else last, way)
        for (first, (survival, way)), last in zip(starts, lasts, strict=True)
    ]


def restricted_mean(items: Sequence[Item], choose: Choose, horizon: Fraction) -> Way:
    """The least or greatest mean of the days lived up to ``horizon``, and in order the batches that leave before it."""
    days = [day for day in _days(items, int(horizon)) if day < horizon]
    best: dict[Batch, Way] = {state: (Fraction(0), ()) for state in product(*(range(item.n + 1) for item in items))}
    for day, following in reversed(list(zip(days, [*days[1:], horizon], strict=True))):
        # By state after the day's departures: the days lived on, per patient still alive.
        best = {
            state: (following - day + v, way) for state, (v, way) in best.items() if not _overdue(state, items, day)
        }
        for died in (False, True):
            reached = dict(best)
            for state in product(*(range(item.n + 1) for item in items)):
                for batch, after, factor in _leaving(state, items, day, died):
                    if after in best:
                        value, way = best[after]
                        extended = factor * value, (batch, *way)
                        reached[state] = choose(reached.get(state, extended), extended, key=VALUE)
            best = reached
    value, way = best[tuple(item.n for item in items)]
    return days[0] + value, way


def _days(items: Sequence[Item], end: int) -> list[int]:
    """The days up to ``end`` that matter, the first day among them."""
    n = sum(item.n for item in items)
    near = {day for item in items for k in range(n + 1) for day in (item.low + k, item.high - k)}
    return sorted(day for day in near | {1} if 1 <= day <= end)


def _leaving(state: Batch, items: Sequence[Item], day: int, died: bool) -> Iterator[tuple[Batch, Batch, Fraction]]:
    """Who can leave together on a day, who is left, and the factor by which the estimate falls."""
    many = [
        range(left + 1 if item.died == died and item.low <= day <= item.high else 1)
        for left, item in zip(state, items, strict=True)
    ]
    n = sum(state)
    for batch in product(*many):
        if any(batch):
            after = tuple(left - gone for left, gone in zip(state, batch, strict=True))
            yield batch, after, Fraction(sum(after), n) if died else Fraction(1)


def _overdue(state: Batch, items: Sequence[Item], day: int) -> bool:
    return any(left and item.high <= day for left, item in zip(state, items, strict=True))
