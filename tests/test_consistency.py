"""The parts of the search for contradictions: minimal sets, equal statements, cohorts, direct disagreements."""

from itertools import combinations, product

import pandas as pd
import pytest
from cohorts import CLAIMS, claim, random_cohort
from edition.claims.parse import parse
from edition.claims.records import Claim
from edition.files.errors import InputError
from edition.forensics.rows import misrounded
from edition.solver.admitted import holds
from edition.solver.contradictions import explained, find, sorted_by_dispute
from edition.solver.implied import alone, implied
from edition.solver.minimal import extended, minimal_contradictions, minimal_corrections, shrink
from edition.solver.oracle import Oracle
from edition.solver.statements import (
    Statement,
    contradictory,
    deciding,
    dissolving,
    printed_differently,
    stands,
    statements,
    unchecked,
)
from hypothesis import given
from hypothesis import strategies as st

DRUGS = ["fludarabine", "clofarabine", "bortezomib", "blinatumomab", "cart"]
STRUCTURE = [claim for claim in CLAIMS if claim.strength == "hard" and claim.id.removeprefix("structure.") not in DRUGS]
"""What holds in any case, but for the numbers of patients by drug, which these tests vary."""
STATEMENTS = statements(CLAIMS)


def sets(*groups: str) -> list[frozenset[int]]:
    """Subsets of constraints, each written as the digits of its members."""
    return [frozenset(map(int, group)) for group in groups]


def clauses(*given: list[int]):
    """The oracle of a formula: whether some assignment satisfies the clauses (literals: ±variable, from 1)."""
    size = max(abs(literal) for clause in given for literal in clause)

    def satisfiable(subset: frozenset[int]) -> bool:
        return any(
            all(any(values[abs(literal) - 1] == (literal > 0) for literal in given[i]) for i in subset)
            for values in product([False, True], repeat=size)
        )

    return satisfiable


def everything(subset: frozenset[int]) -> frozenset[int]:
    return subset


def test_the_running_example_of_marco():
    # Liffiton's introduction to MARCO, sun.iwu.edu/~mliffito/marco-viz: a, not a, b, not b, a or b.
    minimal = minimal_contradictions(frozenset(range(5)), clauses([1], [-1], [2], [-2], [1, 2]), everything)
    assert minimal == sets("01", "134", "23")


def test_corrections_are_dual_to_contradictions():
    assert minimal_corrections(sets("01", "134", "23")) == sets("03", "12", "13", "024")
    assert minimal_corrections([]) == [frozenset()]


@given(st.lists(st.lists(st.sampled_from([1, -1, 2, -2, 3, -3]), min_size=1, max_size=3), min_size=1, max_size=7))
def test_agrees_with_looking_at_all_subsets(formula):
    satisfiable = clauses(*formula)
    everyone = frozenset(range(len(formula)))
    subsets = [frozenset(subset) for size in range(len(formula) + 1) for subset in combinations(everyone, size)]
    bad = [subset for subset in subsets if not satisfiable(subset)]
    minimal = [subset for subset in bad if not any(other < subset for other in bad)]
    assert minimal_contradictions(everyone, satisfiable, everything) == sorted(minimal, key=sorted)


def test_a_wrong_core_is_not_believed():
    satisfiable = clauses([1], [2], [-1])
    assert shrink(frozenset({0, 1, 2}), satisfiable, lambda subset: [1]) == {0, 2}


def test_a_correction_that_hits_already_is_kept():
    assert extended(sets("0", "1"), frozenset({0, 2})) == sets("0", "12")


def test_one_cell_of_table_1_is_one_statement_with_its_complement_and_the_text():
    names = {statement.id: [member.id for member in statement.claims] for statement in STATEMENTS}
    assert names["results.group1_second_transplant"] == [
        "results.group1_second_transplant",
        "table1.second_transplant.true.group1.n",
        "table1.second_transplant.true.group1.percent",
        "table1.second_transplant.false.group1.n",
        "table1.second_transplant.false.group1.percent",
    ]
    assert len(names) < len([name for group in names.values() for name in group])


def sized_cohort(seed: int) -> pd.DataFrame:
    """A random cohort with the paper's sizes: 9 patients in Group 1, 8 in Group 2, 23 without a relapse."""
    relapsed = random_cohort(seed, 100, days=7000, relapsed=True)
    others = random_cohort(seed + 1, 100)
    parts = [relapsed[relapsed["group"] == 1][:9], relapsed[relapsed["group"] == 2][:8]]
    return pd.concat([*parts, others[~others["posttransplant_relapse"].astype(bool)][:23]], ignore_index=True)


@pytest.mark.parametrize("seed", range(4))
def test_claims_of_a_statement_hold_together_or_not_at_all(seed):
    cohort = sized_cohort(seed)
    truths = [{holds(member, cohort) for member in statement.claims} for statement in STATEMENTS]
    assert all(len(truth) == 1 for truth in truths)
    assert {True} in truths and {False} in truths


def test_a_share_of_a_base_of_unknown_size_is_a_statement_of_its_own():
    deaths = claim("deaths", {"percent": {"part": {"status": "died"}, "of": {"drug": "cart"}}}, "50%", "percent")
    alive = claim("alive", {"percent": {"part": {"status": "alive"}, "of": {"drug": "cart"}}}, "50%", "percent")
    assert len(statements([*STRUCTURE, deaths, alive])) == 2


def small_oracle(*claims: Claim) -> Oracle:
    return Oracle(STRUCTURE, statements([*STRUCTURE, *claims]))


def test_the_oracle_finds_a_cohort_or_none():
    oracle = small_oracle(
        claim("five", {"count": {"group": 2, "drug": "bortezomib"}}, "5"),
        claim("never", {"every": {"of": {"drug": "bortezomib"}, "have": {"second_transplant": False}}}),
        claim("four", {"count": {"group": 2, "second_transplant": True}}, "4"),
    )
    assert minimal_contradictions(frozenset(range(3)), oracle.satisfiable, oracle.core) == sets("012")
    assert oracle.refuted(frozenset(range(3))) and not oracle.refuted(frozenset({0, 2}))
    cohort = oracle.cohort(frozenset({0, 2}))
    assert all(holds(member, cohort) for member in [*STRUCTURE, *(oracle.statements[i].claims[0] for i in (0, 2))])
    expression = parse({"count": {"group": 2, "second_transplant": True}})
    assert oracle.bound(frozenset({0, 1}), expression, "most") == 3
    assert oracle.bound(frozenset({0, 1}), expression, "least") == 0


def test_a_number_follows_if_no_cohort_of_the_statements_shows_another():
    """Five of the eight were given bortezomib, and none of these a second transplant, which four had or three."""
    four = {"count": {"group": 2, "second_transplant": True}}
    claims = [
        *STRUCTURE,
        claim("five", {"count": {"group": 2, "drug": "bortezomib"}}, "5"),
        claim("never", {"every": {"of": {"drug": "bortezomib"}, "have": {"second_transplant": False}}}),
        claim("three", four, "3"),
        claim("followed", {"median": {"variable": "survival_years", "of": {"drug": "bortezomib"}}}, "2", "years"),
    ]
    given = {
        "without": ({"count": {"group": 2, "second_transplant": False}}, 5, 0),
        "others": (
            {"percent": {"part": {"second_transplant": True}, "of": {"group": 2, "drug": ["blinatumomab", "cart"]}}},
            100.0,
            0,
        ),
        "cart": ({"count": {"drug": "cart"}}, 1, 0),
        "otherwise than stated": ({"count": {"drug": "bortezomib"}}, 6, 0),
        "years": ({"median": {"variable": "survival_years", "of": {"drug": "bortezomib"}}}, 2.0, 0),
        "months": ({"median": {"variable": "survival_years", "of": {"drug": "bortezomib"}}}, 2.0, 1),
        "none": ({"percent": {"part": {"status": "died"}, "of": {"group": 1, "drug": "cart"}}}, None, 0),
    }
    numbers = {name: {"expression": e, "value": value, "digits": digits} for name, (e, value, digits) in given.items()}
    assert implied(numbers, claims) == ["without", "others", "years"]
    with pytest.raises(ValueError, match="no cohort"):
        implied(numbers, [*claims, claim("four", four, "4")])


def test_a_claim_is_alone_if_no_others_imply_it():
    second = {"second_transplant": True}
    claims = [
        *STRUCTURE,
        claim("five", {"count": {"group": 2, "drug": "bortezomib"}}, "5"),
        claim("again", {"count": {"group": 2, "drug": "bortezomib"}}, "five"),
        claim("others", {"count": {"group": 2, "drug": ["blinatumomab", "cart"]}}, "3"),
        claim("share", {"percent": {"part": {"drug": "bortezomib"}, "of": {"group": 2}}}, "62%", "percent"),
        claim("boys", {"every": {"of": {"drug": "cart"}, "have": {"sex": "male"}}}),
        claim("never", {"every": {"of": {"group": 2}, "have": {"second_transplant": False}}}),
        claim("fewer", {"relation": {"left": {"count": {"group": 2, **second}}, "is": "<", "right": 2}}),
        claim("both", {"both": [{"every": {"of": {"drug": "cart"}, "have": {"second_transplant": False}}}]}),
        claim("mean", {"mean": {"variable": "age", "of": {"group": 2}}}, "5.4", "mean"),
    ]
    assert alone(claims) == ["boys", "never", "mean"]


def test_what_is_no_minimal_contradiction_is_not_confirmed():
    counts = [("8", {"sex": "male"}), ("2", {"sex": "female"}), ("3", {"lineage": "T"})]
    oracle = small_oracle(*(claim(n, {"count": {"group": 1} | who}, n) for n, who in counts))
    assert oracle.confirmed(frozenset({0, 1}))["claims_that_hold_without"] == {"8": 1, "2": 1}
    with pytest.raises(RuntimeError, match="does not confirm 8, 3"):
        oracle.confirmed(frozenset({0, 2}))
    with pytest.raises(RuntimeError, match="is not minimal"):
        oracle.confirmed(frozenset({0, 1, 2}))


def worded(name: str, *readings: str | None) -> Statement:
    return Statement(tuple(claim(f"{name}{place}", {}, reading=choice) for place, choice in enumerate(readings)))


def test_hard_claims_that_contradict_each_other():
    structure = [*STRUCTURE, claim("all", {"every": {"of": {}, "have": {"group": 1}}}, strength="hard")]
    with pytest.raises(InputError, match="hard claims"):
        find(Oracle(structure, []), {})


def test_readings_dissolve_a_contradiction():
    ones = [worded("a", "way/one"), worded("b", "way/two", None), worded("c", "other/x")]
    switches = {"way": ["one", "two"], "other": ["x", "y"]}
    assert stands(frozenset({0, 1}), ones, {"way": "one", "other": "y"})
    assert not stands(frozenset({0, 1}), ones, {"way": "two", "other": "x"})
    assert dissolving(sets("012"), ones, switches) == ["way/two", "other/y"]
    assert contradictory(sets("012"), ones, switches) == [{"way": "one", "other": "x"}]
    assert deciding(sets("01"), ones, switches) == {"way": ["one", "two"]}
    assert dissolving(sets("1"), ones, switches) == []
    assert len(contradictory(sets("1"), ones, switches)) == 4


def test_statements_of_two_readings_of_one_sentence_are_never_made_together():
    ones = [worded("a", "way/one"), worded("b", "way/two")]
    assert not contradictory(sets("01"), ones, {"way": ["one", "two"]})


def test_a_reading_that_demands_nothing_of_the_cohort_is_unchecked():
    empty, demanding = {"stated": {}}, {"every": {"of": {}, "have": {"sex": "male"}}}
    readings = [claim("a", empty, reading="way/one"), claim("b", demanding, reading="way/two")]
    assert unchecked(readings) == {"way/one"}
    assert unchecked([*readings, claim("c", demanding, reading="way/one")]) == set()


def test_facts_stated_in_two_ways_lead_to_one_contradiction():
    # 0 and 1 are in dispute; 2 alone, or 3 with 4, leads from one to the other. 5 and 6 are another dispute.
    contradictions = sorted_by_dispute(sets("0134", "012", "56"))
    assert [(contradiction.disputed, list(contradiction.sets)) for contradiction in contradictions] == [
        (frozenset({0, 1}), sets("012", "0134")),
        (frozenset({5, 6}), sets("56")),
    ]


def test_what_is_printed_in_two_ways():
    share = {"percent": {"part": {"toxicity": "3-4"}, "of": {"group": 1}}}
    printed = [claim(text, share, text, "percent") for text in ("66%", "67%", "66.7%", "%67")]
    (wordings,) = printed_differently(statements([*STRUCTURE, *printed]))
    assert [member.printed for member in wordings] == ["66%", "67%", "%67"]


@pytest.mark.parametrize(("printed", "wrong"), [("11%", 0), ("12%", 1), ("11.1%", 0), ("11.2%", 1)])
def test_a_percentage_that_no_rounding_gives(printed, wrong):
    count = claim("n", {"count": {"group": 1, "sex": "female"}}, "1")
    size = claim("size", {"count": {"group": 1}}, "9")
    share = claim("share", {"percent": {"part": {"sex": "female"}, "of": {"group": 1}}}, printed, "percent")
    assert len(misrounded([size, count, share])) == wrong


def test_an_explanation_of_an_unknown_statement(tmp_path):
    file = tmp_path / "contradictions.yaml"
    file.write_text("- {id: x, statements: [results.nothing]}\n", "utf-8")
    with pytest.raises(InputError, match=r"results\.nothing"):
        explained([], small_oracle(), file)
