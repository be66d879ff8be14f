"""The `published` analysis plan: the procedures that explain most of the printed p-values, and how much they explain.

What a row's printed p does not single out is marked ``identified: false``; then the first candidate as declared is
taken, tests of location before tests of spread.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salvage.forensics import association, location
from salvage.forensics.matching import Explained, Match, ranking
from salvage.forensics.rows import GROUPS, Row
from salvage.published.expression import evaluate
from salvage.published.printed import read
from salvage.published.variables import VARIABLES

LOGRANK = "logrank.two-sided"


def _named(procedure: str | None) -> dict[str, str | None]:
    test, sides = procedure.rsplit(".", 1) if procedure else (None, None)
    return {"test": test, "sides": sides}


def _evidence(ranked: Sequence[Explained]) -> list[dict[str, Any]]:
    return [
        {
            "procedure": each.procedure,
            "rows": len(each.tested),
            "explained": len(each.either),
            "rounding": len(each.rounding),
            "truncation": len(each.truncation),
        }
        for each in ranked
    ]


def choose(rows: Sequence[Row], found: Sequence[Match]) -> dict[str, Any]:
    """The plan as it is written: the test for each kind of row, the procedure for each variable, and the evidence."""
    kinds = {
        "categorical": [row.variable for row in rows if len(row.levels) == 2],
        "tables": [row.variable for row in rows if len(row.levels) > 2],
        "age": [row.variable for row in rows if row.mean_sd],
    }
    plan: dict[str, Any] = {"plan": "published", "decimals": max(read(row.p).digits for row in rows)}
    procedures: dict[str, str | None] = {}
    evidence: dict[str, Any] = {}
    for kind, variables in kinds.items():
        ranked = ranking([match for match in found if match.variable in variables])
        best = [each for each in ranked if each.either]
        if kind == "age":
            best.sort(key=lambda each: each.procedure.split(".")[0] in location.SPREAD)
        ahead = [each for each in best if len(each.either) == len(best[0].either)]
        chosen = best[0].procedure if best else None
        plan[kind] = {**_named(chosen), "identified": len(ahead) == 1, "candidates": [each.procedure for each in ahead]}
        procedures |= dict.fromkeys(variables, chosen)
        evidence[kind] = {
            "rows": variables,
            "explained": list(best[0].either) if best else [],
            "by_rounding": list(best[0].rounding) if best else [],
            "by_truncation": list(best[0].truncation) if best else [],
            "unexplained": [name for name in variables if not best or name in best[0].unexplained],
            "procedures": _evidence(ranked),
        }
    plan["survival"] = {**_named(LOGRANK), "identified": False, "candidates": [LOGRANK]}
    ordered = {row.variable: procedures[row.variable] for row in rows}
    return {**plan, "procedures": {**ordered, "logrank": LOGRANK}, "evidence": evidence}


def read_procedures(file: Path) -> dict[str, str]:
    """Variable (or ``logrank``) → procedure id, from a plan file; variables without one are left out."""
    import yaml

    procedures: Mapping[str, str | None] = yaml.safe_load(file.read_text("utf-8"))["procedures"]
    return {variable: name for variable, name in procedures.items() if name}


def p_value(procedure: str, variable: str, cohort: pd.DataFrame) -> float | None:
    """The p of a procedure of the forensic family for a variable (or ``logrank``) between the groups of a cohort.

    None where it is not defined: an empty group or level, or fewer than two patients for a number.
    """
    if procedure == LOGRANK:
        from salvage.statistics.analysis import logrank

        return logrank(variable, cohort)
    if VARIABLES[variable].kind == "number":
        samples = [cohort.loc[cohort["group"] == group, variable].dropna().to_numpy(int) for group in GROUPS]
        return location.observed(*samples)[procedure] if min(map(len, samples)) > 1 else None
    cells = [
        [evaluate({"count": {"group": group, variable: level}}, cohort) for group in GROUPS]
        for level in VARIABLES[variable].levels
    ]
    table = np.array(cells)
    if not table.sum(axis=0).all():
        return None
    p = next(each.p for each in association.PROCEDURES if each.id == procedure)(table)
    return None if np.isnan(p) else p
