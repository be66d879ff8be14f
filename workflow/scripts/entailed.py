"""Find out which numbers of a synthetic cohort follow from what the paper prints, however its gaps were filled.

The others rest on values that were drawn. With a real export nothing is synthetic and nothing is to be found out.
"""

import json
from pathlib import Path

from edition.claims.records import load
from edition.forensics.imputation import completed, determined
from edition.numbers.registry import save_json
from edition.solver.implied import implied


def main(books: list[Path], published: Path, origin: Path, numbers: Path) -> None:
    """Write to ``numbers`` the ids of the ``books``' numbers that the statements held by the cohort determine.

    Of an ambiguous statement only the reading that the cohort takes (``origin``) counts.
    """
    known = json.loads(origin.read_text("utf-8"))
    if not known["synthetic"]:
        save_json(numbers, [])
        return
    stated = load(published)
    taken = {None, *(f"{switch}/{option}" for switch, option in known["readings"].items())}
    claims = [
        claim
        for claim in completed(stated, determined(stated))
        if claim.strength == "hard" or (claim.id in known["held"] and claim.reading in taken)
    ]
    records = {number: record for book in books for number, record in json.loads(book.read_text("utf-8")).items()}
    save_json(numbers, implied(records, claims))
