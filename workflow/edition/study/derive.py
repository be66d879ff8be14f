"""Derive one row a patient from the typed tables of an export.

Definitions
- Relapse type (BFM): very early before ``VERY_EARLY_MONTHS`` from diagnosis; early from then until
  ``EARLY_MONTHS`` after the end of front-line treatment; late after that. Henze G et al. Blood 1991;78:1166-72; Tallen
  G et al. J Clin Oncol 2010;28:2339-47.
- Post-transplant relapse: the first relapse after the first transplant.
- Salvage: the courses that start on or after the day of that relapse. Group 2 got a targeted agent among them, Group 1
  a purine analog only; the drug is the first targeted agent, or else the first purine analog.
- Survival: from the post-transplant relapse to death or last contact.
- Age: whole years from the month of birth to the month of diagnosis.
"""

import pandas as pd

from edition.study.definitions import CUTOFF_DAYS, EARLY_MONTHS, SEVERE_GRADE, VERY_EARLY_MONTHS
from edition.study.variables import COLUMNS, copied

Tables = dict[str, pd.DataFrame]

PURINE = {"flag": "fludarabine", "flag_ida": "fludarabine", "clove": "clofarabine"}
TARGETED = {"bortezomib": "bortezomib", "blinatumomab": "blinatumomab", "cart": "cart"}
REMISSION = {"rez_bfm_2002": "rez_bfm_2002", "flag": "flag_ida", "flag_ida": "flag_ida", "clove": "clove"}
EXTRAMEDULLARY = {"bm": "none", "bm_cns": "cns", "bm_testis": "testis"}


def close_courses(tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The courses with an end for all, and those rows that had none.

    A course that was left open ends the day before the patient's next relapse, course or transplant, or on the day of
    last contact; it stays open if there is none of these.
    """
    courses = tables["courses"].copy()
    dates = {"relapses": "relapse_date", "courses": "start_date", "transplants": "transplant_date"}
    following = pd.concat(
        [tables[name][["patient", date]].rename(columns={date: "date"}) for name, date in dates.items()]
    )
    last = tables["follow_up"].set_index("patient")["last_date"]
    open_rows = courses.index[courses["end_date"].isna()]
    for row in open_rows:
        patient, start = courses.loc[row, "patient"], courses.loc[row, "start_date"]
        later = following.loc[(following["patient"] == patient) & (following["date"] > start), "date"]
        courses.loc[row, "end_date"] = later.min() - pd.Timedelta(days=1) if len(later) else last[patient]
    return courses, courses.loc[open_rows]


def relapse_type(diagnosis: pd.Timestamp, relapse: pd.Timestamp, front_line_end: pd.Timestamp) -> str:
    """very_early, early or late; a front-line treatment without a known end (NaT) counts as going on at relapse."""
    if relapse < diagnosis + pd.DateOffset(months=VERY_EARLY_MONTHS):
        return "very_early"
    if pd.isna(front_line_end) or relapse < front_line_end + pd.DateOffset(months=EARLY_MONTHS):
        return "early"
    return "late"


def months(start: pd.Series, end: pd.Series) -> pd.Series:
    """Calendar months from one date to another, days left aside."""
    return 12 * (end.dt.year - start.dt.year) + end.dt.month - start.dt.month


def cohort(tables: Tables) -> pd.DataFrame:
    """One row a patient, indexed as the patients' table, columns of ``study.variables``; missing values are None.

    Besides these there is ``first_site``, the site of the first relapse, which the inclusion rules need. Patients
    without a transplant that follows a relapse have None for what follows from these.
    """
    groups = {name: dict(list(frame.groupby("patient"))) for name, frame in tables.items()}
    rows = []
    patients = tables["patients"]
    patients = patients.assign(months=months(patients["birth_month"], patients["diagnosis_date"]))
    for patient in patients.to_dict("records"):
        mine = {name: group.get(patient["patient"], tables[name].iloc[:0]) for name, group in groups.items()}
        rows.append(_row(patient, mine))
    return pd.DataFrame(rows, index=tables["patients"].index, columns=[*COLUMNS, "first_site"], dtype=object)


def _row(patient: dict, mine: Tables) -> dict:
    """One patient's row from the patient's own rows of each table."""
    row = {name: patient[name] for name in ("patient", *copied("patients"))} | {"age": patient["months"] // 12}
    transplants = mine["transplants"].sort_values("transplant_date")
    relapses = mine["relapses"].sort_values("relapse_date")
    courses = mine["courses"].sort_values(["start_date", "end_date"])
    row |= {"transplants": len(transplants), "second_transplant": len(transplants) > 1}
    if transplants.empty:
        return row
    transplant = transplants.iloc[0]
    before = relapses["relapse_date"] <= transplant["transplant_date"]
    if not before.any():
        return row
    first, after = relapses[before].iloc[0], relapses[~before]
    front_line = courses[(courses["regimen"] == "front_line") & (courses["start_date"] < first["relapse_date"])]
    row["relapse_type"] = relapse_type(patient["diagnosis_date"], first["relapse_date"], front_line["end_date"].max())
    row["first_site"] = first["site"]
    between = courses["start_date"].between(first["relapse_date"], transplant["transplant_date"])
    successful = courses[between & (courses["response"] == "complete") & courses["regimen"].isin(REMISSION)]
    row["remission_regimen"] = REMISSION[successful.iloc[-1]["regimen"]] if len(successful) else None
    row |= {name: transplant[name] for name in copied("transplants")}
    row["posttransplant_relapse"] = len(after) > 0
    if len(after):
        row |= _after_relapse(after.iloc[0], transplant["transplant_date"], courses, mine)
    return row


def _after_relapse(relapse: pd.Series, transplant: pd.Timestamp, courses: pd.DataFrame, mine: Tables) -> dict:
    """What is known of patients with a post-transplant relapse only."""
    since = relapse["relapse_date"]
    salvage = courses[courses["start_date"] >= since]
    targeted = salvage["regimen"].map(TARGETED).dropna()
    purine = salvage["regimen"].map(PURINE).dropna()
    drugs = targeted if len(targeted) else purine
    follow_up = mine["follow_up"].iloc[0]
    days = (since - transplant).days
    events = mine["events"]
    start = salvage["start_date"].min() if len(salvage) else since
    events = events[events["event_date"] >= start]
    worst = events["grade"].max() if len(events) else None
    known = follow_up["status"] in {"alive", "died"} and pd.notna(follow_up["last_date"])
    site = relapse["site"]
    return {
        "group": (2 if len(targeted) else 1) if len(drugs) else None,
        "drug": drugs.iloc[0] if len(drugs) else None,
        "relapse_site": None if site in {"cns", "testis"} else "isolated_bm" if site == "bm" else "combined_bm",
        "extramedullary": EXTRAMEDULLARY.get(site, site),
        "days_to_relapse": days,
        "relapse_by_day_100": days <= CUTOFF_DAYS,
        "remission": bool((salvage["response"] == "complete").any()),
        "refused": bool((salvage["ending"] == "refused").any()),
        "worst_grade": worst,
        "toxicity": None if worst is None else "3-4" if worst >= SEVERE_GRADE else "1-2",
        "cytokine_release": bool((events["term"] == "cytokine_release").any()),
        "status": follow_up["status"] if known else None,
        "death_cause": follow_up["death_cause"] if follow_up["status"] == "died" else None,
        "survival_days": (follow_up["last_date"] - since).days if known else None,
        "died": int(follow_up["status"] == "died") if known else None,
    }


def exclusions(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The study's criteria, in the order in which they are applied → the rows that each excludes."""
    return {
        "no transplant": rows["transplants"] == 0,
        "no relapse before transplant": rows["relapse_type"].isna(),
        "late first relapse": rows["relapse_type"] == "late",
        "isolated extramedullary first relapse": rows["first_site"].isin(["cns", "testis"]),
        "no remission before transplant": rows["remission_regimen"].isna(),
    }
