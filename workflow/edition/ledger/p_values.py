"""Verdicts on p-values: by the plan's test, else by another procedure of the declared family."""

from edition.claims.expression import Tests, evaluate, form, nested
from edition.claims.printed import read
from edition.claims.published_table import code
from edition.claims.records import Claim
from edition.forensics.matching import agreement
from edition.ledger.basis import Basis, Judgement
from edition.statistics.analysis import LOGRANK, counts, p_value
from edition.statistics.association import FAMILY, p_values
from edition.study.variables import VARIABLES


def tested(claim: Claim) -> list[str]:
    """The variables whose tests a statement is about, ``logrank`` for the log-rank test."""
    parts = map(form, nested(claim.expression))
    return list(dict.fromkeys(body.get("variable", LOGRANK) for name, body in parts if name in {"test", LOGRANK}))


def judge(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on one printed p-value."""
    (variable,) = tested(claim)
    p = basis.tests(variable, basis.cohort)
    value = "" if p is None else f"{p:.4f}"
    if basis.open(claim):
        return basis.unknown(claim, value, _open(variable, basis))
    if p is None:
        return basis.mismatch(claim, "", "the test has no value for these data")
    reference = basis.reference[variable]
    if by := agreement(p, claim.printed):
        verdict = "reproduced" if "rounding" in by else "other_rounding"
        if verdict == "reproduced" or basis.as_printed(claim):
            return Judgement(value, verdict, f"{reference} {p:.4f} → {_printed(claim, by[0])}", reference)
    if not basis.as_printed(claim):
        return basis.mismatch(claim, value, f"{reference} {p:.4f}, printed {claim.printed}")
    family = _family(variable, basis)
    for name, other in family.items():
        if by := agreement(other, claim.printed):
            reason = f"{reference} {p:.4f}; {name} {other:.4f} → {_printed(claim, by[0])}"
            return Judgement(value, "other_procedure", reason, name)
    listed = "; ".join([f"{reference} {p:.4f}", *(f"{name} {other:.4f}" for name, other in family.items())])
    reason = f"no procedure of the family gives {claim.printed}: {listed}{_nearest(variable, basis)}"
    return Judgement(value, "unexplained", reason)


def _nearest(variable: str, basis: Basis) -> str:
    """With how few other patients a procedure would give the printed p, and which table that would be."""
    near = [found for found in basis.findings.nearest if found[0] == variable]
    fewest = min((moved for _, _, moved, _ in near), default=None)
    told = [
        f"{name} {FAMILY[name](table):.4f} with {' | '.join('/'.join(map(str, row)) for row in table.T.tolist())}"
        for _, name, moved, table in near
        if moved == fewest
    ]
    return f"; patients whose level would have to be another: {fewest} ({', '.join(told)})" if told else ""


def judge_bounds(claim: Claim, basis: Basis) -> Judgement:
    """The verdict on a statement about p-values, such as two below 0.05: by the plan's tests, else by one other."""
    value = evaluate(claim.expression, basis.cohort, basis.tests)
    text, shown = "" if value is None else str(value).lower(), _listed(claim, basis, basis.tests)
    if basis.open(claim):
        return basis.unknown(claim, text, shown)
    if value:
        return Judgement(text, "reproduced", shown)
    if not basis.as_printed(claim):
        return basis.mismatch(claim, text, shown)
    chosen = [basis.findings.plan["procedures"].get(name) for name in tested(claim) if _counted(name)]
    for procedure in dict.fromkeys([*filter(None, chosen), *FAMILY]):
        other = _instead(procedure, basis)
        if evaluate(claim.expression, basis.cohort, other):
            reason = f"{shown}; by {procedure}: {_listed(claim, basis, other)}"
            return Judgement(text, "other_procedure", reason, procedure)
    return basis.mismatch(claim, text, shown)


def _counted(variable: str) -> bool:
    return variable != LOGRANK and VARIABLES[variable].kind != "number"


def _instead(procedure: str, basis: Basis) -> Tests:
    """Tests that take one procedure for every variable with levels, and the plan's for the rest."""
    return lambda variable, cohort: (
        p_value(procedure, variable, cohort) if _counted(variable) else basis.tests(variable, cohort)
    )


def _listed(claim: Claim, basis: Basis, tests: Tests) -> str:
    values = {name: tests(name, basis.cohort) for name in tested(claim)}
    return ", ".join(f"{name} {p:.4f}" for name, p in values.items() if p is not None)


def _printed(claim: Claim, convention: str) -> str:
    return claim.printed if read(claim.printed).bound != "=" else f"{claim.printed} by {convention}"


def _family(variable: str, basis: Basis) -> dict[str, float]:
    """Procedure → p of the other procedures that are defined for a variable, that of the published plan first."""
    if variable == LOGRANK:
        return {}
    if not _counted(variable):
        names = [match.procedure for match in basis.findings.matches if match.variable == variable]
        found = {name: p_value(name, variable, basis.cohort) for name in names}
        return {name: p for name, p in found.items() if p is not None}
    found, chosen = p_values(counts(variable, basis.cohort)), basis.findings.plan["procedures"].get(variable)
    return dict(sorted(found.items(), key=lambda item: item[0] != chosen))


def _open(variable: str, basis: Basis) -> str:
    """What can be said all the same: the p that tests attain over the data that fit, or the cells that p implies."""
    if variable == LOGRANK:
        limits = [limit["p"] for limit in basis.bounds["logrank"].values() if limit["p"] is not None]
        return f"between {min(limits):.2g} and {max(limits):.2g} over all times that the paper admits"
    found = [match for match in basis.findings.matches if match.variable == variable]
    if found:
        attains = ", ".join(match.procedure for match in found if match.rounding or match.truncation)
        ranges = ", ".join(
            f"{m.procedure} {m.lowest:.4f} to {m.highest:.4f}" for m in found if not (m.rounding or m.truncation)
        )
        return f"over all whole numbers that fit: attained by {attains or 'no test'}; not by {ranges or 'no other'}"
    cells = [
        f"{code(cell.level)}, group {cell.group}: {' or '.join(map(str, cell.values))} by {cell.procedure}"
        for cell in basis.findings.cells
        if cell.variable == variable and cell.values
    ]
    return f"cells that cannot be read would follow from the printed p ({'; '.join(cells)})" if cells else ""
