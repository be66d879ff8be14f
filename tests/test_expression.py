"""The interpreter of claims on a data frame: worked examples, missing values, and laws that hold in every cohort."""

import io
from fractions import Fraction

import pandas as pd
import pytest
from cohorts import CLAIMS
from edition.claims.nodes import kaplan_meier
from edition.claims.parse import parse, where
from edition.study.variables import COLUMNS, VARIABLES
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

COHORT = pd.read_csv(
    io.StringIO(
        "patient,age,second_transplant,group,drug,remission,days_to_relapse,status,survival_days,died\n"
        "P1,2,true,1,fludarabine,true,90,alive,1461,0\n"
        "P2,4,false,1,clofarabine,false,100,died,30,1\n"
        "P3,4,false,2,bortezomib,true,101,alive,731,0\n"
        "P4,4,false,2,cart,,400,died,4018,1\n"
        "P5,5,true,,,,,,,\n"
        "P6,5,false,,,,,,,\n"
        "P7,7,false,,,,,,,\n"
        "P8,9,false,,,,,,,\n"
    )
)


def evaluate(expression, cohort, tests=None):
    return parse(expression).evaluate(cohort, tests)


def value(expression):
    return evaluate(expression, COHORT)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, 8),
        ({"group": 1}, 2),
        ({"drug": ["cart", "bortezomib"]}, 2),
        ({"second_transplant": True}, 2),
        ({"second_transplant": False, "group": [1, 2]}, 3),
        ({"days_to_relapse": {"max": 100}}, 2),
        ({"days_to_relapse": {"min": 100, "max": 101}}, 2),
        ({"any": [{"group": 1}, {"age": {"min": 7}}]}, 4),
        ({"any": [{"group": 1}, {"age": {"min": 7}}], "second_transplant": True}, 1),
        ({"survival_years": {"min": 4}}, 2),
        ({"survival_years": {"max": 4}}, 3),
        ({"remission": {"not": True}}, 1),
        ({"drug": {"not": ["cart", "fludarabine"]}}, 2),
    ],
)
def test_count(where, expected):
    assert value({"count": where}) == expected


@pytest.mark.parametrize("values", [[True, False, None], pd.array([True, False, None], dtype="boolean")])
@pytest.mark.parametrize(("condition", "expected"), [(True, 1), (False, 1), ({"not": True}, 1), ([True, False], 2)])
def test_a_missing_value_meets_no_condition(values, condition, expected):
    cohort = pd.DataFrame({"remission": values})
    assert evaluate({"count": {"remission": condition}}, cohort) == expected


def test_percent():
    assert value({"percent": {"part": {"age": {"max": 4}}, "of": {}}}) == 50.0
    assert value({"percent": {"part": {"remission": True}, "of": {"group": 1}}}) == 50.0
    assert value({"percent": {"part": {}, "of": {"age": 17}}}) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    # The standard deviation of this textbook sample is 2 when dividing by n, and sqrt(32/7) when dividing by n - 1.
    [("mean", 5), ("sd", (32 / 7) ** 0.5), ("median", 4.5), ("minimum", 2), ("maximum", 9), ("sum", 40)],
)
def test_summaries(name, expected):
    assert value({name: {"variable": "age", "of": {}}}) == pytest.approx(expected, rel=1e-12)


def test_summaries_of_nobody():
    nobody = {"variable": "age", "of": {"age": 17}}
    assert [value({name: nobody}) for name in ("mean", "sd", "median", "minimum", "maximum", "sum")] == [None] * 5 + [0]
    assert value({"sd": {"variable": "age", "of": {"age": 9}}}) is None


def test_summaries_skip_missing_values():
    assert value({"maximum": {"variable": "days_to_relapse", "of": {}}}) == 400


def test_years_are_days_over_365_and_a_quarter():
    assert value({"maximum": {"variable": "survival_years", "of": {"drug": "fludarabine"}}}) == 4.0


def test_kaplan_meier_drops_to_zero_when_the_longest_observed_patient_died():
    assert value({"survival": {"of": {"group": 2}, "at": "last"}}) == 0
    assert value({"survival": {"of": {"group": 2}, "at": 731}}) == 100
    assert value({"survival": {"of": {"age": 9}, "at": "last"}}) is None


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 1)), min_size=1, max_size=25))
@settings(max_examples=25)
def test_kaplan_meier_agrees_with_lifelines(observed):
    from lifelines import KaplanMeierFitter

    frame = pd.DataFrame(observed, columns=["days", "died"])
    fitted = KaplanMeierFitter().fit(frame["days"], frame["died"])
    for day in (0, 7, 15, 30):
        assert float(kaplan_meier(frame["days"], frame["died"], day)) == pytest.approx(fitted.predict(day), abs=1e-12)


def test_relations_are_exact():
    half = {"percent": {"part": {"age": 4}, "of": {"age": {"max": 5}}}}
    assert value({"relation": {"left": half, "is": "=", "right": 50}}) is True
    cohort = pd.DataFrame({"age": [0] * 7 + [1] * 3})  # the mean is exactly 0.3, which no binary fraction is
    assert evaluate({"relation": {"left": {"mean": {"variable": "age", "of": {}}}, "is": "=", "right": 0.3}}, cohort)


def test_relations_between_expressions():
    assert value({"relation": {"left": {"count": {"group": 1}}, "is": ">=", "right": {"count": {"group": 2}}}}) is True
    assert value({"relation": {"left": {"count": {"group": 1}}, "is": ">", "right": {"count": {"group": 2}}}}) is False
    assert (
        value({"relation": {"left": {"mean": {"variable": "age", "of": {"age": 17}}}, "is": "<", "right": 3}}) is None
    )


def test_every():
    assert value({"every": {"of": {"group": 1}, "have": {"drug": ["fludarabine", "clofarabine"]}}}) is True
    assert value({"every": {"of": {"group": 2}, "have": {"remission": True}}}) is False
    assert value({"every": {"of": {"age": 17}, "have": {"remission": True}}}) is True


@pytest.mark.parametrize(("parts", "expected"), [("TT", True), ("TF", False), ("TN", None), ("NF", False)])
def test_both(parts, expected):
    truths = {
        "T": {"every": {"of": {}, "have": {}}},
        "F": {"every": {"of": {}, "have": {"age": 1}}},
        "N": {"stated": {}},
    }
    assert value({"both": [truths[part] for part in parts]}) is expected


def test_p_values_come_from_the_given_callable():
    def tests(name, cohort):
        return {"status": 0.04, "logrank": 0.07}[name] + 0 * len(cohort)

    assert evaluate({"test": {"variable": "status"}}, COHORT, tests) == 0.04
    assert evaluate({"logrank": {}}, COHORT, tests) == 0.07
    assert evaluate({"relation": {"left": {"logrank": {}}, "is": "<", "right": 0.05}}, COHORT, tests) is False
    assert evaluate({"logrank": {}}, COHORT) is None


def test_what_is_quoted_or_stated_has_no_value():
    assert value({"quoted": {"source": "reismuller2009"}}) is None
    assert value({"stated": {}}) is None


def test_variables_are_the_columns_in_use():
    expression = {
        "relation": {
            "left": {"survival": {"of": {"group": 2}, "at": "last"}},
            "is": ">",
            "right": {"percent": {"part": {"any": [{"drug": "cart"}]}, "of": {"survival_years": {"min": 1}}}},
        }
    }
    assert parse(expression).variables() == ["survival_days", "died", "group", "drug"]
    assert parse({"test": {"variable": "age"}}).variables() == ["age", "group"]
    assert parse({"logrank": {}}).variables() == ["group", "survival_days", "died"]


def test_conditions_are_the_same_in_any_order_and_a_negation_is_the_other_levels():
    assert where({"drug": ["cart", "bortezomib"], "group": 2}) == where({"group": [2], "drug": ["bortezomib", "cart"]})
    assert where({"sex": {"not": "male"}}) == where({"sex": "female"})


def cell(variable):
    """Strategy for one value of a variable, missing at times."""
    values = st.sampled_from(variable.levels) if variable.levels else st.integers(variable.low, variable.high)
    return st.one_of(st.none(), values)


COHORTS = st.lists(st.fixed_dictionaries({n: cell(VARIABLES[n]) for n in COLUMNS[1:]}), min_size=1, max_size=12).map(
    lambda rows: pd.DataFrame(rows, columns=list(COLUMNS[1:]))
)


@given(COHORTS, st.sampled_from([name for name in COLUMNS[1:] if VARIABLES[name].levels]), st.data())
@settings(max_examples=50)
def test_a_condition_its_negation_and_the_missing_make_up_the_cohort(cohort, name, data):
    level = data.draw(st.sampled_from(VARIABLES[name].levels))
    parts = [evaluate({"count": {name: condition}}, cohort) for condition in (level, {"not": level})]
    assert sum(parts) + cohort[name].isna().sum() == len(cohort)


@given(COHORTS, st.integers(0, 18), st.integers(0, 18))
@settings(max_examples=50)
def test_every_is_a_comparison_of_two_counts(cohort, low, high):
    of, have = {"age": {"min": low}}, {"age": {"max": high}}
    same = evaluate({"count": of}, cohort) == evaluate({"count": of | {"age": {"min": low, "max": high}}}, cohort)
    assert evaluate({"every": {"of": of, "have": have}}, cohort) == same


@given(COHORTS)
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate])
def test_every_published_expression_has_a_value_of_its_kind_whatever_the_column_types(cohort):
    for claim in {claim.node: claim for claim in CLAIMS}.values():
        result = claim.node.evaluate(cohort, lambda name, rows: 0.5)
        assert result is None or isinstance(result, bool) == (claim.kind == "condition"), claim.id
        assert result == claim.node.evaluate(cohort.convert_dtypes(), lambda name, rows: 0.5), claim.id


def test_satisfies_keeps_the_rows_of_the_frame():
    chosen = where({"age": 4}).rows(COHORT.iloc[::-1])
    assert list(chosen.index) == list(range(7, -1, -1))
    assert list(COHORT.loc[chosen[chosen].index, "patient"]) == ["P4", "P3", "P2"]


def test_exact_years():
    years = evaluate({"minimum": {"variable": "survival_years", "of": {"drug": "cart"}}}, COHORT)
    assert years == float(Fraction(4018 * 4, 1461))
