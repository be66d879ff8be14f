"""Find out which numbers of a synthetic cohort follow from what the paper prints, however its gaps were filled.

The others rest on values that were drawn. With a real export nothing is synthetic and nothing is to be found out.
"""

import json
from pathlib import Path

from edition.claims.records import load, under
from edition.files.writing import save_json
from edition.forensics.findings import completed, findings
from edition.ledger.determined import NOTHING, undetermined
from edition.solver.admitted import says_something
from edition.solver.implied import alone, implied


def main(registries: list[Path], published: Path, origin: Path, result: Path) -> None:
    """Write as ``result`` the numbers of the ``registries`` that ``follow``, and what is not determined.

    The numbers that follow are those that the statements held by the cohort determine; of an ambiguous statement only
    the reading that the cohort takes (``origin``) counts, and of cells that cannot be read those that group sizes
    imply.
    """
    source = json.loads(origin.read_text("utf-8"))
    follow: list[str] = []
    left_open = NOTHING
    if source["synthetic"]:
        stated = load(published)
        printed = findings(stated)
        held = {claim.id for claim in under(stated, source["readings"])} & {*source["held"]}
        claims = [
            claim
            for claim in completed(stated, printed.counts(inferred=False))
            if claim.strength == "hard" or (claim.id in held and says_something(claim))
        ]
        read = [json.loads(registry.read_text("utf-8")) for registry in registries]
        records = {number: record for numbers in read for number, record in numbers.items()}
        follow = implied(records, claims)
        unread = {row.variable for row in printed.rows if row.levels and row.table is None}
        left_open = undetermined(records, stated, source, follow, unread, alone(claims))
    save_json(result, {"follow": follow, **{name: sorted(part) for name, part in left_open._asdict().items()}})
