"""Summaries of a number over some patients of a CP-SAT model: sum, mean, standard deviation, extremes, median."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from edition.claims.nodes import Summary
from edition.solver.patients import Literal, Patients
from edition.study.variables import VARIABLES


@dataclass(frozen=True)
class Ratio:
    """``numerator / denominator``, or its square root; the denominator must be above zero for it to have a value."""

    numerator: cp_model.LinearExprT
    denominator: cp_model.LinearExprT = 1
    root: bool = False


def summary(node: Summary, patients: Patients, when: Literal) -> Ratio:
    """The summary of a number over the patients who are meant.

    What defines it holds provided that ``when`` is true: nobody has an extreme or a median if the claim is not made.
    """
    name, variable = node.name, VARIABLES[node.variable]
    meant = patients.all_meeting(node.of)
    members = [patients.every([member, patients.has(i, variable.name)]) for i, member in enumerate(meant)]
    numbers = [patients.numbers[i, variable.base or variable.name] for i in range(patients.size)]
    unit, parts = variable.scale.numerator, variable.scale.denominator
    count = sum(members)
    if name == "sd":
        total = sum(_masked(numbers, members, patients))
        squares = sum(_masked([product(number, number, patients) for number in numbers], members, patients))
        spread = product(count, squares, patients) - product(total, total, patients)
        return Ratio(parts**2 * spread, unit**2 * product(count, count - 1, patients), root=True)
    if name in {"minimum", "maximum"}:
        return Ratio(parts * _extreme(name, numbers, members, patients, when), unit)
    if name == "median":
        return Ratio(parts * _middle(numbers, members, patients, when), 2 * unit)
    return Ratio(parts * sum(_masked(numbers, members, patients)), unit * (count if name == "mean" else 1))


def product(left: cp_model.LinearExprT, right: cp_model.LinearExprT, patients: Patients) -> cp_model.LinearExprT:
    """The product of two expressions."""
    if isinstance(left, int) or isinstance(right, int):
        return left * right
    ends = [a * b for a in bounds(left) for b in bounds(right)]
    multiplied = patients.model.new_int_var(min(ends), max(ends), "")
    patients.model.add_multiplication_equality(multiplied, [left, right])
    return multiplied


def bounds(expression: cp_model.LinearExprT) -> tuple[int, int]:
    """The lowest and the highest value that an integer expression can take, by the ranges of its variables."""
    flat = cp_model.FlatIntExpr(expression)
    low = high = flat.offset
    for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
        ends = sorted(coefficient * end for end in (variable.domain.min(), variable.domain.max()))
        low, high = low + ends[0], high + ends[1]
    return low, high


def _masked(numbers: list[cp_model.IntVar], members: list[Literal], patients: Patients) -> list[cp_model.IntVar]:
    """The members' numbers; 0 in place of those of the others."""
    masked = []
    for number, member in zip(numbers, members, strict=True):
        low, high = bounds(number)
        masked.append(patients.model.new_int_var(min(low, 0), max(high, 0), ""))
        patients.model.add(masked[-1] == number).only_enforce_if(member)
        patients.model.add(masked[-1] == 0).only_enforce_if(~member)
    return masked


def _extreme(
    name: str, numbers: list[cp_model.IntVar], members: list[Literal], patients: Patients, when: Literal
) -> cp_model.IntVar:
    """The lowest or highest number of the members, of whom there is at least one.

    CP-SAT's own minimum and maximum cannot be enforced by a literal; where few of many claims are made they cost more.
    """
    model = patients.model
    extreme = model.new_int_var(*bounds(numbers[0]), name)
    attained = []
    for number, member in zip(numbers, members, strict=True):
        model.add(number >= extreme if name == "minimum" else number <= extreme).only_enforce_if(when, member)
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
        x = model.new_int_var(*bounds(numbers[0]), "median")
        for side, excess in ((1, above), (-1, 1 - above)):
            near = []
            for number, member in zip(numbers, members, strict=True):
                near.append(model.new_bool_var(""))
                model.add_implication(near[-1], member)
                model.add(side * number <= side * x).only_enforce_if(near[-1])
            model.add(2 * sum(near) >= sum(members) + excess).only_enforce_if(when)
        middle.append(x)
    return sum(middle)
