"""The Kaplan-Meier estimate of some of the patients of a CP-SAT model, on a logarithmic scale.

The estimate is a product of factors (r - 1) / r, one for each death, with r patients at risk: this one and those who
leave later. Among patients who leave on the same day the deaths come first, in any order, since the factors of tied
deaths telescope: (r - 1) / r · (r - 2) / (r - 1) = (r - 2) / r.
"""

import math
from fractions import Fraction

from ortools.sat.python import cp_model

from edition.claims.nodes import Survival
from edition.solver.patients import Literal, Patients
from edition.study.variables import VARIABLES

UNIT = 10**9
NOTHING = -(10**12)
"""The logarithm that stands for nobody surviving; far below that of any other estimate."""
SLACK = 100
"""Logarithms are rounded: sums that differ by no more than this are equal."""


def logarithm(node: Survival | Fraction, patients: Patients, when: Literal) -> cp_model.LinearExprT:
    """``UNIT`` times the natural logarithm of an estimate, or of one of so many percent.

    It is the estimate of at least one patient, provided that ``when`` is true.
    """
    if isinstance(node, Fraction):
        return round(UNIT * math.log(node / 100)) if node > 0 else NOTHING if node == 0 else 2 * NOTHING
    meant = patients.all_meeting(node.of)
    members = [patients.every([member, patients.has(i, "died")]) for i, member in enumerate(meant)]
    patients.model.add_bool_or(members).only_enforce_if(when)
    if node not in patients.built:
        patients.built[node] = _log_product(members, node.at, patients)
    return patients.built[node]


def _log_product(members: list[Literal], at: int | None, patients: Patients) -> cp_model.IntVar:
    """The logarithm of the product of all factors up to day ``at`` or to the last."""
    model = patients.model
    possible = [i for i, member in enumerate(members) if not patients.never(member)]
    terms, alone = [], []
    for i in possible:
        in_time = patients.true if at is None else ~patients.reaches(i, VARIABLES["survival_days"], at + 1)
        death = patients.every([members[i], patients.levels[i, "died", 1], in_time])
        later = [patients.every([members[j], _leaves_after(j, i, patients)]) for j in possible if j != i]
        at_risk = [model.new_bool_var("") for _ in possible]  # at a death, by 1 or by 2 …; elsewhere by none
        model.add(sum(at_risk) == death)
        model.add(sum(r * literal for r, literal in enumerate(at_risk, 1)) == 1 + sum(later)).only_enforce_if(death)
        terms += [round(UNIT * math.log((r - 1) / r)) * literal for r, literal in enumerate(at_risk, 1) if r > 1]
        alone.append(at_risk[0])
    total = model.new_int_var(NOTHING, 0, "")
    nobody_left = patients.some(alone)
    model.add(total == NOTHING).only_enforce_if(nobody_left)
    model.add(total == sum(terms)).only_enforce_if(~nobody_left)
    return total


def _leaves_after(j: int, i: int, patients: Patients) -> Literal:
    """Whether patient ``j`` leaves observation after ``i``: later, or the same day alive, or dead as well but next."""
    if j < i:
        return ~_leaves_after(i, j, patients)
    key = ("after", j, i)
    if key not in patients.built:
        turn = {}
        for k in (i, j):
            alive = 1 - patients.levels[k, "died", 1]
            turn[k] = 2 * patients.size * patients.numbers[k, "survival_days"] + patients.size * alive + k
        literal = patients.model.new_bool_var("")
        patients.model.add(turn[j] > turn[i]).only_enforce_if(literal)
        patients.model.add(turn[j] < turn[i]).only_enforce_if(~literal)
        patients.built[key] = literal
    return patients.built[key]
