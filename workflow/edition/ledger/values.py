"""Verdicts on numbers: counts, percentages, means, standard deviations, durations."""

from fractions import Fraction

import pandas as pd

from edition.claims.conditions import Among, Where, one
from edition.claims.nodes import Count, Percent, Summary, Survival
from edition.claims.printed import Printed, read
from edition.claims.records import Claim
from edition.forensics import grimmer
from edition.forensics.rounding import COMPLEMENT, RULES, Share, attainable, explaining, rounded
from edition.forensics.rows import others
from edition.ledger.basis import Basis, Judgement, Reason, because, number
from edition.statistics.exact import fillings
from edition.study.variables import VARIABLES

HALF_UP = "half up"


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on a printed number that is no p-value."""
    shown, value = read(claim.printed), claim.node.evaluate(basis.cohort)
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
    rules = [HALF_UP] if HALF_UP in rules else rules
    complements = rules[0].startswith(COMPLEMENT)
    by_rule = "reproduced" if HALF_UP in rules else "remainder" if complements else "other_rounding"
    verdict, besides = basis.agreed(claim, by_rule)
    if exact == shown.value:
        return Judgement(text, verdict, [working, *besides])
    shown_by = [_complement(_share(claim, basis.cohort), rules[0].removeprefix(COMPLEMENT))] if complements else []
    by = because(
        "printed_by", working=[working, *shown_by], printed=claim.printed, rules=[_rule(rule) for rule in rules]
    )
    return Judgement(text, verdict, [by, *besides], " or ".join(rules))


def _rule(rule: str) -> Reason:
    code = because("rules." + rule.removeprefix(COMPLEMENT).replace(" ", "_"))
    return because("rules.complement", rule=code) if rule.startswith(COMPLEMENT) else code


def _undetermined(claim: Claim, basis: Basis, shown: Printed, text: str) -> Judgement:
    """The verdict where the cohort's value was filled in: what can be said without it."""
    if reason := _impossible(claim, basis, shown):
        return Judgement(text, "impossible", [reason])
    match claim.node:
        case Survival(of, None):
            curve = f"group{of.fixed().get('group')}"
        case _:
            return basis.unknown(claim, text)
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
    match node := claim.node:
        case Percent():
            (part, whole), scale, digits = node.counts(cohort), 100, 2
        case Count():
            return Fraction(value), because("counted", value=value)
        case Summary("mean"):
            values = node.values(cohort)
            part, whole, scale, digits = sum(values), len(values), 1, 3
        case _:
            name = because(f"summaries.{getattr(node, 'name', 'survival')}")
            return Fraction(f"{value:.9f}"), because("summary", name=name, value=number(round(value, 3)))
    exact = Fraction(scale * part, whole)
    return exact, because("ratio", part=part, whole=whole, value=number(float(exact), digits))


def _share(claim: Claim, cohort: pd.DataFrame) -> Share:
    """A percentage with the counts behind it."""
    part, whole = claim.node.counts(cohort)
    rest = others(claim.node, lambda where: sum(where.met(cohort)), part, whole)
    return Share(part, whole, claim.printed, rest)


def _rules(claim: Claim, exact: Fraction, shown: Printed, cohort: pd.DataFrame) -> list[str]:
    """The rules that print the value so; only if none does, for a percentage, the complement of the other levels."""
    rules = [rule for rule in RULES if rounded(exact, shown.step, rule) == shown.value]
    percentage = isinstance(claim.node, Percent)
    return explaining(_share(claim, cohort)) if percentage and not rules else rules


def _complement(share: Share, rule: str) -> Reason:
    """The subtraction from 100, with the other levels' percentages rounded by ``rule``."""
    step = read(share.printed).step
    printed = [rounded(Fraction(100 * count, share.whole), step, rule) for count in share.others]
    return because("subtraction", terms=" - ".join(f"{float(value):g}" for value in printed))


def _impossible(claim: Claim, basis: Basis, shown: Printed) -> Reason | None:
    """Why no data of the printed size are printed so; None if some are, or if it cannot be told.

    The original is judged by its own sizes, whatever the cohort at hand has.
    """
    match claim.node:
        case Percent(part, of) if not shown.admits:
            whole = basis.printed(of)
            reachable = not whole or attainable(claim.printed, whole) or _completed(claim.printed, whole, part)
            return None if reachable else because("no_count", whole=whole, printed=claim.printed)
        case Summary("mean" | "sd"):
            return _impossible_moment(claim.node, basis)
    return None


def _completed(printed: str, whole: int, part: Where) -> bool:
    """Whether some count is printed so as the complement of the other levels' percentages."""
    match part:
        case Where((Among(variable, values),), ()):
            rest = len(VARIABLES[variable].levels) - len(values)
        case _:
            return False
    splits = fillings([whole] * (1 + rest), whole)
    return any(explaining(Share(count, whole, printed, tuple(counts))) for count, *counts in splits)


def _impossible_moment(node: Summary, basis: Basis) -> Reason | None:
    row, group = basis.findings.row(node.variable), node.of.fixed().get("group")
    if row is None or not row.mean_sd or node.of != one("group", group):
        return None
    group -= 1
    (mean, sd), size = row.mean_sd[group], row.sizes[group]
    if node.name == "mean":
        return None if grimmer.sums(mean, size) else because("grim", n=size, mean=mean)
    if grimmer.moments(mean, sd, size) or not grimmer.sums(mean, size):
        return None
    return because("grimmer", n=size, mean=mean, sd=sd)
