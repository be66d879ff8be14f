"""The patients of a constraint model in a fixed arrangement, which loses nothing and is far quicker to search."""

from collections.abc import Mapping

from ortools.sat.python import cp_model

from salvage.reconstruction.patients import Patients


def arranged(size: int, groups: Mapping[int, int]) -> Patients:
    """``size`` patients of a new model: first those of each of ``groups`` (group → patients), then those without.

    Patients of a group are told apart by nothing. So they may stand in the order in which they leave observation, the
    dead before the others of the same day, and their places tell how many are at risk at each death.
    """
    placed = [group for group, members in groups.items() for _ in range(members)]
    fixed = {(i, "posttransplant_relapse"): i < len(placed) for i in range(size)}
    fixed |= {(i, "group"): group for i, group in enumerate(placed)}
    patients = Patients(cp_model.CpModel(), size, fixed)
    for i, group in enumerate(placed):
        for j in range(i + 1, len(placed)):
            if placed[j] == group:
                patients.known["after", j, i] = patients.true
                patients.model.add(_leaves(i, patients) <= _leaves(j, patients))
    return patients


def _leaves(i: int, patients: Patients) -> cp_model.LinearExprT:
    """When patient ``i`` leaves observation, the dead before the others of the same day."""
    return 2 * patients.numbers[i, "survival_days"] + patients.levels[i, "died", 0]
