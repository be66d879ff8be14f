"""The law by which cohorts are sampled: what is drawn, from which distribution, and what is kept as the claims say.

Kept: group, drug and status of every patient, and every printed minimum, median and maximum of follow-up. Drawn: the
times in days from the post-transplant relapse to death or last contact.

- Times of which a minimum, median or maximum is printed are uniform over all whole-day times that round to what is
  printed.
- Other times of death: each cohort first draws, for each group by itself, a typical time, log-uniform between two
  limits (``Law.typical_death``); the times are exponential with that median, cut off at the study's end.
- Other follow-up of survivors is uniform from ``Law.shortest_follow_up`` to the longest that the study period and the
  availability of the drug allow (reading ``unstated``), or within the range that is printed for the other survivors
  of the group (reading ``shared``). Even-numbered cohorts take the first reading, odd-numbered ones the second.

This is no posterior distribution: nothing is learnt from data and no prior belief is weighed. It is a declared way to
walk through what the printed statements leave open; its quantiles describe the walk, not the probability that
something was so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edition.files.errors import InputError
from edition.solver.kinds import Kind, Range
from edition.study.definitions import AVAILABLE_FROM, PERIOD

ATTEMPTS = 2000
"""Draws after which a printed summary that no times meet is given up."""


@dataclass(frozen=True)
class Law:
    """The limits of the declared distributions, in days."""

    typical_death: Range = (30, 1095)
    shortest_follow_up: int = 30


def longest(kind: Kind) -> int:
    """Days from the earliest use of a drug of the kind within the study period to the end of that period."""
    start, end = PERIOD
    return (end - min(max(start, AVAILABLE_FROM.get(drug, start)) for drug in kind.drugs)).days


def shared_range(kind: Kind, kinds: Sequence[Kind]) -> Range | None:
    """The follow-up printed for other survivors of the kind's group, if none is printed for this kind of survivors."""
    stated = [other for other in kinds if {"minimum", "maximum"} <= other.printed.keys()]
    others = [other for other in stated if other.group == kind.group and not other.died]
    if kind.died or kind.printed or not others:
        return None
    anything = (1, longest(kind))
    lows, highs = ([other.days(name, anything) for other in others] for name in ("minimum", "maximum"))
    return min(low for low, _ in lows), max(high for _, high in highs)


def patients(kinds: Sequence[Kind]) -> tuple[np.ndarray, np.ndarray]:
    """Group (1 or 2) and death (True or False) of each patient, in the order of the columns that ``draw`` gives."""
    sizes = [kind.n for kind in kinds]
    return np.repeat([kind.group for kind in kinds], sizes), np.repeat([kind.died for kind in kinds], sizes)


def draw(kinds: Sequence[Kind], law: Law, seed: int, chunk: int, size: int) -> np.ndarray:
    """Days of each patient (columns, kind by kind) in ``size`` cohorts from number ``chunk * size`` on (rows).

    Depends on the arguments only, so that chunks can be drawn anywhere and in any order.
    """
    random = np.random.default_rng([seed, chunk])
    low, high = law.typical_death
    typical = {group: low * (high / low) ** random.random(size) for group in sorted({kind.group for kind in kinds})}
    columns = []
    for kind in kinds:
        if kind.printed:
            days = _as_printed(kind, random, size)
        elif kind.died:
            days = _exponential(typical[kind.group], longest(kind), random.random((size, kind.n)))
        else:
            u = random.random((size, kind.n))
            days = _uniform((law.shortest_follow_up, longest(kind)), u)
            if shared := shared_range(kind, kinds):
                odd = (chunk * size + np.arange(size)) % 2 == 1
                days = np.where(odd[:, None], _uniform(shared, u), days)
        columns.append(days)
    return np.hstack(columns)


def _uniform(limits: Range, u: np.ndarray) -> np.ndarray:
    """Whole numbers from the lower to the upper limit, both included, from ``u`` in [0, 1)."""
    low, high = limits
    return low + np.floor(u * (high - low + 1)).astype(int)


def _exponential(median: np.ndarray, end: int, u: np.ndarray) -> np.ndarray:
    """Whole days, exponential with these medians (one a row) given that they are not beyond ``end``."""
    rate = np.log(2) / median[:, None]
    return np.clip(np.ceil(-np.log1p(-u * -np.expm1(-rate * end)) / rate), 1, end).astype(int)


def _as_printed(kind: Kind, random: np.random.Generator, size: int) -> np.ndarray:
    """Uniform draws among all times whose minimum, median and maximum round to what is printed, by rejection."""
    anything = (1, longest(kind))
    least, most = kind.days("minimum", anything), kind.days("maximum", anything)
    lowest, highest = kind.printed.get("median", (2 * least[0], 2 * most[1]))
    ends = [least, most] if kind.n > 1 else [(max(least[0], most[0]), min(least[1], most[1]))]
    limits = ends + [(least[0], most[1])] * (kind.n - len(ends))
    days = np.zeros((size, kind.n), dtype=int)
    waiting = np.arange(size)
    for _ in range(ATTEMPTS):
        u = random.random((len(waiting), kind.n))
        drawn = np.column_stack([_uniform(limit, u[:, i]) for i, limit in enumerate(limits)])
        ordered = np.sort(drawn, axis=1)
        middle = ordered[:, (kind.n - 1) // 2] + ordered[:, kind.n // 2]
        fits = (lowest <= middle) & (middle <= highest) & (drawn[:, 0] == ordered[:, 0])
        fits &= drawn[:, len(ends) - 1] == ordered[:, -1]
        days[waiting[fits]] = drawn[fits]
        waiting = waiting[~fits]
        if not len(waiting):
            return days
    problem = f"no times meet the printed minimum, median and maximum of {kind.n} patients ({', '.join(kind.drugs)})."
    remedy = "Correct these records, or make one of them a reading that is not the default."
    raise InputError(problem, remedy=remedy, file="data/published")
