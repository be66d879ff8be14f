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
from salvage.data import cohort as cohorts
from salvage.published.expression import evaluate, satisfies
from salvage.robustness.firth import deaths, hazard_ratios
from salvage.robustness.measures import LANDMARKS, logrank_p
from salvage.statistics import analysis
from salvage.statistics.survival import permutation_test
from salvage.wording.numbers import Book, save_json

DATA = ("group", "survival_days", "died")
COMPARED: Mapping[str, Mapping[str, Any]] = {
    "everybody": {},
    "without_refusal": {"any": [{"group": 2}, {"refused": False}]},
    "in_remission": {"remission": True},
}
"""Who is compared: everybody; Group 2 with those of Group 1 whose treatment went on; those in remission after
salvage."""

GUARANTEE, TYPICAL, TRIALS = 90, 180, 10_000
"""The simulation: days to live until the later treatment, median survival in days of everybody, number of trials."""


def from_landmark(patients: pd.DataFrame, day: int) -> dict[str, Any]:
    """Each group's patients still followed after ``day``, its deaths by then and later, and the exact log-rank p."""
    days, died, first = analysis.survival_data(patients)
    reached = days > day
    counts = {}
    for group, members in (("group1", first), ("group2", ~first)):
        parts = {"reached": reached, "died_before": ~reached & (died == 1), "died_later": reached & (died == 1)}
        counts[group] = {name: int((part & members).sum()) for name, part in parts.items()}
    compared = 0 < first[reached].sum() < reached.sum()
    p = permutation_test(days[reached], died[reached], first[reached]).p if compared else None
    return {"day": day, **counts, "p": p}


def alive(patients: pd.DataFrame, where: Mapping[str, Any], plan: analysis.Plan) -> dict[str, Any]:
    """Patients and survivors of each group among those ``where`` holds, and the plan's p for the shares alive."""
    counts = {
        f"group{group}": {
            "n": evaluate({"count": {"group": group, **where}}, patients),
            "alive": evaluate({"count": {"group": group, "status": "alive", **where}}, patients),
        }
        for group in analysis.GROUPS
    }
    return {**counts, "p": plan.p_value("status", patients[satisfies(patients, where)])}


def guarantee_time(sizes: tuple[int, int], seed: int, alpha: float, confidence: float) -> dict[str, float]:
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
    ratios = hazard_ratios(deaths(days, died, later), confidence)
    return {
        "significant": 100 * float((p < alpha).mean()),
        "significant_from_landmark": 100 * float((p_landmark < alpha).mean()),
        "hazard_ratio": float(np.median(ratios[:, 0])),
    }


def note(book: Book, found: Mapping[str, Any], patients: pd.DataFrame, plan: analysis.Plan) -> None:
    """Note the landmark analyses, the comparisons of those alive, and the simulation."""

    def note_test(name: str, p: float | None, **made: Any) -> None:
        book.add(f"{name}.p", p, "p", digits=plan.digits(p), **made)
        book.condition(f"{name}.significant", plan.significant(p), **made)

    for part in found["landmarks"]:
        name, made = f"landmark.day{part['day']}", {"function": from_landmark, "variables": DATA}
        book.add(f"{name}.day", part["day"], "days", function=from_landmark)
        for group in ("group1", "group2"):
            for key, count in part[group].items():
                book.add(f"{name}.{group}.{key}.n", count, "count", **made)
        note_test(name, part["p"], **made)
    for key, part in found["selection"].items():
        name, counts = f"selection.{key}", []
        for group in analysis.GROUPS:
            for number, where in (("n", {}), ("alive.n", {"status": "alive"})):
                counts.append(f"{name}.group{group}.{number}")
                book.evaluate(counts[-1], {"count": {"group": group, **COMPARED[key], **where}}, patients)
        note_test(name, part["p"], function=alive, variables=["group", "status"], rests_on=counts)
    simulated = found["guarantee"]
    made = {"function": guarantee_time}
    book.add("guarantee.days", GUARANTEE, "days", **made)
    book.add("guarantee.typical.days", TYPICAL, "days", **made)
    book.add("guarantee.trials.n", TRIALS, "count", **made)
    book.add("guarantee.significant.percent", simulated["significant"], "percent", **made)
    book.add("guarantee.landmark.significant.percent", simulated["significant_from_landmark"], "percent", **made)
    book.add("guarantee.hazard_ratio", simulated["hazard_ratio"], "decimal", digits=2, **made)


def main(cohort: Path, plan: str, alpha: float, confidence: float, seed: int, landmark: Path, numbers: Path) -> None:
    """Write the analyses to ``landmark`` (JSON, no row of a patient) and note the ``numbers``."""
    chosen = analysis.plan(plan, alpha, confidence)
    patients = cohorts.read(cohort)
    sizes = tuple(evaluate({"count": {"group": group}}, patients) for group in analysis.GROUPS)
    found = {
        "landmarks": [from_landmark(patients, day) for day in LANDMARKS],
        "selection": {name: alive(patients, where, chosen) for name, where in COMPARED.items()},
        "guarantee": guarantee_time(sizes, seed, alpha, confidence),
    }
    save_json(landmark, found)
    book = Book("landmark", [cohort])
    note(book, found, patients, chosen)
    book.write(numbers)
