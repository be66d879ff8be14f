"""The kinds of patients that the claims tell apart in a survival analysis, and the widest windows of their times.

Two patients are of one kind if they are in the same group, have the same status, and the same statements about
durations apply to them. How many there are of each kind follows from the claims alone (counts and "every" over group,
drug and status).

Times are whole days from 1 on; nothing but the printed minimum, median and maximum of a kind limits them. No admissible
time leaves its window. The converse fails where a printed median couples two times, so what is attained within windows
is a bound, and exact once ``bounds`` finds admissible times for it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, product
from math import ceil, floor

import numpy as np
import pandas as pd
from ortools.sat.python import cp_model

from edition.claims.conditions import Where
from edition.claims.nodes import Count, Every, Summary
from edition.claims.printed import read
from edition.claims.records import Claim
from edition.files.errors import InputError
from edition.solver import statements
from edition.solver.admitted import admitted
from edition.solver.people import minimized
from edition.study.variables import VARIABLES

WHO = ("group", "drug", "status")
TIME = "survival_days"
NO_LIMIT = 1_000_000
"""The last day where no longest time is printed; later than any day that is asked about."""

Range = tuple[int, int]


@dataclass(frozen=True)
class Kind:
    """``n`` patients of one kind. ``drugs`` are those that they may have been given.

    ``printed`` gives, for minimum, median and maximum of the kind's times where they are printed, the lowest and the
    highest value that rounds to what is printed, in half days (the median of an even number of days may end on a
    half).
    """

    group: int
    died: bool
    drugs: tuple[str, ...]
    n: int
    printed: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """``n`` patients who may change places: group, death, first and last day of their times, index of their kind."""

    group: int
    died: bool
    n: int
    low: int
    high: int
    kind: int = 0


def kinds(claims: Iterable[Claim]) -> list[Kind]:
    """The kinds that have patients, group 1 first, the dead before the living.

    Raises InputError if the claims about group, drug and status contradict each other or leave the number of a kind
    open.
    """
    claims = list(claims)
    cells = pd.DataFrame(product(*(VARIABLES[name].levels for name in WHO)), columns=list(WHO))
    stated = durations(claims)
    applies = [claim.node.of.met(cells) for claim in stated]
    members: dict[tuple, list[int]] = {}
    for cell, row in cells.iterrows():
        about = tuple(i for i, holds in enumerate(applies) if holds[cell])
        members.setdefault((int(row["group"]), row["status"] == "alive", about), []).append(cell)
    sizes = _sizes(claims, cells, list(members.values()))
    candidates = []
    for ((group, alive, about), inside), (n, filled) in zip(members.items(), sizes, strict=True):
        drugs = tuple(cells.loc[[cell for cell in inside if cell in filled], "drug"].unique())
        candidates.append(Kind(group, not alive, drugs, n, _printed([stated[i] for i in about])))
    return sorted((kind for kind in candidates if kind.n), key=lambda kind: (kind.group, not kind.died))


def durations(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that print a minimum, median or maximum of the times of patients of some group, drug or status."""
    stated = []
    for claim in claims:
        match claim.node:
            case Summary("minimum" | "median" | "maximum", name, of) if claim.printed is not None:
                if TIME in (name, VARIABLES[name].base) and set(of.variables()) <= set(WHO):
                    stated.append(claim)
    return stated


def _printed(claims: list[Claim]) -> dict[str, Range]:
    """Minimum, median and maximum that the claims print, in half days; where one is printed twice, what both admit."""
    ranges: dict[str, Range] = {}
    for claim in claims:
        name, interval = claim.node.name, admitted(claim)
        scale = 2 * VARIABLES[claim.node.variable].scale
        low = 1 if interval.low is None else ceil(interval.low * scale)
        end = interval.high * scale if interval.high is not None else Fraction(2 * VARIABLES[TIME].high)
        high = ceil(end) - 1 if interval.open_high else floor(end)
        other = ranges.get(name, (low, high))
        ranges[name] = (max(low, other[0]), min(high, other[1]))
    return ranges


def _sizes(claims: list[Claim], cells: pd.DataFrame, groups: list[list[int]]) -> list[tuple[int, set[int]]]:
    """For each of the ``groups`` of cells, its patients in all and the cells that may have any."""
    model, size = cp_model.CpModel(), statements.sizes(claims)[Where()]
    patients = np.array([model.new_int_var(0, size, f"{row}") for row in cells.itertuples(index=False)])
    for claim in claims:
        match claim.node:
            case Count(of) if claim.printed is not None and {*of.variables()} <= {*WHO} and of != Where():
                model.add(sum(patients[of.rows(cells)]) == int(read(claim.printed).value))
            case Every(of, have) if {*of.variables()} <= {*WHO}:
                allowed = Where(tuple(condition for condition in have.conditions if condition.variable in WHO))
                model.add(sum(patients[of.rows(cells) & ~allowed.rows(cells)]) == 0)

    def extreme(of: list[int], sign: int) -> int:
        problem = "the claims about group, drug and status contradict each other."
        remedy = "Correct them, or make one of them a reading that is not the default."
        return sign * round(minimized(model, sign * sum(patients[of]), problem, remedy).objective_value)

    sizes = []
    for inside in groups:
        low, high = extreme(inside, 1), extreme(inside, -1)
        if low != high:
            who = cells.loc[inside].to_dict("records")
            problem = f"the claims leave open whether {low} or {high} patients are of this kind: {who}."
            remedy = "Record what the paper says of group, drug and status."
            raise InputError(problem, remedy=remedy, file="data/published")
        sizes.append((low, {cell for cell in inside if low and extreme([cell], -1)}))
    return sizes


def windows(kinds: Sequence[Kind]) -> list[Item]:
    """The items of all kinds; patients of a kind, in the order of their times, are apart where their windows differ."""
    return [
        Item(kind.group, kind.died, n, low, high, i)
        for i, kind in enumerate(kinds)
        for (low, high), n in Counter(_windows(kind)).items()
    ]


def _windows(kind: Kind) -> list[Range]:
    """The window of each patient of a kind, in the order of their times."""
    ends = (kind.printed.get(name, (2, 2 * NO_LIMIT)) for name in ("minimum", "maximum"))
    shortest, longest = ((-(-low // 2), high // 2) for low, high in ends)
    windows = [(shortest[0], longest[1])] * kind.n
    windows[0] = _both(windows[0], shortest)
    windows[-1] = _both(windows[-1], longest)
    if "median" in kind.printed:
        lower, upper = (kind.n - 1) // 2, kind.n // 2
        least, most = kind.printed["median"]  # of the sum of both middle times, or twice the only one
        windows[lower] = _both(windows[lower], (least - windows[upper][1], most // 2))
        windows[upper] = _both(windows[upper], (-(-least // 2), most - windows[lower][0]))
    lows = accumulate((low for low, _ in windows), max)
    highs = list(accumulate((high for _, high in reversed(windows)), min))[::-1]
    return list(zip(lows, highs, strict=True))


def _both(first: Range, second: Range) -> Range:
    return max(first[0], second[0]), min(first[1], second[1])
