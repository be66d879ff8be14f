"""Compare the worst toxicity after salvage treatment between the groups: shares, their test and their difference."""

from pathlib import Path

from edition.cleaning.cohort import read as read_cohort
from edition.numbers.comparison import note_comparison
from edition.numbers.registry import Registry
from edition.statistics import analysis
from edition.study.definitions import GROUPS


def main(cohort: Path, plan: str, alpha: float, confidence: float, numbers: Path) -> None:
    """Read ``cohort`` and write the registry of ``numbers`` under the ``plan``: ``recommended`` or a plan file."""
    patients = read_cohort(cohort)
    chosen = analysis.plan(plan, alpha, confidence).for_cohort(patients)
    registry = Registry("toxicity", [cohort, *chosen.files])
    note_comparison(registry, "toxicity.severe", "toxicity", "3-4", patients, chosen, higher=1)
    for group in GROUPS:
        registry.share(f"toxicity.mild.group{group}", {"toxicity": "1-2"}, {"group": group}, patients)
    registry.evaluate("toxicity.crs.n", {"count": {"group": 2, "cytokine_release": True}}, patients)
    registry.write(numbers)
