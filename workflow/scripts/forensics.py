"""Find out how the printed numbers came about: rounding rules, tests behind p-values, unreadable cells, fragility.

Everything is computed from the counts as printed. The plan file names the procedures that explain most of the printed
p-values.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from edition.claims.records import load
from edition.cleaning.cohort import csv_text
from edition.files.writing import save_text
from edition.forensics import noted
from edition.forensics.findings import Findings, findings
from edition.forensics.fragility import crossing
from edition.forensics.rounding import attainable, candidates, explaining
from edition.numbers.registry import Registry
from edition.statistics.association import FAMILY, defined

Record = dict[str, Any]


def _p(value: float) -> str:
    return f"{value:.6f}"


def _cells(table: np.ndarray) -> str:
    return " | ".join("/".join(map(str, row)) for row in table.tolist())


def percentages(result: Findings) -> Iterable[Record]:
    """One record a printed percentage: the exact value, what each rule gives, and which rules give the printed one."""
    for claim, share in result.shares:
        record: Record = {"claim": claim.id, "printed": claim.printed}
        if share:
            possible = attainable(share.printed, share.whole).items()
            record |= {
                "part": share.part,
                "whole": share.whole,
                "exact": f"{float(share.exact):.4f}",
                "rules": "; ".join(explaining(share)),
                "given": "; ".join(f"{rule}: {float(value):g}" for rule, value in candidates(share).items()),
                "counts_printed_so": "; ".join(f"{count}: {', '.join(rules)}" for count, rules in possible),
            }
        yield record


def p_values(result: Findings) -> Iterable[Record]:
    """One record a printed p and procedure: the p, or the range of those attainable, and how it agrees."""
    for match in result.matches:
        yield match._asdict() | {"lowest": _p(match.lowest), "highest": _p(match.highest)}


def nearest(result: Findings) -> Iterable[Record]:
    """For each row that the plan does not explain, the closest tables that each procedure would print so."""
    for variable, procedure, moved, table in result.nearest:
        yield {
            "variable": variable,
            "printed": result.row(variable).p,
            "observed": _cells(result.row(variable).table),
            "procedure": procedure,
            "patients": moved,
            "table": _cells(table),
            "p": _p(FAMILY[procedure](table)),
        }


def cells(result: Findings) -> Iterable[Record]:
    """One record an unreadable cell and procedure: the counts that remain possible, and the proof."""
    for cell in result.cells:
        yield cell._asdict() | {"values": " ".join(map(str, cell.values))}


def fragility(result: Findings, alpha: float) -> Iterable[Record]:
    """For the findings printed as significant: every test side by side, and how many patients would change it."""
    for row in noted.significant_rows(result, alpha):
        for name, p in defined(len(row.levels)).items():
            before, crossed = p(row.table), crossing(row.table, p, alpha)
            record = {"variable": row.variable, "printed": row.p, "procedure": name, "p": _p(before)}
            record["significant"] = before < alpha
            if crossed:
                moved, table, after = crossed
                record |= {"patients_to_cross": moved, "table": _cells(table), "p_then": _p(after)}
            yield record


def main(published: Path, alpha: float, folder: Path, numbers: Path) -> None:
    """Read the claims in ``published``; write tables and plan to ``folder``, and ``numbers``."""
    result = findings(load(published))
    tables = {"percentages": percentages, "pvalues": p_values, "nearest": nearest, "cells": cells}
    for name, records in (tables | {"fragility": partial(fragility, alpha=alpha)}).items():
        save_text(folder / f"{name}.csv", csv_text(pd.DataFrame(records(result)).convert_dtypes()))
    plan = yaml.safe_dump(result.plan, allow_unicode=True, sort_keys=False, width=120)
    save_text(folder / "plan.yaml", plan)
    registry = Registry("forensics", sorted(published.glob("*.yaml")))
    noted.note(registry, result, alpha)
    registry.write(numbers)
