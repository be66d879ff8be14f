"""Count the patients on their way through the study: remission, transplants, relapse, salvage, outcome."""

from pathlib import Path
from typing import Any

import pandas as pd
from salvage.data.cohort import read as read_cohort
from salvage.wording.numbers import Book

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
    "cohort.very_early.n": {"relapse_type": "very_early"},
    "cohort.early.n": {"relapse_type": "early"},
    "relapse_free.n": {"posttransplant_relapse": False},
    "extramedullary.cns.n": {"extramedullary": "cns"},
    "extramedullary.testis.n": {"extramedullary": "testis"},
}

RESPONSES: dict[str, Where] = {
    "no_remission": {"remission": False, "refused": False},
    "refused": {"refused": True},
    "remission": {"remission": True},
}
"""The branches of each group by response to salvage treatment."""

COURSES: dict[str, Where] = {
    "died": {"status": "died"},
    "alive": {"status": "alive"},
    "second_transplant": {"second_transplant": True},
    "very_early": {"relapse_type": "very_early"},
    "early": {"relapse_type": "early"},
}
CAUSES = ("progression", "cns_relapse", "toxicity")
"""Both counted in each group, and in it for each response and each drug; causes not named here are counted together."""

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
    """Note how many patients there are, what became of them, and what those who died had died of."""
    book.evaluate(f"{name}.n", {"count": where}, cohort)
    for course, condition in COURSES.items():
        book.evaluate(f"{name}.{course}.n", {"count": {**where, **condition}}, cohort)
    named = [
        book.evaluate(f"{name}.died_of_{cause}.n", {"count": {**where, "death_cause": cause}}, cohort)
        for cause in CAUSES
    ]
    other = book.records[f"{name}.died.n"]["value"] - sum(named)  # an unknown cause meets no condition
    book.add(f"{name}.died_of_other.n", other, "count", function=note_course, variables=[*where, "death_cause"])


def note_group(book: Book, group: int, cohort: pd.DataFrame) -> None:
    """Note the course of a group's patients, all of them, by response, and by drug."""
    name, size = f"group{group}", {"group": group}
    note_course(book, name, size, cohort)
    book.evaluate(f"{name}.percent", {"percent": {"part": size, "of": RELAPSED}}, cohort)
    book.evaluate(f"{name}.remission.percent", {"percent": {"part": {"remission": True}, "of": size}}, cohort)
    for response, condition in RESPONSES.items():
        note_course(book, f"{name}.{response}", {**size, **condition}, cohort)
    for drug in DRUGS[group]:
        given = {**size, "drug": drug}
        note_course(book, f"{name}.{drug}", given, cohort)
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
