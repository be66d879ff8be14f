"""From which columns of the export each variable of the cohort is made, by their names in the workflow."""

from edition.study.variables import VARIABLES

DIAGNOSIS, BIRTH = "patients.diagnosis_date", "patients.birth_month"
RELAPSE, SITE, TRANSPLANT = "relapses.relapse_date", "relapses.site", "transplants.transplant_date"
REGIMEN, START, END, RESPONSE = "courses.regimen", "courses.start_date", "courses.end_date", "courses.response"
EVENT, GRADE = "events.event_date", "events.grade"
LAST, STATUS = "follow_up.last_date", "follow_up.status"

FOUND_BY = {"patients": (), "transplants": (TRANSPLANT,)}
"""Table from which variables are copied → the columns that tell which of a patient's rows there it is."""

MADE_FROM: dict[str, tuple[str, ...]] = {
    **{name: (f"{of.table}.{name}", *FOUND_BY[of.table]) for name, of in VARIABLES.items() if of.table},
    "age": (BIRTH, DIAGNOSIS),
    "relapse_type": (DIAGNOSIS, RELAPSE, REGIMEN, END, TRANSPLANT),
    "remission_regimen": (REGIMEN, START, RESPONSE, RELAPSE, TRANSPLANT),
    "transplants": (TRANSPLANT,),
    "second_transplant": (TRANSPLANT,),
    "posttransplant_relapse": (RELAPSE, TRANSPLANT),
    "group": (REGIMEN, START, RELAPSE, TRANSPLANT),
    "drug": (REGIMEN, START, RELAPSE, TRANSPLANT),
    "relapse_site": (SITE, RELAPSE, TRANSPLANT),
    "extramedullary": (SITE, RELAPSE, TRANSPLANT),
    "days_to_relapse": (RELAPSE, TRANSPLANT),
    "relapse_by_day_100": (RELAPSE, TRANSPLANT),
    "remission": (RESPONSE, START, RELAPSE, TRANSPLANT),
    "refused": ("courses.ending", START, RELAPSE, TRANSPLANT),
    "worst_grade": (GRADE, EVENT, START, RELAPSE),
    "toxicity": (GRADE, EVENT, START, RELAPSE),
    "cytokine_release": ("events.term", EVENT, START, RELAPSE),
    "status": (STATUS, LAST),
    "death_cause": ("follow_up.death_cause", STATUS),
    "survival_days": (LAST, RELAPSE, TRANSPLANT),
    "died": (STATUS, LAST),
}
