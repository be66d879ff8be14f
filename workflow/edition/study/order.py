"""What cannot have happened to one patient, or is doubtful: the rules of order.yaml, on joined tables."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import pandas as pd

from edition.files.reading import read_mapping
from edition.study.definitions import AVAILABLE_FROM, EARLY_MONTHS, FRONT_LINE_MONTHS, PERIOD, VERY_EARLY_MONTHS
from edition.study.derive import PURINE, TARGETED, months, of_salvage
from edition.study.variables import VARIABLES

FAULTS = Path(__file__).with_suffix(".yaml")


@cache
def rules() -> list[tuple[str, str, str, Callable[[pd.DataFrame], pd.Series]]]:
    """Table, column, kind of fault, and what tells which rows of the joined table have it."""

    def applies(rows: pd.DataFrame, column: str, when: str) -> pd.Series:
        return pd.eval(when, engine="python", resolvers=[{"date": rows[column]}, rows]).astype(bool)

    return [
        (table, column, kind, partial(applies, column=column, when=rule["when"]))
        for kind, rule in read_mapping(FAULTS).items()
        if "where" in rule
        for table, columns in rule["where"].items()
        for column in columns.split()
    ]


def joined(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Each table with what the rules know besides its columns.

    ``the_…`` concerns the patient as a whole: ``the_first_relapse`` of all, ``the_relapse`` after ``the_transplant``,
    which is the first, ``the_salvage`` after that relapse, ``the_front_line``'s known end, ``the_end`` of observation.
    """
    patients = tables["patients"].drop_duplicates("patient").set_index("patient")
    follow_up = tables["follow_up"].drop_duplicates("patient").set_index("patient")
    relapses, courses = tables["relapses"], tables["courses"].copy()
    transplant = tables["transplants"].groupby("patient")["transplant_date"].min()
    later = relapses[relapses["relapse_date"] > relapses["patient"].map(transplant)]
    relapse = later.groupby("patient")["relapse_date"].min()
    courses["salvage"] = courses["regimen"].isin({*PURINE, *TARGETED})
    courses["available"] = pd.to_datetime(courses["regimen"].map(AVAILABLE_FROM))
    salvage = courses[courses["salvage"] & (courses["start_date"] >= courses["patient"].map(relapse))]
    first_relapse = relapses.groupby("patient")["relapse_date"].min()
    before = courses["start_date"] < courses["patient"].map(first_relapse)
    front_line = courses[(courses["regimen"] == "front_line") & before].groupby("patient")["end_date"]
    cns = later[later["site"].isin(["cns", "bm_cns"])]
    engagers = courses[courses["regimen"].isin(["blinatumomab", "cart"])]
    first_day, last_day = map(pd.Timestamp, PERIOD)
    whole = {
        "the_diagnosis": patients["diagnosis_date"],
        "the_sex": patients["sex"],
        "the_end": follow_up["last_date"],
        "the_status": follow_up["status"],
        "the_cause": follow_up["death_cause"],
        "the_first_relapse": first_relapse,
        "the_front_line": front_line.max().where(front_line.count() == front_line.size()),
        "the_cns_relapse": cns.groupby("patient")["relapse_date"].max(),
        "the_engager": engagers.groupby("patient")["start_date"].min(),
        "the_transplant": transplant,
        "the_relapse": relapse,
        "the_salvage": salvage.groupby("patient")["start_date"].min(),
        "the_event": of_salvage(tables["events"], courses, relapse).groupby("patient")["event_date"].min(),
    }
    born, diagnosis = tables["patients"]["birth_month"], relapses["patient"].map(patients["diagnosis_date"])
    own = {
        "patients": {"months": months(born, tables["patients"]["diagnosis_date"]), "oldest": VARIABLES["age"].high},
        "relapses": {
            "early": diagnosis + pd.DateOffset(months=VERY_EARLY_MONTHS),
            "perhaps_late": diagnosis + pd.DateOffset(months=FRONT_LINE_MONTHS + EARLY_MONTHS),
        },
        "transplants": {"first_day": first_day, "last_day": last_day},
    }
    return {
        name: frame.assign(**{key: frame["patient"].map(of) for key, of in whole.items()}, **own.get(name, {}))
        for name, frame in {**tables, "courses": courses}.items()
    }
