"""Find out how the printed numbers came about: rounding rules, tests behind p-values, unreadable cells, fragility.

Everything is computed from the counts as printed and, if the export is not synthetic, again from the cohort. The plan
file names the procedures that explain most of the printed p-values.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from edition.claims.records import load
from edition.cleaning.cohort import read
from edition.forensics import fragility, grimmer, noted
from edition.forensics.findings import Findings, findings, moments, samples
from edition.forensics.rounding import attainable, candidates, explaining, other_wholes
from edition.numbers.registry import Book
from edition.statistics.association import FAMILY, defined

Record = dict[str, Any]


def _p(value: float) -> str:
    return f"{value:.6f}"


def _cells(table: np.ndarray) -> str:
    return " | ".join("/".join(map(str, row)) for row in table.tolist())


def _rules(found: dict[int, list[str]]) -> str:
    return "; ".join(f"{count}: {', '.join(rules)}" for count, rules in found.items())


def percentages(result: Findings) -> Iterable[Record]:
    """One record a printed percentage: the exact value, what each rule gives, and which rules give the printed one."""
    wholes = {share.whole for _, share in result.shares if share}
    for claim, share in result.shares:
        record: Record = {"claim": claim.id, "printed": claim.printed}
        if share:
            record |= {
                "part": share.part,
                "whole": share.whole,
                "exact": f"{float(share.exact):.4f}",
                "rules": "; ".join(explaining(share)),
                "given": "; ".join(f"{rule}: {float(value):g}" for rule, value in candidates(share).items()),
                "counts_printed_so": _rules(attainable(share.printed, share.whole)),
                "other_denominators": _rules(other_wholes(share, wholes)),
            }
        yield record


def p_values(result: Findings) -> Iterable[Record]:
    """One record a printed p and procedure: the p, or the range of those attainable, and how it agrees."""
    for match in result.matches:
        yield match._asdict() | {"lowest": _p(match.lowest), "highest": _p(match.highest)}


def procedures(result: Findings) -> Iterable[Record]:
    """One record a kind of row and procedure: how many printed p it explains, by which convention."""
    for kind, evidence in result.plan["evidence"].items():
        for each in evidence["procedures"]:
            yield {"kind": kind, **each}


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


def means(result: Findings) -> Iterable[Record]:
    """One record a printed mean ± SD and granularity: what sums, sums of squares and samples it can come from."""
    for row in result.rows if result.basis == "printed" else []:
        for group, (mean, sd) in enumerate(row.mean_sd):
            found, size = samples(row)[group], row.sizes[group]
            example = np.repeat(range(found.shape[1]), found[0]) if len(found) else []
            for places in (0, 1):
                yield {
                    "variable": row.variable,
                    "group": group + 1,
                    "mean": mean,
                    "sd": sd,
                    "n": size,
                    "decimals": places,
                    "sums": " ".join(map(str, grimmer.sums(mean, size, places))),
                    "pairs_of_sum_and_squares": len(moments(row, places)[group]),
                    "samples": len(found) if places == 0 else None,
                    "example": " ".join(map(str, example)) if places == 0 else None,
                }


def significance(result: Findings, alpha: float) -> Iterable[Record]:
    """For the findings printed as significant: every test side by side, and how many patients would change it."""
    for row in noted.significant_rows(result, alpha):
        for name, p in defined(len(row.levels)).items():
            before = p(row.table)
            crossed = fragility.crossing(row.table, p, alpha)
            record = {
                "variable": row.variable,
                "printed": row.p,
                "procedure": name,
                "p": _p(before),
                "significant": before < alpha,
                "patients_to_cross": crossed[0] if crossed else None,
                "table": _cells(crossed[1]) if crossed else "",
                "p_then": _p(crossed[2]) if crossed else "",
            }
            for event, level in enumerate(row.levels):
                record[f"event{event + 1}"] = level
                record[f"fragility_index{event + 1}"] = fragility.fragility_index(row.table, event, p, alpha)
            yield record


def adjusted(result: Findings) -> Iterable[Record]:
    """Every printed p of the table, and its two-sided exact recomputation, adjusted for their number."""
    sets = noted.adjusted_sets(result)
    for source, values in noted.p_sets(result).items():
        for variable, p in values.items():
            corrected = {method: _p(found[variable]) for method, found in sets[source].items()}
            yield {"p_from": source, "variable": variable, "p": _p(p), **corrected}


def write(file: Path, records: list[Record]) -> None:
    """Write records as CSV, columns in order of first mention; truths in lower case, nothing for what is not known."""
    columns = dict.fromkeys(column for record in records for column in record)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n")
        writer.writeheader()
        for record in records:
            writer.writerow({key: str(v).lower() if isinstance(v, bool) else v for key, v in record.items()})


def main(published: Path, cohort: Path, origin: Path, alpha: float, folder: Path, numbers: Path) -> None:
    """Read the claims in ``published`` and a real ``cohort``; write tables and plan to ``folder``, and ``numbers``."""
    claims = load(published)
    results = [findings(claims)]
    if not json.loads(origin.read_text("utf-8"))["synthetic"]:
        results.append(findings(claims, read(cohort)))
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "percentages": percentages,
        "pvalues": p_values,
        "procedures": procedures,
        "nearest": nearest,
        "cells": cells,
        "means": means,
        "fragility": lambda result: significance(result, alpha),
        "adjusted": adjusted,
    }
    for name, records in tables.items():
        rows = [{"basis": result.basis, **record} for result in results for record in records(result)]
        write(folder / f"{name}.csv", rows)
    text = yaml.safe_dump(results[0].plan, allow_unicode=True, sort_keys=False, width=120)
    (folder / "plan.yaml").write_text(text, "utf-8")
    book = Book("forensics", sorted(published.glob("*.yaml")))
    noted.note(book, results[0], alpha)
    book.write(numbers)
