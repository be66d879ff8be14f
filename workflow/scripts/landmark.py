"""Guarantee time and selection: compare survival among those still followed at a landmark, and without those left out.

If a patient of Group 2 had to live until a third line of treatment after the relapse, early deaths could only fall on
Group 1. From a landmark on, only patients who reached it are compared (Anderson JR, Cain KC, Gelber RD. Analysis of
survival by tumor response. J Clin Oncol 1983;1:710-9). A simulation without any difference between treatments shows
what guarantee time does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from edition.claims.expression import evaluate, satisfies
from edition.cleaning import cohort as cohorts
from edition.numbers.formatting import p_digits
from edition.numbers.registry import Book
from edition.statistics import analysis
from edition.statistics.measures import LANDMARKS, logrank_p
from edition.statistics.survival import permutation_test

DATA = ("group", "survival_days", "died")
NOT_REFUSED: Mapping[str, Any] = {"any": [{"group": 2}, {"refused": False}]}
"""Group 2, with those of Group 1 whose treatment went on."""

GUARANTEE, TYPICAL, TRIALS = 90, 180, 10_000
"""The simulation: days to live until the later treatment, median survival in days of everybody, number of trials."""


def from_landmark(patients: pd.DataFrame, day: int) -> dict[str, Any]:
    """Each group's patients still followed after ``day``, and the exact log-rank p among them."""
    days, died, first = analysis.survival_data(patients)
    reached = days > day
    counts = {"group1": int((reached & first).sum()), "group2": int((reached & ~first).sum())}
    p = permutation_test(days[reached], died[reached], first[reached]).p
    return {**counts, "p": p}


def guarantee_time(sizes: tuple[int, int], seed: int, alpha: float) -> dict[str, float]:
    """What a comparison finds where treatment makes no difference but the second group had to live GUARANTEE days.

    In each trial all times come from one exponential distribution; of those who live so long, as many as the second
    group has are put into it by chance, the others form the first. Trials with fewer who live so long are drawn
    again. Nobody is censored. Shares of trials in percent: significant log-rank tests from relapse, and from the
    landmark.
    """
    first, second = sizes
    random = np.random.default_rng([seed, 1])
    found: list[np.ndarray] = []
    while sum(map(len, found)) < TRIALS:
        days = np.ceil(-np.log1p(-random.random((TRIALS, first + second))) * TYPICAL / np.log(2)).astype(int)
        order = np.argsort(np.where(days > GUARANTEE, random.random(days.shape), 2), axis=1)
        enough = (days > GUARANTEE).sum(axis=1) >= second
        found.append(np.take_along_axis(days, order, axis=1)[enough])
    days = np.vstack(found)[:TRIALS]
    died, later = np.ones(first + second, dtype=bool), np.arange(first + second) < second
    p, p_landmark = logrank_p(days, died, later, (0, GUARANTEE))
    return {
        "significant": 100 * float((p < alpha).mean()),
        "landmark.significant": 100 * float((p_landmark < alpha).mean()),
    }


def note_landmark(book: Book, day: int, patients: pd.DataFrame, plan: analysis.Plan) -> None:
    """Note how many of each group are followed beyond a landmark, and the exact log-rank p from there."""
    name, found, made = (
        f"landmark.day{day}",
        from_landmark(patients, day),
        {"function": from_landmark, "variables": DATA},
    )
    book.add(f"{name}.day", day, "days", function=from_landmark)
    for group in ("group1", "group2"):
        book.add(f"{name}.{group}.reached.n", found[group], "count", **made)
    book.add(f"{name}.p", found["p"], "p", digits=p_digits(found["p"], plan.alpha), **made)


def note_selection(book: Book, patients: pd.DataFrame, plan: analysis.Plan) -> None:
    """Note the survivors of each group without the refusals, and the plan's p for the shares alive."""
    name, counts = "selection.without_refusal", []
    for group in analysis.GROUPS:
        for number, where in (("n", {}), ("alive.n", {"status": "alive"})):
            counts.append(f"{name}.group{group}.{number}")
            book.evaluate(counts[-1], {"count": {"group": group, **NOT_REFUSED, **where}}, patients)
    p = plan.p_value("status", patients[satisfies(patients, NOT_REFUSED)])
    made = {"function": note_selection, "variables": ["group", "status"], "rests_on": counts}
    book.add(f"{name}.p", p, "p", digits=p_digits(p, plan.alpha), **made)


def note_guarantee(book: Book, simulated: Mapping[str, float]) -> None:
    """Note what the simulation assumes and finds."""
    made = {"function": guarantee_time}
    book.add("guarantee.days", GUARANTEE, "days", **made)
    book.add("guarantee.typical.days", TYPICAL, "days", **made)
    book.add("guarantee.trials.n", TRIALS, "count", **made)
    for name, share in simulated.items():
        book.add(f"guarantee.{name}.percent", share, "percent", **made)


def main(cohort: Path, plan: str, alpha: float, confidence: float, seed: int, numbers: Path) -> None:
    """Read ``cohort`` and write the book of ``numbers`` under the ``plan``: ``recommended`` or a plan file."""
    chosen = analysis.plan(plan, alpha, confidence)
    patients, book = cohorts.read(cohort), Book("landmark", [cohort])
    for day in LANDMARKS:
        note_landmark(book, day, patients, chosen)
    note_selection(book, patients, chosen)
    sizes = tuple(evaluate({"count": {"group": group}}, patients) for group in analysis.GROUPS)
    note_guarantee(book, guarantee_time(sizes, seed, alpha))
    book.write(numbers)
