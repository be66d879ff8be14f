"""Check a contradiction: another solve refutes it, and without any one statement the others hold in a cohort."""

from typing import Any

from edition.solver.admitted import holds
from edition.solver.minimal import Subset
from edition.solver.oracle import Oracle


def confirmed(subset: Subset, oracle: Oracle) -> dict[str, Any]:
    """What was checked, for the record: by statement left out, how many claims were seen to hold in a cohort.

    Every claim of the other statements is evaluated on the data frame, which no solver has a hand in. Raises
    RuntimeError if a check fails.
    """
    if not oracle.refuted(subset):
        raise RuntimeError(f"a second solve does not confirm {_names(subset, oracle)}")
    seen = {}
    for left_out in sorted(subset):
        rest = subset - {left_out}
        cohort = oracle.cohort(rest)
        claims = [claim for i in sorted(rest) for claim in oracle.statements[i].claims]
        if cohort is None or not all(holds(claim, cohort) for claim in claims):
            raise RuntimeError(f"{_names(subset, oracle)} is not minimal")
        seen[oracle.statements[left_out].id] = len(claims)
    return {"second_solve": "infeasible", "claims_that_hold_without": seen}


def _names(subset: Subset, oracle: Oracle) -> str:
    return ", ".join(oracle.statements[i].id for i in sorted(subset))
