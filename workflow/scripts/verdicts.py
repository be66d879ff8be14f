"""Sum up the ledger for the article: how many printed numbers got which verdict, and printed numbers to be named."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edition.claims import printed
from edition.claims.records import Claim, load, printed_ends
from edition.files.letters import capitalized
from edition.ledger.verdicts import LEGEND, meaning, summed
from edition.numbers.labels import Labels, read_labels
from edition.numbers.registry import Registry
from edition.numbers.tables import num, write_table
from edition.statistics.analysis import TABLE1

Ledger = Mapping[str, Any]
PRINTED = {
    "cohort.n": "results.cohort",
    "transplants.n": "results.transplants",
    "second_transplant.group2.n": "table1.second_transplant.true.group2.n",
    "bortezomib.followup.median": "results.bortezomib_followup_median",
    "bortezomib.followup.min": "results.bortezomib_followup_min",
    "bortezomib.followup.max": "results.bortezomib_followup_max",
    "cart.age": "results.cart_age",
    "cart.survival.years": "results.cart_survival",
}
"""Number → record, of what else the article names as printed."""


def note_sums(registry: Registry, ledger: Ledger) -> None:
    """Note how many printed numbers can be recomputed, and how many of them disagree or remain open."""
    counts = ledger["verdicts"]
    sums = {name: sum(counts[code] for code in summed(name)) for name in ("disagreeing", "open", "not_checked")}
    sums["checked"] = sum(counts.values()) - sums.pop("not_checked")
    for name, number in sums.items():
        registry.add(f"ledger.{name}.n", number, "count", function=note_sums)


def note_printed(registry: Registry, claims: list[Claim]) -> None:
    """Note what is printed, whatever the cohort holds: p-values of Table 1, the survival of each group, and more."""
    variables = {f"table1.{name}.p": name for name in TABLE1}
    named = {f"{variables[claim.id]}.p": claim for claim in claims if claim.id in variables and claim.printed}
    named |= {f"survival.group{group}.percent": claim for group, claim in printed_ends(claims).items()}
    named |= {name: claim for name, record in PRINTED.items() for claim in claims if claim.id == record}
    for name, claim in named.items():
        shown = printed.read(claim.printed)
        how = {"function": printed.read, "claims": [claim.id]}
        registry.add(f"printed.{name}", float(shown.value), claim.kind, digits=shown.digits, **how)


def rows(labels: Labels, ledger: Ledger) -> Iterator[tuple[str, str, str]]:
    """The head, a row a verdict that a printed number can get, and the total."""
    yield tuple(labels[f"verdicts.columns.{name}"] for name in ("verdict", "meaning", "n"))
    kinds = {"any", "synthetic" if ledger["synthetic_cohort"] else "real"}
    for verdict in LEGEND:
        if verdict.cohort in kinds and verdict.weight:  # one without weight goes to what has no printed number
            name = capitalized(labels[f"verdicts.names.{verdict.code}"], labels.language)
            yield name, meaning(verdict.code, labels, ledger["synthetic_cohort"]), num(f"ledger.{verdict.code}.n")
    yield labels["verdicts.total"], "", num("ledger.total.n")


def main(ledger: Path, published: Path, labels: list[Path], numbers: Path, tables: list[Path]) -> None:
    """Read the ``ledger`` (JSON) and the statements; write the ``numbers`` and a table for each file of ``labels``."""
    content = json.loads(ledger.read_text("utf-8"))
    registry = Registry("verdicts", [*sorted(published.glob("*.yaml")), ledger])
    note_sums(registry, content)
    note_printed(registry, load(published))
    for words, file in zip(map(read_labels, labels), tables, strict=True):
        caption, note = words["verdicts.caption"], words["verdicts.note"]
        write_table(file, rows(words, content), (25, 63, 12), caption, "verdicts", note, "llr")
    registry.write(numbers)
