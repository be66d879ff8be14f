"""Survival against the 6-mercaptopurine trial, R, lifelines and the definitions."""

from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cohorts import RELAPSED, WEEKS
from edition.claims.nodes import kaplan_meier
from edition.statistics import survival
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.statistics import logrank_test

PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

drug, relapsed, placebo = np.array(WEEKS), np.array(RELAPSED), np.array(PLACEBO)
weeks = np.concatenate([drug, placebo])
events = np.concatenate([relapsed, np.ones(21, dtype=int)])
on_drug = np.arange(42) < 21


def test_product_limit_estimate_of_the_trial():
    """Estimates as in Cox and Oakes; log-log limits as SAS and R print them."""
    curve = survival.curve(drug, relapsed).set_index("time_days")
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve.loc[list(published), "survival"].to_numpy() == pytest.approx(list(published.values()), abs=5e-4)
    assert curve.loc[[6, 23], ["lower", "upper"]].to_numpy() == pytest.approx(
        np.array([[0.620, 0.952], [0.188, 0.680]]), abs=1e-3
    )
    assert curve.loc[[0, 6, 7, 10], "at_risk"].tolist() == [21, 21, 17, 15]
    assert curve.loc[6, ["events", "censored"]].tolist() == [3, 1]
    assert curve[["events", "censored"]].sum().sum() == 21


def test_medians_of_the_trial_with_their_limits():
    assert survival.median(survival.curve(drug, relapsed)) == survival.Estimate(23, 13, None)
    assert survival.median(survival.curve(placebo, np.ones(21, dtype=int))) == survival.Estimate(8, 4, 11)


SAMPLES = Path(__file__).parent / "data" / "survival-r.csv"
"""What R's survfit gives for 270 samples of 1 to 12 patients; the script that made it stands beside it."""


def test_medians_their_limits_and_follow_up_as_r_gives_them():
    """R's median differs at one half alone, where it is the middle of the stretch to the next death or the end."""
    halves = no_upper = 0
    for sample in pd.read_csv(SAMPLES, dtype={"time": str, "status": str}).itertuples():
        days, died = (np.array(column.split(), dtype=int) for column in (sample.time, sample.status))
        by_r = [None if np.isnan(value) else value for value in sample[3:]]
        curve = survival.curve(days, died)
        median = survival.median(curve)
        assert [median.value, median.low, median.high, survival.median_follow_up(days, died)] == by_r[1:], sample
        at_half = curve.loc[np.isclose(curve["survival"], 0.5), "time_days"]
        if len(at_half):
            later = days[(died == 1) & (days > at_half.min())]
            assert by_r[0] == (at_half.min() + (min(later) if len(later) else max(days))) / 2, sample
        else:
            assert by_r[0] == median.value, sample
        halves += len(at_half) > 0
        no_upper += curve["survival"].iloc[-1] == 0 and median.high is None
    assert halves > 40 and no_upper > 100


def test_logrank_test_of_the_trial():
    """Chi-square 16.79: Kleinbaum DG, Klein M. Survival analysis, 3rd ed. 2012, ch. 2."""
    statistic, p = survival.logrank(weeks, events, on_drug)
    assert statistic == pytest.approx(16.793, abs=5e-4)
    assert p == pytest.approx(4.17e-5, rel=5e-3)


patients = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 1)), min_size=4, max_size=7)


@settings(max_examples=30)
@given(patients, st.data())
def test_the_three_tests_of_curves_are_those_of_a_library(data, choose):
    days, died = np.array(data).T
    first = np.arange(len(days)) < choose.draw(st.integers(1, len(days) - 1))
    for test, weights in (("logrank", None), ("breslow", "wilcoxon"), ("tarone-ware", "tarone-ware")):
        statistic, p = survival.logrank(days, died, first, test)
        with np.errstate(invalid="ignore"):
            library = logrank_test(days[first], days[~first], died[first], died[~first], weightings=weights)
        if p is None:
            assert np.isnan(library.test_statistic) or library.test_statistic == pytest.approx(0)
        else:
            assert (statistic, p) == (pytest.approx(library.test_statistic), pytest.approx(library.p_value))


def test_nothing_is_compared_unless_somebody_dies_while_both_groups_are_at_risk():
    days, first = np.array([1, 2, 3, 4, 5, 6]), np.arange(6) < 3
    # Group 1 has left before anybody dies; nobody dies; all die at once; one group is empty.
    for died in (days > 3, np.zeros(6)):
        assert survival.logrank(days, died.astype(int), first) == (None, None)
        assert survival.permutation_test(days, died.astype(int), first).p is None
    assert survival.logrank(np.full(6, 4), np.ones(6), first) == (None, None)
    for group in (np.ones(6, dtype=bool), np.zeros(6, dtype=bool)):
        assert survival.permutation_test(days, np.ones(6), group).p is None


@settings(max_examples=25)
@given(patients, st.data())
def test_the_permutation_p_is_the_share_of_splits_whose_deaths_are_as_far_from_expected(data, choose):
    """Observed less expected deaths by the definition of the log-rank test, death by death, for every split."""
    days, died = np.array(data).T
    size = choose.draw(st.integers(1, len(days) - 1))

    def excess(group):
        members = np.isin(np.arange(len(days)), group)
        expected = [(died * (days == t)).sum() * (members & (days >= t)).sum() / (days >= t).sum() for t in set(days)]
        return died[members].sum() - sum(expected)

    values = np.array([excess(group) for group in combinations(range(len(days)), size)])
    first = np.arange(len(days)) < size
    assert survival.scores(days, died)[first].sum() == pytest.approx(values[0])
    permutation = survival.permutation_test(days, died, first)
    assert (permutation.splits, permutation.exact) == (len(values), True)
    if permutation.p is None:
        assert survival.logrank(days, died, first)[1] is None
    else:
        assert permutation.p == pytest.approx(np.mean(np.abs(values) >= abs(values[0]) - 1e-8))


def test_seventeen_patients_in_groups_of_nine_and_eight_have_24310_splits():
    days, died = np.arange(1, 18), np.ones(17, dtype=int)
    permutation = survival.permutation_test(days, died, days <= 9)
    assert (permutation.splits, permutation.exact) == (24310, True)
    # The nine earliest deaths lie 9 - 3.60 from what is expected; of nine, the latest only 9 - 14.1.
    assert permutation.p == 1 / comb(17, 9)


def test_the_linear_statistic_is_permuted_as_in_coin():
    """R's coin 1.4, logrank_test(Surv(days, died) ~ group, distribution = "exact").

    With the statistic that each split's own variance standardizes the first p would be 0.0123.
    """
    days = np.array([42, 58, 58, 78, 83, 182, 228, 1401, 2198, 72, 380, 592, 709, 751, 1261, 1449, 4076])
    died = np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    assert survival.permutation_test(days, died, np.arange(17) < 9).p == pytest.approx(0.0107774578362813)
    days, died = np.array([[1, 2, 2, 3, 3, 3, 4, 5, 5, 6], [1, 1, 0, 1, 1, 1, 0, 1, 1, 0]])
    first = np.array([1, 1, 2, 1, 1, 2, 2, 2, 1, 2]) == 1
    assert survival.permutation_test(days, died, first).p == pytest.approx(0.0793650793650793)


def test_with_too_many_splits_a_seeded_sample_is_drawn():
    first, second = (survival.permutation_test(weeks, events, on_drug) for _ in range(2))
    assert first == second
    assert (first.splits, first.exact) == (survival.SAMPLES, False)
    assert 1 / (survival.SAMPLES + 1) <= first.p < 0.001


@settings(max_examples=50)
@given(patients, st.integers(0, 10))
def test_curve_and_claims_use_the_same_estimate(data, day):
    days, died = np.array(data).T
    exact = float(kaplan_meier(pd.Series(days), pd.Series(died), at=day))
    estimate = survival.survival_at(survival.curve(days, died), day)
    if estimate.value is None:
        assert day > days.max()
    else:
        assert estimate.value == pytest.approx(exact)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 1)), min_size=1, max_size=40))
def test_a_curve_by_month_is_exact_at_the_end_of_every_month_and_tells_no_day(data):
    days, died = np.array(data).T
    exact = survival.curve(days, died)
    told = survival.by_month(exact)
    ends = np.array([month * 1461 // 48 for month in range(5001 * 48 // 1461 + 2)])
    assert set(told["time_days"]) <= set(ends)
    for by_day in (exact, told):
        by_day[["censored", "events"]] = by_day[["censored", "events"]].cumsum()
    before, shown = (frame.set_index("time_days").reindex(ends, method="ffill") for frame in (exact, told))
    columns = ["survival", "lower", "upper", "censored", "events"]
    assert shown[columns].to_numpy() == pytest.approx(before[columns].to_numpy(), nan_ok=True)
    assert (told["at_risk"] == len(days) - (told["events"] + told["censored"]).shift(fill_value=0)).all()


def test_what_the_data_cannot_give_is_missing():
    days, died = np.array([10, 20, 30, 40]), np.array([0, 1, 0, 0])
    curve = survival.curve(days, died)
    assert survival.survival_at(curve, 15) == survival.Estimate(1.0, None, None)
    assert survival.survival_at(curve, 20).value == pytest.approx(2 / 3)
    assert survival.survival_at(curve, 41) == survival.Estimate(None, None, None)
    assert survival.median(curve) == survival.Estimate(None, 20, None)
    everybody = survival.curve(days, np.ones(4, dtype=int))
    assert survival.survival_at(everybody, 99) == survival.Estimate(0.0, None, None)
    assert everybody[["lower", "upper"]].iloc[-1].isna().all()


def test_median_follow_up_counts_deaths_as_cut_short():
    days, died = np.array([2, 4, 6, 8, 10]), np.array([1, 0, 0, 1, 0])
    # Exchanged, the events are at 4, 6 and 10: the curve is 3/4, 1/2, 0.
    assert survival.median_follow_up(days, died) == 6
    assert survival.median_follow_up(days, np.ones(5, dtype=int)) is None
