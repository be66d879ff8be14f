"""Verdicts on p-values: by the plan's test; on the counts as printed also by the others of the declared family."""

import numpy as np

from edition.claims import nodes
from edition.claims.nodes import LOGRANK, Tests
from edition.claims.printed import read
from edition.claims.published_table import code
from edition.claims.records import Claim
from edition.forensics.matching import agreement
from edition.ledger.basis import Basis, Judgement, Reason, because, number
from edition.statistics.analysis import counts, p_value
from edition.statistics.association import FAMILY, defined, p_values
from edition.study.variables import VARIABLES


def tested(claim: Claim) -> list[str]:
    """The variables whose tests a statement is about, ``logrank`` for the log-rank test."""
    return list(dict.fromkeys(part.variable for part in claim.node.parts() if isinstance(part, nodes.Test)))


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on one printed p-value."""
    (variable,) = tested(claim)
    p = basis.tests(variable, basis.cohort)
    value = "" if p is None else f"{p:.4f}"
    if basis.open(claim):
        return basis.unknown(claim, value, *_open(variable, basis))
    if p is None:
        return basis.mismatch(claim, "", because("no_p"))
    reference, as_printed = basis.reference[variable], basis.as_printed(claim)
    by = [convention for convention in agreement(p, claim.printed) if as_printed or convention == "rounding"]
    if by:
        verdict = "reproduced" if "rounding" in by else "other_rounding"
        return Judgement(value, verdict, [_agrees(claim, reference, p, by[0])], reference)
    if not as_printed:
        differs = because("p_printed", procedure=reference, p=number(p, 4), printed=claim.printed)
        return basis.mismatch(claim, value, differs)
    plan = _p(reference, p)
    family = _family(variable, basis)
    for name, other in family.items():
        if by := agreement(other, claim.printed):
            return Judgement(value, "other_procedure", [plan, _agrees(claim, name, other, by[0])], name)
    return Judgement(value, "unexplained", [plan, *_unexplained(claim, variable, family, basis)])


def judge_bounds(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on a statement about p-values, such as two below 0.05: by the plan's tests, else by one other."""
    value = claim.node.evaluate(basis.cohort, basis.tests)
    text, shown = "" if value is None else str(value).lower(), _listed(claim, basis, basis.tests)
    if basis.open(claim):
        return basis.unknown(claim, text, shown)
    if value:
        return Judgement(text, "reproduced", [shown])
    if basis.as_printed(claim):
        chosen = [basis.findings.plan["procedures"].get(name) for name in tested(claim) if _counted(name)]
        for procedure in dict.fromkeys([*filter(None, chosen), *FAMILY]):
            other = _instead(procedure, basis)
            if claim.node.evaluate(basis.cohort, other):
                by = because("by", procedure=procedure, values=_listed(claim, basis, other))
                return Judgement(text, "other_procedure", [shown, by], procedure)
    return basis.mismatch(claim, text, shown)


def _counted(variable: str) -> bool:
    return variable != LOGRANK and VARIABLES[variable].kind != "number"


def _instead(procedure: str, basis: Basis) -> Tests:
    """Tests that take one procedure for every variable with levels, and the plan's for the rest."""
    return lambda variable, cohort: (
        p_value(procedure, variable, cohort) if _counted(variable) else basis.tests(variable, cohort)
    )


def _listed(claim: Claim, basis: Basis, tests: Tests) -> Reason:
    values = {name: tests(name, basis.cohort) for name in tested(claim)}
    return because("listed", values=[_p(name, p) for name, p in values.items() if p is not None])


def _p(procedure: str, p: float) -> Reason:
    return because("p", procedure=procedure, p=number(p, 4))


def _agrees(claim: Claim, procedure: str, p: float, convention: str) -> Reason:
    parts = {"procedure": procedure, "p": number(p, 4), "printed": claim.printed}
    if read(claim.printed).bound != "=":
        return because("p_within", **parts)
    return because("p_printed_by", rule=because(f"rules.{convention}"), **parts)


def _unexplained(claim: Claim, variable: str, family: dict[str, float], basis: Basis) -> list[Reason]:
    """How near the family comes, and the nearest counts from which a procedure would give what is printed."""
    low, high = (function(family, key=family.get) for function in (min, max))
    limits = {"low": _p(low, family[low]), "high": _p(high, family[high])}
    reasons = [because("no_procedure", n=len(family), printed=claim.printed, **limits)]
    near = [table for table in basis.findings.nearest if table[0] == variable]
    fewest = min((moved for _, _, moved, _ in near), default=None)
    table = basis.findings.row(variable).table
    tables: dict[tuple, list[Reason]] = {}
    for _, procedure, moved, other in near:
        if moved == fewest:
            values = tables.setdefault(tuple(other.ravel()), [])
            values.append(_p(procedure, defined(len(table))[procedure](other)))
    for cells, values in tables.items():
        other, levels = np.reshape(cells, table.shape), VARIABLES[variable].levels
        changes = [
            because("cell", level=code(levels[i]), group=int(j) + 1, printed=int(table[i, j]), other=int(other[i, j]))
            for i, j in np.argwhere(table != other)
        ]
        reasons.append(because("would", changes=changes, values=values))
    return reasons


def _family(variable: str, basis: Basis) -> dict[str, float]:
    """Procedure → p of the other procedures that are defined for a variable, that of the published plan first."""
    if variable == LOGRANK:
        return {}
    if not _counted(variable):
        names = [match.procedure for match in basis.findings.matches if match.variable == variable]
        values = {name: p_value(name, variable, basis.cohort) for name in names}
        return {name: p for name, p in values.items() if p is not None}
    values, chosen = p_values(counts(variable, basis.cohort)), basis.findings.plan["procedures"].get(variable)
    return dict(sorted(values.items(), key=lambda item: item[0] != chosen))


def _open(variable: str, basis: Basis) -> list[Reason]:
    """What can be said of a p-value whose data the paper leaves open."""
    if variable == LOGRANK:
        limits = [bound["p"] for bound in basis.bounds["logrank"].values() if bound["p"] is not None]
        return [because("p_between", low=number(float(f"{min(limits):.2g}")), high=number(float(f"{max(limits):.2g}")))]
    if matches := [match for match in basis.findings.matches if match.variable == variable]:
        attain = [because("name", procedure=m.procedure) for m in matches if m.rounding or m.truncation]
        others = [
            because("range", procedure=m.procedure, low=number(m.lowest, 4), high=number(m.highest, 4))
            for m in matches
            if not (m.rounding or m.truncation)
        ]
        return [because("attained", procedures=attain or "–", others=others or "–")]
    cells = []
    for cell in basis.findings.planned_cells():
        if cell.variable == variable and cell.values:
            where = {"level": code(cell.level), "group": cell.group, "procedure": cell.procedure}
            cells.append(because("would_follow", values=", ".join(map(str, cell.values)), **where))
    return [because("inferred", cells=cells)] if cells else []
