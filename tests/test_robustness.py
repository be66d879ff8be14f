"""Cohorts that satisfy the statements: who is in them, which times are drawn, what is measured and summarized."""

import json
import tracemalloc
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from edition.claims.expression import form, variables
from edition.claims.records import load, under
from edition.files.errors import InputError
from edition.solver.admitted import holds
from edition.solver.kinds import Kind, kinds
from edition.solver.law import Law, draw, longest, patients, shared_range
from edition.statistics import survival
from edition.statistics.firth import deaths, hazard_ratios, log_likelihood
from edition.statistics.measures import Curves, logrank_p, measures
from firthmodels import FirthCoxPH
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from scripts import robustness, sample_cohorts

PUBLISHED = Path("data/published")
CLAIMS = under(load(PUBLISHED))
KINDS = kinds(CLAIMS)
GROUP, DIED = patients(KINDS)

# Remission in weeks under 6-mercaptopurine and placebo; False: censored. Freireich EJ et al., Blood 1963;21:699-716.
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_RELAPSED = [i in (0, 1, 2, 4, 6, 9, 10, 14, 15) for i in range(21)]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
FREIREICH = np.array(PLACEBO + SIX_MP)[None, :]
RELAPSED = np.array([True] * 21 + SIX_MP_RELAPSED)
TREATED = np.arange(42) >= 21


def some_cohorts(seed=1, cohorts=40, n=9, last=12):
    """Cohorts with many ties: days (rows), and who died and who is in group 2."""
    random = np.random.default_rng(seed)
    return random.integers(1, last, (cohorts, n)), random.random(n) < 0.6, np.arange(n) >= n // 2


def test_the_claims_determine_who_died_in_which_group_after_which_drug():
    found = {(kind.group, kind.died, kind.drugs): kind.n for kind in KINDS}
    assert found == {
        (1, True, ("fludarabine", "clofarabine")): 7,
        (1, False, ("fludarabine", "clofarabine")): 2,
        (2, True, ("bortezomib",)): 1,
        (2, True, ("cart",)): 1,
        (2, False, ("blinatumomab",)): 2,
        (2, False, ("bortezomib",)): 4,
    }
    stated = {kind.drugs: dict(kind.printed) for kind in KINDS if kind.printed}
    # 1.0, 2 and 3.5 years, 11 years: half a unit of the last place to each side, 365.25 days a year, in half days.
    assert stated == {
        ("bortezomib",): {"minimum": (694, 767), "median": (1096, 1826), "maximum": (2521, 2593)},
        ("cart",): {"maximum": (7671, 8400)},
    }


def test_claims_that_leave_a_number_open_or_contradict_each_other_are_refused():
    open_ = [claim for claim in CLAIMS if claim.number not in {"group2.bortezomib.alive.n", "group2.bortezomib.died.n"}]
    with pytest.raises(InputError, match="leave open"):
        kinds(open_)
    wrong = [replace(claim, printed="six") if claim.id == "results.group1_died" else claim for claim in CLAIMS]
    with pytest.raises(InputError, match="contradict each other"):
        kinds(wrong)


def cohort(days):
    """A cohort as a data frame of what the kinds tell of each patient."""
    drugs = [kind.drugs[0] for kind in KINDS for _ in range(kind.n)]
    status = np.where(DIED, "died", "alive")
    return pd.DataFrame(
        {"group": GROUP, "drug": drugs, "status": status, "survival_days": days, "died": DIED.astype(int)}
    )


def test_every_cohort_satisfies_every_claim_about_who_died_and_when():
    told = {"group", "status", "survival_days", "died"}
    about = [
        claim
        for claim in CLAIMS
        if form(claim.expression)[0] not in {"test", "logrank", "survival", "both", "relation"}
        and variables(claim.expression)
        and set(variables(claim.expression)) <= told | {"drug"}
        and "clofarabine" not in claim.id
        and "fludarabine" not in claim.id
    ]
    assert {"results.bortezomib_followup_median", "results.cart_survival", "results.group1_died"} <= {
        c.id for c in about
    }
    for days in draw(KINDS, Law(), 7, 3, 40):
        false = [claim.id for claim in about if holds(claim, cohort(days)) is False]
        assert not false


def test_times_reach_the_ends_of_what_is_printed_and_keep_to_the_study():
    days = draw(KINDS, Law(), 1, 0, 4000)
    bortezomib = days[:, -4:]
    assert KINDS[-1].drugs == ("bortezomib",)
    assert bortezomib.min(axis=1).min() == 347 and bortezomib.min(axis=1).max() == 383
    assert bortezomib.max(axis=1).min() == 1261 and bortezomib.max(axis=1).max() == 1296
    middle = np.median(bortezomib, axis=1)
    assert 548 <= middle.min() < 560 and 890 < middle.max() <= 913
    assert days.min() >= 1 and days.max() <= max(map(longest, KINDS)) == 7304


def test_the_reading_decides_the_follow_up_of_the_other_survivors():
    (other,) = [kind for kind in KINDS if kind.group == 2 and not kind.died and not kind.printed]
    assert shared_range(other, KINDS) == (347, 1296)
    assert all(shared_range(kind, KINDS) is None for kind in KINDS if kind is not other)
    place = sum(kind.n for kind in KINDS[: KINDS.index(other)])
    times = draw(KINDS, Law(), 2, 5, 1000)[:, place : place + other.n]
    assert times[1::2].min() >= 347 and times[1::2].max() <= 1296
    assert times[::2].min() < 100 and 3000 < times[::2].max() <= longest(other)


def test_times_of_death_have_the_declared_typical_time():
    dead = [Kind(1, True, ("fludarabine",), 5)]
    days = draw(dead, Law(typical_death=(200, 200)), 3, 0, 4000)
    assert abs(np.median(days) - 200) < 6
    typical = np.median(draw(dead, Law(typical_death=(30, 3000)), 3, 0, 4000), axis=1)
    assert abs(np.median(np.log(typical)) - np.log(300)) < 0.1  # log-uniform: the middle is the geometric mean


def test_a_summary_that_no_times_meet_is_refused():
    impossible = Kind(
        2, False, ("bortezomib",), 3, {"minimum": (800, 802), "median": (200, 202), "maximum": (900, 902)}
    )
    with pytest.raises(InputError, match="no times meet"):
        draw([impossible], Law(), 1, 0, 10)


def run_chunks(folder, cohorts, size, chunks=None):
    parts = []
    for chunk in chunks or range(-(-cohorts // size)):
        parts.append(folder / f"part-{chunk}.csv")
        sample_cohorts.main(PUBLISHED, chunk, size, cohorts, 11, 0.95, 5.0, parts[-1])
    return parts


def test_a_cohort_depends_on_seed_and_number_only(tmp_path):
    few = run_chunks(tmp_path / "few", 30, 20)
    many = run_chunks(tmp_path / "many", 100, 20, chunks=[4, 1, 0])
    assert [len(part.read_text().splitlines()) for part in few] == [21, 11]
    for part in few:
        assert (tmp_path / "many" / part.name).read_text().startswith(part.read_text().rstrip("\n"))
    assert [int(line.split(",")[0]) for line in many[0].read_text().splitlines()[1:]] == list(range(80, 100))
    assert len({line for part in many for line in part.read_text().splitlines()[1:]}) == 60


def test_curves_agree_with_lifelines_one_by_one():
    days, died, _ = some_cohorts()
    curves = Curves(days, died)
    means = curves.restricted_mean(8)
    for i, row in enumerate(days):
        one = survival.curve(row, died.astype(int))
        for day in (0, 1, 3.5, 8, 20):
            expected = survival.survival_at(one, day).value
            assert curves.at(day)[i] == pytest.approx(np.nan if expected is None else expected, nan_ok=True)
        assert curves.last()[i] == pytest.approx(one["survival"].iloc[-1])
        middle = survival.median(survival.curve(row, died.astype(int))).value
        assert curves.median()[i] == (np.inf if middle is None else middle)
        if not np.isnan(means[i]):
            assert means[i] == pytest.approx(restricted_mean_survival_time(KaplanMeierFitter().fit(row, died), t=8))
    assert np.isnan(Curves(np.array([[2, 3]]), np.array([True, False])).restricted_mean(4))[0]


def test_logrank_agrees_with_lifelines_and_with_a_published_example():
    days, died, second = some_cohorts(2)
    (p,) = logrank_p(days, died, second)
    for i, row in enumerate(days):
        assert p[i] == pytest.approx(survival.logrank(row, died.astype(int), ~second)[1])
    # Chi-square 16.79 on 1 degree of freedom for the data of Freireich (Kleinbaum & Klein, Survival analysis, 3rd ed.).
    assert logrank_p(FREIREICH, RELAPSED, TREATED)[0][0] == pytest.approx(4.17e-5, rel=0.01)


def test_from_a_landmark_on_is_without_those_who_did_not_reach_it():
    days, died, second = some_cohorts(3, n=14)
    p = logrank_p(days, died, second, (0, 4))[1]
    for i, row in enumerate(days):
        reached = row > 4
        if died[reached].any() and 0 < second[reached].sum() < reached.sum():
            expected = survival.logrank(row[reached], died[reached].astype(int), ~second[reached])[1]
            assert p[i] == pytest.approx(expected, nan_ok=True)
    assert np.isnan(logrank_p(days, died, second, (100,))[0]).all()


def test_firth_agrees_with_an_independent_program():
    cohorts = [some_cohorts(4, cohorts=12, n=10, last=30), some_cohorts(5, cohorts=6, n=17, last=900)]
    cohorts.append((FREIREICH, RELAPSED, TREATED))
    monotone = np.array([[1, 2, 3, 4, 5, 6, 7, 8]]), np.arange(8) < 4, np.arange(8) >= 4  # all deaths in group 1
    for days, died, second in [*cohorts, monotone]:
        found = hazard_ratios(deaths(days, died, second), 0.95)
        for row, ratio in zip(days, found, strict=True):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                other = FirthCoxPH(gtol=1e-8, xtol=1e-9, max_iter=200).fit(second[:, None].astype(float), (died, row))
                limits = other.conf_int(method="pl")
            assert ratio == pytest.approx(np.exp([other.coef_[0], *limits[0]]), rel=2e-3)


@given(st.integers(0, 10**6), st.integers(2, 17))
@settings(deadline=None, max_examples=30)
def test_firth_estimate_is_the_maximum_and_symmetric_in_the_groups(seed, n):
    days, died, second = some_cohorts(seed, cohorts=5, n=n, last=40)
    of = deaths(days, died, second)
    found = hazard_ratios(of, 0.9)
    assert (np.isnan(found[:, 0]) == ~of.weight.any(axis=1)).all()
    known = ~np.isnan(found[:, 0])
    some = type(of)(*(values[known] for values in (of.ratio, of.in_second, of.weight)))
    best = log_likelihood(np.log(found[known, 0]), some)
    for beta in np.linspace(-6, 6, 61):
        assert (log_likelihood(np.full(known.sum(), beta), some) <= best + 1e-9).all()
    swapped = hazard_ratios(deaths(days, died, ~second), 0.9)
    assert swapped == pytest.approx(1 / found[:, [0, 2, 1]], rel=1e-6, nan_ok=True)


def test_measures_have_the_units_and_directions_that_they_claim():
    days = np.array([[100, 200, 300, 800, 900, 4000]])
    found = measures(days, np.array([1, 1, 1, 2, 2, 2]), np.array([1, 1, 1, 0, 1, 0], dtype=bool), 0.95, 2.0)
    values = {name: float(value[0]) for name, value in found.items()}
    assert values["km.group1.y1"] == 0 and values["km.group2.y2"] == 100 and values["km.group2.last"] == 50
    assert values["km.group1.median"] == pytest.approx(200 / 365.25)
    assert values["km.group2.median"] == pytest.approx(900 / 365.25)
    assert values["rmst.difference"] == pytest.approx(2 - 200 / 365.25)
    assert values["hazard_ratio.lower"] < values["hazard_ratio"] < values["hazard_ratio.upper"] < 1
    assert values["logrank.p"] < 0.05


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=200))
@settings(deadline=None)
def test_quantiles_are_those_of_the_rounded_values(values):
    rows = pd.DataFrame({"cohort": 0, "km.group1.median": values})
    counts = robustness.tally([rows], {})["all", "km.group1.median"]
    rounded = [float(f"{value:.4g}") for value in values]
    expected = [float(np.quantile(rounded, q, method="inverted_cdf")) for q in (0.0, 0.025, 0.5, 0.975, 1.0)]
    assert list(robustness.quantiles(counts).values()) == expected


def test_missing_values_are_left_out_and_infinite_ones_are_the_largest():
    values = [0.01, 0.0499, 0.05, 0.93, 1.0, float("nan"), float("inf")]
    rows = pd.DataFrame({"cohort": 0, "km.group1.median": values})
    counts = robustness.tally([rows], {})["all", "km.group1.median"]
    assert counts.total() == 6 and robustness.quantiles(counts)["maximum"] is None
    del counts[float("inf")]
    assert robustness.histogram(counts, 0.05, 20) == [2, 1, *[0] * 16, 1, 1]
    assert set(robustness.quantiles(robustness.Counter()).values()) == {None}


def summarized(parts, folder):
    robustness.main(parts, PUBLISHED, 11, 0.05, 5.0, folder / "summary.json", folder / "robustness.json")
    return [json.loads((folder / name).read_text("utf-8")) for name in ("summary.json", "robustness.json")]


def test_the_summary_is_that_of_all_rows_at_once(tmp_path):
    parts = run_chunks(tmp_path, 250, 100)
    summary, numbers = summarized(parts, tmp_path)
    rows = pd.concat(map(pd.read_csv, parts))
    whole = summary["parts"]["all"]
    assert whole["cohorts"] == len(rows) == 250 == sum(whole["histogram"])
    assert whole["shares"]["logrank.significant"] == pytest.approx(100 * (rows["logrank.p"] < 0.05).mean())
    assert whole["histogram"][0] == (rows["logrank.p"] < 0.05).sum()
    ratios = whole["measures"]["hazard_ratio"]
    assert ratios["minimum"] == pytest.approx(rows["hazard_ratio"].min(), rel=1e-3)
    assert ratios["median"] == pytest.approx(rows["hazard_ratio"].median(), rel=0.02)
    assert whole["measures"]["rmst.difference"]["estimable"] == rows["rmst.difference"].notna().sum()
    early = rows["km.group1.median"] < 1
    assert summary["parts"]["group1_within_year"]["cohorts"] == early.sum()
    share = summary["parts"]["group1_after_year"]["shares"]["logrank.significant"]
    assert share == pytest.approx(100 * (rows["logrank.p"] < 0.05)[~early].mean())
    assert numbers["robustness.cohorts.n"]["value"] == 250
    assert numbers["robustness.hazard_ratio.maximum"]["value"] == whole["measures"]["hazard_ratio"]["maximum"]
    assert numbers["robustness.logrank.significant.percent"]["kind"] == "percent"
    assert {name.split(".")[0] for name in numbers} == {"robustness"}


def test_memory_does_not_grow_with_the_number_of_cohorts(tmp_path):
    (part,) = run_chunks(tmp_path, 1000, 1000)

    def peak(times):
        tracemalloc.start()
        robustness.summarize(map(pd.read_csv, [part] * times), robustness.conditions(0.05), 0.05)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(1)
    assert peak(20) < 1.1 * peak(2)
