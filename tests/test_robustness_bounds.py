"""Bounds over all admissible times, held against every time, random times and the solver."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from edition.claims.records import load, under
from edition.numbers.registry import Book
from edition.solver.bounds import largest_p, smallest_p, survival_values
from edition.solver.constraints import post
from edition.solver.kinds import Kind, kinds
from edition.solver.law import Law, draw, patients
from edition.solver.patients import Patients
from edition.solver.windows import Item, around, within
from edition.statistics import survival
from edition.statistics.measures import Curves, logrank_p
from ortools.sat.python import cp_model
from scripts import bounds

PUBLISHED = Path("data/published")
CLAIMS = under(load(PUBLISHED))
KINDS = kinds(CLAIMS)

# Five patients: one is last seen before another dies, the others leave at any time; ten days have room for all orders.
FEW = [Item(1, True, 2, 1, 10), Item(2, False, 1, 1, 5), Item(2, True, 1, 6, 10), Item(1, False, 1, 1, 10)]


def every_time(items):
    """All days of all patients, and who of them died and is in group 2."""
    members = [item for item in items for _ in range(item.n)]
    days = np.array(list(product(*(range(item.low, item.high + 1) for item in members))))
    return days, np.array([item.died for item in members]), np.array([item.group == 2 for item in members])


def excess(days, died, second):
    """Deaths of group 2 beyond those expected, without using the code under test."""
    found = np.zeros(len(days))
    for i in np.flatnonzero(died):
        at_risk = days >= days[:, [i]]
        found += second[i] - (at_risk & second).sum(axis=1) / at_risk.sum(axis=1)
    return found


def test_bounds_of_p_are_those_of_all_times():
    days, died, second = every_time(FEW)
    p, more = logrank_p(days, died, second)[0], excess(days, died, second)
    found = smallest_p(FEW)
    assert found[1].p == pytest.approx(p[more > 1e-9].min())
    assert found[2].p == pytest.approx(p[more < -1e-9].min())
    apart = [len(set(row[died])) == died.sum() for row in days]
    assert largest_p(FEW) == pytest.approx(np.nanmax(p[apart]))
    times = np.array([day for _, day in found[2].days])
    members = [FEW[i] for i, _ in found[2].days]
    assert all(item.low <= day <= item.high for item, day in zip(members, times, strict=True))
    dead, first = np.array([m.died for m in members]), np.array([m.group == 1 for m in members])
    assert survival.logrank(times, dead.astype(int), first)[1] == pytest.approx(found[2].p)


@pytest.mark.parametrize(("group", "day"), [(1, None), (2, None), (1, 4.5), (2, 7.5)])
def test_survival_values_are_those_of_all_times(group, day):
    days, died, _ = every_time([item for item in FEW if item.group == group])
    curves = Curves(days, died)
    past = np.count_nonzero(curves.days <= (day or np.inf), axis=1)
    at = np.hstack([np.ones((len(days), 1)), curves.survival])[np.arange(len(days)), past]
    found = survival_values(FEW, group, day)
    assert sorted(map(float, found)) == pytest.approx(sorted(set(at.round(9))))
    if day is None:
        on_the_way = set(curves.survival.ravel().round(9)) | {1.0}
        assert sorted(map(float, survival_values(FEW, group, on_the_way=True))) == pytest.approx(sorted(on_the_way))


def test_only_one_group_dying_gives_no_bound_on_the_other_side():
    items = [Item(1, True, 2, 5, 9), Item(2, False, 2, 1, 4)]
    assert smallest_p(items)[1].p is None and smallest_p(items)[2].p is None and largest_p(items) == 1.0


def printed(n, low, middle, high):
    """Survivors whose shortest, middle and longest follow-up is printed, in half days."""
    return Kind(2, False, ("bortezomib",), n, {"minimum": low, "median": middle, "maximum": high})


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_windows_within_admit_only_what_is_printed_and_those_around_all_of_it(n):
    same = (8, 16)
    kind = printed(n, same, same, same) if n == 1 else printed(n, (2, 6), (8, 12), (14, 18))
    (outer,) = [[i for i in around([kind])]]
    for items in within([kind], 3.5 if n % 2 == 0 else None):
        assert sum(item.n for item in items) == n == sum(item.n for item in outer)
        for days in every_time(items)[0]:
            ordered = np.sort(days)
            for name, value in (("minimum", ordered[0]), ("maximum", ordered[-1]), ("median", np.median(ordered))):
                low, high = kind.printed[name]
                assert low <= 2 * value <= high
    drawn = draw([kind], Law(), 1, 0, 300)
    ends, rest = outer[: min(n, 2)], outer[min(n, 2) :]
    for days in np.sort(drawn, axis=1):
        middle = [(item.low, item.high) for item in rest for _ in range(item.n)]
        windows = [(ends[0].low, ends[0].high), *middle, *([(ends[-1].low, ends[-1].high)] if n > 1 else [])]
        assert all(low <= day <= high for day, (low, high) in zip(days, windows, strict=True))


def test_every_sampled_cohort_lies_within_the_bounds():
    group, died = patients(KINDS)
    days = draw(KINDS, Law(), 5, 0, 3000)
    p, found = logrank_p(days, died, group == 2)[0], smallest_p(around(KINDS))
    more = excess(days, died, group == 2)
    assert found[2].p <= p[more < 0].min() and found[1].p <= p[more > 0].min(initial=1)
    curves = Curves(days[:, group == 2], died[group == 2])
    for day in (365.25, 730.5, 1826.25):
        values = survival_values(around(KINDS), 2, day)
        assert float(min(values)) - 1e-9 <= curves.at(day).min() and curves.at(day).max() <= float(max(values)) + 1e-9


def test_the_printed_end_of_group_2_cannot_be():
    for items in (*within(KINDS), around(KINDS)):
        # Seven of eight live past the first death; of three at risk, one dies eleven years after CAR T cells.
        assert max(survival_values(items, 2)) == Fraction(7, 8) * Fraction(2, 3)
        assert max(survival_values(items, 1)) == Fraction(2, 9)
        assert Fraction(3, 4) in survival_values(items, 2, on_the_way=True)


@pytest.mark.parametrize(("percent", "possible"), [("58%", True), ("60%", False), ("75%", False)])
def test_the_solver_agrees_without_presolve(percent, possible):
    """An independent formulation: every patient of Group 2 and every day a variable, presolve off."""
    model = cp_model.CpModel()
    group2 = Patients(model, 8)
    drugs = ["bortezomib"] * 5 + ["blinatumomab"] * 2 + ["cart"]
    for i, drug in enumerate(drugs):
        dead = drug == "cart" or i == 0
        for name, level in (("group", 2), ("drug", drug), ("status", "died" if dead else "alive"), ("died", int(dead))):
            model.add(group2.levels[i, name, level] == 1)
        model.add(group2.numbers[i, "survival_days"] <= 7304)
    for claim in CLAIMS:
        if claim.id.startswith("results.bortezomib_followup") or claim.id == "results.cart_survival":
            post(claim, group2, group2.true)
        if claim.id == "abstract.survival.group2.kaplan_meier":
            post(replace(claim, printed=percent), group2, group2.true)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    solver.parameters.max_time_in_seconds = 120
    assert solver.solve(model) == (cp_model.OPTIMAL if possible else cp_model.INFEASIBLE)


def test_the_step_writes_exact_bounds_with_times_that_attain_them(tmp_path):
    bounds.main(PUBLISHED, tmp_path / "bounds.json", tmp_path / "numbers.json")
    found, numbers = (json.loads((tmp_path / name).read_text("utf-8")) for name in ("bounds.json", "numbers.json"))
    assert all(part["exact"] for kind in found.values() for part in kind.values())
    logrank = found["logrank"]
    for group in (1, 2):
        bound = logrank[f"favoring_group{group}"]
        times = np.array([row["day"] for row in bound["days"]])
        dead = np.array([row["died"] for row in bound["days"]])
        first = np.array([row["group"] == 1 for row in bound["days"]])
        assert survival.logrank(times, dead.astype(int), first)[1] == pytest.approx(bound["p"])
        assert (first.sum(), dead.sum(), (first & dead).sum()) == (9, 9, 7)
        assert bound["p"] < 0.05
        assert numbers[f"bounds.logrank.p.favoring_group{group}"]["value"] == pytest.approx(bound["p"])
    assert logrank["largest"]["p"] == 1
    assert numbers["bounds.km.group2.last.highest"]["value"] == pytest.approx(100 * 7 / 12)
    assert numbers["bounds.km.group2.printed_possible.at_end"]["value"] is False
    assert numbers["bounds.km.group2.printed_possible.at_any_time"]["value"] is True
    assert numbers["bounds.km.group1.printed_possible.at_end"]["value"] is True
    assert not {"survival_days"} & {name for record in numbers.values() for name in record["variables"]}
    assert bounds.p_digits(0.5) == 3 and bounds.p_digits(0.00004) == 5


def test_a_side_without_a_bound_is_noted_as_missing(tmp_path):
    book = Book("bounds", [])
    limits = {f"group{group}.{time}": {"lowest": 0, "highest": 100} for group in (1, 2) for time in ("y2", "last")}
    found = {"survival": limits, "printed": {}, "logrank": {"favoring_group1": {"p": None}}}
    bounds.note(book, found)
    assert book.records["bounds.logrank.p.favoring_group1"]["value"] is None
