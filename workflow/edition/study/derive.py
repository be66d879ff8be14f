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

import numpy as np
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
    opened = courses[courses["end_date"].isna()]
    pairs = opened.reset_index(names="row").merge(following, on="patient")
    later = pairs[pairs["date"] > pairs["start_date"]].groupby("row")["date"].min() - pd.Timedelta(days=1)
    last = opened["patient"].map(tables["follow_up"].set_index("patient")["last_date"])
    courses.loc[opened.index, "end_date"] = later.reindex(opened.index).fillna(last)
    return courses, courses.loc[opened.index]


def relapse_type(diagnosis: pd.Series, relapse: pd.Series, front_line_end: pd.Series) -> pd.Series:
    """very_early, early or late; a front-line treatment without a known end (NaT) counts as going on at relapse."""
    end = front_line_end + pd.DateOffset(months=EARLY_MONTHS)
    kinds = pd.Series("late", diagnosis.index, dtype=object).mask(end.isna() | (relapse < end), "early")
    return kinds.mask(relapse < diagnosis + pd.DateOffset(months=VERY_EARLY_MONTHS), "very_early")


def months(start: pd.Series, end: pd.Series) -> pd.Series:
    """Calendar months from one date to another, days left aside."""
    return 12 * (end.dt.year - start.dt.year) + end.dt.month - start.dt.month


def cohort(tables: Tables) -> pd.DataFrame:
    """One row a patient, indexed as the patients' table, columns of ``study.variables``; missing values are None.

    Besides these there is ``first_site``, the site of the first relapse, which the inclusion rules need. Patients
    without a transplant that follows a relapse have None for what follows from these.
    """
    patients = tables["patients"].set_index("patient", drop=False)
    relapses, courses = _in_order(tables["relapses"], "relapse_date"), _in_order(tables["courses"], "start_date")
    transplant = _first(_in_order(tables["transplants"], "transplant_date"))
    number = tables["transplants"]["patient"].value_counts().reindex(patients.index, fill_value=0)
    day = relapses["patient"].map(transplant["transplant_date"])
    first = _first(relapses[relapses["relapse_date"] <= day])
    transplant = transplant.loc[first.index]
    after = _first(relapses[(relapses["relapse_date"] > day) & relapses["patient"].isin(first.index)])
    since = courses["patient"].map(first["relapse_date"])
    front_line = courses[(courses["regimen"] == "front_line") & (courses["start_date"] < since)]
    ends = front_line.groupby("patient")["end_date"].max().reindex(first.index)
    between = courses["start_date"].between(since, courses["patient"].map(transplant["transplant_date"]))
    successful = courses[between & (courses["response"] == "complete") & courses["regimen"].isin(REMISSION)]
    columns = {name: patients[name] for name in ("patient", *copied("patients"))}
    columns |= {"age": months(patients["birth_month"], patients["diagnosis_date"]) // 12}
    columns |= {"transplants": number, "second_transplant": number > 1, "first_site": first["site"]}
    columns["relapse_type"] = relapse_type(patients["diagnosis_date"][first.index], first["relapse_date"], ends)
    columns["remission_regimen"] = _first(successful, keep="last")["regimen"].map(REMISSION)
    columns |= {name: transplant[name] for name in copied("transplants")}
    columns["posttransplant_relapse"] = pd.Series(first.index.isin(after.index), first.index)
    columns |= _after_relapse(after, transplant["transplant_date"], courses, tables)
    rows = pd.DataFrame({name: values.astype(object) for name, values in columns.items()}, index=patients.index)
    rows.index = tables["patients"].index
    return rows.where(rows.notna(), None)[[*COLUMNS, "first_site"]]


def of_salvage(events: pd.DataFrame, courses: pd.DataFrame, since: pd.Series) -> pd.DataFrame:
    """The events from the first course on or after the relapse (``since``, by patient), or else from the relapse."""
    salvage = courses[courses["start_date"] >= courses["patient"].map(since)]
    start = salvage.groupby("patient")["start_date"].min().reindex(since.index).fillna(since)
    return events[events["event_date"] >= events["patient"].map(start)]


def _in_order(frame: pd.DataFrame, date: str) -> pd.DataFrame:
    """The rows by date, courses that start together by their ends."""
    return frame.sort_values([date, *(["end_date"] if "end_date" in frame else [])])


def _first(frame: pd.DataFrame, keep: str = "first") -> pd.DataFrame:
    """Each patient's first row, or last, by patient."""
    return frame.drop_duplicates("patient", keep=keep).set_index("patient")


def _after_relapse(relapse: pd.DataFrame, transplant: pd.Series, courses: pd.DataFrame, tables: Tables) -> dict:
    """What is known of patients with a post-transplant relapse only: variable → values by patient."""
    since = relapse["relapse_date"]
    salvage = courses[courses["start_date"] >= courses["patient"].map(since)]
    drugs = [salvage.assign(drug=salvage["regimen"].map(of), group=group) for group, of in ((2, TARGETED), (1, PURINE))]
    treated = _first(pd.concat(drugs).dropna(subset=["drug"]))
    events = of_salvage(tables["events"], courses, since)
    worst = events.astype({"grade": "Int64"}).groupby("patient")["grade"].max()
    follow_up = tables["follow_up"].set_index("patient").loc[since.index]
    followed = follow_up["status"].isin(["alive", "died"]) & follow_up["last_date"].notna()
    died, site, days = follow_up["status"] == "died", relapse["site"], (since - transplant[since.index]).dt.days
    severe = pd.Series(np.where(worst >= SEVERE_GRADE, "3-4", "1-2"), worst.index)

    def among(rows: pd.DataFrame) -> pd.Series:
        return pd.Series(since.index.isin(rows["patient"]), since.index)

    return {
        "group": treated["group"],
        "drug": treated["drug"],
        "relapse_site": site.map({"bm": "isolated_bm", "bm_cns": "combined_bm", "bm_testis": "combined_bm"}),
        "extramedullary": site.replace(EXTRAMEDULLARY),
        "days_to_relapse": days,
        "relapse_by_day_100": days <= CUTOFF_DAYS,
        "remission": among(salvage[salvage["response"] == "complete"]),
        "refused": among(salvage[salvage["ending"] == "refused"]),
        "worst_grade": worst,
        "toxicity": severe,
        "cytokine_release": among(events[events["term"] == "cytokine_release"]),
        "status": follow_up["status"].where(followed),
        "death_cause": follow_up["death_cause"].where(died),
        "survival_days": (follow_up["last_date"] - since).dt.days.astype(object).where(followed),
        "died": died.astype(int).astype(object).where(followed),
    }


CRITERIA = {
    "no transplant": "nakil yapılmamış",
    "no relapse before transplant": "nakil öncesi nüksü olmayan",
    "late first relapse": "ilk nüksü geç olan",
    "isolated extramedullary first relapse": "ilk nüksü izole ekstramedüller olan",
    "no remission before transplant": "nakil öncesi remisyonu olmayan",
}
"""The rules by which patients are left out, in their order: English → Turkish."""


def exclusions(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The study's criteria, in the order in which they are applied → the rows that each excludes."""
    excluded = (
        rows["transplants"] == 0,
        rows["relapse_type"].isna(),
        rows["relapse_type"] == "late",
        rows["first_site"].isin(["cns", "testis"]),
        rows["remission_regimen"].isna(),
    )
    return dict(zip(CRITERIA, excluded, strict=True))
