"""Count the patients on their way through the study: remission, transplants, relapse, salvage, outcome."""

from pathlib import Path
from typing import Any

import pandas as pd
from salvage.cohort import read as read_cohort
from salvage.numbers import Book

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
    "group1.remission": ({"remission": True}, {"group": 1}),
    "group2.remission": ({"remission": True}, {"group": 2}),
}
"""Name → (part, of): noted as ``name.n`` and ``name.percent``."""

COUNTS: dict[str, Where] = {
    "cohort.n": {},
    "cohort.second_transplant.n": {"second_transplant": True},
    "cohort.very_early.n": {"relapse_type": "very_early"},
    "cohort.early.n": {"relapse_type": "early"},
    "relapse_free.n": {"posttransplant_relapse": False},
    "group1.no_remission.n": {"group": 1, "remission": False, "refused": False},
    "group1.refused.n": {"group": 1, "refused": True},
    "group2.died_of_progression.n": {"group": 2, "death_cause": "progression"},
    "group2.died_of_cns_relapse.n": {"group": 2, "death_cause": "cns_relapse"},
    "extramedullary.cns.n": {"extramedullary": "cns"},
    "extramedullary.testis.n": {"extramedullary": "testis"},
}

COURSES: dict[str, Where] = {
    "died": {"status": "died"},
    "alive": {"status": "alive"},
    "second_transplant": {"second_transplant": True},
    "very_early": {"relapse_type": "very_early"},
    "early": {"relapse_type": "early"},
}
"""Counted in each group and for each drug."""

SUMMARIES: dict[str, tuple[str, str, Where, str, int]] = {
    "cohort.transplants.n": ("sum", "transplants", {}, "count", 0),
    "cart.age": ("maximum", "age", {"drug": "cart"}, "years", 0),
    "cart.survival.years": ("maximum", "survival_years", {"drug": "cart"}, "years", 0),
    "group2.bortezomib.followup.median": ("median", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
    "group2.bortezomib.followup.min": ("minimum", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
    "group2.bortezomib.followup.max": ("maximum", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
}
"""Id → form, variable, patients, kind, digits."""


def note_group(book: Book, group: int, cohort: pd.DataFrame) -> None:
    """Note the size of a group, the course of its patients, and the same for each of its drugs."""
    size = {"group": group}
    book.evaluate(f"group{group}.n", {"count": size}, cohort)
    book.evaluate(f"group{group}.percent", {"percent": {"part": size, "of": RELAPSED}}, cohort)
    for course, condition in COURSES.items():
        book.evaluate(f"group{group}.{course}.n", {"count": {**size, **condition}}, cohort)
    for drug in DRUGS[group]:
        name, given = f"group{group}.{drug}", {**size, "drug": drug}
        book.evaluate(f"{name}.n", {"count": given}, cohort)
        book.share(f"{name}.remission", {"remission": True}, given, cohort)
        for course, condition in COURSES.items():
            book.evaluate(f"{name}.{course}.n", {"count": {**given, **condition}}, cohort)


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
