"""The two interpreters of the claims' grammar agree: what holds in a data frame is what the solver can hold."""

import random
from fractions import Fraction
from functools import partial

import cohorts
import pandas as pd
import pytest
from cohorts import CLAIMS, random_cohort
from edition.claims.nodes import RELATIONS
from edition.claims.parse import parse, where
from edition.claims.records import Claim
from edition.cleaning.cohort import typed
from edition.solver.admitted import admitted, holds
from edition.solver.constraints import compilable, demand, post
from edition.solver.patients import Patients
from edition.study.variables import COLUMNS, VARIABLES
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

claim = partial(cohorts.claim, "test")


def described(cohort: pd.DataFrame) -> tuple[cp_model.CpModel, Patients]:
    """A model whose only solution is the cohort."""
    model = cp_model.CpModel()
    patients = Patients(model, len(cohort))
    for i, row in enumerate(cohort.to_dict("records")):
        for name in COLUMNS:
            for level in VARIABLES[name].levels:
                model.add(patients.levels[i, name, level] == int(not pd.isna(row[name]) and row[name] == level))
            if VARIABLES[name].kind == "number" and not pd.isna(row[name]):
                model.add(patients.numbers[i, name] == row[name])
    return model, patients


def held_by_solver(cohort: pd.DataFrame, claims: list[Claim]) -> list[bool]:
    """Which claims the solver can hold in a cohort that is given; they cannot hinder each other."""
    model, patients = described(cohort)
    literals = [model.new_bool_var("") for _ in claims]
    for statement, literal in zip(claims, literals, strict=True):
        post(statement, patients, literal)
    model.maximize(sum(literals))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return [bool(solver.value(literal)) for literal in literals]


def test_agree_on_the_papers_claims():
    claims = [statement for statement in CLAIMS if compilable(statement)]
    truths = set()
    for seed in range(3):
        cohort = random_cohort(seed, size=20)
        by_data_frame = [holds(statement, cohort) for statement in claims]
        assert held_by_solver(cohort, claims) == by_data_frame
        truths |= set(by_data_frame)
    assert truths == {True, False}


class Expressions:
    """Random expressions of the grammar, one after the other."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def where(self, depth: int = 1) -> dict:
        names = [name for name in VARIABLES if VARIABLES[name].kind != "identifier"]
        where = {}
        for name in self.draw.sample(names, self.draw.choice([0, 1, 1, 2])):
            variable = VARIABLES[name]
            if variable.levels:
                some = self.draw.sample(variable.levels, self.draw.randint(1, len(variable.levels)))
                where[name] = self.draw.choice([some[0], some, {"not": some[0]}, {"not": some}])
            elif variable.base:
                where[name] = {self.draw.choice(["min", "max"]): self.draw.choice([0.01, 0.02, 0.0274])}
            else:
                value = self.draw.choice([1, 2, 3, 5, 100])
                where[name] = self.draw.choice([value, {"min": value}, {"max": value}, [value, 4]])
        if depth and self.draw.random() < 0.3:
            where["any"] = [self.where(0), self.where(0)]
        return where

    def number(self) -> dict:
        name = self.draw.choice(["count", "percent", "mean", "sd", "median", "minimum", "maximum", "sum"])
        if name == "count":
            return {"count": self.where()}
        if name == "percent":
            return {"percent": {"part": self.where(), "of": self.where()}}
        variable = self.draw.choice(["age", "days_to_relapse", "survival_days", "survival_years", "transplants"])
        return {name: {"variable": variable, "of": self.where()}}

    def survival(self) -> dict:
        return {"survival": {"of": self.where(), "at": self.draw.choice(["last", 2, 5, 9])}}

    def truth(self) -> dict:
        form = self.draw.choice(["every", "relation", "relation", "both", "survival"])
        if form == "every":
            return {"every": {"of": self.where(), "have": self.where()}}
        if form == "both":
            return {"both": [self.truth(), self.truth()]}
        left, right = (self.survival() if form == "survival" else self.number() for _ in range(2))
        if self.draw.random() < 0.4:
            right = self.draw.choice([0, 1, 2, 50, 2.5])
        spread = {"sd"} & {*left, *(right if isinstance(right, dict) else [])}
        if spread and isinstance(right, dict):
            right = 1.5 if "sd" in left else {"count": {}}
            left = left if "sd" in left else {"count": {}}
        return {"relation": {"left": left, "is": self.draw.choice(list(RELATIONS)), "right": right}}

    def claim(self, cohort: pd.DataFrame) -> Claim:
        """A random truth, or a number printed as it is or a little off."""
        if self.draw.random() < 0.4:
            return claim(self.truth())
        expression = self.survival() if self.draw.random() < 0.2 else self.number()
        (name,) = expression
        value = parse(expression).evaluate(cohort)
        digits = 0 if name == "count" else self.draw.choice([0, 1, 2])
        off = self.draw.choice([0, 0, 1, 10**-digits])
        printed = f"{(0 if value is None else value) + off:.{digits}f}"
        kind = {"count": "count", "percent": "percent", "survival": "percent"}.get(name, "decimal")
        return claim(expression, printed, kind)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_agree_on_random_claims_and_cohorts(seed):
    cohort = random_cohort(seed)
    expressions = Expressions(seed)
    claims = [expressions.claim(cohort) for _ in range(40)]
    assert all(map(compilable, claims))
    by_data_frame = [bool(holds(statement, cohort)) for statement in claims]
    differing = [
        (statement.expression, statement.printed, truth)
        for statement, truth, held in zip(claims, by_data_frame, held_by_solver(cohort, claims), strict=True)
        if truth != held
    ]
    assert not differing


def test_product_limit_of_the_six_mercaptopurine_trial():
    """Weeks in remission; textbooks give S(10) = 0.753 and S(23) = 0.448."""
    rows = random_cohort(1, size=21).astype(object)
    rows[[name for name in COLUMNS if VARIABLES[name].relapsed]] = None
    rows["posttransplant_relapse"], rows["group"] = True, 1
    rows["survival_days"], rows["died"] = cohorts.WEEKS, cohorts.RELAPSED
    rows["status"] = ["died" if event else "alive" for event in cohorts.RELAPSED]
    rows["death_cause"] = ["progression" if event else None for event in cohorts.RELAPSED]
    fill = {"drug": "fludarabine", "relapse_site": "isolated_bm", "extramedullary": "none", "days_to_relapse": 200}
    fill |= {"relapse_by_day_100": False, "remission": True, "refused": False, "worst_grade": 1, "toxicity": "1-2"}
    cohort = typed(rows.assign(**fill, cytokine_release=False))
    printed = [
        ("last", "44.8%", True),
        ("last", "44.9%", True),
        ("last", "45.0%", False),
        (10, "75.3%", True),
        (10, "75.5%", False),
    ]
    claims = [claim({"survival": {"of": {}, "at": at}}, text, "percent") for at, text, _ in printed]
    assert held_by_solver(cohort, claims) == [truth for *_, truth in printed]
    assert [holds(statement, cohort) for statement in claims] == [truth for *_, truth in printed]


@pytest.mark.parametrize(
    ("printed", "kind", "inside", "outside"),
    [
        ("66%", "percent", Fraction(200, 3), 67),  # two of three, truncated
        ("88%", "percent", Fraction(800, 9), 89),  # eight of nine, truncated
        ("62%", "percent", Fraction(125, 2), 63),  # five of eight, half to even
        ("0%", "percent", 0, 1),
        ("6.9", "mean", Fraction(62, 9), Fraction(139, 20)),
        ("2.8", "sd", 2.75, 2.85),
        ("two-thirds", "percent", 70, 73),
        ("7", "count", 7, 8),
        ("<0.05", "p", 0.049, 0.05),
        ("11", "years", 10.5, 11.5),
    ],
)
def test_admitted_values(printed, kind, inside, outside):
    interval = admitted(claim({"count": {}}, printed, kind))
    assert inside in interval
    assert outside not in interval


def test_missing_values_meet_nothing():
    model = cp_model.CpModel()
    patients = Patients(model, 1, {(0, "posttransplant_relapse"): False})
    met = [
        patients.meets(0, where({"drug": {"not": "cart"}})),
        patients.meets(0, where({"survival_days": {"max": 9999}})),
    ]
    solver = cp_model.CpSolver()
    model.maximize(sum(met))
    assert solver.solve(model) == cp_model.OPTIMAL
    assert solver.objective_value == 0
    assert patients.value(0, "drug", solver) is None


def test_p_values_are_not_compiled():
    assert not compilable(claim({"test": {"variable": "sex"}}, "0.45", "p"))
    assert not compilable(claim({"both": [{"relation": {"left": {"logrank": {}}, "is": "<", "right": 0.05}}] * 2}))
    with pytest.raises(TypeError, match="true or false"):
        demand(parse({"count": {}}), Patients(cp_model.CpModel(), 1), 1)
