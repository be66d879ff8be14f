"""Which verdict a statement gets, and the ledger's entry of it."""

from collections.abc import Mapping
from typing import Any

from edition.claims.expression import evaluate, form
from edition.claims.records import Claim
from edition.ledger import p_values, values
from edition.ledger.basis import Basis, Judgement, part_and_whole

Entry = dict[str, Any]


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on one statement; every statement gets exactly one."""
    name, body = form(claim.expression)
    if name == "quoted":
        cited = body["source"] if isinstance(body["source"], list) else [body["source"]]
        return Judgement("", "quoted", f"from {', '.join(cited)}")
    if name == "stated":
        return Judgement("", "stated", "a fact of the design, which the cohort does not hold")
    if claim.printed is None and claim.kind != "condition":
        return _unreadable(claim, basis)
    if p_values.tested(claim):
        return p_values.judge_bounds(claim, basis) if claim.kind == "condition" else p_values.judge(claim, basis)
    return _truth(claim, basis) if claim.kind == "condition" else values.judge(claim, basis)


def _unreadable(claim: Claim, basis: Basis) -> Judgement:
    """A number that cannot be read: what the rest of its row, and the row's p by the published plan, leave possible."""
    body = form(claim.expression)[1]
    where = {**body["of"], **body["part"]} if "of" in body else body
    cells = [
        cell
        for cell in basis.findings.planned_cells()
        if (cell.group, cell.level) == (where["group"], where.get(cell.variable))
    ]
    found = [f"{' or '.join(map(str, cell.values)) or 'nothing'} follows: {cell.proof}" for cell in cells]
    if not cells and (count := basis.printed(where)) is not None:
        found = [f"printed as {count} elsewhere"]
    value = evaluate(claim.expression, basis.cohort)
    text = "" if value is None or basis.synthetic(claim) else f"{value:.4g}"
    return Judgement(text, "unreadable", "; ".join(found) or "nothing else says what it is")


def _truth(claim: Claim, basis: Basis) -> Judgement:
    value = evaluate(claim.expression, basis.cohort)
    text, reason = "" if value is None else str(value).lower(), _shown(claim.expression, basis)
    if not value:
        return basis.mismatch(claim, text, reason)
    if basis.synthetic(claim):
        return basis.unknown(claim, text, reason)
    return Judgement(text, basis.agreed(claim), reason)


def _shown(expression: Mapping[str, Any] | float, basis: Basis) -> str:
    """The figures behind a statement: how many of those meant are as stated, or both sides of a relation."""
    if not isinstance(expression, Mapping):
        return f"{expression:g}"
    name, body = form(expression)
    if name == "both":
        return ", ".join(_shown(part, basis) for part in body)
    if name == "relation":
        truth = str(evaluate(expression, basis.cohort)).lower()
        return f"{_shown(body['left'], basis)} {body['is']} {_shown(body['right'], basis)} is {truth}"
    if name in {"every", "percent"}:
        part, whole = part_and_whole(body, basis.cohort)
        return f"{part} of {whole}" if name == "every" else f"{part}/{whole}"
    value = evaluate(expression, basis.cohort)
    return "unknown" if value is None else f"{value:g}"


def entry(claim: Claim, basis: Basis, standing: bool) -> Entry:
    """The ledger's row of a statement; ``standing`` tells whether its reading is the one that counts."""
    return {
        "id": claim.id,
        "where": f"{claim.section}, {claim.place}",
        "says": dict(claim.says),
        "printed": claim.printed,
        **judge(claim, basis)._asdict(),
        "synthetic": basis.synthetic(claim),
        "reading": claim.reading,
        "standing": standing,
        "counts": standing and claim.printed is not None,
        "number": claim.number,
        "note": claim.note,
    }
