"""What the study defines: each limit, period and group once; whatever needs it reads it here, the article included."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Where = dict[str, Any]

DAYS_PER_YEAR = Fraction(1461, 4)
"""Length of a year in days wherever a duration is stated in years (Julian year, 365.25 days)."""

VERY_EARLY_MONTHS = 18
"""A first relapse sooner after diagnosis is very early."""
EARLY_MONTHS = 6
"""One that is not, but comes sooner than this after the end of front-line treatment, is early."""
FRONT_LINE_MONTHS = 24
"""Front-line treatment goes on for so long from diagnosis, unless it is stopped."""
CUTOFF_DAYS = 100
"""A relapse at most so many days after transplant is one up to that day."""
READ_AT = 2
"""Years after the post-transplant relapse at which survival is read from the curves."""
SEVERE_GRADE = 3
"""The lowest grade of severe toxicity."""

PERIOD = (date(2005, 1, 1), date(2024, 12, 31))
"""First and last day of the study."""
LATEST = date(PERIOD[1].year + 2, 1, 1)
"""Nothing in the paper, which was received in August 2025, lies on this day or later."""

DRUGS = {1: ("fludarabine", "clofarabine"), 2: ("bortezomib", "blinatumomab", "cart")}
"""Group → the drugs that put a patient into it."""
GROUPS = tuple(DRUGS)

AVAILABLE_FROM: dict[str, date] = {
    "clofarabine": date(2006, 6, 1),  # European approval for relapsed ALL of children: 29 May 2006
    "clove": date(2006, 6, 1),
    "bortezomib": date(2009, 1, 1),  # off-label in children after the first paediatric combination studies
    "cart": date(2012, 6, 1),  # first child treated with CD19 CAR T cells: April 2012
    "blinatumomab": date(2015, 12, 1),  # European approval: 23 November 2015
}
CLOVE_IN_USE = AVAILABLE_FROM["clove"] + timedelta(days=120)
"""The first transplant after CLOVE is no earlier than this."""

FEW = 50
"""A group of fewer patients is called small."""

RELAPSED: Where = {"posttransplant_relapse": True}
"""The patients whom the groups divide."""
