"""Which verdict a statement gets, and the ledger's entry of it."""

from collections.abc import Mapping
from typing import Any

from edition.claims.expression import evaluate, form
from edition.claims.records import Claim
from edition.ledger import p_values, values
from edition.ledger.basis import Basis, Judgement, part_and_whole
from edition.ledger.reasons import Reason, because, number, worded
from edition.numbers.labels import Labels

Entry = dict[str, Any]


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on one statement; every statement gets exactly one."""
    name, body = form(claim.expression)
    if name == "quoted":
        cited = body["source"] if isinstance(body["source"], list) else [body["source"]]
        return Judgement("", "quoted", [because("quoted", sources=", ".join(cited))])
    if name == "stated":
        return Judgement("", "stated", [because("stated")])
    if claim.printed is None and claim.kind != "condition":
        return _unreadable(claim, basis)
    if p_values.tested(claim):
        return p_values.judge_bounds(claim, basis) if claim.kind == "condition" else p_values.judge(claim, basis)
    return _truth(claim, basis) if claim.kind == "condition" else values.judge(claim, basis)


def _unreadable(claim: Claim, basis: Basis) -> Judgement:
    """A number that cannot be read: what the rest of its row, and the row's p by the published plan, leave possible."""
    body = form(claim.expression)[1]
    where = {**body["of"], **body["part"]} if "of" in body else body
    reasons = []
    for cell in basis.findings.planned_cells():
        if (cell.group, cell.level) == (where["group"], where.get(cell.variable)):
            counts = ", ".join(map(str, cell.values)) or "–"
            how = because("by_p", procedure=cell.procedure) if cell.procedure else because("by_margins")
            reasons.append(because("follows", counts=counts, how=how))
    if not reasons and (count := basis.printed(where)) is not None:
        reasons = [because("elsewhere", count=count)]
    value = evaluate(claim.expression, basis.cohort)
    text = "" if value is None or basis.synthetic(claim) else f"{value:.4g}"
    return Judgement(text, "unreadable", reasons or [because("nothing")])


def _truth(claim: Claim, basis: Basis) -> Judgement:
    value = evaluate(claim.expression, basis.cohort)
    text, shown = "" if value is None else str(value).lower(), _shown(claim.expression, basis)
    if not value:
        return basis.mismatch(claim, text, shown)
    if basis.synthetic(claim):
        return basis.unknown(claim, text, shown)
    verdict, besides = basis.agreed(claim)
    return Judgement(text, verdict, [shown, *besides])


def _shown(expression: Mapping[str, Any] | float, basis: Basis) -> Reason:
    """The figures behind a statement: how many of those meant are as stated, or both sides of a relation."""
    if not isinstance(expression, Mapping):
        return because("value", value=number(expression))
    name, body = form(expression)
    if name == "both":
        return because("listed", values=[_shown(part, basis) for part in body])
    if name == "relation":
        truth = because(str(bool(evaluate(expression, basis.cohort))).lower())
        sides = {side: _shown(body[side], basis) for side in ("left", "right")}
        return because("relation", sign=body["is"], truth=truth, **sides)
    if name in {"every", "percent"}:
        part, whole = part_and_whole(body, basis.cohort)
        return because("of" if name == "every" else "fraction", part=part, whole=whole)
    value = evaluate(expression, basis.cohort)
    return because("unknown") if value is None else because("value", value=number(value))


def entry(claim: Claim, basis: Basis, standing: bool, labels: Mapping[str, Labels]) -> Entry:
    """The ledger's row of a statement; ``standing`` tells whether its reading is the one that counts.

    ``labels`` are those of each language in which the reason is to be worded.
    """
    judgement = judge(claim, basis)
    return {
        "id": claim.id,
        "where": f"{claim.section}, {claim.place}",
        "says": dict(claim.says),
        "printed": claim.printed,
        "recomputed": judgement.recomputed,
        "verdict": judgement.verdict,
        "reason": {language: worded(judgement.reasons, words, language) for language, words in labels.items()},
        "rule": judgement.rule,
        "synthetic": basis.synthetic(claim),
        "reading": claim.reading,
        "standing": standing,
        "counts": standing and claim.printed is not None,
        "number": claim.number,
        "note": claim.note,
    }
