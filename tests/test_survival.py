"""Survival against the 6-mercaptopurine trial and against the definitions."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from edition.claims.expression import kaplan_meier
from edition.statistics import survival
from hypothesis import given, settings
from hypothesis import strategies as st

# Weeks of remission, Freireich EJ et al. The effect of 6-mercaptopurine on the duration of steroid-induced remissions
# in acute leukemia. Blood 1963;21:699-716 (as in Cox DR, Oakes D. Analysis of survival data, 1984, table 1.1).
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

drug, relapsed, placebo = np.array(DRUG), np.array(RELAPSED), np.array(PLACEBO)
weeks = np.concatenate([drug, placebo])
events = np.concatenate([relapsed, np.ones(21, dtype=int)])
on_drug = np.arange(42) < 21


def test_product_limit_estimate_of_the_trial():
    """Estimates as in Cox and Oakes; log-log limits as SAS and R print them."""
    curve = survival.curve(drug, relapsed).set_index("time_days")
    known = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve.loc[list(known), "survival"].to_numpy() == pytest.approx(list(known.values()), abs=5e-4)
    assert curve.loc[[6, 23], ["lower", "upper"]].to_numpy() == pytest.approx(
        np.array([[0.620, 0.952], [0.188, 0.680]]), abs=1e-3
    )
    assert curve.loc[[0, 6, 7, 10], "at_risk"].tolist() == [21, 21, 17, 15]
    assert curve.loc[6, ["events", "censored"]].tolist() == [3, 1]
    assert curve[["events", "censored"]].sum().sum() == 21


def test_medians_of_the_trial_with_their_limits():
    assert survival.median(drug, relapsed) == survival.Estimate(23, 13, None)
    assert survival.median(placebo, np.ones(21, dtype=int)) == survival.Estimate(8, 4, 11)


def test_logrank_test_of_the_trial():
    """Chi-square 16.79: Kleinbaum DG, Klein M. Survival analysis, 3rd ed. 2012, ch. 2."""
    statistic, p = survival.logrank(weeks, events, on_drug)
    assert statistic == pytest.approx(16.793, abs=5e-4)
    assert p == pytest.approx(4.17e-5, rel=5e-3)
    assert survival.logrank_statistics(weeks, events, on_drug[None, :]) == pytest.approx([statistic])


patients = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 1)), min_size=4, max_size=7)


@settings(max_examples=25, deadline=None)
@given(patients, st.data())
def test_the_permutation_p_is_the_share_of_splits_that_a_library_puts_as_far_apart(data, choose):
    days, died = np.array(data).T
    size = choose.draw(st.integers(1, len(days) - 1))
    splits = np.array([np.isin(np.arange(len(days)), m) for m in combinations(range(len(days)), size)])
    by_library = np.array([survival.logrank(days, died, split)[0] for split in splits])
    by_library = np.where(np.isnan(by_library), 0, by_library)
    assert survival.logrank_statistics(days, died, splits) == pytest.approx(by_library, abs=1e-8)
    expected = np.mean(by_library >= by_library[0] - 1e-8)
    found = survival.permutation_test(days, died, splits[0])
    assert (found.p, found.splits, found.exact) == (pytest.approx(expected), len(splits), True)


def test_seventeen_patients_in_groups_of_nine_and_eight_have_24310_splits():
    days, died = np.arange(1, 18), np.ones(17, dtype=int)
    found = survival.permutation_test(days, died, days <= 9)
    assert (found.splits, found.exact) == (24310, True)
    # Only its mirror, the nine latest deaths against the eight earliest, sets the groups as far apart.
    assert found.p == 2 / 24310


def test_with_too_many_splits_a_seeded_sample_is_drawn():
    first, second = (survival.permutation_test(weeks, events, on_drug) for _ in range(2))
    assert first == second
    assert (first.splits, first.exact) == (survival.SAMPLES, False)
    assert 1 / (survival.SAMPLES + 1) <= first.p < 0.001


@settings(deadline=None)
@given(patients, st.integers(0, 10))
def test_curve_and_claims_use_the_same_estimate(data, day):
    days, died = np.array(data).T
    exact = float(kaplan_meier(pd.Series(days), pd.Series(died), at=day))
    found = survival.survival_at(survival.curve(days, died), day)
    if found.value is None:
        assert day > days.max()
    else:
        assert found.value == pytest.approx(exact)


def test_what_the_data_cannot_give_is_missing():
    days, died = np.array([10, 20, 30, 40]), np.array([0, 1, 0, 0])
    curve = survival.curve(days, died)
    assert survival.survival_at(curve, 15) == survival.Estimate(1.0, None, None)
    assert survival.survival_at(curve, 20).value == pytest.approx(2 / 3)
    assert survival.survival_at(curve, 41) == survival.Estimate(None, None, None)
    assert survival.median(days, died) == survival.Estimate(None, 20, None)
    everybody = survival.curve(days, np.ones(4, dtype=int))
    assert survival.survival_at(everybody, 99) == survival.Estimate(0.0, None, None)
    assert everybody[["lower", "upper"]].iloc[-1].isna().all()


def test_median_follow_up_counts_deaths_as_cut_short():
    days, died = np.array([2, 4, 6, 8, 10]), np.array([1, 0, 0, 1, 0])
    # Exchanged, the events are at 4, 6 and 10: the curve is 3/4, 1/2, 0.
    assert survival.median_follow_up(days, died) == 6
    assert survival.median_follow_up(days, np.ones(5, dtype=int)) is None
