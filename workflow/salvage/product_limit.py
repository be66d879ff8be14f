"""The Kaplan-Meier estimate of some of the patients of a CP-SAT model, on a logarithmic scale.

The estimate is a product of factors (r - 1) / r, one for each death, with r patients at risk: this one and those who
leave later. Among patients who leave on the same day the deaths come first, in any order, since the factors of tied
deaths telescope: (r - 1) / r · (r - 2) / (r - 1) = (r - 2) / r.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ortools.sat.python import cp_model

from salvage.patients import Literal, Patients

UNIT = 10**9
NOTHING = -(10**12)
"""The logarithm that stands for nobody surviving; far below that of any other estimate."""


def log_survival(body: Mapping[str, Any], patients: Patients) -> cp_model.LinearExprT:
    """``UNIT`` times the natural logarithm of the estimate among those who meet ``body["of"]``, at ``body["at"]``."""
    size = range(patients.size)
    members = [patients.every([patients.meets(i, body["of"]), patients.has(i, "survival_days")]) for i in size]
    table = [0, NOTHING, *(round(UNIT * math.log((r - 1) / r)) for r in range(2, patients.size + 1))]
    terms = []
    for i in size:
        events = [members[i], patients.levels[i, "died", 1]]
        if body["at"] != "last":
            events.append(~patients.more_than(i, "survival_days", body["at"]))
        event = patients.every(events)
        later = [patients.every([members[j], _leaves_after(j, i, patients)]) for j in size if j != i]
        at_risk = patients.model.new_int_var(0, patients.size, "")
        patients.model.add(at_risk == 1 + sum(later)).only_enforce_if(event)
        patients.model.add(at_risk == 0).only_enforce_if(~event)
        terms.append(patients.model.new_int_var(NOTHING, 0, ""))
        patients.model.add_element(at_risk, table, terms[-1])
    return sum(terms)


def log_of(percent: Fraction) -> int:
    """The bound on ``log_survival`` that stands for an estimate of ``percent``."""
    return round(UNIT * math.log(percent / 100)) if percent > 0 else NOTHING // 2


def _leaves_after(j: int, i: int, patients: Patients) -> Literal:
    """Whether patient ``j`` leaves observation after ``i``: later, or the same day alive, or dead as well but next."""
    if j < i:
        return ~_leaves_after(i, j, patients)
    key = ("after", j, i)
    if key not in patients.known:
        turn = {}
        for k in (i, j):
            alive = 1 - patients.levels[k, "died", 1]
            turn[k] = 2 * patients.size * patients.numbers[k, "survival_days"] + patients.size * alive + k
        literal = patients.model.new_bool_var("")
        patients.model.add(turn[j] > turn[i]).only_enforce_if(literal)
        patients.model.add(turn[j] < turn[i]).only_enforce_if(~literal)
        patients.known[key] = literal
    return patients.known[key]
