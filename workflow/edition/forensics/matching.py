"""Which procedure printed these p-values: agreement by rounding or truncation, and the plan that explains most rows.

What a row's printed p does not single out is marked ``identified: false`` in the plan; then the first candidate as
declared is taken, tests of location before tests of spread.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from edition.claims.printed import read
from edition.forensics.rounding import preimage
from edition.forensics.rows import Row
from edition.statistics.location import SPREAD

CONVENTIONS = {"rounding": "half up", "truncation": "truncation"}
LOGRANK = "logrank.two-sided"


def _printed_so(p: np.ndarray | float, printed: str) -> dict[str, np.ndarray]:
    """Convention → which of the p-values are printed so by it; a bound knows no convention."""
    values, bound = np.atleast_1d(p), read(printed)
    if bound.bound != "=":
        limit = float(bound.value)
        return dict.fromkeys(CONVENTIONS, (values < limit) if bound.bound == "<" else (values > limit))
    ends = {convention: preimage(printed, rule)[:2] for convention, rule in CONVENTIONS.items()}
    return {convention: (values >= float(low)) & (values < float(high)) for convention, (low, high) in ends.items()}


def agreement(p: np.ndarray | float, printed: str) -> list[str]:
    """The conventions by which a p, or one of several attainable ones, is printed so; for a bound both or none."""
    return [convention for convention, printed_so in _printed_so(p, printed).items() if printed_so.any()]


class Match(NamedTuple):
    """A row's p by one procedure: the range it can take, and whether it agrees with the print by each convention.

    Of the data sets that the row stands for, ``agreeing`` of ``tried`` give a p that either convention prints so.
    """

    variable: str
    printed: str
    procedure: str
    lowest: float
    highest: float
    rounding: bool
    truncation: bool
    agreeing: int
    tried: int


def matches(variable: str, printed: str, attained: Mapping[str, np.ndarray | float]) -> list[Match]:
    """One match for each procedure that is defined for the row; ``attained``: procedure → p or all attainable p."""
    compared = []
    for name, p in attained.items():
        printed_so = _printed_so(p, printed)
        by = {convention: bool(which.any()) for convention, which in printed_so.items()}
        agreeing = int(np.any(list(printed_so.values()), axis=0).sum())
        limits = float(np.min(p)), float(np.max(p))
        compared.append(Match(variable, printed, name, *limits, **by, agreeing=agreeing, tried=np.size(p)))
    return compared


class Explained(NamedTuple):
    """The rows that a procedure is defined for, and those that it explains: by either convention, and by each."""

    procedure: str | None
    rows: list[str]
    explained: list[str]
    rounding: list[str]
    truncation: list[str]


def ranking(compared: Sequence[Match]) -> list[Explained]:
    """Procedures by the number of rows explained by either convention, then by the better one, then as declared."""
    ranked = []
    for name in dict.fromkeys(match.procedure for match in compared):
        own = [match for match in compared if match.procedure == name]
        explained = [match.variable for match in own if match.rounding or match.truncation]
        by_rounding = [match.variable for match in own if match.rounding]
        by_truncation = [match.variable for match in own if match.truncation]
        ranked.append(Explained(name, [match.variable for match in own], explained, by_rounding, by_truncation))
    return sorted(ranked, key=lambda one: (-len(one.explained), -max(len(one.rounding), len(one.truncation))))


def choose(rows: Sequence[Row], compared: Sequence[Match]) -> dict[str, Any]:
    """The plan as it is written: candidates for each kind of row, the procedure for each variable, and the evidence."""
    kinds = {
        "categorical": [row.variable for row in rows if len(row.levels) == 2],
        "tables": [row.variable for row in rows if len(row.levels) > 2],
        "age": [row.variable for row in rows if row.mean_sd],
    }
    sections, evidence, procedures = {}, {}, dict.fromkeys(row.variable for row in rows)
    for kind, variables in kinds.items():
        ranked = ranking([match for match in compared if match.variable in variables])
        leading = [candidate for candidate in ranked if candidate.explained]
        if kind == "age":
            leading.sort(key=lambda candidate: candidate.procedure.split(".")[0] in SPREAD)
        best = leading[0] if leading else Explained(None, variables, [], [], [])
        ahead = [other.procedure for other in leading if len(other.explained) == len(best.explained)]
        sections[kind] = {"identified": len(ahead) == 1, "candidates": ahead}
        procedures |= dict.fromkeys(variables, best.procedure)
        evidence[kind] = {
            "rows": variables,
            "explained": best.explained,
            "by_rounding": best.rounding,
            "by_truncation": best.truncation,
            "unexplained": [name for name in best.rows if name not in best.explained],
            "procedures": [
                {name: value if name == "procedure" else len(value) for name, value in candidate._asdict().items()}
                for candidate in ranked
            ],
        }
    return {
        **sections,
        "survival": {"identified": False, "candidates": [LOGRANK]},
        "procedures": {**procedures, "logrank": LOGRANK},
        "evidence": evidence,
    }
