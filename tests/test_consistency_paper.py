"""The contradictions among the statements of the paper: each impossible, each minimal, each explained."""

import json
import re

import cohorts
import pytest
import yaml
from cohorts import ROOT, SYNTHETIC
from edition.claims.records import switches, taken, weights_of
from edition.solver.constraints import compilable, post
from edition.solver.minimal import minimal_corrections
from edition.solver.patients import Patients
from edition.solver.statements import combinations
from ortools.sat.python import cp_model

CLAIMS = {claim.id: claim for claim in cohorts.CLAIMS}
SWITCHES = switches(list(CLAIMS.values()))
EXPLANATIONS = ROOT / "data" / "contradictions.yaml"
WEIGHTS = ["table1=4"]

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def results(built_once) -> dict:
    return json.loads((built_once / "results/consistency.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def numbers(built_once) -> dict:
    return json.loads((built_once / "results/numbers/consistency.json").read_text("utf-8"))


def all_sets(results: dict) -> list[dict]:
    return [core for one in results["contradictions"] for core in one["sets"]]


def stands(names: list[str], readings: dict[str, str], results: dict) -> bool:
    """Whether each statement is made by some claim that the readings leave."""
    standing = taken(readings)
    return all(any(claim["reading"] in standing for claim in results["statements"][name]) for name in names)


def test_every_set_is_impossible_and_possible_without_any_one_statement(results):
    """They were found with patients in a fixed order; here are 40 in no order, and the solver's usual search."""
    model = cp_model.CpModel()
    groups = {(i, "group"): 1 if i < 9 else 2 for i in range(17)}
    patients = Patients(model, 40, groups | {(i, "posttransplant_relapse"): i < 17 for i in range(40)})
    asked = {name: model.new_bool_var(name) for core in all_sets(results) for name in core["statements"]}
    for claim in CLAIMS.values():
        if claim.strength == "hard" or claim.id in asked:
            post(claim, patients, asked.get(claim.id, patients.true))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1

    def answer(names: frozenset[str]) -> int:
        question = model.clone()
        for name, literal in asked.items():
            question.add(question.get_bool_var_from_proto_index(literal.index) == (name in names))
        return solver.solve(question)

    subsets = {frozenset(core["statements"]) for core in all_sets(results)}
    assert {answer(subset) for subset in subsets} == {cp_model.INFEASIBLE}
    assert {answer(subset - {name}) for subset in subsets for name in subset} == {cp_model.OPTIMAL}


def test_every_set_was_confirmed_with_each_statement_left_out(results):
    for core in all_sets(results):
        assert core["second_solve"] == "infeasible"
        assert list(core["claims_that_hold_without"]) == core["statements"]


def test_no_set_contains_another(results):
    cores = [frozenset(core["statements"]) for core in all_sets(results)]
    assert len(set(cores)) == len(cores)
    assert not any(one < other for one in cores for other in cores)


def test_the_known_contradictions_are_found(results):
    assert {contradiction["id"]: contradiction["bounds"] for contradiction in results["contradictions"]} == {
        "high_risk": {"bound": 9},
        "divided": {},
        "cumulative_survival": {"bound": pytest.approx(100 * 7 / 8 * 2 / 3), "at_risk": 3},
        "refractory": {},
        "not_responded": {},
        "team": {},
        "fludarabine": {},
        "relapse_type": {"bound": 3},
        "second_transplant": {"bound": 3},
        "cart_relapse": {},
        "clofarabine": {},
    }


def test_what_removes_the_contradictions_that_were_missed_once(results):
    """The account of the child given CART, the earlier lines of Group 2, and children outside the cohort."""
    contradictions = {contradiction["id"]: contradiction for contradiction in results["contradictions"]}
    assert contradictions["not_responded"]["vanishes_under"] == [
        "not_responded/lastingly",
        "not_responded/to_first_line",
    ]
    assert contradictions["cart_relapse"]["vanishes_under"] == ["cart_relapse/again", "cart_relapse/between"]
    assert contradictions["team"]["vanishes_under"] == ["team/anywhere", "cart_relapse/between"]
    outside = {
        contradiction["id"]
        for contradiction in contradictions.values()
        if contradiction["vanishes_under"] == contradiction["unchecked"]
    }
    assert outside == {"fludarabine", "clofarabine"}


def test_every_soft_claim_that_can_be_compiled_is_considered_once(results):
    considered = [claim["id"] for group in results["statements"].values() for claim in group]
    expected = {name for name, claim in CLAIMS.items() if claim.strength == "soft" and compilable(claim)}
    assert set(considered) == expected and len(considered) == len(expected)


def test_readings(results, numbers):
    choices = combinations(SWITCHES)
    free = sum(not any(stands(core["statements"], choice, results) for core in all_sets(results)) for choice in choices)
    assert results["readings"] == {"choices": len(choices), "default": choices[0], "without_contradiction": free}
    assert free and numbers["consistency.every_reading.n"]["value"] == 0
    assert numbers["consistency.unchecked_reading.n"]["value"] == 2
    for one in results["contradictions"]:
        for reading in one["vanishes_under"]:
            switch, option = reading.split("/")
            left = [choice for choice in choices if choice[switch] == option]
            assert not any(stands(core["statements"], choice, results) for core in one["sets"] for choice in left)


def test_the_synthetic_cohort_is_a_smallest_correction(results):
    """What the reconstruction gave up weighs as little as its readings allow, and dissolves every contradiction."""
    origin = json.loads((SYNTHETIC / "origin.json").read_text("utf-8"))
    weights = weights_of(WEIGHTS)
    number = {name: i for i, name in enumerate(results["statements"])}
    standing = [
        frozenset(number[name] for name in core["statements"])
        for core in all_sets(results)
        if stands(core["statements"], origin["readings"], results)
    ]
    chosen = taken(origin["readings"])
    price = {
        number[name]: sum(weights.get(claim["section"], 1) for claim in group if claim["reading"] in chosen)
        for name, group in results["statements"].items()
    }
    least = min(sum(price[i] for i in core) for core in minimal_corrections(standing))
    assert sum(weights.get(CLAIMS[name].section, 1) for name in origin["given_up"]) == least
    given_up = {number[name] for name, group in results["statements"].items() if group[0]["id"] in origin["given_up"]}
    assert all(core & given_up for core in standing)


def test_default_corrections(results, numbers):
    corrections = results["corrections"]
    for given_up in corrections["given_up"]:
        weights = weights_of(WEIGHTS)
        assert sum(weights.get(CLAIMS[name].section, 1) for name in given_up) == corrections["weight"]
    value = {name: record["value"] for name, record in numbers.items()}
    assert value["consistency.given_up.n"] == len(corrections["given_up"][0])
    assert value["consistency.sets.n"] == len(all_sets(results))


@pytest.mark.parametrize("language", ["en", "tr"])
def test_tables(built_once, results, numbers, language):
    text = (built_once / f"results/tables/contradictions.{language}.md").read_text("utf-8")
    labels = yaml.safe_load((ROOT / "manuscript" / f"labels.{language}.yaml").read_text("utf-8"))["consistency"]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == 2 + len(results["contradictions"]) + len(results["printed_differently"]) + 2
    assert all(line.count(" | ") == 2 for line in lines[2:])
    assert "{#tbl-contradictions}" in text and labels["unexplained"] not in text
    shown = re.findall(r"\{\{< num (consistency\.[\w.]+) >\}\}", text)
    bounds = {
        f"consistency.{contradiction['id']}.{name}"
        for contradiction in results["contradictions"]
        for name in contradiction["bounds"]
    }
    assert bounds <= set(shown)
    assert set(shown) <= set(numbers)
    assert not re.search(r"(?<!\{)\{(?![{#.])", text.replace("{{<", ""))


def test_each_explanation_is_used(results):
    entries = yaml.safe_load(EXPLANATIONS.read_text("utf-8"))
    assert {entry["id"] for entry in entries} == {contradiction["id"] for contradiction in results["contradictions"]}


def test_direct_disagreements(results):
    assert [[cell["printed"] for cell in group] for group in results["printed_differently"]] == [
        ["66%", "%66", "67%", "67%"]
    ]
    assert {cell["printed"] for group in results["misrounded"] for cell in group} == {"12%", "45%"}
