"""Exact tests against published tables, and against their definition."""

from itertools import combinations
from math import comb, exp, log, pi, prod, sqrt

import numpy as np
import pytest
from edition.statistics import exact
from edition.statistics.exact import same_margins, ways
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact


def freeman_halton(table):
    return exact.freeman_halton(np.array(table))


@pytest.mark.parametrize(
    ("table", "p"),
    [
        # Fisher RA. The design of experiments, 1935, ch. 2: tea, three of four cups right; one-sided 17/70.
        ([(3, 1), (1, 3)], 34 / 70),
        # All four right: 1/70, and as much for all wrong.
        ([(4, 0), (0, 4)], 2 / 70),
        # Fisher RA. The logic of inductive inference. J R Stat Soc 1935;98:39-82: criminal twins; two-sided in R's
        # fisher.test (example "Convictions").
        ([(2, 10), (15, 3)], 0.0005367),
        # IMSL, documentation of exact_enumeration (8, 12; 8, 2).
        ([(8, 8), (12, 2)], 0.0577),
    ],
)
def test_published_two_by_two_tables(table, p):
    assert freeman_halton(table) == pytest.approx(p, abs=5e-5)


@given(st.tuples(*[st.tuples(st.integers(0, 12), st.integers(0, 12))] * 2))
def test_for_two_levels_freeman_and_halton_is_fisher(table):
    assert freeman_halton(table) == pytest.approx(fisher_exact(table).pvalue, rel=1e-9)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3))
def test_for_any_levels_it_is_the_share_of_relabelings_no_more_likely(table):
    """The definition itself: deal the labels anew, in every way, and weigh each table by how often it comes up."""
    patients = [level for level, row in enumerate(table) for _ in range(sum(row))]
    size = sum(first for first, _ in table)
    dealt: dict[tuple[int, ...], int] = {}
    for members in combinations(range(len(patients)), size):
        column = [0] * len(table)
        for member in members:
            column[patients[member]] += 1
        dealt[tuple(column)] = dealt.get(tuple(column), 0) + 1
    observed = dealt[tuple(first for first, _ in table)]
    expected = sum(count for count in dealt.values() if count <= observed) / sum(dealt.values())
    assert freeman_halton(table) == pytest.approx(expected, rel=1e-12)


def test_three_levels_by_hand():
    # Six patients, two in each level, three in each group: 20 deals, 8 of them (1, 1, 1), 2 each for six with a pair.
    assert sorted(map(ways, same_margins(np.array([(1, 1), (2, 0), (0, 2)])))) == [2, 2, 2, 2, 2, 2, 8]
    assert freeman_halton([(2, 0), (1, 1), (0, 2)]) == pytest.approx(12 / 20)
    assert freeman_halton([(1, 1), (1, 1), (1, 1)]) == pytest.approx(1)


def test_the_probability_of_a_published_table():
    """Treatments of an ear infection; the asymptotic statistic, made from the probability of the table, is 16.260.

    Fagerland MW, Lydersen S, Laake P. Statistical analysis of contingency tables. CRC Press 2017, table 7.3.
    """
    table = [(40, 25), (54, 7), (63, 10)]
    levels, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    n, rows = sum(levels), len(levels)
    probability = ways(np.array(table)) / comb(n, columns[0])
    gamma = sqrt((2 * pi) ** (rows - 1) * n ** -(2 * rows - 1) * prod(levels) * prod(columns) ** (rows - 1))
    statistic = -2 * log(gamma * probability)
    assert statistic == pytest.approx(16.260, abs=5e-4)
    # The exact p is close to the asymptotic one, exp(-T / 2) on two degrees of freedom.
    assert freeman_halton(table) == pytest.approx(exp(-statistic / 2), rel=0.5)
