"""What cannot have happened, or is doubtful, in the course of one patient: the order of dates, and states at odds."""

from collections.abc import Callable, Mapping

import pandas as pd

from edition.study.definitions import AVAILABLE_FROM, PERIOD
from edition.study.derive import PURINE, TARGETED, months

Rows = pd.DataFrame
Rule = tuple[str, str, str, Callable[[Rows], pd.Series]]


def joined(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Each table with what concerns its patients as a whole, in columns that begin with ``the_``."""
    patients = tables["patients"].drop_duplicates("patient").set_index("patient")
    follow_up = tables["follow_up"].drop_duplicates("patient").set_index("patient")
    relapses, courses = tables["relapses"], tables["courses"]
    transplant = tables["transplants"].groupby("patient")["transplant_date"].min()
    later = relapses[relapses["relapse_date"] > relapses["patient"].map(transplant)]
    relapse = later.groupby("patient")["relapse_date"].min()
    drugs = courses["regimen"].isin({*PURINE, *TARGETED})
    salvage = courses[drugs & (courses["start_date"] >= courses["patient"].map(relapse))]
    whole = {
        "the_diagnosis": patients["diagnosis_date"],
        "the_sex": patients["sex"],
        "the_end": follow_up["last_date"],
        "the_status": follow_up["status"],
        "the_first_relapse": relapses.groupby("patient")["relapse_date"].min(),
        "the_transplant": transplant,
        "the_relapse": relapse,
        "the_salvage": salvage.groupby("patient")["start_date"].min(),
    }
    return {
        name: frame.assign(**{key: frame["patient"].map(of) for key, of in whole.items()})
        for name, frame in tables.items()
    }


def _after_the_end(column: str) -> Callable[[Rows], pd.Series]:
    return lambda rows: rows[column] > rows["the_end"]


def _before_diagnosis(column: str) -> Callable[[Rows], pd.Series]:
    return lambda rows: rows[column] < rows["the_diagnosis"]


DATED = (("relapses", "relapse_date"), ("courses", "start_date"), ("transplants", "transplant_date"))
DATED += (("events", "event_date"), ("follow_up", "last_date"))

RULES: tuple[Rule, ...] = (
    ("patients", "diagnosis_date", "before_birth", lambda rows: rows["diagnosis_date"] < rows["birth_month"]),
    *((table, column, "before_diagnosis", _before_diagnosis(column)) for table, column in DATED),
    ("courses", "end_date", "before_start", lambda rows: rows["end_date"] < rows["start_date"]),
    *((table, column, "after_the_end", _after_the_end(column)) for table, column in (*DATED, ("courses", "end_date"))),
    (
        *("follow_up", "last_date", "death_undated"),
        lambda rows: (rows["status"] == "died") & rows["last_date"].isna(),
    ),
    (
        *("follow_up", "death_cause", "cause_without_death"),
        lambda rows: rows["status"].isin(["alive", "unknown"]) & rows["death_cause"].notna(),
    ),
    ("events", "grade", "fatal_but_alive", lambda rows: (rows["grade"] == 5) & (rows["the_status"] == "alive")),
    (
        *("relapses", "site", "testis_of_a_girl"),
        lambda rows: rows["site"].isin(["testis", "bm_testis"]) & (rows["the_sex"] == "female"),
    ),
    (
        *("relapses", "relapse_date", "relapse_on_transplant_day"),
        lambda rows: rows["relapse_date"] == rows["the_transplant"],
    ),
    # What follows is possible: the data are used, and the build says so at its end.
    (
        *("transplants", "transplant_date", "transplant_before_relapse"),
        lambda rows: rows["transplant_date"] < rows["the_first_relapse"],
    ),
    (
        *("relapses", "relapse_date", "second_relapse_before_transplant"),
        lambda rows: rows["relapse_date"].between(rows["the_first_relapse"], rows["the_transplant"], inclusive="right"),
    ),
    (
        *("relapses", "relapse_date", "no_salvage"),
        lambda rows: (rows["relapse_date"] == rows["the_relapse"]) & rows["the_salvage"].isna(),
    ),
    (
        *("courses", "start_date", "salvage_before_relapse"),
        lambda rows: (
            rows["regimen"].isin({*PURINE, *TARGETED})
            & rows["start_date"].between(rows["the_transplant"], rows["the_relapse"], inclusive="left")
            & rows["the_salvage"].isna()
        ),
    ),
    (
        *("courses", "start_date", "before_the_drug"),
        lambda rows: rows["start_date"] < pd.to_datetime(rows["regimen"].map(AVAILABLE_FROM)),
    ),
    (
        *("transplants", "transplant_date", "outside_the_period"),
        lambda rows: ~rows["transplant_date"].between(*map(pd.Timestamp, PERIOD)) & rows["transplant_date"].notna(),
    ),
    (
        *("patients", "birth_month", "below_one_year"),
        lambda rows: months(rows["birth_month"], rows["diagnosis_date"]) < 12,
    ),
)
"""Table, column, kind of fault (``faults.yaml``), and which rows of the table have it."""
