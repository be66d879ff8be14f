"""Bound exactly what survival curves and log-rank test can show over all times that the paper's statements admit.

No sampling: all orders of deaths and last contacts are covered. Windows that admit too much must give the same bound as
windows that admit too little (``edition.solver.windows``), or the bound is not called exact.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, log10
from pathlib import Path
from typing import Any

from edition.claims.printed import read
from edition.claims.records import Claim, load, under
from edition.numbers.registry import Book, save_json
from edition.solver.admitted import admitted
from edition.solver.bounds import largest_p, smallest_p, survival_values
from edition.solver.ends import printed_ends
from edition.solver.kinds import Kind, kinds
from edition.solver.windows import around, within
from edition.statistics.measures import HORIZONS, YEAR

DATA = ("group", "drug", "status")
NOTED = "y2"


def survival_bounds(known: Sequence[Kind], group: int, years: int | None) -> dict[str, Any]:
    """Lowest and highest Kaplan-Meier estimate in percent after ``years`` or at the end, and whether that is exact."""
    day = None if years is None else years * YEAR
    inside = set().union(*(survival_values(items, group, day) for items in within(known, day)))
    outside = survival_values(around(known), group, day)
    exact = (min(inside), max(inside)) == (min(outside), max(outside))
    return {"lowest": float(100 * min(inside)), "highest": float(100 * max(inside)), "exact": exact}


def printed_end(known: Sequence[Kind], group: int, claim: Claim) -> dict[str, Any]:
    """Whether a group's estimate can be what is printed, at the end and at any time, and whether that is exact."""
    interval = admitted(claim)

    def fits(values: set[Fraction]) -> bool:
        return any(100 * value in interval for value in values)

    answers = [
        {
            "at_end": fits(survival_values(items, group)),
            "at_any_time": fits(survival_values(items, group, on_the_way=True)),
        }
        for items in (within(known)[0], around(known))
    ]
    percent = float(read(claim.printed).value)
    return {"percent": percent, **answers[0], "exact": answers[0] == answers[1]}


def logrank(known: Sequence[Kind]) -> dict[str, Any]:
    """The bounds of the log-rank p: the smallest where fewer than expected die in a group, and the largest.

    ``days`` are times that give the smallest, as rows of group, day, died. No p is above 1, so that a largest one of 1
    is exact.
    """
    items = within(known)[0]
    inside, outside = smallest_p(items), smallest_p(around(known))
    largest = largest_p(items)
    found: dict[str, Any] = {}
    for group, best in inside.items():
        days = [{"group": items[i].group, "day": day, "died": items[i].died} for i, day in best.days]
        exact = best.p == outside[group].p
        found[f"favoring_group{group}"] = {"p": best.p, "exact": exact, "days": days}
    return found | {"largest": {"p": largest, "exact": largest == 1}}


def note(book: Book, found: Mapping[str, Any]) -> None:
    """Note the bounds of the curves after NOTED years and at their ends, and of the log-rank p."""
    for name in (f"group{group}.{time}" for group in (1, 2) for time in (NOTED, "last")):
        for side in ("lowest", "highest"):
            limit = found["survival"][name][side]
            book.add(f"bounds.km.{name}.{side}", limit, "percent", function=survival_bounds, variables=DATA)
    for group, fits in found["printed"].items():
        for name in ("at_end", "at_any_time"):
            number = f"bounds.km.{group}.printed_possible.{name}"
            book.condition(number, fits[name], function=printed_end, variables=DATA)
    for name, bound in found["logrank"].items():
        digits = None if bound["p"] is None else p_digits(bound["p"])
        book.add(f"bounds.logrank.p.{name}", bound["p"], "p", digits=digits, function=logrank, variables=DATA)


def p_digits(p: float) -> int:
    """Decimals of a bound: three, or as many as its first significant digit needs."""
    return max(3, ceil(-log10(p)))


def main(published: Path, bounds: Path, numbers: Path) -> None:
    """Write all ``bounds`` (JSON) and note the ``numbers``."""
    claims = load(published)
    known = kinds(under(claims))
    horizons = {f"y{years}": years for years in HORIZONS} | {"last": None}
    found = {
        "survival": {
            f"group{group}.{name}": survival_bounds(known, group, years)
            for group in (1, 2)
            for name, years in horizons.items()
        },
        "printed": {f"group{group}": printed_end(known, group, claim) for group, claim in printed_ends(claims).items()},
        "logrank": logrank(known),
    }
    save_json(bounds, found)
    book = Book("bounds", sorted(published.glob("*.yaml")))
    note(book, found)
    book.write(numbers)
