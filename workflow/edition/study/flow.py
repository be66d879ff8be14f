"""What is counted on the way through the study: the patients of each number of the flow chart."""

from edition.study.definitions import GROUPS, RELAPSED, Where

SECOND_LINE: Where = {"remission_regimen": ["flag_ida", "clove"]}
SURVIVORS_OF_BORTEZOMIB: Where = {"drug": "bortezomib", "status": "alive"}

SHARES: dict[str, tuple[Where, Where]] = {
    "relapse": (RELAPSED, {}),
    "remission.first_line": ({"remission_regimen": "rez_bfm_2002"}, {}),
    "remission.salvage": (SECOND_LINE, {}),
    "remission.flag_ida": ({"remission_regimen": "flag_ida"}, SECOND_LINE),
    "remission.clove": ({"remission_regimen": "clove"}, SECOND_LINE),
    **{f"toxicity.mild.group{group}": ({"toxicity": "1-2"}, {"group": group}) for group in GROUPS},
}
"""Name → (part, of): noted as ``name.n`` and ``name.percent``, which has a decimal where it is of all patients."""

COUNTS: dict[str, Where] = {
    "cohort.n": {},
    "cohort.second_transplant.n": {"second_transplant": True},
    "relapse_free.n": {"posttransplant_relapse": False},
    "relapse.grouped.n": {"group": [1, 2]},
    "relapse.grouped.second_transplant.n": {"group": [1, 2], "second_transplant": True},
    "extramedullary.cns.n": {"extramedullary": "cns"},
    "extramedullary.testis.n": {"extramedullary": "testis"},
    "combined.cns.n": {"relapse_site": "combined_bm", "extramedullary": "cns"},
    "combined.testis.n": {"relapse_site": "combined_bm", "extramedullary": "testis"},
    "group1.refused.remission.n": {"group": 1, "refused": True, "remission": True},
    "group2.bortezomib.early.n": {"group": 2, "drug": "bortezomib", "relapse_type": "early"},
    "group2.blinatumomab.very_early.n": {"group": 2, "drug": "blinatumomab", "relapse_type": "very_early"},
    "toxicity.crs.n": {"group": 2, "cytokine_release": True},
    "group2.died_of_progression.n": {"group": 2, "death_cause": "progression"},
    "group2.died_of_cns_relapse.n": {"group": 2, "death_cause": "cns_relapse"},
    "group2.died_of_other.n": {"group": 2, "death_cause": ["toxicity", "other"]},
}

RESPONSES: dict[int, dict[str, Where]] = {
    1: {
        "no_remission": {"remission": False, "refused": False},
        "refused": {"refused": True},
        "remission": {"remission": True},
    }
}
"""Group → its branches by response to salvage treatment; other groups branch by drug."""

COURSES: dict[str, Where] = {
    "died": {"status": "died"},
    "alive": {"status": "alive"},
    "second_transplant": {"second_transplant": True},
}
"""Counted in each group, and in each of its branches."""

SUMMARIES: dict[str, tuple[str, str, Where, str, int]] = {
    "cohort.transplants.n": ("sum", "transplants", {}, "count", 0),
    "cart.age": ("maximum", "age", {"drug": "cart"}, "years", 0),
    "cart.survival.years": ("maximum", "survival_years", {"drug": "cart"}, "years", 0),
    "group2.bortezomib.followup.median": ("median", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 0),
    "group2.bortezomib.followup.min": ("minimum", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
    "group2.bortezomib.followup.max": ("maximum", "survival_years", SURVIVORS_OF_BORTEZOMIB, "years", 1),
}
"""Id → form, variable, patients, kind, digits."""
