"""What a claim demands of a cohort, as constraints of a CP-SAT model.

The second interpreter of the claims' grammar (the first, on a data frame, is ``salvage.expression``). Values are ratios
of integer expressions, so that comparisons are exact. Every constraint is enforced by a literal: a claim whose literal
is false demands nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ortools.sat.python import cp_model

from salvage.claims import Claim
from salvage.expression import SUMMARIES, Expression, form, nested
from salvage.patients import Literal, Patients
from salvage.printed import SHARES, read
from salvage.variables import VARIABLES

NOT_COMPILED = {"test", "logrank", "survival", "quoted", "stated"}
"""Forms that no linear constraint expresses (p-values) or that say nothing of the cohort."""

OPPOSITE = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}


@dataclass(frozen=True)
class Interval:
    """The values that a printed number admits; ``open_low`` and ``open_high`` say whether an end is excluded."""

    low: Fraction | None
    high: Fraction | None
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True)
class Ratio:
    """``numerator / denominator``, or its square root; the denominator must be above zero for it to have a value."""

    numerator: cp_model.LinearExprT
    denominator: cp_model.LinearExprT = 1
    root: bool = False


def admitted(claim: Claim) -> Interval:
    """The exact values that would be printed as the claim was.

    A percentage in digits may have been rounded by any rule (up, down, half up, truncated) and admits less than one
    unit of its last place to both sides; other numbers admit half a unit, the upper end excluded; counts themselves.
    """
    printed = read(claim.printed)
    value, step = printed.value, printed.step
    if printed.bound != "=":
        low, high = (None, value) if printed.bound == "<" else (value, None)
        return Interval(low, high, open_low=True, open_high=True)
    if claim.kind == "percent" and claim.printed.strip().lower() not in SHARES:
        return Interval(value - step, value + step, open_low=True, open_high=True)
    if claim.kind in {"count", "days"}:
        return Interval(value, value)
    return Interval(value - step / 2, value + step / 2, open_high=True)


def compilable(claim: Claim) -> bool:
    """Whether the claim demands something of the cohort that constraints can express."""
    forms = {form(part)[0] for part in nested(claim.expression)}
    return not forms & NOT_COMPILED and (claim.kind == "condition" or claim.printed is not None)


def post(claim: Claim, patients: Patients, when: Literal) -> None:
    """Demand what the claim states, provided that ``when`` is true."""
    if claim.kind == "condition":
        demand(claim.expression, patients, when)
        return
    interval = admitted(claim)
    value = compile(claim.expression, patients, when)
    if interval.low is not None:
        _compare(value, ">" if interval.open_low else ">=", interval.low, patients, when)
    if interval.high is not None:
        _compare(value, "<" if interval.open_high else "<=", interval.high, patients, when)


def demand(truth: Expression, patients: Patients, when: Literal) -> None:
    """Demand that an expression of the truth kind is true, provided that ``when`` is."""
    name, body = form(truth)
    if name == "both":
        for part in body:
            demand(part, patients, when)
    elif name == "every":
        for i in range(patients.size):
            patients.model.add_bool_or(
                [~patients.meets(i, body["of"]), patients.meets(i, body["have"])]
            ).only_enforce_if(when)
    elif name == "relation":
        left, right = (
            compile(side, patients, when) if isinstance(side, Mapping) else Fraction(str(side))
            for side in (body["left"], body["right"])
        )
        if isinstance(left, Fraction):
            left, right, relation = right, left, OPPOSITE[body["is"]]
        else:
            relation = body["is"]
        _compare(left, relation, right, patients, when)
    else:
        raise ValueError(f"{name!r} is not an expression that is true or false")


def compile(expression: Expression, patients: Patients, when: Literal) -> Ratio:
    """The value of an expression as a ratio; what defines it (a median, say) holds provided that ``when`` does."""
    name, body = form(expression)
    if name == "count":
        return Ratio(sum(patients.meets(i, body) for i in range(patients.size)))
    if name == "percent":
        members = [patients.meets(i, body["of"]) for i in range(patients.size)]
        part = [patients.every([member, patients.meets(i, body["part"])]) for i, member in enumerate(members)]
        return Ratio(100 * sum(part), sum(members))
    if name in SUMMARIES:
        return _summary(name, body, patients, when)
    raise ValueError(f"{name!r} has no value in whole numbers")


def _summary(name: str, body: Mapping[str, Any], patients: Patients, when: Literal) -> Ratio:
    """A summary of the number ``body["variable"]`` over the patients who meet ``body["of"]``."""
    variable = VARIABLES[body["variable"]]
    unit = variable.scale
    size = range(patients.size)
    members = [patients.every([patients.meets(i, body["of"]), patients.has(i, variable.name)]) for i in size]
    numbers = [patients.numbers[i, variable.base or variable.name] for i in size]
    if name in {"minimum", "maximum"}:
        extreme = _extreme(name, numbers, members, patients, when)
        return Ratio(unit.denominator * extreme, unit.numerator)
    if name == "median":
        return Ratio(unit.denominator * _middle(numbers, members, patients, when), 2 * unit.numerator)
    total, count = (
        sum(_gated(number, member, patients) for number, member in zip(numbers, members, strict=True)),
        sum(members),
    )
    if name == "sum":
        return Ratio(unit.denominator * total, unit.numerator)
    if name == "mean":
        return Ratio(unit.denominator * total, unit.numerator * count)
    squares = sum(
        _gated(_product(number, number, patients), member, patients)
        for number, member in zip(numbers, members, strict=True)
    )
    spread = _product(count, squares, patients) - _product(total, total, patients)
    return Ratio(unit.denominator**2 * spread, unit.numerator**2 * _product(count, count - 1, patients), root=True)


def _gated(number: cp_model.IntVar, member: Literal, patients: Patients) -> cp_model.IntVar:
    """``number`` for a member, 0 for anybody else."""
    low, high = _bounds(number, patients)
    gated = patients.model.new_int_var(min(low, 0), max(high, 0), "")
    patients.model.add(gated == number).only_enforce_if(member)
    patients.model.add(gated == 0).only_enforce_if(~member)
    return gated


def _extreme(
    name: str, numbers: list[cp_model.IntVar], members: list[Literal], patients: Patients, when: Literal
) -> cp_model.IntVar:
    """The lowest or highest number of the members."""
    model = patients.model
    extreme = model.new_int_var(*_bounds(numbers[0], patients), name)
    attained = []
    for number, member in zip(numbers, members, strict=True):
        beyond = number >= extreme if name == "minimum" else number <= extreme
        model.add(beyond).only_enforce_if(when, member)
        attained.append(model.new_bool_var(""))
        model.add_implication(attained[-1], member)
        model.add(number == extreme).only_enforce_if(attained[-1])
    model.add_bool_or(attained).only_enforce_if(when)
    return extreme


def _middle(
    numbers: list[cp_model.IntVar], members: list[Literal], patients: Patients, when: Literal
) -> cp_model.LinearExprT:
    """Twice the median of the members' numbers: the sum of the lower and the upper middle one.

    The lower middle one of n is the number x with at least n/2 members at or below it and more than n/2 at or above it;
    the upper middle one the reverse.
    """
    model = patients.model
    middle = []
    for above in (0, 1):
        x = model.new_int_var(*_bounds(numbers[0], patients), "median")
        for side, excess in ((1, above), (-1, 1 - above)):
            near = []
            for number, member in zip(numbers, members, strict=True):
                near.append(model.new_bool_var(""))
                model.add_implication(near[-1], member)
                model.add(side * number <= side * x).only_enforce_if(near[-1])
            model.add(2 * sum(near) >= sum(members) + excess).only_enforce_if(when)
        middle.append(x)
    return sum(middle)


def _product(left: cp_model.LinearExprT, right: cp_model.LinearExprT, patients: Patients) -> cp_model.IntVar:
    ends = [a * b for a in _bounds(left, patients) for b in _bounds(right, patients)]
    product = patients.model.new_int_var(min(ends), max(ends), "")
    patients.model.add_multiplication_equality(product, [left, right])
    return product


def _bounds(expression: cp_model.LinearExprT, patients: Patients) -> tuple[int, int]:
    """The lowest and the highest value that an integer expression can take, by the ranges of its variables."""
    if isinstance(expression, int):
        return expression, expression
    flat = cp_model.FlatIntExpr(expression)
    low = high = flat.offset
    for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
        ends = sorted(coefficient * end for end in (variable.domain.min(), variable.domain.max()))
        low, high = low + ends[0], high + ends[1]
    return low, high


def _compare(left: Ratio, relation: str, right: Ratio | Fraction, patients: Patients, when: Literal) -> None:
    """Demand ``left relation right``, denominators multiplied out, provided that ``when`` is true."""
    if isinstance(right, Fraction):
        right = Ratio(right.numerator, right.denominator)
        if left.root:
            right = Ratio(right.numerator**2, right.denominator**2, root=True)
    if left.root != right.root:
        raise ValueError("a standard deviation can only be compared with a number or another standard deviation")
    over, under = (
        a * b if isinstance(a, int) or isinstance(b, int) else _product(a, b, patients)
        for a, b in ((left.numerator, right.denominator), (right.numerator, left.denominator))
    )
    bounded = {
        "=": over == under,
        "<": over < under,
        ">": over > under,
        "<=": over <= under,
        ">=": over >= under,
    }[relation]
    for denominator in (left.denominator, right.denominator):
        if not isinstance(denominator, int):
            patients.model.add(denominator > 0).only_enforce_if(when)
    patients.model.add(bounded).only_enforce_if(when)
