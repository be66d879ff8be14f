"""What a claim demands of a cohort, as constraints of a CP-SAT model.

The second interpreter of the claims' grammar (the first, on a data frame, is ``published.expression``). Values are
ratios of integer expressions, so that comparisons are exact. Every constraint is enforced by a literal: a claim whose
literal is false demands nothing.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from edition.claims.expression import SUMMARIES, Expression, form, nested
from edition.claims.records import Claim
from edition.solver.admitted import admitted, says_something
from edition.solver.patients import Literal, Patients
from edition.solver.product_limit import SLACK, log_of, log_survival
from edition.solver.summaries import Ratio, product, summary

OPPOSITE = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}


def compilable(claim: Claim) -> bool:
    """Whether the claim demands something of the cohort that constraints can express: anything but p-values."""
    return says_something(claim) and all(_expressible(*form(part)) for part in nested(claim.expression))


def _expressible(name: str, body: Any) -> bool:
    if name == "relation":
        # Estimates of survival are held as logarithms and can be compared with each other or with a number only.
        forms = {form(side)[0] for side in (body["left"], body["right"]) if isinstance(side, Mapping)}
        return "survival" not in forms or forms == {"survival"}
    return name not in {"test", "logrank"}


def post(claim: Claim, patients: Patients, when: Literal) -> None:
    """Demand what the claim states, provided that ``when`` is true."""
    if claim.kind == "condition":
        demand(claim.expression, patients, when)
        return
    interval = admitted(claim)
    if interval.low is not None:
        _relate(claim.expression, ">" if interval.open_low else ">=", interval.low, patients, when)
    if interval.high is not None:
        _relate(claim.expression, "<" if interval.open_high else "<=", interval.high, patients, when)


def demand(truth: Expression, patients: Patients, when: Literal) -> None:
    """Demand that an expression of the truth kind is true, provided that ``when`` is."""
    name, body = form(truth)
    if name == "both":
        for part in body:
            demand(part, patients, when)
    elif name == "every":
        for i in range(patients.size):
            clause = [~patients.meets(i, body["of"]), patients.meets(i, body["have"])]
            patients.model.add_bool_or(clause).only_enforce_if(when)
    elif name == "relation":
        left, right = body["left"], body["right"]
        if isinstance(left, Mapping):
            _relate(left, body["is"], right, patients, when)
        else:
            _relate(right, OPPOSITE[body["is"]], left, patients, when)
    else:
        raise ValueError(f"{name!r} is not an expression that is true or false")


def _value(expression: Expression | Fraction, patients: Patients, when: Literal) -> Ratio:
    """A number or the value of an expression; what defines it (a median, say) holds provided that ``when`` does."""
    if isinstance(expression, Fraction):
        return Ratio(expression.numerator, expression.denominator)
    name, body = form(expression)
    if name == "count":
        return Ratio(sum(patients.meets(i, body) for i in range(patients.size)))
    if name == "percent":
        members = [patients.meets(i, body["of"]) for i in range(patients.size)]
        part = [patients.every([member, patients.meets(i, body["part"])]) for i, member in enumerate(members)]
        return Ratio(100 * sum(part), sum(members))
    if name in SUMMARIES:
        return summary(name, body, patients, when)
    raise ValueError(f"{name!r} has no value in whole numbers")


def _relate(
    left: Expression, relation: str, right: Expression | float | Fraction, patients: Patients, when: Literal
) -> None:
    """Demand ``left relation right``, denominators multiplied out, provided that ``when`` is true."""
    if not isinstance(right, Mapping):
        right = Fraction(str(right))
    slack = 0
    if "survival" in left:
        slack = SLACK
        over = log_survival(left["survival"], patients, when)
        under = log_of(right) if isinstance(right, Fraction) else log_survival(right["survival"], patients, when)
    else:
        a, b = _value(left, patients, when), _value(right, patients, when)
        if a.root and isinstance(right, Fraction):
            b = Ratio(b.numerator * abs(b.numerator), b.denominator**2, root=True)
        if a.root != b.root:
            raise ValueError("a standard deviation compares only with a number or another standard deviation")
        over = product(a.numerator, b.denominator, patients)
        under = product(b.numerator, a.denominator, patients)
        for denominator in (a.denominator, b.denominator):
            if not isinstance(denominator, int):
                patients.model.add(denominator > 0).only_enforce_if(when)
    if relation in {"=", ">="}:
        patients.model.add(over >= under - slack).only_enforce_if(when)
    if relation in {"=", "<="}:
        patients.model.add(over <= under + slack).only_enforce_if(when)
    if relation == ">":
        patients.model.add(over > under + slack).only_enforce_if(when)
    if relation == "<":
        patients.model.add(over < under - slack).only_enforce_if(when)
