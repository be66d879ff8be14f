"""Merge the registries of all steps, word every number in every language, and say what the paper printed for it."""

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from edition.claims import printed
from edition.claims import records as claims
from edition.claims.nodes import Quoted, Stated
from edition.claims.parse import parse
from edition.claims.records import Claim
from edition.files.errors import InputError, suggestion
from edition.files.letters import capitalized
from edition.files.writing import save_json
from edition.ledger.determined import undetermined
from edition.ledger.verdicts import weightiest
from edition.numbers import turkish, wording
from edition.numbers.formatting import text
from edition.numbers.labels import Labels, by_id, by_language
from edition.numbers.registry import Record, Registry
from edition.statistics import analysis
from edition.statistics.analysis import Plan, words
from edition.study import derive
from edition.study.definitions import EARLY_MONTHS, VERY_EARLY_MONTHS

Entry = Mapping[str, Any]

MADE = ("rule", "script", "function", "inputs", "variables", "expression", "procedure")
"""What a record keeps of how the number was made."""
DEFINITIONS = {"methods.very_early.months": VERY_EARLY_MONTHS, "methods.early.months": EARLY_MONTHS}
"""Months from diagnosis, and from the end of front-line treatment, that bound very early and early relapse."""


SOFTWARE = ("lifelines", "scipy", "statsmodels", "ortools")
"""Packages that made the statistics, whose versions the article names."""


def note_design(registry: Registry, plan: Plan) -> None:
    """Note the definitions and the choices of the analysis plan that the article states."""
    for number, months in DEFINITIONS.items():
        registry.add(number, months, "count", function=derive.relapse_type)
    alpha_digits = len(str(plan.alpha).partition(".")[2])
    registry.add("analysis.alpha", plan.alpha, "decimal", digits=alpha_digits, function=analysis.plan)
    registry.add("analysis.confidence", 100 * plan.confidence, "percent", function=analysis.plan)
    registry.condition("analysis.published", plan.name == "published", function=analysis.plan)
    for package in SOFTWARE:
        registry.add(f"software.{package}", version(package), "version", function=note_design)


def note_stated(registry: Registry, statements: Iterable[Claim]) -> None:
    """Note facts of the design and results of other studies, which nothing here computes, as they are printed."""
    for claim in statements:
        if not isinstance(claim.node, Quoted | Stated) or not claim.number or claim.number in registry.records:
            continue
        how = {"function": printed.read, "expression": claim.expression}
        if claim.kind == "version":
            registry.add(claim.number, claim.printed, claim.kind, **how)
        elif claim.printed in printed.SHARES:
            registry.add(claim.number, claim.printed, "text", label=f"numbers.shares.{claim.printed}", **how)
        else:
            number = printed.read(claim.printed) if claim.printed else None
            value = number and (int(number.value) if number.value.denominator == 1 else float(number.value))
            registry.add(claim.number, value, claim.kind, digits=number and number.digits, **how)


def merged(parts: Iterable[Mapping[str, Record]]) -> dict[str, Record]:
    """All records in one, in the order of the parts."""
    numbers: dict[str, Record] = {}
    for part in parts:
        if both := numbers.keys() & part.keys():
            raise ValueError(f"two steps make the number {min(both)!r}")
        numbers |= part
    return numbers


def answered(statements: Iterable[Claim], numbers: Mapping[str, Record], folder: Path) -> dict[str, list[Claim]]:
    """Id → the statements that it answers. Raises InputError for a statement about a number that no step makes."""
    answers: dict[str, list[Claim]] = {number: [] for number in numbers}
    for claim in statements:
        if claim.number is None:
            continue
        if claim.number not in answers:
            remedy = suggestion(claim.number, answers, "Add it to a step, or correct the record.", most=3)
            raise InputError(f"record {claim.id!r}: no step makes {claim.number!r}.", remedy=remedy, file=folder)
        answers[claim.number].append(claim)
    return answers


def verdict(statements: Iterable[Claim], ledger: Mapping[str, Entry]) -> str | None:
    """The weightiest of the ledger's verdicts on the statements, as they are read; None where it has none on them."""
    entries = [ledger[claim.id] for claim in statements if claim.id in ledger]
    return weightiest(entry["verdict"] for entry in entries if entry["standing"])


def worded(record: Record, labels: Labels) -> str | None:
    """The number's text in the language of the labels."""
    label = " ".join(labels[path] for path in (record["label"] or "").split())
    if record["kind"] == "text":
        return label
    return text(record["value"], record["kind"], record["digits"], labels.language, of=record["of"] or "", absent=label)


def meaning(number: str, record: Record, statements: list[Claim], labels: Labels) -> str:
    """What the number is, in words: by its expression, else by its id, else by what its step does."""
    if record["expression"]:
        node = parse(record["expression"])
        if statements and isinstance(node, Quoted | Stated):
            return statements[0].says.get(labels.language, statements[0].says["en"]).rstrip(".")
        said = wording.words(node, labels)
        if "procedure" in record:
            said += f" ({' '.join(labels[path] for path in words(record['procedure']).split())})"
    else:
        said = by_id(number, labels) or labels[f"audit.purposes.{record['rule']}"]
    return said if said.startswith("p ") else capitalized(said, labels.language)


def complete(
    number: str,
    record: Record,
    statements: list[Claim],
    labels: Mapping[str, Labels],
    synthetic: bool,
    ledger: Mapping[str, Entry],
) -> Record:
    """A number as ``numbers.json`` holds it (workflow/schemas/numbers.schema.yaml)."""
    texts = {language: worded(record, words) for language, words in labels.items()}
    inflects = record["kind"] != "version" and (texts.get("tr") or "")[-1:].isdecimal()
    return {
        **{key: record[key] for key in ("value", "kind", "digits")},
        **texts,
        "cases": turkish.cases(texts["tr"]) if inflects else {},
        "meaning": {language: meaning(number, record, statements, words) for language, words in labels.items()},
        **{key: record[key] for key in MADE if key in record},
        "claims": [claim.id for claim in statements] or record.get("claims", []),
        "printed": [claim.printed for claim in statements if claim.printed],
        "verdict": (code := verdict(statements, ledger)),
        "verdict_names": {language: labels[language][f"verdicts.names.{code}"] for language in labels if code},
        "synthetic": synthetic,
    }


def main(
    registries: list[Path],
    published: Path,
    origin: Path,
    determined: Path,
    ledger: Path,
    labels: list[Path],
    plan: str,
    alpha: float,
    confidence: float,
    numbers: Path,
) -> None:
    """Merge ``registries`` with what the paper states (``published``) into ``numbers``; ``labels``: a file a language.

    ``determined`` lists the numbers that rest on what is not printed. The verdicts are those of the ``ledger`` (JSON);
    the ``plan`` is ``recommended`` or a plan file.
    """
    statements = claims.load(published)
    source = json.loads(origin.read_text("utf-8"))
    stated = Registry("numbers", sorted(published.glob("*.yaml")))
    note_stated(stated, statements)
    chosen = analysis.plan(plan, alpha, confidence)
    design = Registry("numbers", [origin, *chosen.files])
    note_design(design, chosen)
    design.condition("cohort.synthetic", source["synthetic"], function=undetermined)
    read = [json.loads(registry.read_text("utf-8")) for registry in registries]
    records = merged([*read, stated.records, design.records])
    answers = answered(statements, records, published)
    words_of = by_language(labels)
    judged = {entry["id"]: entry for entry in json.loads(ledger.read_text("utf-8"))["entries"]}
    unknown = set(json.loads(determined.read_text("utf-8"))["numbers"])
    content = {
        number: complete(number, record, answers[number], words_of, number in unknown, judged)
        for number, record in records.items()
    }
    save_json(numbers, content)
