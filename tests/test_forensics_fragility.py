"""Fragility and multiplicity on published examples."""

from itertools import product

import numpy as np
import pytest
from edition.forensics.fragility import adjusted, crossing
from edition.statistics.association import FAMILY

FISHER = FAMILY["fisher.two-sided"]


@pytest.mark.parametrize("table", [[[2, 6], [7, 2]], [[3, 7], [6, 1]], [[1, 4], [8, 4]]])
@pytest.mark.parametrize("name", ["fisher.two-sided", "fisher.one-sided", "mid-p.two-sided"])
def test_the_fewest_changed_patients_by_trying_all_tables(table, name):
    table, p = np.array(table), FAMILY[name]
    sizes = table.sum(axis=0)
    moved = [
        abs(a - table[0, 0]) + abs(b - table[0, 1])
        for a, b in product(range(sizes[0] + 1), range(sizes[1] + 1))
        if (p(np.array([[a, b], [sizes[0] - a, sizes[1] - b]])) < 0.05) != (p(table) < 0.05)
    ]
    fewest, changed, after = crossing(table, p)
    assert fewest == min(moved) == np.abs(changed - table).sum() // 2
    assert after == p(changed) and (after < 0.05) != (p(table) < 0.05)


def test_nothing_crosses_where_no_table_does():
    assert crossing(np.array([[1, 1], [1, 1]]), FISHER) is None


def test_the_fifteen_p_values_of_benjamini_and_hochberg():
    """Benjamini and Hochberg 1995, section 4: at 0.05 their procedure rejects four, Holm's three."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    by_method = adjusted({str(place): value for place, value in enumerate(p)})
    assert sum(value <= 0.05 for value in by_method["benjamini-hochberg"].values()) == 4
    assert sum(value <= 0.05 for value in by_method["holm"].values()) == 3


def test_adjustments_by_hand():
    """Three p-values 0.01, 0.04, 0.03: Holm multiplies the sorted ones by 3, 2, 1 and never goes down again."""
    by_method = adjusted({"a": 0.01, "b": 0.04, "c": 0.03})
    assert by_method["holm"] == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})
    assert by_method["benjamini-hochberg"] == pytest.approx({"a": 0.03, "b": 0.04, "c": 0.04})
