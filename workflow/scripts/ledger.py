"""Recompute every statement of the paper from the cohort and give each a verdict: the ledger."""

import csv
import json
from pathlib import Path

from salvage.data.cohort import read as read_cohort
from salvage.forensics import plan as forensic
from salvage.forensics.findings import findings
from salvage.forensics.rows import printed_counts
from salvage.ledger.basis import Basis
from salvage.ledger.judge import Entry, entry
from salvage.ledger.verdicts import VERDICTS
from salvage.published.claims import load, under
from salvage.published.expression import Tests
from salvage.statistics import analysis
from salvage.wording.numbers import Book, save_json

COLUMNS = ("id", "where", "paraphrase", "printed", "recomputed", "verdict", "reason", "rule", "synthetic", "reading")
NOTHING_KNOWN = {"unstated": [], "held": [], "given_up": [], "readings": {}}


def plan_tests(plan: str, alpha: float, confidence: float, file: Path) -> tuple[Tests, dict[str, str]]:
    """The plan's p-values as a callable, and the names of its procedures; the published plan is read from ``file``."""
    if plan != "published":
        chosen = analysis.plan(plan, alpha, confidence)
        return chosen.p_value, dict(chosen.procedures)
    procedures = forensic.read_procedures(file)
    return lambda variable, cohort: forensic.p_value(procedures[variable], variable, cohort), procedures


def tally(entries: list[Entry]) -> dict[str, int]:
    """Verdict → how many printed numbers got it, under the readings that count."""
    return {code: sum(each["counts"] and each["verdict"] == code for each in entries) for code in VERDICTS}


def note(book: Book, entries: list[Entry]) -> None:
    """Note how many printed numbers got each verdict, and how many statements without a number are true or not."""
    for code, number in tally(entries).items():
        book.add(f"ledger.{code}.n", number, "count", function=tally)
    book.add("ledger.total.n", sum(tally(entries).values()), "count", function=tally)
    book.add("ledger.statements.n", len(entries), "count", function=tally)
    unreadable = sum(each["verdict"] == "unreadable" for each in entries)
    book.add("ledger.cells.unreadable.n", unreadable, "count", function=tally)


def write_csv(file: Path, entries: list[Entry]) -> None:
    """The ledger as a table; paraphrases in English, verdicts by their codes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for each in entries:
            paraphrase, synthetic = each["says"]["en"], str(each["synthetic"]).lower()
            writer.writerow({**each, "paraphrase": paraphrase, "synthetic": synthetic})


def main(
    published: Path,
    cohort: Path,
    origin: Path,
    plan: str,
    alpha: float,
    confidence: float,
    published_plan: Path,
    bounds: Path,
    table: Path,
    ledger: Path,
    numbers: Path,
) -> None:
    """Judge the claims in ``published`` on the ``cohort``; write ``table`` (CSV), ``ledger`` (JSON) and ``numbers``.

    ``published_plan`` is the forensic step's plan, in force if ``plan`` says so; ``bounds`` come from the step bounds.
    """
    known = NOTHING_KNOWN | json.loads(origin.read_text("utf-8"))
    claims = load(published)
    standing = {claim.id for claim in under(claims, known["readings"])}
    tests, reference = plan_tests(plan, alpha, confidence, published_plan)
    basis = Basis(
        cohort=read_cohort(cohort),
        tests=tests,
        reference=reference,
        findings=findings(claims),
        printed=printed_counts(claims),
        bounds=json.loads(bounds.read_text("utf-8"))["printed"],
        origin=known,
    )
    entries = [entry(claim, basis, claim.id in standing) for claim in claims if claim.section != "structure"]
    write_csv(table, entries)
    counts = tally(entries)
    save_json(ledger, {"synthetic_cohort": known["synthetic"], "plan": plan, "verdicts": counts, "entries": entries})
    book = Book("ledger", [*sorted(published.glob("*.yaml")), cohort, origin, published_plan, bounds])
    note(book, entries)
    book.write(numbers)
