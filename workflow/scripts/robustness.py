"""Summarize the sampled cohorts: over how wide a range of results the paper's statements leave the choice open.

Reads the chunks row by row; what is kept does not grow with the number of cohorts.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from math import isinf, nan
from pathlib import Path
from typing import Any

from salvage.published.claims import Claim, load
from salvage.reconstruction.admitted import admitted
from salvage.robustness.ends import printed_ends
from salvage.robustness.law import READINGS, Law, draw
from salvage.robustness.measures import LANDMARKS, measures
from salvage.robustness.tally import Tally
from salvage.wording.numbers import NOT_REACHED, Book, save_json

ALL = "all"
EARLY, LATE = "group1_within_year", "group1_after_year"
"""Parts of the cohorts by whether the median survival of Group 1 is below one year."""
PARTS = (ALL, *READINGS, EARLY, LATE)
QUANTILES = {"minimum": 0.0, "low": 0.025, "median": 0.5, "high": 0.975, "maximum": 1.0}
BINS = 20
DATA = ("group", "survival_days", "died")

Row = Mapping[str, float]
Condition = Callable[[Row], bool]
Summary = dict[str, Any]


def read_parts(parts: Iterable[Path]) -> Iterator[tuple[str, Row]]:
    """Reading and measures of every cohort, one after the other."""
    for part in parts:
        with part.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                del row["cohort"]
                yield row.pop("reading"), {name: float(value) if value else nan for name, value in row.items()}


def conditions(alpha: float, ends: Mapping[int, Claim]) -> dict[str, Condition]:
    """What is asked of every cohort, by name; a missing value meets no condition."""
    asked: dict[str, Condition] = {
        "logrank.significant": lambda row: row["logrank.p"] < alpha,
        "hazard_ratio.significant": lambda row: row["hazard_ratio.upper"] < 1 or row["hazard_ratio.lower"] > 1,
        "hazard_ratio.below_one": lambda row: row["hazard_ratio"] < 1,
        "rmst.favors_group2": lambda row: row["rmst.difference"] > 0,
    }
    for day in LANDMARKS:
        asked[f"landmark.day{day}.significant"] = lambda row, name=f"landmark.day{day}.p": row[name] < alpha
    for group, claim in ends.items():
        name, interval = f"km.group{group}.last", admitted(claim)
        asked[f"km.group{group}.as_printed"] = lambda row, name=name, interval=interval: row[name] in interval
    return asked


def parts_of(reading: str, row: Row) -> tuple[str, str, str]:
    """The parts that a cohort belongs to."""
    return ALL, reading, EARLY if row["km.group1.median"] < 1 else LATE


def summarize(cohorts: Iterable[tuple[str, Row]], asked: Mapping[str, Condition], alpha: float) -> dict[str, Summary]:
    """For each part of the cohorts: how many, the quantiles of each measure, and the share meeting each condition.

    Shares are percentages; a quantile is None where there is no value and where it is not reached. ``histogram`` counts
    the log-rank p in steps of ``alpha``, the last step taking the rest.
    """
    tallies: dict[str, dict[str, Tally]] = {part: {} for part in PARTS}
    met = {part: dict.fromkeys(asked, 0) for part in PARTS}
    sizes = dict.fromkeys(PARTS, 0)
    for reading, row in cohorts:
        true = [name for name, condition in asked.items() if condition(row)]
        for part in parts_of(reading, row):
            sizes[part] += 1
            for name in true:
                met[part][name] += 1
            for name, value in row.items():
                tallies[part].setdefault(name, Tally()).add(value)
    return {
        part: {
            "cohorts": sizes[part],
            "measures": {measure: _quantiles(tally) for measure, tally in tallies[part].items()},
            "shares": {name: 100 * count / sizes[part] for name, count in met[part].items()},
            "histogram": tallies[part]["logrank.p"].histogram(alpha, max(2, min(BINS, round(1 / alpha)))),
        }
        for part in PARTS
        if sizes[part]
    }


def _quantiles(tally: Tally) -> dict[str, float | int | None]:
    values = tally.quantiles(list(QUANTILES.values()))
    finite = [None if value is None or isinf(value) else value for value in values]
    return {"estimable": tally.counts.total(), **dict(zip(QUANTILES, finite, strict=True))}


def kind_of(measure: str) -> tuple[str, int | None]:
    """Kind and digits of a measure's numbers."""
    if measure.endswith(".p"):
        return "p", None
    if measure.startswith("hazard_ratio"):
        return "decimal", 2
    return ("years", 1) if measure.endswith(("median", "difference")) else ("percent", 0)


def note(book: Book, summaries: Mapping[str, Summary], law: Law, tau_years: float) -> None:
    """Note the law's limits, every measure's range over all cohorts, and the shares, also within each reading."""
    book.add("robustness.cohorts.n", summaries[ALL]["cohorts"], "count", function=draw)
    book.add("robustness.law.death.shortest", law.typical_death[0], "days", function=draw)
    book.add("robustness.law.death.longest", law.typical_death[1], "days", function=draw)
    book.add("robustness.law.followup.shortest", law.shortest_follow_up, "days", function=draw)
    book.add(
        "robustness.rmst.horizon", tau_years, "years", digits=0 if tau_years == int(tau_years) else 1, function=measures
    )
    made = {"function": summarize, "variables": DATA}
    for measure, found in summaries[ALL]["measures"].items():
        kind, digits = kind_of(measure)
        for name in ("minimum", "median", "maximum"):
            book.add(f"robustness.{measure}.{name}", found[name], kind, digits=digits, label=NOT_REACHED, **made)
        if kind != "p":
            limits = [found["low"], found["high"]]
            book.add(
                f"robustness.{measure}.central", limits, "interval", of=kind, digits=digits, label=NOT_REACHED, **made
            )
    for part, found in summaries.items():
        prefix = "robustness" if part == ALL else f"robustness.{part}"
        for name, share in found["shares"].items():
            book.add(f"{prefix}.{name}.percent", share, "percent", **made)


def main(
    parts: list[Path], published: Path, seed: int, alpha: float, tau_years: float, summary: Path, numbers: Path
) -> None:
    """Summarize ``parts`` into ``summary`` (JSON) and note the ``numbers``."""
    law = Law()
    claims = load(published)
    found = summarize(read_parts(parts), conditions(alpha, printed_ends(claims)), alpha)
    save_json(summary, {"law": asdict(law) | {"seed": seed}, "alpha": alpha, "parts": found})
    book = Book("robustness", sorted(published.glob("*.yaml")))
    note(book, found, law, tau_years)
    book.write(numbers)
