"""Verdicts on numbers: counts, percentages, means, standard deviations, durations."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from edition.claims.expression import evaluate, form, satisfies
from edition.claims.printed import Printed, read
from edition.claims.records import Claim
from edition.forensics import grimmer
from edition.forensics.rounding import COMPLEMENT, RULES, Share, attainable, explaining, rounded
from edition.forensics.rows import cohort_counts, others
from edition.ledger.basis import Basis, Judgement, part_and_whole
from edition.ledger.reasons import Reason, because, number
from edition.study.variables import VARIABLES

HALF_UP = "half up"


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on a printed number that is no p-value."""
    shown, value = read(claim.printed), evaluate(claim.expression, basis.cohort)
    if value is None:
        return basis.mismatch(claim, "", because("nobody"))
    text = f"{value:g}" if float(value).is_integer() else f"{value:.{shown.digits + 2}f}"
    if basis.synthetic(claim):
        return _undetermined(claim, basis, shown, text)
    exact, working = _working(claim, value, basis.cohort)
    if shown.admits:
        if not shown.admits[0] < exact < shown.admits[1]:
            return basis.mismatch(claim, text, because("not_nearest", working=working, printed=claim.printed))
        verdict, besides = basis.agreed(claim)
        return Judgement(text, verdict, [because("nearest", working=working, printed=claim.printed), *besides])
    rules = _rules(claim, exact, shown, basis.cohort)
    # On other counts than those that are printed, an agreement by any rule but half up would be chance.
    if not rules or (rules[0] != HALF_UP and not basis.as_printed(claim)):
        if reason := _impossible(claim, basis, shown):
            return Judgement(text, "impossible", [working, reason])
        return basis.mismatch(claim, text, because("printed", working=working, printed=claim.printed))
    verdict, besides = basis.agreed(claim, "reproduced" if HALF_UP in rules else "other_rounding")
    if exact == shown.value:
        return Judgement(text, verdict, [working, *besides])
    rules = [HALF_UP] if HALF_UP in rules else rules
    complements = rules[0].startswith(COMPLEMENT)
    shown_by = [_complement(_share(claim, basis.cohort), rules[0].removeprefix(COMPLEMENT))] if complements else []
    by = because(
        "printed_by", working=[working, *shown_by], printed=claim.printed, rules=[_rule(rule) for rule in rules]
    )
    return Judgement(text, verdict, [by, *besides], " or ".join(rules))


def _rule(rule: str) -> Reason:
    """A rule of rounding in words."""
    code = because("rules." + rule.removeprefix(COMPLEMENT).replace(" ", "_"))
    return because("rules.complement", rule=code) if rule.startswith(COMPLEMENT) else code


def _undetermined(claim: Claim, basis: Basis, shown: Printed, text: str) -> Judgement:
    """The verdict where the cohort's value was filled in: what can be said without it."""
    name, body = form(claim.expression)
    if reason := _impossible(claim, basis, shown):
        return Judgement(text, "impossible", [reason])
    if name != "survival" or body["at"] != "last":
        return basis.unknown(claim, text)
    curve = f"group{body['of'].get('group')}"
    limits = basis.bounds["survival"].get(f"{curve}.last")
    if limits is None:
        return basis.unknown(claim, text)
    parts = {"low": number(limits["lowest"], 2), "high": number(limits["highest"], 2), "printed": claim.printed}
    ends = basis.bounds["printed"].get(curve, {"at_end": True})
    if not ends["at_end"]:
        return Judgement(text, "contradicted", [because("between", **parts)])
    return basis.unknown(claim, text, because("between", **parts))


def _working(claim: Claim, value: float, cohort: pd.DataFrame) -> tuple[Fraction, Reason]:
    """The exact value where it is a ratio, and the arithmetic in figures."""
    name, body = form(claim.expression)
    if name == "percent":
        part, whole = part_and_whole(body, cohort)
        share = Fraction(100 * part, whole)
        return share, because("ratio", part=part, whole=whole, value=number(float(share), 2))
    if name == "count":
        return Fraction(int(value)), because("counted", value=int(value))
    if name == "mean":
        rows = cohort.loc[satisfies(cohort, body.get("of", {})), body["variable"]].dropna()
        total = int(rows.sum())
        return Fraction(total, len(rows)), because("ratio", part=total, whole=len(rows), value=number(value, 3))
    return Fraction(f"{value:.9f}"), because(
        "summary", name=because(f"summaries.{name}"), value=number(round(value, 3))
    )


def _share(claim: Claim, cohort: pd.DataFrame) -> Share:
    """A percentage with the counts behind it."""
    body = form(claim.expression)[1]
    part, whole = part_and_whole(body, cohort)
    return Share(claim.id, part, whole, claim.printed, others(body, cohort_counts(cohort), part, whole))


def _rules(claim: Claim, exact: Fraction, shown: Printed, cohort: pd.DataFrame) -> list[str]:
    """The rules that print the value so; only if none does, for a percentage, the complement of the other levels."""
    found = [rule for rule in RULES if rounded(exact, shown.step, rule) == shown.value]
    percentage = form(claim.expression)[0] == "percent"
    return explaining(_share(claim, cohort)) if percentage and not found else found


def _complement(share: Share, rule: str) -> Reason:
    """The subtraction from 100, with the other levels' percentages rounded by ``rule``."""
    step = read(share.printed).step
    printed = [rounded(Fraction(100 * count, share.whole), step, rule) for count in share.others]
    return because("subtraction", terms=" - ".join(f"{float(value):g}" for value in printed))


def _impossible(claim: Claim, basis: Basis, shown: Printed) -> Reason | None:
    """Why no data of the printed size are printed so; None if some are, or if it cannot be told.

    The original is judged by its own sizes, whatever the cohort at hand has.
    """
    name, body = form(claim.expression)
    if name == "percent" and not shown.admits:
        whole = basis.printed(body["of"])
        reachable = not whole or attainable(claim.printed, whole) or _completed(claim.printed, whole, body["part"])
        return None if reachable else because("no_count", whole=whole, printed=claim.printed)
    return _impossible_moment(name, body, basis) if name in {"mean", "sd"} else None


def _completed(printed: str, whole: int, part: Mapping[str, Any]) -> bool:
    """Whether some count is printed so as the complement of the other levels' percentages."""
    if len(part) != 1:
        return False
    ((variable, level),) = part.items()
    rest = len(VARIABLES[variable].levels) - (len(level) if isinstance(level, list) else 1)
    return any(
        explaining(Share("", whole - sum(counts), whole, printed, counts)) for counts in _splits(whole, rest) if counts
    )


def _splits(whole: int, parts: int) -> list[tuple[int, ...]]:
    """All counts of so many levels of up to ``whole`` patients together, in falling order."""
    if parts < 1:
        return [()]
    return [
        (first, *rest)
        for first in range(whole + 1)
        for rest in _splits(whole - first, parts - 1)
        if not rest or rest[0] <= first
    ]


def _impossible_moment(name: str, body: Mapping[str, Any], basis: Basis) -> Reason | None:
    row = basis.findings.row(body["variable"])
    if row is None or not row.mean_sd or set(body.get("of", {})) != {"group"}:
        return None
    group = body["of"]["group"] - 1
    (mean, sd), size = row.mean_sd[group], row.sizes[group]
    if name == "mean":
        return None if grimmer.sums(mean, size) else because("grim", n=size, mean=mean)
    if grimmer.moments(mean, sd, size) or not grimmer.sums(mean, size):
        return None
    return because("grimmer", n=size, mean=mean, sd=sd)
