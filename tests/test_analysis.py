"""The recommended plan: which procedure for which variable, and the procedures on data with known answers."""

import pandas as pd
import pytest
from salvage import analysis
from salvage.errors import InputError
from salvage.expression import evaluate

RECOMMENDED = analysis.plan("recommended")


def groups(variable: str, first: list, second: list) -> pd.DataFrame:
    """A cohort with nothing but one variable in two groups."""
    return pd.DataFrame({"group": [1] * len(first) + [2] * len(second), variable: first + second})


def test_every_variable_of_the_table_has_a_procedure_by_name():
    chosen = RECOMMENDED.procedures
    assert set(chosen) == {*analysis.TABLE1, "logrank"}
    assert set(chosen.values()) <= set(analysis.PROCEDURES)
    assert {name for name, procedure in chosen.items() if procedure != "fisher"} == {"age", "risk", "logrank"}
    assert (chosen["age"], chosen["risk"]) == ("welch", "freeman_halton")


def test_welch_on_students_sleep_data():
    """Student. The probable error of a mean. Biometrika 1908;6:1-25; R's t.test(extra ~ group, data = sleep)."""
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    assert analysis.welch("age", groups("age", one, two)) == pytest.approx(0.07939, abs=5e-6)


def test_welch_needs_two_patients_a_group_and_some_spread():
    assert analysis.welch("age", groups("age", [3], [4, 5])) is None
    assert analysis.welch("age", groups("age", [3, 3], [4, 4])) is None


def test_the_two_findings_of_the_paper_under_two_sided_fisher():
    """6 of 9 against 1 of 8 with severe toxicity, 2 of 9 against 6 of 8 alive; by hand from hypergeometric terms."""
    severe = groups("toxicity", ["3-4"] * 6 + ["1-2"] * 3, ["3-4"] + ["1-2"] * 7)
    alive = groups("status", ["alive"] * 2 + ["died"] * 7, ["alive"] * 6 + ["died"] * 2)
    p = RECOMMENDED.p_value("toxicity", severe)
    assert p == pytest.approx((672 + 36 + 8 + 252) / 19448)
    assert (RECOMMENDED.significant(p), RECOMMENDED.digits(p)) == (True, 4)
    p = RECOMMENDED.p_value("status", alive)
    assert p == pytest.approx((1008 + 72 + 1 + 288 + 9) / 24310)
    assert (RECOMMENDED.significant(p), RECOMMENDED.digits(p)) == (False, 3)


def test_the_plan_answers_the_claims_tests():
    cohort = groups("sex", ["male"] * 3 + ["female"], ["male"] + ["female"] * 3)
    assert evaluate({"test": {"variable": "sex"}}, cohort, RECOMMENDED.p_value) == pytest.approx(34 / 70)


def test_patients_outside_the_groups_do_not_count():
    cohort = groups("risk", ["high", "high"], ["medium", "standard"])
    with_others = pd.concat([cohort, pd.DataFrame({"group": [None], "risk": ["high"]})])
    assert analysis.counts("risk", with_others) == [(2, 0), (0, 1), (0, 1)]


def test_nothing_is_significant_at_alpha_or_without_a_p_value():
    assert not RECOMMENDED.significant(0.05)
    assert not RECOMMENDED.significant(None)
    assert analysis.plan("recommended", alpha=0.06).significant(0.057)


def test_an_unknown_plan_is_refused():
    with pytest.raises(InputError, match=r"no analysis plan 'publised'.*Known plans: recommended"):
        analysis.plan("publised")
