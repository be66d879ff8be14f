"""Sample a chunk of cohorts that satisfy the paper's statements and analyze the survival of each: one row a cohort.

What is drawn, and from which law, is said in ``salvage.robustness.law``. A cohort depends on the seed and its own
number only.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from salvage.published.claims import load, under
from salvage.robustness.kinds import kinds
from salvage.robustness.law import READINGS, Law, draw, patients, readings
from salvage.robustness.measures import measures


def rows(first: int, reading: np.ndarray, found: Mapping[str, np.ndarray], count: int) -> Iterator[str]:
    """The lines of the table for the first ``count`` cohorts, of which number ``first`` is the first."""
    yield ",".join(["cohort", "reading", *found])
    for i in range(count):
        values = ["" if np.isnan(column[i]) else f"{column[i]:.9g}" for column in found.values()]
        yield ",".join([str(first + i), READINGS[reading[i]], *values])


def main(
    published: Path, chunk: int, size: int, cohorts: int, seed: int, confidence: float, tau_years: float, part: Path
) -> None:
    """Write the cohorts ``chunk * size`` up to the next chunk, or to ``cohorts``, whichever comes first."""
    known = kinds(under(load(published)))
    group, died = patients(known)
    days = draw(known, Law(), seed, chunk, size)
    found = measures(days, group, died, confidence, tau_years)
    lines = rows(chunk * size, readings(chunk * size, size), found, min(size, cohorts - chunk * size))
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
