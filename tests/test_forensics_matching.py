"""From p-values to a plan: agreement, ranking, nearest tables, unreadable cells and the printed table's rows."""

import numpy as np
import pytest
from cohorts import CLAIMS, claim
from edition.claims.parse import where
from edition.forensics.findings import findings
from edition.forensics.fragility import nearest, neighbours
from edition.forensics.inference import by_margins, by_p, completions
from edition.forensics.matching import Match, agreement, matches, ranking
from edition.forensics.rows import Row, printed_counts, rows, shares
from edition.statistics.association import FAMILY as P
from edition.statistics.association import p_values
from scipy import stats


@pytest.mark.parametrize(
    ("p", "printed", "conventions"),
    [
        (0.0364, "0.03", ["truncation"]),
        (0.0364, "0.04", ["rounding"]),
        (0.4529, "0.45", ["rounding", "truncation"]),
        (0.1981, "0.19", ["truncation"]),
        (0.1981, "0.20", ["rounding"]),
        (0.1981, "0.2", ["rounding"]),
        (0.5294, "0.93", []),
        (0.0445, "<0.05", ["rounding", "truncation"]),
        (0.0567, "<0,05", []),
        (0.0567, ">0.05", ["rounding", "truncation"]),
    ],
)
def test_agreement_with_a_printed_p(p, printed, conventions):
    assert agreement(p, printed) == conventions


def test_one_attainable_p_that_agrees_is_enough():
    assert agreement(np.array([0.2, 0.664, 0.9]), "0.66") == ["rounding", "truncation"]
    (match,) = matches("age", "0.66", {"levene.two-sided": np.array([0.2, 0.664, 0.9])})
    assert (match.lowest, match.highest) == (0.2, 0.9)


def test_the_ranking_counts_rows_and_breaks_ties_by_the_better_convention():
    both, cut, rounded, neither = (True, True), (False, True), (True, False), (False, False)
    candidates = [
        *(Match(v, "0.1", "a", 0, 0, *c, int(any(c)), 1) for v, c in (("x", cut), ("y", neither))),
        *(Match(v, "0.1", "b", 0, 0, *c, int(any(c)), 1) for v, c in (("x", both), ("y", both))),
        *(Match(v, "0.1", "c", 0, 0, *c, int(any(c)), 1) for v, c in (("x", rounded), ("y", cut))),
    ]
    ranked = ranking(candidates)
    assert [candidate.procedure for candidate in ranked] == ["b", "c", "a"]
    assert ranked[1].explained == ["x", "y"] and ranked[1].rounding == ["x"] and ranked[2].explained == ["x"]


def test_the_family_recovers_the_procedure_that_made_the_p_values():
    """Printed with four decimals from tables made at random, each procedure explains all of its own p-values."""
    rng = np.random.default_rng(7)
    tables = [np.array([[a, b], [12 - a, 11 - b]]) for a, b in rng.integers(1, 11, size=(12, 2))]
    for name in ("fisher.one-sided", "mid-p.two-sided", "pearson-yates.two-sided", "boschloo.doubled"):
        candidates = [
            match
            for index, table in enumerate(tables)
            for match in matches(str(index), f"{P[name](table):.4f}", p_values(table))
        ]
        best = ranking(candidates)[0]
        assert best.procedure == name and len(best.rounding) == len(tables)


def test_neighbours_come_in_order_of_the_patients_moved():
    table = np.array([[1, 0], [8, 8]])
    every = neighbours(table)
    assert len(every) == 10 * 9 and every[0][0] == 0 and (every[0][1] == table).all()
    assert [moved for moved, _ in every] == sorted(moved for moved, _ in every)
    assert all((other.sum(axis=0) == [9, 8]).all() for _, other in every)


def test_the_nearest_table_with_a_printed_p():
    table = np.array([[3, 1], [1, 3]])  # one-sided p 17/70 = 0.243; one more right answer 5/70 with 4+1 against 0+3

    def printed(text):
        return nearest(table, lambda other: bool(agreement(P["fisher.one-sided"](other), text)))

    moved_tables = printed("0.07")
    assert moved_tables and all(moved == 1 for moved, _ in moved_tables)
    for _, other in moved_tables:
        assert round(min(stats.fisher_exact(other, alternative=s).pvalue for s in ("less", "greater")), 2) == 0.07
    assert printed("0.24")[0][0] == 0
    assert printed("0.99") == []


def row(*cells, p="0.5", sizes=(9, 8)):
    return Row("sex", p, sizes, ("male", "female"), cells)


def test_a_single_unknown_cell_follows_from_the_margin():
    filled, (cell,) = by_margins(row((6, 6), (None, 2)))
    assert filled.cells == ((6, 6), (3, 2)) and cell.values == (3,)
    assert cell.proof == "9 - 6 = 3" and (cell.level, cell.group) == ("female", 1)


def test_two_unknown_cells_need_the_p():
    both = row((None, 2), (None, 6), p="0.37")
    assert by_margins(both) == (both, [])
    assert [tuple(table[:, 0]) for table in completions(both)] == [(k, 9 - k) for k in range(10)]
    cells = by_p(both, "fisher.one-sided", P["fisher.one-sided"])
    assert [cell.values for cell in cells] == [(4,), (5,)]
    assert "4, 5: 0.3733" in cells[0].proof
    assert all(cell.values == () for cell in by_p(both, "fisher.two-sided", P["fisher.two-sided"]))


def test_counts_are_looked_up_under_what_the_study_implies():
    counts = printed_counts(
        [
            claim("a", {"count": {"group": 1}}, "nine"),
            claim("b", {"count": {"group": 2, "drug": "cart"}}, "one"),
            claim("c", {"count": {"group": 1}}, "7"),
            claim("d", {"count": {"group": 2}}, None),
        ]
    )
    assert counts(where({"group": 1, "posttransplant_relapse": True})) == 9
    assert counts(where({"drug": "cart"})) == 1 and counts(where({"group": 2})) is None


def test_shares_know_their_complement_only_where_it_is_known():
    printed = [
        claim("n", {"count": {"group": 1}}, "9"),
        claim("a", {"count": {"group": 1, "status": "alive"}}, "2"),
        claim("p", {"percent": {"part": {"status": "alive"}, "of": {"group": 1}}}, "22%"),
        claim("q", {"percent": {"part": {"remission": True}, "of": {"group": 1}}}, "80%"),
        claim("w", {"percent": {"part": {"status": "alive"}, "of": {"group": 1}}}, "two-thirds"),
    ]
    (_, share), (_, unknown) = shares(printed, printed_counts(printed))
    assert (share.part, share.whole, share.others) == (2, 9, ()) and unknown is None
    printed.append(claim("d", {"count": {"group": 1, "status": "died"}}, "7"))
    assert shares(printed, printed_counts(printed))[0][1].others == (7,)


@pytest.fixture(scope="module")
def result():
    return findings(CLAIMS)


def test_the_rows_of_the_printed_table(result):
    read = rows(CLAIMS, printed_counts(CLAIMS))
    assert len(read) == 14 and [r.variable for r in read][:3] == ["sex", "age", "lineage"]
    assert sum(r.table is None for r in read) == 3  # a mean, and two rows with unreadable cells
    assert all((r.table.sum(axis=0) == [9, 8]).all() for r in result.rows if r.table is not None)


def test_the_plan_names_a_procedure_for_every_row_and_can_be_computed(result):
    """What the plan claims is recomputed here from its procedures' names alone."""
    for variable in result.plan["evidence"]["categorical"]["explained"]:
        table = result.row(variable).table
        tails = [stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
        assert result.plan["procedures"][variable] == "fisher.one-sided"
        assert agreement(min(tails), result.row(variable).p)
    for variable in result.plan["evidence"]["categorical"]["unexplained"]:
        assert not agreement(P["fisher.one-sided"](result.row(variable).table), result.row(variable).p)
    assert set(result.plan["procedures"]) == {row.variable for row in result.rows} | {"logrank"}
