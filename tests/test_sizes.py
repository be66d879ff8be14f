"""Nothing enumerates or holds what grows with the export; where an exact test is out of reach, that is said."""

import math
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from benchmarks import registry
from cohorts import random_cohort
from edition.cleaning.cohort import read
from edition.numbers.comparison import note_test
from edition.numbers.registry import Registry
from edition.statistics import analysis, exact, survival
from edition.statistics.analysis import MOST_OUTCOMES, MOST_TABLES, within_reach
from scipy import stats
from scripts import clean, flow, table1

SIZES = (400, 1_600)
TABLES = [
    # procedure, patients by level and group, what is used
    ("fisher.two-sided", [[30_000, 20_000], [3, 9]], "fisher.two-sided"),
    ("mid-p.one-sided", [[300, 200], [300, 200]], "mid-p.one-sided"),
    ("freeman-halton.two-sided", [[3, 3], [4, 4], [2, 1]], "freeman-halton.two-sided"),
    ("freeman-halton.two-sided", [[400, 400], [400, 400], [400, 400]], "pearson.two-sided"),
    ("freeman-halton.two-sided", [[400, 400], [400, 400], [2, 1]], "freeman-halton.two-sided"),
    ("fisher.two-sided", [[400, 400], [400, 400], [400, 400]], "pearson.two-sided"),
    ("barnard.one-sided", [[9, 8], [0, 0]], "barnard.one-sided"),
    ("barnard.one-sided", [[90, 80], [90, 80]], "pearson.one-sided"),
    ("boschloo.doubled", [[90, 80], [90, 80]], "pearson.two-sided"),
    ("likelihood-ratio-exact.two-sided", [[10**6, 10**6], [10**6, 10**6]], "likelihood-ratio.two-sided"),
    ("linear-by-linear-exact.two-sided", [[10**6, 10**6], [10**6, 10**6]], "linear-by-linear.two-sided"),
    ("mann-whitney-exact.one-sided", [[9, 8]], "mann-whitney-exact.one-sided"),
    ("mann-whitney-exact.one-sided", [[900, 800]], "mann-whitney.one-sided"),
    ("welch.two-sided", [[9_000_000, 8_000_000]], "welch.two-sided"),
]


@pytest.mark.parametrize(("procedure", "table", "used"), TABLES)
def test_an_exact_test_out_of_reach_gives_way_to_an_asymptotic_one(procedure, table, used):
    assert within_reach(procedure, np.array(table)) == used


def test_what_is_enumerated_has_a_bound_whatever_the_export(monkeypatch):
    """Over tables that grow a thousandfold, no test that is declared sees more tables than it may."""
    seen = []
    monkeypatch.setattr(exact, "ways", lambda table, ways=exact.ways: seen.append(1) or ways(table))
    for size in (1, 10, 100, 1000):
        cohort = random_cohort(size, 20 * size, relapsed=True)
        plan = analysis.plan("recommended").for_cohort(cohort)
        for variable in ("risk", "sex"):
            seen.clear()
            plan.p_value(variable, cohort)
            assert len(seen) <= min(MOST_TABLES, 100_000) + 1
    assert seen == []  # Fisher's test of many patients counts no ways at all
    assert MOST_OUTCOMES <= MOST_TABLES


def test_the_article_names_the_test_that_took_its_place():
    cohort = pd.concat([random_cohort(seed, 500, relapsed=True) for seed in range(4)], ignore_index=True)
    declared = analysis.plan("recommended")
    plan = declared.for_cohort(cohort)
    assert plan != declared and plan.for_cohort(random_cohort(1)) == plan
    assert declared.for_cohort(random_cohort(1, 17)) == declared
    noted = Registry("table1", [])
    p = note_test(noted, "table1.risk", "risk", cohort, plan)
    counts = analysis.counts("risk", cohort)
    assert p == pytest.approx(stats.chi2_contingency(counts, correction=False).pvalue)
    assert noted.records["table1.risk.p"]["procedure"] == "pearson.two-sided"
    assert plan.words("risk") == "numbers.tests.pearson"


@pytest.mark.parametrize("table", [[[1100, 950], [40, 60]], [[700, 900], [3, 1200]], [[1, 1500], [9, 700]]])
def test_fishers_test_of_many_agrees_with_that_of_few(table):
    table = np.array(table)
    assert table.sum() > exact.WHOLE_UP_TO
    assert exact.freeman_halton(table) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6, abs=1e-300)
    sign = exact.towards(table)
    tail = "greater" if sign > 0 else "less"
    expected = stats.fisher_exact(table, alternative=tail).pvalue
    assert exact.fisher_one_sided(table) == pytest.approx(expected, rel=1e-6, abs=1e-300)


def test_the_permutation_p_of_many_is_normal_and_near_that_of_a_sample(monkeypatch):
    draw = np.random.default_rng(3)
    first = draw.random(900) < 0.6
    days, died = draw.integers(1, 2_000, 900) + 60 * first, (draw.random(900) < 0.5).astype(int)
    sampled = survival.permutation_test(days, died, first)
    monkeypatch.setattr(survival, "SAMPLED_UP_TO", 500)
    normal = survival.permutation_test(days, died, first)
    assert (normal.splits, normal.exact, sampled.exact) == (0, None, False)
    assert 0.001 < normal.p < 0.999
    assert normal.p == pytest.approx(sampled.p, abs=5 * math.sqrt(sampled.p / survival.SAMPLES))
    assert survival.permutation_test(days, np.zeros(900, int), first).p is None


def test_cleaning_and_counting_take_memory_in_proportion(tmp_path):
    peaks = []
    for size in SIZES:
        export = registry.write(tmp_path / str(size), size)
        cohort = tmp_path / f"{size}.csv"
        tracemalloc.start()
        clean.main(export, cohort, tmp_path / "log.csv", tmp_path / "origin.json")
        flow.main(cohort, tmp_path / "flow.json")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(read(cohort)) == size
    assert peaks[1] < 1.5 * SIZES[1] / SIZES[0] * peaks[0]
    table1.main(
        tmp_path / f"{SIZES[1]}.csv", "recommended", 0.05, 0.95, [], tmp_path / "table1.json", []
    )  # enumerates too much, were the risk groups tested exactly
