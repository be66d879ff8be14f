"""Give the patients of a reconstructed cohort dates, courses and events, by stated rules and seeded draws.

The cohort says what happened; the rules here say when. Every number of days is drawn evenly between the two limits that
stand beside it:

- The first transplant lies in the study period (2005-2024), no earlier than the drugs allow (``AVAILABLE_FROM``) and
  early enough for relapse and follow-up to end with 2024.
- Backwards from it: the regimen that brought remission ends 14-45 days before. REZ-BFM 2002 lasts 60-100 days and
  starts 3-10 days after relapse; FLAG-IDA and CLOVE last 25-60 days and start 7-21 days after a REZ-BFM 2002 without
  response.
- First relapse: 150-540 days after diagnosis if very early (before 18 months), 560-880 days if early; in marrow and
  central nervous system in the child given CART, as the results tell it, otherwise in one of four or so. Front-line
  treatment starts at diagnosis and lasts 730 days or until relapse: 880 days are within six months of its end.
- Birth: the whole years of age and 0-11 months before the month of diagnosis.
- Forwards: post-transplant relapse and last contact as the cohort says. Salvage starts 2-6 days after the relapse. A
  patient of Group 2 who had needed no purine analog before transplant first gets FLAG-IDA, without response. A second
  transplant follows 30-60 days after the salvage course. Who dies of leukemia after a remission relapses 14-60 days
  before.
- Adverse events: the worst grade and a second event no worse, during salvage; mucositis after the first transplant,
  which does not count, in every other patient or so.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pandas as pd

from edition.files.draws import lognormal, pick, whole
from edition.study.definitions import AVAILABLE_FROM, CLOVE_IN_USE, PERIOD, SEVERE_GRADE
from edition.study.variables import copied

CYCLE_DAYS = {"rez_bfm_2002": 30, "flag": 28, "flag_ida": 28, "clove": 28, "bortezomib": 21, "blinatumomab": 42}
SEVERE = {"mucositis": 1, "diarrhea": 1, "myelosuppression": 1}
MILD = SEVERE | {"hepatotoxicity": 1, "neurotoxicity": 1}
SITES = {"none": "bm", "cns": "bm_cns", "testis": "bm_testis"}

Tables = dict[str, pd.DataFrame]


def tables(cohort: pd.DataFrame, seed: int) -> Tables:
    """The tables of an export, canonical names and codes, patients numbered by the date of their first transplant."""
    histories = [_History(row, seed, i) for i, row in enumerate(cohort.to_dict("records"))]
    rows: dict[str, list[dict]] = defaultdict(list)
    for number, history in enumerate(sorted(histories, key=lambda history: history.first_transplant), 1):
        for table, entries in history.entries.items():
            rows[table] += [{"patient": f"P{number:02}"} | entry for entry in entries]
    return {name: pd.DataFrame(entries) for name, entries in rows.items()}


class _History:
    """One patient's ``entries`` in each table. ``row`` is the patient's row of the cohort, ``i`` names the draws."""

    def __init__(self, row: dict[str, Any], seed: int, i: int) -> None:
        self.row, self.seed, self.i = row, seed, i
        self.entries: dict[str, list[dict]] = defaultdict(list)
        relapsed = bool(row["posttransplant_relapse"])
        first, last = PERIOD
        if row["remission_regimen"] == "clove":
            first = max(first, CLOVE_IN_USE)
        if relapsed:
            until = timedelta(days=row["days_to_relapse"])
            last -= until + timedelta(days=row["survival_days"])
            first = max(first, AVAILABLE_FROM.get(row["drug"], first) - until)
        self.first_transplant = self.after(first, 0, (last - first).days, "transplant")
        self.before_transplant()
        self.transplant(self.first_transplant, "first")
        if self.days(0, 1, "early event"):
            day = self.after(self.first_transplant, 4, 12, "early event day")
            self.add("events", event_date=day, term="mucositis", grade=self.days(1, 3, "early grade"))
        if relapsed:
            self.after_relapse()
        else:
            self.add("follow_up", last_date=None, status="unknown", death_cause=None)

    def add(self, table: str, **entry: Any) -> None:
        """Enter a row into a table."""
        self.entries[table].append(entry)

    def days(self, low: int, high: int, *name: str) -> int:
        """Days drawn evenly between the limits, both included."""
        return whole(low, high, self.seed, "days", *name, self.i)

    def after(self, day: date, low: int, high: int, *name: str) -> date:
        """A day drawn that many days after ``day``."""
        return day + timedelta(days=self.days(low, high, *name))

    def before_transplant(self) -> None:
        """Diagnosis, front-line treatment, first relapse and the treatment that brought remission, backwards."""
        row = self.row
        end = self.after(self.first_transplant, -45, -14, "recovery")
        second_line = None
        if row["remission_regimen"] != "rez_bfm_2002":
            start = self.after(end, -60, -25, "second line")
            second_line = (row["remission_regimen"], start, end, "complete")
            end = self.after(start, -21, -7, "pause")
        start = self.after(end, -100, -60, "first line")
        relapse = self.after(start, -10, -3, "relapse treatment")
        limits = (150, 540) if row["relapse_type"] == "very_early" else (560, 880)
        diagnosis = self.after(relapse, -limits[1], -limits[0], "first relapse")
        planned = diagnosis + timedelta(days=730)
        ending = "completed" if planned < relapse else "stopped"
        self.course("front_line", diagnosis, min(planned, relapse - timedelta(days=1)), "complete", ending)
        self.course("rez_bfm_2002", start, end, "none" if second_line else "complete")
        if second_line:
            self.course(*second_line)
        sites = {"bm_cns": 1} if row["drug"] == "cart" else {"bm": 3, "bm_cns": 1}
        self.add("relapses", relapse_date=relapse, site=pick(sites, self.seed, "first site", self.i))
        months = diagnosis.year * 12 + diagnosis.month - 1 - 12 * row["age"] - self.days(0, 11, "birth")
        self.add(
            "patients",
            **{name: row[name] for name in copied("patients")},
            birth_month=date(months // 12, months % 12 + 1, 1),
            diagnosis_date=diagnosis,
            leukocytes=lognormal(150, 1.2, self.seed, "leukocytes", self.i) / 10,
        )

    def after_relapse(self) -> None:
        """Post-transplant relapse, salvage, adverse events, second transplant and follow-up."""
        row = self.row
        relapse = self.first_transplant + timedelta(days=row["days_to_relapse"])
        last = relapse + timedelta(days=row["survival_days"])
        self.add("relapses", relapse_date=relapse, site=SITES[row["extramedullary"]])
        start, end = self.salvage(relapse, last)
        self.adverse_events(start, end)
        if row["second_transplant"]:
            self.transplant(self.after(end, 30, 60, "second transplant"), "second")
        if row["status"] == "died" and row["remission"] and row["death_cause"] in {"progression", "cns_relapse"}:
            site = "cns" if row["death_cause"] == "cns_relapse" else "bm"
            self.add("relapses", relapse_date=self.after(last, -60, -14, "last relapse"), site=site)
        self.add("follow_up", last_date=last, status=row["status"], death_cause=row["death_cause"])

    def salvage(self, relapse: date, last: date) -> tuple[date, date]:
        """The courses after the post-transplant relapse; start and end of the last one, which defines the group."""
        row = self.row
        start = self.after(relapse, 2, 6, "salvage")
        if row["group"] == 2 and row["remission_regimen"] == "rez_bfm_2002":
            end = self.after(start, 21, 28, "purine analog")
            self.course("flag_ida", start, min(end, last), "none")
            start = min(self.after(end, 7, 14, "targeted agent"), last)
        fludarabine = pick({"flag": 1, "flag_ida": 1}, self.seed, "regimen", self.i)
        regimen = {"fludarabine": fludarabine, "clofarabine": "clove"}.get(row["drug"], row["drug"])
        limits = {"cart": (0, 0), "blinatumomab": (77, 90), "bortezomib": (42, 80)}.get(regimen, (28, 56))
        end = min(self.after(start, *limits, "salvage length"), last)
        ending = "refused" if row["refused"] else "completed" if row["remission"] else "stopped"
        self.course(regimen, start, end, "complete" if row["remission"] else "none", ending)
        return start, end

    def adverse_events(self, start: date, end: date) -> None:
        """The worst event of salvage, another no worse, and cytokine release where there was one, in order of time."""
        worst = self.row["worst_grade"]
        length = max(1, min(28, (end - start).days))
        first = pick(SEVERE if worst >= SEVERE_GRADE else MILD, self.seed, "term", self.i)
        second = pick({term: 1 for term in MILD if term != first}, self.seed, "second term", self.i)
        grades = {first: worst, second: self.days(1, min(worst, 2), "second grade")}
        if self.row["cytokine_release"]:
            grades["cytokine_release"] = self.days(1, min(worst, 2), "cytokine grade")
        dates = {term: self.after(start, 1, length, "event", term) for term in grades}
        for term in sorted(dates, key=dates.__getitem__):
            self.add("events", event_date=dates[term], term=term, grade=grades[term])

    def transplant(self, day: date, which: str) -> None:
        """A transplant; the donor and the rest that the cohort states are those of the first one."""
        same = {name: self.row[name] for name in copied("transplants")}
        dose = lognormal(55, 0.35, self.seed, "cd34", which, self.i) / 10
        self.add("transplants", transplant_date=day, **same, cd34_dose=dose)

    def course(self, regimen: str, start: date, end: date, response: str, ending: str = "completed") -> None:
        """A treatment course, with as many cycles as fit into it; what is not given in cycles counts as one."""
        cycles = max(1, round(((end - start).days + 1) / CYCLE_DAYS.get(regimen, 10**6)))
        same = {"start_date": start, "end_date": end, "response": response, "ending": ending}
        self.add("courses", regimen=regimen, cycles=cycles, **same)
