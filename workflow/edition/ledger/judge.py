"""Which verdict a statement gets, and the ledger's entry of it."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from edition.claims.conditions import Where
from edition.claims.nodes import Both, Count, Every, Expression, Percent, Quoted, Relation, Stated
from edition.claims.parse import of_known
from edition.claims.records import Claim
from edition.ledger import p_values, values
from edition.ledger.basis import Basis, Judgement, Reason, because, number, worded
from edition.numbers.labels import Labels

Entry = dict[str, Any]


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on one statement; every statement gets exactly one."""
    claim = replace(claim, expression=of_known(claim.expression))
    match claim.node:
        case Quoted(sources):
            return Judgement("", "quoted", [because("quoted", sources=", ".join(sources))])
        case Stated():
            return Judgement("", "stated", [because("stated")])
    if claim.printed is None and claim.kind != "condition":
        return _unreadable(claim, basis)
    if p_values.tested(claim):
        return p_values.judge_bounds(claim, basis) if claim.kind == "condition" else p_values.judge(claim, basis)
    return _truth(claim, basis) if claim.kind == "condition" else values.judge(claim, basis)


def _unreadable(claim: Claim, basis: Basis) -> Judgement:
    """A number that cannot be read: what the rest of its row, and the row's p by the published plan, leave possible."""
    match claim.node:
        case Percent(part, of):
            where = of & part
        case Count(of):
            where = of
        case _:
            where = Where()
    values, reasons = where.fixed(), []
    for cell in basis.findings.planned_cells():
        if (cell.group, cell.level) == (values.get("group"), values.get(cell.variable)):
            counts = ", ".join(map(str, cell.values)) or "–"
            how = because("by_p", procedure=cell.procedure) if cell.procedure else because("by_margins")
            reasons.append(because("follows", counts=counts, how=how))
    if not reasons and (count := basis.printed(where)) is not None:
        reasons = [because("elsewhere", count=count)]
    value = claim.node.evaluate(basis.cohort)
    text = "" if value is None or basis.synthetic(claim) else f"{value:.4g}"
    return Judgement(text, "unreadable", reasons or [because("nothing")])


def _truth(claim: Claim, basis: Basis) -> Judgement:
    value = claim.node.evaluate(basis.cohort)
    text, shown = "" if value is None else str(value).lower(), _shown(claim.node, basis.cohort)
    if not value:
        return basis.mismatch(claim, text, shown)
    of_nobody = any(isinstance(part, Every) and not part.counts(basis.cohort)[1] for part in claim.node.parts())
    if of_nobody and not basis.origin["synthetic"]:
        return basis.mismatch(claim, "", shown, because("nobody"))
    if basis.synthetic(claim):
        return basis.unknown(claim, text, shown)
    verdict, besides = basis.agreed(claim)
    return Judgement(text, verdict, [shown, *besides])


def _shown(node: Expression | Fraction, cohort: pd.DataFrame) -> Reason:
    """The figures behind a statement: how many of those meant are as stated, or both sides of a relation."""
    match node:
        case Fraction():
            return because("value", value=number(float(node)))
        case Both(truths):
            return because("listed", values=[_shown(truth, cohort) for truth in truths])
        case Relation(left, sign, right):
            holds = node.evaluate(cohort)
            truth = because("unknown" if holds is None else str(holds).lower())
            return because("relation", sign=sign, truth=truth, left=_shown(left, cohort), right=_shown(right, cohort))
        case Every() | Percent():
            part, whole = node.counts(cohort)
            return because("of" if isinstance(node, Every) else "fraction", part=part, whole=whole)
    value = node.evaluate(cohort)
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
        "reason": {language: worded(judgement.reasons, words) for language, words in labels.items()},
        "rule": judgement.rule,
        "synthetic": basis.synthetic(claim),
        "reading": claim.reading,
        "standing": standing,
        "counts": standing and claim.printed is not None,
        "number": claim.number,
        "note": claim.note,
    }
