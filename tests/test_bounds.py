"""Bounds over all admissible times, held against every time there is, and the times that attain them."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product

import cohorts
import numpy as np
import pandas as pd
import pytest
from edition.claims.records import under
from edition.files.errors import InputError
from edition.numbers.registry import Registry
from edition.solver.admitted import holds
from edition.solver.bounds import Bounds, attaining_times, refuted
from edition.solver.constraints import post
from edition.solver.envelope import envelope, restricted_mean
from edition.solver.kinds import Item, Kind, durations, kinds, windows
from edition.solver.logrank import largest_p, smallest_p
from edition.solver.orders import possible_ends
from edition.solver.patients import Patients
from edition.statistics import survival
from edition.statistics.survival import restricted_mean as mean_of_curve
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from ortools.sat.python import cp_model
from scipy.special import chdtrc
from scripts import bounds

CLAIMS = under(cohorts.CLAIMS)
KINDS = kinds(CLAIMS)

# Five patients: one is last seen before another dies, the others leave at any time; ten days have room for all orders.
FEW = [Item(1, True, 2, 1, 10), Item(2, False, 1, 1, 5), Item(2, True, 1, 6, 10), Item(1, False, 1, 1, 10)]


def estimate(days, died, day):
    """The Kaplan-Meier estimate of each row beyond a day, death by death."""
    value = np.ones(len(days))
    for i in np.flatnonzero(died):
        at_risk = (days >= days[:, [i]]).sum(axis=1)
        # Deaths tied with this one and before it in the row have left: their factors telescope.
        tied = ((days == days[:, [i]]) & died)[:, :i].sum(axis=1)
        left = at_risk - tied
        value *= np.where(days[:, i] <= day, (left - 1) / left, 1)
    return value


def logrank(days, died, second):
    """Deaths of group 2 beyond those expected, and the chi-square, of each row."""
    excess, variance = np.zeros(len(days)), np.zeros(len(days))
    for i in np.flatnonzero(died):
        at_risk = days >= days[:, [i]]
        n, n2 = at_risk.sum(axis=1), (at_risk & second).sum(axis=1)
        d = ((days == days[:, [i]]) & died).sum(axis=1)
        excess += second[i] - n2 / n
        variance += n2 * (n - n2) * (n - d) / n**2 / np.maximum(n - 1, 1)
    return excess, np.divide(excess**2, variance, out=np.full(len(days), np.nan), where=variance > 1e-9)


def every_time(items):
    """All days of all patients, and who of them died and is in group 2."""
    members = [item for item in items for _ in range(item.n)]
    days = np.array(list(product(*(range(item.low, item.high + 1) for item in members))))
    return days, np.array([item.died for item in members]), np.array([item.group == 2 for item in members])


def every_admissible_time(several, last):
    """All days up to ``last`` of the patients of some kinds that meet what is printed, and who of them died."""
    parts = []
    for kind in several:
        days = np.array(list(product(range(1, last + 1), repeat=kind.n)))
        days = np.unique(np.sort(days, axis=1), axis=0)
        for name, value in {"minimum": np.min, "median": np.median, "maximum": np.max}.items():
            low, high = kind.printed.get(name, (0, np.inf))
            twice = 2 * value(days, axis=1)
            days = days[(low <= twice) & (twice <= high)]
        parts.append(days)
    rows = [np.concatenate(row) for row in product(*parts)]
    return np.array(rows), np.repeat([kind.died for kind in several], [kind.n for kind in several])


def p_of(patients):
    days, died, first = (patients[c].to_numpy() for c in ("survival_days", "died", "group"))
    return survival.logrank(days, died, first == 1)[1]


def survivors(n, **printed):
    """Survivors of Group 2 of whose follow-up something is printed, in half days."""
    return Kind(2, False, ("bortezomib",), n, printed)


SAME, APART = (4, 10), {"minimum": (2, 6), "median": (6, 9), "maximum": (10, 14)}
GROUPS = {
    "one": [Kind(2, True, ("cart",), 2), survivors(1, minimum=SAME, median=SAME, maximum=SAME)],
    "two": [Kind(2, True, ("cart",), 2), survivors(2, **APART)],
    "three": [Kind(2, True, ("cart",), 2), survivors(3, **APART)],
    "four": [Kind(2, True, ("cart",), 1), survivors(4, **APART)],
    "ends alone": [Kind(2, True, ("cart",), 1), survivors(3, minimum=(2, 6), maximum=(10, 14))],
    "late death": [Kind(2, True, ("cart",), 1, {"maximum": (12, 14)}), Kind(2, True, ("x",), 1), survivors(2, **APART)],
    "nothing": [Kind(2, True, ("cart",), 2), Kind(2, False, ("x",), 2), survivors(1, maximum=(8, 10))],
}


@pytest.mark.parametrize("several", GROUPS.values(), ids=GROUPS)
def test_envelope_and_restricted_mean_are_those_of_all_admissible_times(several):
    items = windows(several)
    end = max(item.high for item in items if item.high < 100)
    every, died = every_admissible_time(several, end + 1)  # later than that, days make no difference until the end
    admissible = set(map(tuple, every))
    for choose in (min, max):
        steps = envelope(items, choose, end)
        assert [step.last + 1 for step in steps[:-1]] == [step.first for step in steps[1:]]
        assert (steps[0].first, steps[-1].last) == (0, end)
        for step in steps:
            patients = attaining_times(several, items, step.batches, step.by, latest=choose is max)
            clipped = patients["survival_days"].clip(upper=end + 1)
            parts = [sorted(days) for _, days in clipped.groupby(patients["drug"], sort=False)]
            assert tuple(np.concatenate(parts)) in admissible
            days = patients["survival_days"].to_numpy()[None]
            for day in range(step.first, step.last + 1):
                values = estimate(every, died, day)
                assert float(step.survival) == pytest.approx(choose(values))
            assert estimate(days, died, step.by) == pytest.approx(float(step.survival))
        horizon = Fraction(2 * end - 1, 2)
        mean, batches = restricted_mean(items, choose, horizon)
        areas = estimate(every, died, int(horizon)) / 2 + sum(estimate(every, died, day) for day in range(int(horizon)))
        assert float(mean) == pytest.approx(choose(areas))
        patients = attaining_times(several, items, batches, int(horizon), latest=choose is max)
        days = patients["survival_days"].to_numpy()[None]
        area = estimate(days, died, int(horizon)) / 2 + sum(estimate(days, died, day) for day in range(int(horizon)))
        assert float(mean) == pytest.approx(area)


def test_bounds_of_p_are_those_of_all_times():
    days, died, second = every_time(FEW)
    excess, chi_square = logrank(days, died, second)
    smallest = smallest_p(FEW)
    for group, side in ((1, excess > 1e-9), (2, excess < -1e-9)):
        patients = attaining_times(
            [Kind(i.group, i.died, ("x",), i.n) for i in FEW], numbered(FEW), smallest[group].order
        )
        assert p_of(patients) == pytest.approx(smallest[group].p)
        assert chdtrc(1, chi_square[side].max()) == pytest.approx(smallest[group].p)
    assert largest_p(FEW).p == pytest.approx(chdtrc(1, np.nanmin(chi_square)))


def numbered(items):
    """The items, each of a kind of its own."""
    return [replace(item, kind=i) for i, item in enumerate(items)]


@pytest.mark.parametrize("group", [1, 2])
def test_ends_are_those_of_all_times(group):
    items = [item for item in FEW if item.group == group]
    days, died, _ = every_time(items)
    at_end = set(estimate(days, died, 11).round(9))
    assert sorted(map(float, possible_ends(items))) == pytest.approx(sorted(at_end))
    on_the_way = {value for day in range(12) for value in estimate(days, died, day).round(9)}
    assert sorted(map(float, possible_ends(items, on_the_way=True))) == pytest.approx(sorted(on_the_way))


def test_where_no_death_falls_while_both_groups_are_at_risk_there_is_no_bound():
    items = [Item(1, True, 2, 5, 9), Item(2, False, 2, 1, 4)]
    assert smallest_p(items)[1].p is None and smallest_p(items)[2].p is None and largest_p(items).p is None
    registry = Registry("bounds", [])
    nothing = {"survival": {}, "printed": {}, "rmst": {}, "logrank": {"x": {"p": None, "permutation_p": None}}}
    bounds.note(registry, nothing, 3, 0.05)
    assert registry.records["bounds.logrank.p.x"]["value"] is None
    assert registry.records["bounds.logrank.open"]["value"] is False


def test_a_bound_that_no_admissible_times_attain_is_refused():
    # Windows alone let both leave by day 3, before the second death; their median, at least 3, does not.
    several = [Kind(2, True, ("cart",), 2), survivors(2, median=(6, 9))]
    items = windows(several)
    (step,) = [step for step in envelope(items, min, 8) if step.survival == 0]
    with pytest.raises(InputError, match="no admissible times"):
        attaining_times(several, items, step.batches, step.by)


def test_a_bound_that_its_times_do_not_attain_is_never_written(monkeypatch):
    limits = Bounds(cohorts.CLAIMS)
    monkeypatch.setattr(
        "edition.solver.bounds.possible_ends", lambda items: {Fraction(1, 3): possible_ends(items)[Fraction(2, 9)]}
    )
    with pytest.raises(AssertionError, match="the bound is 1/3"):
        limits.at_end(1)


def test_the_claims_determine_who_died_in_which_group_after_which_drug():
    patients = {(kind.group, kind.died, kind.drugs): kind.n for kind in KINDS}
    assert patients == {
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
    solver.parameters.max_deterministic_time = 600
    assert solver.solve(model) == (cp_model.OPTIMAL if possible else cp_model.INFEASIBLE)


@pytest.fixture(scope="module")
def written(built_once):
    files = [built_once / "results" / name for name in ("robustness/bounds.json", "numbers/bounds.json")]
    table = pd.read_csv(files[0].with_name("attaining-times.csv"))
    return *(json.loads(file.read_text("utf-8")) for file in files), table


@pytest.mark.build
def test_the_step_writes_the_bounds_of_the_paper(written):
    result, numbers, _ = written
    sides = result["envelope"]["group2"]
    steps = {(side, step["first_day"]): step["percent"] for side, side_steps in sides.items() for step in side_steps}
    # Seven of eight live past the first death. Before it two may be lost at any time, the shortest of the other four
    # from day 347 on, and so forth; the other death comes eleven years after CAR T cells.
    lowest = {0: 100, 1: 87.5, 2: 250 / 3, 348: 75, 549: 200 / 3, 1262: 50, 3836: 0}
    expected = {("lowest", day): value for day, value in lowest.items()}
    expected |= {("highest", 0): 100, ("highest", 4200): 75}
    assert steps == pytest.approx(expected)
    assert [step["percent"] for step in result["envelope"]["group1"]["lowest"]] == pytest.approx([100, 200 / 9, 0])
    assert numbers["bounds.km.group2.last.highest"]["value"] == pytest.approx(100 * 7 / 12)
    assert numbers["bounds.km.group1.last.highest"]["value"] == pytest.approx(100 * 2 / 9)
    assert numbers["bounds.km.group2.y2.lowest"]["value"] == pytest.approx(200 / 3)
    assert result["printed"]["group2"] == {"percent": 75, "at_end": False, "at_any_time": True}
    assert result["printed"]["group1"] == {"percent": 22, "at_end": True, "at_any_time": True}
    assert numbers["bounds.logrank.p.largest"]["value"] == 1 and numbers["bounds.logrank.open"]["value"] is True
    assert not {"survival_days"} & {name for record in numbers.values() for name in record["variables"]}
    assert bounds.p_digits(0.5) == 3 and bounds.p_digits(0.00044) == 5


@pytest.mark.build
def test_the_times_in_the_table_attain_the_bounds_of_the_paper(written):
    result, _, table = written
    for shows, patients in table.groupby("shows"):
        stated = {claim.id for claim in durations(CLAIMS) if holds(claim, patients)}
        group2 = (patients["group"] == 2).any()
        assert stated >= ({"results.bortezomib_followup_median", "results.cart_survival"} if group2 else set())
        assert not refuted(CLAIMS, patients)
        counts = {(g, d): len(rows) for (g, d), rows in patients.groupby(["group", "died"])}
        assert counts.items() <= {(1, 0): 2, (1, 1): 7, (2, 0): 6, (2, 1): 2}.items()
        assert patients["survival_days"].between(1, 4384).all(), shows
    for name in ("favoring_group1", "favoring_group2", "largest"):
        patients = table[table["shows"] == f"logrank.p.{name}"]
        assert p_of(patients) == pytest.approx(result["logrank"][name]["p"]) and len(patients) == 17
    for side, difference in result["rmst"].items():
        means = {}
        for group, patients in table[table["shows"] == f"rmst.difference.{side}"].groupby("group"):
            fitted = KaplanMeierFitter().fit(patients["survival_days"], patients["died"])
            means[group] = restricted_mean_survival_time(fitted, t=3 * 365.25) / 365.25
        assert means[2] - means[1] == pytest.approx(difference)


def test_a_restricted_mean_is_missing_where_observation_ends_too_soon():
    days, died = np.array([2, 4, 6]), np.array([1, 1, 0])
    curve = survival.curve(days, died)
    assert mean_of_curve(curve, 5) == pytest.approx(2 + 2 * 2 / 3 + 1 / 3)
    assert mean_of_curve(curve, 6.5) is None
    assert mean_of_curve(survival.curve(days, np.ones(3, int)), 100) == pytest.approx(4)


@pytest.mark.parametrize(
    ("smallest", "largest", "leaves_open"),
    [((0.01, 0.02), (1, 1), True), ((0.01, 0.2), (1, 1), False), ((0.01, 0.02), (0.04, 0.06), False)],
)
def test_the_test_is_open_where_both_of_its_p_values_say_so(smallest, largest, leaves_open):
    registry = Registry("bounds", [])
    logrank = {
        name: {"p": p, "permutation_p": permutation}
        for name, (p, permutation) in {"favoring_group2": smallest, "largest": largest}.items()
    }
    bounds.note(registry, {"survival": {}, "printed": {}, "rmst": {}, "logrank": logrank}, 3, 0.05)
    assert registry.records["bounds.logrank.open"]["value"] is leaves_open
