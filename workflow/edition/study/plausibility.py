"""What is likely in such a cohort although the paper does not say it: it fills what the claims leave open.

The shares are those of Table 1, both groups taken together, rounded; sex and age are as in childhood leukemia at large;
where nothing is known they are plain choices, named here so that they can be argued with. None can override a claim.
"""

from functools import cache
from pathlib import Path
from typing import Any

from edition.files.draws import lognormal, pick, whole
from edition.files.reading import read_list
from edition.study.definitions import CUTOFF_DAYS
from edition.study.variables import VARIABLES, Level

SHARES: dict[str, dict[Level, float]] = {
    "sex": {"male": 3, "female": 2},
    "lineage": {"B": 9, "T": 1},
    "risk": {"high": 4, "medium": 3, "standard": 3},
    "relapse_type": {"very_early": 1, "early": 1},
    "donor": {"related": 3, "unrelated": 1},
    "conditioning": {"tbi": 3, "non_tbi": 2},
    "product": {"bm": 2, "pb": 3},
    "acute_gvhd": {True: 1, False: 1},
    "second_transplant": {True: 0, False: 1},
    "relapse_site": {"isolated_bm": 3, "combined_bm": 1},
    "cytokine_release": {True: 0, False: 1},
    "death_cause": {"progression": 1, "cns_relapse": 0, "toxicity": 0, "other": 0},
    "worst_grade": {1: 1, 2: 3, 3: 3, 4: 2},
    "age": {1: 2, 2: 4, 3: 5, 4: 5, 5: 4, 6: 3, 7: 3, 8: 2, 9: 2, 10: 2, 11: 1, 12: 1, 13: 1, 14: 1, 15: 1, 16: 1},
}


@cache
def rules() -> list[dict[str, Any]]:
    """What plausibility.yaml says that all of some patients have: ``of`` whom, and what they ``have``."""
    return read_list(Path(__file__).with_suffix(".yaml"))


def level(name: str, seed: int, patient: int) -> Level:
    """The level or number that is drawn for a variable of a patient."""
    shares = SHARES.get(name) or dict.fromkeys(VARIABLES[name].levels, 1)
    return pick(shares, seed, "level", name, patient)


def days_to_relapse(early: bool, seed: int, patient: int) -> int:
    """Days from transplant to relapse, drawn for a relapse by the cutoff or for one after it (median 260 days)."""
    name = (seed, "days_to_relapse", patient)
    return whole(35, CUTOFF_DAYS, *name) if early else CUTOFF_DAYS + max(1, lognormal(160, 0.8, *name))


def survival_days(drug: str, died: bool, remission: bool, seed: int, patient: int) -> int:
    """Days from relapse to death (in the median 3 months, 8 after a remission) or to last contact."""
    name = (seed, "survival_days", patient)
    if drug == "cart":
        return whole(3960, 4160, *name)  # the paper says: eleven years after CAR T cells, which follow the relapse
    if died:
        return lognormal(240 if remission else 90, 0.5, *name)
    return whole(365, 1280, *name) if drug == "bortezomib" else whole(400, 2900, *name)
