"""Give the patients of a reconstructed cohort dates, courses and events, by stated rules and seeded draws.

The cohort says what happened; the rules here say when. Every number of days is drawn evenly between the two limits that
stand beside it:

- The first transplant lies in the study period (2005-2024), no earlier than the drugs allow (``AVAILABLE_FROM``) and
  early enough for relapse and follow-up to end with 2024.
- Backwards from it: the regimen that brought remission ends 14-45 days before. REZ-BFM 2002 lasts 60-100 days and
  starts 3-10 days after relapse; FLAG-IDA and CLOVE last 25-60 days and start 7-21 days after a REZ-BFM 2002 without
  response.
- First relapse: 150-540 days after diagnosis if very early (before 18 months), 560-880 days if early. Front-line
  treatment starts at diagnosis and lasts 730 days or until relapse: 880 days are within six months of its end.
- Birth: the whole years of age and 0-11 months before the month of diagnosis.
- Forwards: post-transplant relapse and last contact as the cohort says. Salvage starts 2-6 days after the relapse. A
  patient of Group 2 who had needed no purine analog before transplant first gets FLAG-IDA, without response. A second
  transplant follows 30-60 days after the salvage course. Who dies of leukemia after a remission relapses 14-60 days
  before.
- Adverse events: the worst grade and a second event no worse, during salvage; mucositis after the first transplant,
  which does not count, in every other patient or so.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salvage.reconstruction.draws import lognormal, pick, whole

PERIOD = (date(2005, 1, 1), date(2024, 12, 31))
AVAILABLE_FROM: dict[str, date] = {
    "clofarabine": date(2006, 6, 1),  # European approval for relapsed ALL of children: 29 May 2006
    "clove": date(2006, 6, 1),
    "bortezomib": date(2009, 1, 1),  # off-label in children after the first paediatric combination studies
    "cart": date(2012, 6, 1),  # first child treated with CD19 CAR T cells: April 2012
    "blinatumomab": date(2015, 12, 1),  # European approval: 23 November 2015
}
CLOVE_IN_USE = AVAILABLE_FROM["clove"] + timedelta(days=120)
"""The first transplant after CLOVE is no earlier than this."""

CYCLE_DAYS = {"rez_bfm_2002": 30, "flag": 28, "flag_ida": 28, "clove": 28, "bortezomib": 21, "blinatumomab": 42}
SEVERE = {"mucositis": 1, "diarrhea": 1, "myelosuppression": 1}
MILD = SEVERE | {"hepatotoxicity": 1, "neurotoxicity": 1}
SITES = {"none": "bm", "cns": "bm_cns", "testis": "bm_testis"}

TABLES = ("patients", "relapses", "courses", "transplants", "events", "follow_up")

Tables = dict[str, pd.DataFrame]


def tables(cohort: pd.DataFrame, seed: int) -> Tables:
    """The tables of an export, canonical names and codes, patients numbered by the date of their first transplant."""
    histories = [_History(row, seed, i) for i, row in enumerate(cohort.to_dict("records"))]
    histories.sort(key=lambda history: history.first_transplant)
    rows: dict[str, list[dict]] = {name: [] for name in TABLES}
    for number, history in enumerate(histories, 1):
        for table, entries in history.entries().items():
            rows[table] += [{"patient": f"P{number:02}"} | entry for entry in entries]
    return {name: pd.DataFrame(entries) for name, entries in rows.items()}


class _History:
    """One patient's dates. ``row`` is the patient's row of the cohort, ``i`` names the draws."""

    def __init__(self, row: Mapping[str, Any], seed: int, i: int) -> None:
        self.row, self.seed, self.i = row, seed, i
        self.relapsed = bool(row["posttransplant_relapse"])
        first, last = PERIOD
        if row["remission_regimen"] == "clove":
            first = max(first, CLOVE_IN_USE)
        if self.relapsed:
            until = timedelta(days=row["days_to_relapse"])
            last -= until + timedelta(days=row["survival_days"])
            first = max(first, AVAILABLE_FROM.get(row["drug"], first) - until)
        self.first_transplant = first + timedelta(days=self.days(0, (last - first).days, "transplant"))

    def days(self, low: int, high: int, *name: str) -> int:
        """Days drawn evenly between the limits, both included."""
        return whole(low, high, self.seed, "days", *name, self.i)

    def after(self, day: date, low: int, high: int, *name: str) -> date:
        """A day drawn that many days after ``day``."""
        return day + timedelta(days=self.days(low, high, *name))

    def entries(self) -> dict[str, list[dict]]:
        """The patient's rows in each table."""
        before = self.before_transplant()
        rest = (
            self.after_relapse()
            if self.relapsed
            else {"follow_up": [{"last_date": None, "status": "unknown", "death_cause": None}]}
        )
        first = [self.transplant(self.first_transplant, "first")]
        found = {
            name: before.get(name, []) + rest.get(name, [])
            for name in ("patients", "relapses", "courses", "events", "follow_up")
        }
        if self.days(0, 1, "early event"):
            day = self.after(self.first_transplant, 4, 12, "early event day")
            found["events"].insert(0, {"event_date": day, "term": "mucositis", "grade": self.days(1, 3, "early grade")})
        return found | {"transplants": first + rest.get("transplants", [])}

    def before_transplant(self) -> dict[str, list[dict]]:
        """Diagnosis, front-line treatment, first relapse and the treatment that brought remission."""
        row = self.row
        day = self.after(self.first_transplant, -45, -14, "recovery")
        courses = []
        if row["remission_regimen"] != "rez_bfm_2002":
            start = self.after(day, -60, -25, "second line")
            courses.append(_course(row["remission_regimen"], start, day, "complete"))
            day = self.after(start, -21, -7, "pause")
        start = self.after(day, -100, -60, "first line")
        courses.insert(0, _course("rez_bfm_2002", start, day, "none" if courses else "complete"))
        relapse = self.after(start, -10, -3, "relapse treatment")
        limits = (150, 540) if row["relapse_type"] == "very_early" else (560, 880)
        diagnosis = self.after(relapse, -limits[1], -limits[0], "first relapse")
        end = min(diagnosis + timedelta(days=730), relapse - timedelta(days=1))
        ending = "completed" if (relapse - diagnosis).days > 730 else "stopped"
        courses.insert(0, _course("front_line", diagnosis, end, "complete", ending, cycles=1))
        site = pick({"bm": 3, "bm_cns": 1}, self.seed, "first site", self.i)
        months = diagnosis.year * 12 + diagnosis.month - 1 - 12 * row["age"] - self.days(0, 11, "birth")
        patient = {name: row[name] for name in ("sex", "lineage", "risk")} | {
            "birth_month": date(months // 12, months % 12 + 1, 1),
            "diagnosis_date": diagnosis,
            "leukocytes": lognormal(150, 1.2, self.seed, "leukocytes", self.i) / 10,
        }
        return {"patients": [patient], "relapses": [{"relapse_date": relapse, "site": site}], "courses": courses}

    def after_relapse(self) -> dict[str, list[dict]]:
        """Post-transplant relapse, salvage, second transplant, adverse events and follow-up."""
        row = self.row
        relapse = self.first_transplant + timedelta(days=row["days_to_relapse"])
        last = relapse + timedelta(days=row["survival_days"])
        relapses = [{"relapse_date": relapse, "site": SITES[row["extramedullary"]]}]
        courses = self.salvage(relapse, last)
        salvage = courses[-1]
        transplants = []
        if row["second_transplant"]:
            transplants.append(self.transplant(self.after(salvage["end_date"], 30, 60, "second transplant"), "second"))
        if row["status"] == "died" and row["remission"] and row["death_cause"] in {"progression", "cns_relapse"}:
            site = "cns" if row["death_cause"] == "cns_relapse" else "bm"
            relapses.append({"relapse_date": self.after(last, -60, -14, "last relapse"), "site": site})
        follow_up = {"last_date": last, "status": row["status"], "death_cause": row["death_cause"]}
        return {
            "relapses": relapses,
            "courses": courses,
            "transplants": transplants,
            "events": self.adverse_events(salvage),
            "follow_up": [follow_up],
        }

    def salvage(self, relapse: date, last: date) -> list[dict]:
        """The courses after the post-transplant relapse; the last one defines the group."""
        row = self.row
        start = self.after(relapse, 2, 6, "salvage")
        courses = []
        if row["group"] == 2 and row["remission_regimen"] == "rez_bfm_2002":
            end = self.after(start, 21, 28, "purine analog")
            courses.append(_course("flag_ida", start, min(end, last), "none"))
            start = min(self.after(end, 7, 14, "targeted agent"), last)
        regimen = {
            "fludarabine": pick({"flag": 1, "flag_ida": 1}, self.seed, "regimen", self.i),
            "clofarabine": "clove",
        }.get(row["drug"], row["drug"])
        limits = {"cart": (0, 0), "blinatumomab": (77, 90), "bortezomib": (42, 80)}.get(regimen, (28, 56))
        end = min(self.after(start, *limits, "salvage length"), last)
        ending = "refused" if row["refused"] else "completed" if row["remission"] else "stopped"
        courses.append(_course(regimen, start, end, "complete" if row["remission"] else "none", ending))
        return courses

    def adverse_events(self, salvage: Mapping[str, Any]) -> list[dict]:
        """The worst event of salvage, another no worse, and cytokine release where there was one."""
        worst = self.row["worst_grade"]
        length = max(1, min(28, (salvage["end_date"] - salvage["start_date"]).days))
        terms = SEVERE if worst >= 3 else MILD
        first = pick(terms, self.seed, "term", self.i)
        second = pick({term: 1 for term in MILD if term != first}, self.seed, "second term", self.i)
        grades = {first: worst, second: self.days(1, min(worst, 2), "second grade")}
        if self.row["cytokine_release"]:
            grades["cytokine_release"] = self.days(1, min(worst, 2), "cytokine grade")
        found = [
            {"event_date": self.after(salvage["start_date"], 1, length, "event", term), "term": term, "grade": grade}
            for term, grade in grades.items()
        ]
        return sorted(found, key=lambda event: event["event_date"])

    def transplant(self, day: date, which: str) -> dict:
        """A transplant; the donor and the rest that the cohort states are those of the first one."""
        same = {name: self.row[name] for name in ("donor", "conditioning", "product", "acute_gvhd")}
        return (
            {"transplant_date": day} | same | {"cd34_dose": lognormal(55, 0.35, self.seed, "cd34", which, self.i) / 10}
        )


def _course(
    regimen: str, start: date, end: date, response: str, ending: str = "completed", cycles: int | None = None
) -> dict:
    number = cycles or max(1, round(((end - start).days + 1) / CYCLE_DAYS.get(regimen, 10**6)))
    return {
        "regimen": regimen,
        "start_date": start,
        "end_date": end,
        "cycles": number,
        "response": response,
        "ending": ending,
    }
