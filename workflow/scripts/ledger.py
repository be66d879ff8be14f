"""Recompute every statement of the paper from the cohort and give each a verdict: the ledger."""

import json
from pathlib import Path

import pandas as pd
from edition.claims.records import load, under
from edition.cleaning.cohort import csv_text
from edition.cleaning.cohort import read as read_cohort
from edition.files.writing import save_json, save_text
from edition.forensics.findings import findings
from edition.forensics.rows import printed_counts
from edition.ledger.basis import Basis
from edition.ledger.determined import Undetermined
from edition.ledger.judge import Entry, entry
from edition.ledger.verdicts import VERDICTS, summed
from edition.numbers.labels import by_language
from edition.numbers.registry import Registry
from edition.statistics import analysis

IN_WORDS = {"paraphrase": "says", "reason": "reason"}
"""Column → the entry's texts by language; a language but the first has columns of its own at the end."""
COLUMNS = ("id", "where", "paraphrase", "printed", "recomputed", "verdict", "reason", "rule", "synthetic", "reading")


def tally(entries: list[Entry]) -> dict[str, int]:
    """Verdict → how many printed numbers got it, under the readings that count."""
    return {code: sum(row["counts"] and row["verdict"] == code for row in entries) for code in VERDICTS}


def note(registry: Registry, entries: list[Entry], first: set[str]) -> None:
    """Note how many printed numbers got each verdict, and how many of the statements ``first`` are in disagreement.

    These are the ids of those that stand if each ambiguous sentence is read as recorded first.
    """
    counts = tally(entries)
    counts["total"] = sum(counts.values())
    recorded = (row for row in entries if row["printed"] is not None and row["id"] in first)
    counts["disagreeing_at_first"] = sum(row["verdict"] in summed("disagreeing") for row in recorded)
    for name, number in counts.items():
        registry.add(f"ledger.{name}.n", number, "count", function=tally)


def write_csv(file: Path, entries: list[Entry], languages: list[str]) -> None:
    """The ledger as a table, verdicts by their codes."""
    frame, columns = pd.DataFrame(entries), list(COLUMNS)
    for place, language in enumerate(languages):
        for column, key in IN_WORDS.items():
            name = f"{column}_{language}" if place else column
            frame[name] = [row[key].get(language, next(iter(row[key].values()))) for row in entries]
            columns += [name] if place else []
    save_text(file, csv_text(frame[columns]))


def main(
    published: Path,
    cohort: Path,
    origin: Path,
    reconstruction: Path,
    determined: Path,
    plan: str,
    alpha: float,
    confidence: float,
    bounds: Path,
    labels: list[Path],
    table: Path,
    ledger: Path,
    numbers: Path,
) -> None:
    """Judge the claims in ``published`` on the ``cohort``; write ``table`` (CSV), ``ledger`` (JSON) and ``numbers``.

    The ``plan`` is ``recommended`` or a plan file; ``bounds`` come from the step bounds. How ambiguous sentences are
    read, and which statements cannot hold with the others, is what the ``reconstruction`` found, whatever the cohort.
    Reasons are worded in the languages of the ``labels``.
    """
    source = json.loads(origin.read_text("utf-8"))
    read = json.loads(reconstruction.read_text("utf-8"))
    source |= {name: read[name] for name in ("readings", "given_up")}
    left_open = json.loads(determined.read_text("utf-8"))
    claims = load(published)
    standing = {claim.id for claim in under(claims, source["readings"])}
    patients = read_cohort(cohort)
    chosen = analysis.plan(plan, alpha, confidence).for_cohort(patients)
    basis = Basis(
        cohort=patients,
        tests=chosen.p_value,
        reference=chosen.procedures,
        findings=findings(claims),
        printed=printed_counts(claims),
        bounds=json.loads(bounds.read_text("utf-8")),
        origin=source,
        undetermined=Undetermined(*(frozenset(left_open[name]) for name in Undetermined._fields)),
    )
    words = by_language(labels)
    entries = [entry(claim, basis, claim.id in standing, words) for claim in claims if claim.section != "structure"]
    write_csv(table, entries, list(words))
    counts = tally(entries)
    save_json(ledger, {"synthetic_cohort": source["synthetic"], "plan": plan, "verdicts": counts, "entries": entries})
    results = (cohort, origin, reconstruction, determined, bounds)
    registry = Registry("ledger", [*sorted(published.glob("*.yaml")), *results, *chosen.files])
    note(registry, entries, {claim.id for claim in under(claims)})
    registry.write(numbers)
