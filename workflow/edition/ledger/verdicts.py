"""The ledger's verdicts: few, exclusive and exhaustive. They say how a statement fares, not how it came about.

Their names and definitions in each language are in ``manuscript/labels.<language>.yaml``, below ``verdicts``.
"""

from typing import Literal, get_args

Verdict = Literal[
    "reproduced",
    "other_rounding",
    "other_procedure",
    "contradicted",
    "differs",
    "impossible",
    "not_identifiable",
    "unreadable",
    "quoted",
    "stated",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""All codes, in the order of the legend."""
GRAVEST_FIRST: tuple[Verdict, ...] = (
    "impossible",
    "contradicted",
    "differs",
    "other_procedure",
    "other_rounding",
    "not_identifiable",
    "unreadable",
    "reproduced",
    "quoted",
    "stated",
)
"""The ledger's verdicts, for a number that answers several statements."""
