"""Count the patients on their way through the study: remission, transplants, relapse, salvage, outcome."""

from pathlib import Path
from typing import Any

import pandas as pd
from edition.cleaning.cohort import read as read_cohort
from edition.numbers.registry import Book

Where = dict[str, Any]

RELAPSED: Where = {"posttransplant_relapse": True}
SECOND_LINE: Where = {"remission_regimen": ["flag_ida", "clove"]}
DRUGS = {1: ("fludarabine", "clofarabine"), 2: ("bortezomib", "blinatumomab", "cart")}
SURVIVORS_OF_BORTEZOMIB: Where = {"drug": "bortezomib", "status": "alive"}

SHARES: dict[str, tuple[Where, Where]] = {
    "remission.first_line": ({"remission_regimen": "rez_bfm_2002"}, {}),
    "remission.salvage": (SECOND_LINE, {}),
    "remission.flag_ida": ({"remission_regimen": "flag_ida"}, SECOND_LINE),
    "remission.clove": ({"remission_regimen": "clove"}, SECOND_LINE),
}
"""Name → (part, of): noted as ``name.n`` and ``name.percent``."""

COUNTS: dict[str, Where] = {
    "cohort.n": {},
    "cohort.second_transplant.n": {"second_transplant": True},
    "relapse_free.n": {"posttransplant_relapse": False},
    "extramedullary.cns.n": {"extramedullary": "cns"},
    "extramedullary.testis.n": {"extramedullary": "testis"},
    "group2.bortezomib.early.n": {"group": 2, "drug": "bortezomib", "relapse_type": "early"},
    "group2.blinatumomab.very_early.n": {"group": 2, "drug": "blinatumomab", "relapse_type": "very_early"},
    "group2.died_of_progression.n": {"group": 2, "death_cause": "progression"},
    "group2.died_of_cns_relapse.n": {"group": 2, "death_cause": "cns_relapse"},
}

RESPONSES: dict[str, Where] = {
    "no_remission": {"remission": False, "refused": False},
    "refused": {"refused": True},
    "remission": {"remission": True},
}
"""The branches of Group 1 by response to salvage treatment."""

COURSES: dict[str, Where] = {
    "died": {"status": "died"},
    "alive": {"status": "alive"},
    "second_transplant": {"second_transplant": True},
}
"""Counted in each group, and in each of its branches."""

SUMMARIES: dict[str, tuple[str, str, Where, str, int]] = {
    "cohort.transplants.n": ("sum", "transplants", {}, "count", 0),
    "cart.age": ("maximum", "age", {"drug": "cart"}, "years", 0),
    "cart.survival.years": ("maximum", "survival_years", {"drug": "cart"}, "years", 0),
    "group2.bortezomib.followup.median": ("median", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 0),
    "group2.bortezomib.followup.min": ("minimum", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
    "group2.bortezomib.followup.max": ("maximum", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
}
"""Id → form, variable, patients, kind, digits."""


def note_course(book: Book, name: str, where: Where, cohort: pd.DataFrame) -> None:
    """Note how many patients there are and what became of them."""
    book.evaluate(f"{name}.n", {"count": where}, cohort)
    for course, condition in COURSES.items():
        book.evaluate(f"{name}.{course}.n", {"count": {**where, **condition}}, cohort)


def note_group(book: Book, group: int, cohort: pd.DataFrame) -> None:
    """Note the course of a group's patients, all of them and by branch, and the remissions by drug."""
    name, size = f"group{group}", {"group": group}
    note_course(book, name, size, cohort)
    book.evaluate(f"{name}.percent", {"percent": {"part": size, "of": RELAPSED}}, cohort)
    by_drug = {drug: {"drug": drug} for drug in DRUGS[group]}
    for branch, condition in (RESPONSES if group == 1 else by_drug).items():
        note_course(book, f"{name}.{branch}", {**size, **condition}, cohort)
    for drug, condition in by_drug.items():
        given = {**size, **condition}
        if group == 1:
            book.evaluate(f"{name}.{drug}.n", {"count": given}, cohort)
        book.share(f"{name}.{drug}.remission", {"remission": True}, given, cohort)


def note_flow(book: Book, cohort: pd.DataFrame) -> None:
    """Note the numbers of the flow of patients."""
    book.share("relapse", RELAPSED, {}, cohort, digits=1)
    for name, (part, of) in SHARES.items():
        book.share(name, part, of, cohort)
    for number, where in COUNTS.items():
        book.evaluate(number, {"count": where}, cohort)
    for group in DRUGS:
        note_group(book, group, cohort)
    for number, (form, variable, of, kind, digits) in SUMMARIES.items():
        book.evaluate(number, {form: {"variable": variable, "of": of}}, cohort, kind=kind, digits=digits)


def main(cohort: Path, numbers: Path) -> None:
    """Read ``cohort`` and write the book of ``numbers``."""
    book = Book("flow", [cohort])
    note_flow(book, read_cohort(cohort))
    book.write(numbers)
