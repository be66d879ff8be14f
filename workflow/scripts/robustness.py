"""Summarize the sampled cohorts: over how wide a range of results the paper's statements leave the choice open.

Reads one chunk after the other; what is kept does not grow with the number of cohorts.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from edition.numbers.registry import NOT_REACHED, Book, save_json
from edition.solver.law import Law, draw
from edition.statistics.measures import LANDMARKS, measures

ALL = "all"
EARLY, LATE = "group1_within_year", "group1_after_year"
"""Parts of the cohorts by whether the median survival of Group 1 is below one year."""
QUANTILES = {"minimum": 0.0, "low": 0.025, "median": 0.5, "high": 0.975, "maximum": 1.0}
BINS = 20
DIGITS = 4
"""Significant digits to which values are told apart: memory depends on them, not on how many values there are."""
DATA = ("group", "survival_days", "died")
RANGES = {
    "hazard_ratio": ("decimal", 2, "minimum", "median", "maximum"),
    "hazard_ratio.upper": ("decimal", 2, "median"),
    "rmst.difference": ("years", 1, "minimum", "median", "maximum"),
}
"""Measure → kind, digits, and which of its quantiles are noted."""

Condition = Callable[[pd.DataFrame], pd.Series]
Tally = dict[tuple[str, str], Counter[float]]
"""Part of the cohorts, and measure or condition → how many of them have each value."""
Summary = dict[str, Any]


def conditions(alpha: float) -> dict[str, Condition]:
    """What is asked of every cohort, by name; a missing value meets no condition."""
    tests = ("logrank", *(f"landmark.day{day}" for day in LANDMARKS))
    return {f"{test}.significant": lambda rows, name=f"{test}.p": rows[name] < alpha for test in tests}


def tally(chunks: Iterable[pd.DataFrame], asked: Mapping[str, Condition]) -> Tally:
    """Count the rounded measures, and the answers to what is asked, over all chunks (one row a cohort)."""
    found: Tally = defaultdict(Counter)
    for cohorts in chunks:
        early = cohorts["km.group1.median"] < 1
        parts = {ALL: early | True, EARLY: early, LATE: ~early}
        columns = cohorts.drop(columns="cohort").map(f"{{:.{DIGITS}g}}".format).astype(float)
        columns = columns.assign(**{name: condition(cohorts) for name, condition in asked.items()})
        for part, members in parts.items():
            for name in columns:
                found[part, name].update(columns.loc[members, name].dropna().tolist())
    return found


def summarize(chunks: Iterable[pd.DataFrame], asked: Mapping[str, Condition], alpha: float) -> dict[str, Summary]:
    """For each part of the cohorts: how many, the quantiles of each measure, and the share meeting each condition.

    Shares are percentages; a quantile is None where there is no value and where it is not reached. ``histogram`` counts
    the log-rank p in steps of ``alpha``, the last step taking the rest.
    """
    found: dict[str, Summary] = {}
    for (part, name), counts in tally(chunks, asked).items():
        of_part = found.setdefault(part, {"cohorts": 0, "measures": {}, "shares": {}, "histogram": []})
        if name in asked:
            of_part["cohorts"] = counts.total()
            of_part["shares"][name] = 100 * counts[True] / max(counts.total(), 1)
        else:
            of_part["measures"][name] = {"estimable": counts.total(), **quantiles(counts)}
        if name == "logrank.p":
            of_part["histogram"] = histogram(counts, alpha, max(2, min(BINS, round(1 / alpha))))
    return {part: summary for part, summary in found.items() if summary["cohorts"]}


def quantiles(counts: Counter[float]) -> dict[str, float | None]:
    """The smallest value that a share of at least each of QUANTILES does not exceed; None if that is infinite."""
    if not counts:
        return dict.fromkeys(QUANTILES)
    values = np.array(sorted(counts))
    reached = np.cumsum([counts[value] for value in values]) / counts.total()
    at = values[np.searchsorted(reached, list(QUANTILES.values()))]
    return {name: float(value) if np.isfinite(value) else None for name, value in zip(QUANTILES, at, strict=True)}


def histogram(counts: Counter[float], width: float, bins: int) -> list[int]:
    """How many values lie in each of ``bins`` intervals of a ``width`` from 0 on, each without its upper end.

    The last one takes all that lie beyond.
    """
    place = np.minimum((np.array(list(counts)) / width).round(9).astype(int), bins - 1)
    return np.bincount(place, list(counts.values()), bins).astype(int).tolist()


def note(book: Book, summaries: Mapping[str, Summary], law: Law, tau_years: float) -> None:
    """Note the law's limits, the ranges of hazard ratio and restricted means, and the shares of significant tests."""
    book.add("robustness.cohorts.n", summaries[ALL]["cohorts"], "count", function=draw)
    book.add("robustness.law.death.shortest", law.typical_death[0], "days", function=draw)
    book.add("robustness.law.death.longest", law.typical_death[1], "days", function=draw)
    book.add(
        "robustness.rmst.horizon", tau_years, "years", digits=0 if tau_years == int(tau_years) else 1, function=measures
    )
    made = {"function": summarize, "variables": DATA}
    for measure, (kind, digits, *names) in RANGES.items():
        for name in names:
            value = summaries[ALL]["measures"][measure][name]
            book.add(f"robustness.{measure}.{name}", value, kind, digits=digits, label=NOT_REACHED, **made)
    for name, share in summaries[ALL]["shares"].items():
        book.add(f"robustness.{name}.percent", share, "percent", **made)
    for part in (EARLY, LATE):
        if part in summaries:
            share = summaries[part]["shares"]["logrank.significant"]
            book.add(f"robustness.{part}.logrank.significant.percent", share, "percent", **made)


def main(
    parts: list[Path], published: Path, seed: int, alpha: float, tau_years: float, summary: Path, numbers: Path
) -> None:
    """Summarize ``parts`` into ``summary`` (JSON) and note the ``numbers``."""
    law = Law()
    found = summarize(map(pd.read_csv, parts), conditions(alpha), alpha)
    save_json(summary, {"law": asdict(law) | {"seed": seed}, "alpha": alpha, "parts": found})
    book = Book("robustness", sorted(published.glob("*.yaml")))
    note(book, found, law, tau_years)
    book.write(numbers)
