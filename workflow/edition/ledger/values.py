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


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on a printed number that is no p-value."""
    shown, value = read(claim.printed), evaluate(claim.expression, basis.cohort)
    if value is None:
        return basis.mismatch(claim, "", "no patient to compute it from")
    text = f"{value:g}" if float(value).is_integer() else f"{value:.{shown.digits + 2}f}"
    if basis.synthetic(claim):
        return _undetermined(claim, basis, shown, text)
    exact, working = _working(claim, value, basis.cohort)
    rules = _rules(claim, exact, shown, basis.cohort)
    if not rules:
        if reason := _impossible(claim, basis, shown):
            return Judgement(text, "impossible", reason)
        return basis.mismatch(claim, text, f"{working}, printed {claim.printed}")
    note = "; the synthetic cohort was made to have it" if basis.open(claim) else ""
    if exact == shown.value:
        return Judgement(text, "reproduced", working + note)
    if rules[0] == "half up":
        return Judgement(text, "reproduced", f"{working} → {claim.printed} by half up{note}", "half up")
    if rules[0].startswith(COMPLEMENT):
        working += f"; {_complement(_share(claim, basis.cohort), rules[0].removeprefix(COMPLEMENT))}"
    reason = f"{working} → {claim.printed} by {' or '.join(rules)}{note}"
    return Judgement(text, "other_rounding", reason, " or ".join(rules))


def _undetermined(claim: Claim, basis: Basis, shown: Printed, text: str) -> Judgement:
    """The verdict where the cohort's value is invented: what can be said without it."""
    name, body = form(claim.expression)
    if reason := _impossible(claim, basis, shown):
        return Judgement(text, "impossible", reason)
    if name != "survival" or body["at"] != "last":
        return basis.unknown(claim, text)
    curve = f"group{body['of'].get('group')}"
    limits = basis.bounds["survival"].get(f"{curve}.last")
    if limits is None:
        return basis.unknown(claim, text)
    reason = f"between {limits['lowest']:.2f} and {limits['highest']:.2f} over all times that the paper admits"
    ends = basis.bounds["printed"].get(curve, {"at_end": True})
    if not ends["at_end"]:
        return Judgement(text, "contradicted", f"{reason}, printed {claim.printed}")
    return basis.unknown(claim, text, reason)


def _working(claim: Claim, value: float, cohort: pd.DataFrame) -> tuple[Fraction, str]:
    """The exact value where it is a ratio, and the arithmetic in figures."""
    name, body = form(claim.expression)
    if name == "percent":
        part, whole = part_and_whole(body, cohort)
        return Fraction(100 * part, whole), f"{part}/{whole} = {100 * part / whole:.2f}"
    if name == "count":
        return Fraction(int(value)), f"counted {value:g}"
    if name == "mean":
        rows = cohort.loc[satisfies(cohort, body.get("of", {})), body["variable"]].dropna()
        return Fraction(int(rows.sum()), len(rows)), f"{int(rows.sum())}/{len(rows)} = {value:.3f}"
    return Fraction(f"{value:.9f}"), f"{name} {value:.3f}".rstrip("0").rstrip(".")


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


def _complement(share: Share, rule: str) -> str:
    """The subtraction from 100, with the other levels' percentages rounded by ``rule``."""
    step = read(share.printed).step
    printed = [rounded(Fraction(100 * count, share.whole), step, rule) for count in share.others]
    return f"100 - {' - '.join(f'{float(value):g}' for value in printed)}"


def _impossible(claim: Claim, basis: Basis, shown: Printed) -> str:
    """Why no data of the stated size are printed so; "" if some are, or if it cannot be told."""
    name, body = form(claim.expression)
    if name == "percent":
        whole = part_and_whole(body, basis.cohort)[1]
        reachable = not whole or attainable(claim.printed, whole)
        return "" if reachable else f"no count out of {whole} is printed {claim.printed} by any rule"
    return _impossible_moment(name, body, basis) if name in {"mean", "sd"} else ""


def _impossible_moment(name: str, body: Mapping[str, Any], basis: Basis) -> str:
    row = basis.findings.row(body["variable"])
    if row is None or not row.mean_sd or set(body.get("of", {})) != {"group"}:
        return ""
    group = body["of"]["group"] - 1
    (mean, sd), size = row.mean_sd[group], row.sizes[group]
    if name == "mean":
        return "" if grimmer.sums(mean, size) else f"no {size} whole numbers have the mean {mean} (GRIM)"
    if grimmer.moments(mean, sd, size) or not grimmer.sums(mean, size):
        return ""
    return f"no {size} whole numbers with the mean {mean} have the standard deviation {sd} (GRIMMER)"
