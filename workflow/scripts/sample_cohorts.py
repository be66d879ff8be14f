"""Sample a chunk of cohorts that satisfy the paper's statements and analyze the survival of each: one row a cohort.

What is drawn, and from which law, is said in ``edition.solver.law``. A cohort depends on the seed and its own
number only.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from edition.claims.records import load, under
from edition.solver.kinds import kinds
from edition.solver.law import Law, draw, patients
from edition.statistics.measures import measures


def main(
    published: Path, chunk: int, size: int, cohorts: int, seed: int, confidence: float, tau_years: float, part: Path
) -> None:
    """Write the cohorts ``chunk * size`` up to the next chunk, or to ``cohorts``, whichever comes first."""
    known = kinds(under(load(published)))
    group, died = patients(known)
    days = draw(known, Law(), seed, chunk, size)
    found = measures(days, group, died, confidence, tau_years)
    first = chunk * size
    table = pd.DataFrame({"cohort": first + np.arange(size), **found})
    part.parent.mkdir(parents=True, exist_ok=True)
    table.head(cohorts - first).to_csv(part, index=False, float_format="%.9g", lineterminator="\n")
