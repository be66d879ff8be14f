"""What is derived from dates, drugs and grades, at its limits and against histories that are known."""

import cohorts
import pandas as pd
import pytest
from cohorts import ROOT, SYNTHETIC, random_cohort
from edition.cleaning.cohort import read, typed, validate
from edition.files.errors import InputError
from edition.study import chronology, derive, export
from edition.study.variables import COLUMNS, VARIABLES
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = pd.Timestamp


@pytest.mark.parametrize(
    ("relapse", "front_line_end", "expected"),
    [
        ("2011-07-14", "2012-01-10", "very_early"),
        ("2011-07-15", "2012-01-10", "early"),  # eighteen months to the day
        ("2012-07-09", "2012-01-10", "early"),
        ("2012-07-10", "2012-01-10", "late"),  # six months after the end of front-line treatment
        ("2013-01-01", None, "early"),  # still on front-line treatment
    ],
)
def test_relapse_type_at_its_limits(relapse, front_line_end, expected):
    days = (pd.Series(pd.to_datetime([day])) for day in ("2010-01-15", relapse, front_line_end))
    assert derive.relapse_type(*days).tolist() == [expected]


def test_the_dictionary_knows_the_codes_that_are_derived_from():
    courses, relapses = export.NEEDED["courses"], export.NEEDED["relapses"]
    assert {"front_line", *derive.PURINE, *derive.TARGETED, *derive.REMISSION} == set(courses["regimen"])
    assert {*derive.EXTRAMEDULLARY, "cns", "testis"} == set(relapses["site"])


def history(**changes) -> dict[str, pd.DataFrame]:
    """One patient's tables: relapse 100 days after transplant, FLAG, death 60 days later; rows may be replaced."""
    rows = {
        "patients": [("P", "male", "2000-05-01", "2008-04-30", "B", "high", None)],
        "relapses": [("P", "2009-05-01", "bm"), ("P", "2009-12-10", "bm_cns")],
        "courses": [
            ("P", "front_line", "2008-04-30", None, 1, "complete", "stopped"),
            ("P", "rez_bfm_2002", "2009-05-05", "2009-07-20", 2, "complete", "completed"),
            ("P", "flag", "2009-12-12", "2010-01-10", 1, "none", "refused"),
        ],
        "transplants": [("P", "2009-09-01", "related", "tbi", "pb", None, True)],
        "events": [("P", "2009-09-08", "mucositis", 4), ("P", "2009-12-20", "diarrhea", 2)],
        "follow_up": [("P", "2010-02-08", "died", "progression")],
    } | changes
    names = {
        "patients": ["patient", "sex", "birth_month", "diagnosis_date", "lineage", "risk", "leukocytes"],
        "relapses": ["patient", "relapse_date", "site"],
        "courses": ["patient", "regimen", "start_date", "end_date", "cycles", "response", "ending"],
        "transplants": ["patient", "transplant_date", "donor", "conditioning", "product", "cd34_dose", "acute_gvhd"],
        "events": ["patient", "event_date", "term", "grade"],
        "follow_up": ["patient", "last_date", "status", "death_cause"],
    }
    tables = {name: pd.DataFrame(given, columns=names[name]) for name, given in rows.items()}
    for table in tables.values():
        for column in table.columns:
            if column.endswith(("_date", "_month")):
                table[column] = pd.to_datetime(table[column])
    return tables


def row(**changes) -> pd.Series:
    return derive.cohort(history(**changes)).iloc[0]


def test_a_history_that_can_be_followed_by_hand():
    expected = {
        "age": 7,  # the month of the eighth birthday has not begun
        "relapse_type": "very_early",
        "remission_regimen": "rez_bfm_2002",
        "transplants": 1,
        "posttransplant_relapse": True,
        "group": 1,
        "drug": "fludarabine",
        "relapse_site": "combined_bm",
        "extramedullary": "cns",
        "days_to_relapse": 100,
        "relapse_by_day_100": True,
        "remission": False,
        "refused": True,
        "worst_grade": 2,  # the event of grade 4 belongs to the transplant
        "toxicity": "1-2",
        "survival_days": 60,
        "died": 1,
        "death_cause": "progression",
    }
    derived = row()
    assert {name: derived[name] for name in expected} == expected


def test_a_targeted_agent_decides_the_group_whatever_came_before():
    courses = [
        ("P", "front_line", "2008-04-30", "2009-04-30", 1, "complete", "stopped"),
        ("P", "rez_bfm_2002", "2009-05-05", "2009-07-20", 2, "none", "stopped"),
        ("P", "clove", "2009-07-25", "2009-08-20", 1, "complete", "completed"),
        ("P", "flag_ida", "2009-12-12", "2010-01-05", 1, "none", "stopped"),
        ("P", "bortezomib", "2010-01-10", "2010-01-30", 1, "complete", "completed"),
    ]
    derived = row(courses=courses)
    assert (derived["group"], derived["drug"], derived["remission"]) == (2, "bortezomib", True)
    assert derived["remission_regimen"] == "clove"


def test_without_salvage_there_is_no_group():
    derived = row(courses=history()["courses"].iloc[:2].to_records(index=False).tolist())
    assert derived["group"] is None
    assert derived["drug"] is None


def test_unknown_follow_up_is_missing():
    derived = row(follow_up=[("P", None, "unknown", None)])
    assert derived[["status", "died", "survival_days", "death_cause"]].isna().all()


def test_without_relapse_after_transplant_the_rest_is_missing():
    derived = row(relapses=[("P", "2009-05-01", "bm")])
    assert not derived["posttransplant_relapse"]
    assert derived[[name for name in COLUMNS if VARIABLES[name].relapsed]].isna().all()


def test_a_first_relapse_after_transplant_is_none_before_it():
    derived = row(relapses=[("P", "2009-12-10", "bm")])
    assert derived["transplants"] == 1
    assert derived[["relapse_type", "remission_regimen", "posttransplant_relapse"]].isna().all()


def test_an_open_course_ends_before_what_comes_next():
    tables = history()
    tables["courses"].loc[2, "end_date"] = pd.NaT
    closed, opened = derive.close_courses(tables)
    assert list(opened.index) == [0, 2]
    assert list(closed["end_date"]) == [DAY("2009-04-30"), DAY("2009-07-20"), DAY("2010-02-08")]


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("cohort")
    cohorts.cleaned(SYNTHETIC, folder)
    return read(folder / "cohort.csv")


@settings(max_examples=20)
@given(seed=st.integers(0, 10**9))
def test_dating_and_deriving_are_inverse(cleaned, seed):
    """Whatever dates a seed gives, the cohort that is derived from them is the one that was dated."""
    described = cleaned.drop(columns="patient").astype(object)
    described = described.where(described.notna(), None)
    tables = chronology.tables(described, seed)
    for table in tables.values():
        for column in table.columns:
            if column.endswith(("_date", "_month")):
                table[column] = pd.to_datetime(table[column])
    derived, expected = (
        frame.drop(columns="patient").fillna({"death_cause": ""}) for frame in (typed(derive.cohort(tables)), cleaned)
    )
    key = derived.columns.tolist()
    pd.testing.assert_frame_equal(
        derived.sort_values(key, ignore_index=True), expected.sort_values(key, ignore_index=True)
    )
    start, end = (pd.Timestamp(day) for day in chronology.PERIOD)
    assert tables["transplants"]["transplant_date"].between(start, end).all()
    assert (tables["follow_up"]["last_date"].dropna() <= end).all()
    courses = tables["courses"]
    for drug, since in chronology.AVAILABLE_FROM.items():
        assert (courses.loc[courses["regimen"] == drug, "start_date"] >= pd.Timestamp(since)).all()
    assert (courses["start_date"] <= courses["end_date"]).all()
    assert (courses["cycles"] >= 1).all()


def test_valid_cohorts_are_valid():
    for seed in range(5):
        validate(random_cohort(seed), ROOT)
        validate(random_cohort(seed, relapsed=True), ROOT)


@pytest.mark.parametrize(
    ("column", "value"), [("age", 19), ("sex", "unknown"), ("donor", None), ("transplants", 0), ("remission", None)]
)
def test_invalid_cohorts_are_named(column, value):
    cohort = random_cohort(3, relapsed=True).set_axis(range(2, 10))
    cohort.loc[4, column] = value
    with pytest.raises(InputError) as caught:
        validate(cohort, ROOT)
    assert (caught.value.row, caught.value.column) == (4, column)


def test_a_third_transplant_and_a_long_follow_up_are_valid():
    cohort = random_cohort(3, relapsed=True)
    cohort.loc[4, ["transplants", "survival_days"]] = [3, 30 * 365]
    validate(cohort, ROOT)


def test_a_value_that_cannot_be_is_named():
    cohort = random_cohort(3, relapsed=True).set_axis(range(2, 10))
    cohort.loc[2, "posttransplant_relapse"] = False
    cohort.loc[2, [name for name in COLUMNS if VARIABLES[name].relapsed and name != "refused"]] = pd.NA
    with pytest.raises(InputError, match="although it cannot be") as caught:
        validate(cohort, ROOT)
    assert (caught.value.row, caught.value.column) == (2, "refused")
