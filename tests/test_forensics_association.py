"""The family of tests of association: published examples, scipy and statsmodels, and independent enumeration."""

from itertools import product

import numpy as np
import pytest
from edition.statistics.association import FAMILY, TWO_BY_TWO, defined, linear_by_linear, p_values
from scipy import stats
from statsmodels.stats.contingency_tables import Table

TEA = np.array([[3, 1], [1, 3]])
VACCINE = np.array([[7, 12], [8, 3]])


def p(table, *, digits=None):
    values = p_values(np.array(table))
    return values if digits is None else {name: round(value, digits) for name, value in values.items()}


def test_the_lady_tasting_tea():
    """Fisher RA, The Design of Experiments, 1935: three of four cups right is 17/70 one-sided; all four right is 1/70.

    The mid-p of 0.129: Agresti A. An Introduction to Categorical Data Analysis, 2nd ed. 2007, section 2.6. The others:
    tests of the R package contingencytables, companion of Fagerland, Lydersen and Laake, Statistical Analysis of
    Contingency Tables, 2017 (likelihood ratio, Pearson with and without correction, Suissa-Shuster unconditional).
    """
    values = p(TEA)
    assert values["fisher.one-sided"] == pytest.approx(17 / 70)
    assert values["fisher.two-sided"] == pytest.approx(34 / 70)
    assert p([[4, 0], [0, 4]])["fisher.one-sided"] == pytest.approx(1 / 70)
    assert round(values["mid-p.one-sided"], 3) == 0.129
    assert round(values["likelihood-ratio.two-sided"], 5) == 0.14798
    assert round(values["pearson.two-sided"], 5) == 0.15730
    assert round(values["pearson-yates.two-sided"], 5) == 0.47950
    assert round(values["barnard.two-sided"], 5) == 0.28906


def test_the_vaccine_trial_of_mehta_and_senchaudhuri():
    """Mehta and Senchaudhuri 2003, data of Chan 1998: Barnard 0.0341 and Fisher 0.0641, both one-sided."""
    values = p(VACCINE, digits=4)
    assert values["barnard.one-sided"] == 0.0341
    assert values["fisher.one-sided"] == 0.0641


def test_barnards_own_table_by_hand():
    """Barnard GA, Nature 1945;156:177: 3 of 3 against 0 of 3 has (1/2)^6 one-sided, where Fisher has 1/20."""
    values = p([[3, 0], [0, 3]])
    assert values["barnard.one-sided"] == pytest.approx(1 / 64)
    assert values["barnard.two-sided"] == pytest.approx(1 / 32)
    assert values["fisher.one-sided"] == pytest.approx(1 / 20)


def test_genotype_and_exfoliation_syndrome():
    """Ritland 2007 in Fagerland et al. 2017, as tested in contingencytables: Fisher 0.06287, mid-p 0.04466."""
    values = p([[0, 15], [16, 57]], digits=5)
    assert values["fisher.two-sided"] == 0.06287
    assert values["mid-p.two-sided"] == 0.04466


def test_three_levels_of_fisher_freeman_halton():
    """The 3 x 2 table of B. Biggerstaff in the tests of contingencytables: P = 0.1100976."""
    values = p([[196, 3], [398, 10], [287, 14]])
    assert round(values["fisher.two-sided"], 7) == 0.1100976
    assert set(values) == set(defined(3)) and not set(values) & TWO_BY_TWO


def test_linear_by_linear_with_given_scores():
    """Malformation by drinks a day (Graubard and Korn 1987) in Agresti 2007, chapter 2: M squared 6.57, p 0.010.

    The midranks of postoperative nausea (Lydersen et al. 2012, tests of contingencytables): 2.132, p 0.1442.
    """
    drinks = np.array([[17066, 48], [14464, 38], [788, 5], [126, 1], [37, 1]])
    trend = linear_by_linear(drinks, [0, 0.5, 1.5, 4, 7])
    assert round(trend, 3) == 0.010
    assert stats.chi2.isf(trend, 1) == pytest.approx(6.57, abs=0.005)
    nausea = np.array([[14, 11], [10, 7], [3, 8], [2, 4]])
    ends = np.cumsum(nausea.sum(axis=1))
    midranks = (ends - nausea.sum(axis=1) + 1 + ends) / 2
    assert round(linear_by_linear(nausea, midranks), 4) == 0.1442


@pytest.mark.parametrize("table", [[[2, 6], [7, 2]], [[3, 7], [6, 1]], [[2, 5], [4, 1], [3, 2]]])
def test_the_libraries_agree(table):
    values, table = p(table), np.array(table)
    for name, options in {
        "pearson.two-sided": {"correction": False},
        "likelihood-ratio.two-sided": {"correction": False, "lambda_": "log-likelihood"},
        **({"pearson-yates.two-sided": {"correction": True}} if len(table) == 2 else {}),
    }.items():
        assert values[name] == pytest.approx(stats.chi2_contingency(table, **options).pvalue)
    ordinal = Table(table).test_ordinal_association(np.arange(len(table)), np.arange(2))
    assert values["linear-by-linear.two-sided"] == pytest.approx(2 * stats.norm.sf(abs(ordinal.zscore)))
    if len(table) == 2:
        assert values["fisher.two-sided"] == pytest.approx(stats.fisher_exact(table).pvalue)
        assert values["fisher.one-sided"] == pytest.approx(
            min(stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater"))
        )
        assert values["boschloo.doubled"] == pytest.approx(stats.boschloo_exact(table).pvalue)
        assert values["n-minus-one.two-sided"] == pytest.approx(values["linear-by-linear.two-sided"])


def test_one_sided_fisher_follows_the_rule_of_spss():
    """P(N >= n) above the expectation and P(N <= n) otherwise: here the expectation is 36/17 of the first cell's 2."""
    table = np.array([[2, 2], [7, 6]])
    assert p(table)["fisher.one-sided"] == pytest.approx(stats.hypergeom(17, 4, 9).cdf(2))
    assert p(table[::-1])["fisher.one-sided"] == pytest.approx(p(table)["fisher.one-sided"])
    assert p(table[:, ::-1])["fisher.one-sided"] == pytest.approx(p(table)["fisher.one-sided"])


def test_exact_versions_order_by_their_statistic():
    """Every arrangement of 7 high, 5 medium, 5 standard risk patients over 9 and 8, counted with multiplicity."""
    table, observed = np.array([[2, 5], [4, 1], [3, 2]]), stats.chi2_contingency([[2, 5], [4, 1], [3, 2]]).statistic
    hits = total = 0
    for a, b in product(range(8), range(6)):
        c = 9 - a - b
        if 0 <= c <= 5:
            weight = stats.multivariate_hypergeom.pmf([a, b, c], [7, 5, 5], 9)
            total += weight
            statistic = stats.chi2_contingency([[a, 7 - a], [b, 5 - b], [c, 5 - c]]).statistic
            hits += weight * (statistic >= observed - 1e-9)
    assert total == pytest.approx(1)
    assert p(table)["pearson-exact.two-sided"] == pytest.approx(hits)


def test_a_table_that_compares_nothing_has_no_p():
    """One level only, or one group only: nothing is tested, which is not a p of 1."""
    assert p([[0, 0], [9, 8]]) == p([[4, 0], [5, 0]]) == p([[0, 0], [0, 0], [3, 4]]) == {}


def test_a_level_that_nobody_has_does_not_count():
    for name, value in p([[2, 5], [0, 0], [4, 1]]).items():
        assert value == pytest.approx(FAMILY[name](np.array([[2, 5], [4, 1]]))), name
