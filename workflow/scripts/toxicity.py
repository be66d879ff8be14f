"""Compare the worst toxicity after salvage treatment between the groups: shares, their test and their difference."""

from pathlib import Path

from edition.cleaning.cohort import read as read_cohort
from edition.numbers.comparison import note_comparison
from edition.numbers.registry import Book
from edition.statistics import analysis
from edition.study.definitions import GROUPS


def main(cohort: Path, plan: str, alpha: float, confidence: float, numbers: Path) -> None:
    """Read ``cohort`` and write the book of ``numbers`` under the ``plan``: ``recommended`` or a plan file."""
    patients = read_cohort(cohort)
    chosen = analysis.plan(plan, alpha, confidence).for_cohort(patients)
    book = Book("toxicity", [cohort, *chosen.files])
    note_comparison(book, "toxicity.severe", "toxicity", "3-4", patients, chosen, higher=1)
    for group in GROUPS:
        book.share(f"toxicity.mild.group{group}", {"toxicity": "1-2"}, {"group": group}, patients)
    book.evaluate("toxicity.crs.n", {"count": {"group": 2, "cytokine_release": True}}, patients)
    book.write(numbers)
