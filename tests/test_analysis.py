"""Both plans: which procedure for which variable, what it is called, and the procedures on data with known answers."""

import pandas as pd
import pytest
import yaml
from cohorts import CLAIMS
from edition.claims.parse import parse
from edition.files.errors import InputError
from edition.forensics.findings import findings
from edition.numbers.formatting import p_digits
from edition.statistics import analysis
from edition.statistics.association import FAMILY, defined
from edition.statistics.location import TESTS
from edition.study.variables import VARIABLES
from scipy.stats import mannwhitneyu
from workspace import LABELS

RECOMMENDED = analysis.plan("recommended")


@pytest.fixture
def file(tmp_path):
    """Writes a plan file with these procedures, and gives its path."""

    def write(**procedures):
        path = tmp_path / "plan.yaml"
        path.write_text(yaml.safe_dump({"procedures": procedures}), "utf-8")
        return str(path)

    return write


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The plan that the forensic step finds in the paper."""
    path = tmp_path_factory.mktemp("forensics") / "plan.yaml"
    path.write_text(yaml.safe_dump(findings(CLAIMS).plan), "utf-8")
    return analysis.plan(str(path))


def groups(variable: str, first: list, second: list) -> pd.DataFrame:
    """A cohort with nothing but one variable in two groups."""
    return pd.DataFrame({"group": [1] * len(first) + [2] * len(second), variable: first + second})


def test_every_variable_of_the_table_has_a_procedure_by_name():
    chosen = RECOMMENDED.procedures
    assert set(chosen) == {*analysis.TABLE1, "logrank", "curves"}
    assert {name for name in analysis.TABLE1 if chosen[name] != "fisher.two-sided"} == {"age", "risk"}
    assert (chosen["age"], chosen["risk"]) == ("welch.two-sided", "freeman-halton.two-sided")
    assert {RECOMMENDED.sides(name) for name in chosen} == {"two-sided"}


def test_welch_on_students_sleep_data():
    """Student. The probable error of a mean. Biometrika 1908;6:1-25; R's t.test(extra ~ group, data = sleep)."""
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    assert analysis.p_value("welch.two-sided", "age", groups("age", one, two)) == pytest.approx(0.07939, abs=5e-6)


def test_mann_and_whitneys_test_of_two_groups():
    one, two = [0, 5, 8, 8, 8, 8, 8, 8, 9], [0, 0, 5, 7, 7, 8, 8, 8]
    expected = mannwhitneyu(one, two, use_continuity=False, method="asymptotic").pvalue
    p = analysis.p_value("mann-whitney.two-sided", "age", groups("age", one, two))
    assert p == pytest.approx(expected, abs=1e-7)


def test_welch_needs_two_patients_a_group_and_some_spread():
    assert analysis.p_value("welch.two-sided", "age", groups("age", [3], [4, 5])) is None
    assert analysis.p_value("welch.two-sided", "age", groups("age", [3, 3], [4, 4])) is None


def test_the_two_findings_of_the_paper_under_two_sided_fisher():
    """6 of 9 against 1 of 8 with severe toxicity, 2 of 9 against 6 of 8 alive; by hand from hypergeometric terms."""
    severe = groups("toxicity", ["3-4"] * 6 + ["1-2"] * 3, ["3-4"] + ["1-2"] * 7)
    alive = groups("status", ["alive"] * 2 + ["died"] * 7, ["alive"] * 6 + ["died"] * 2)
    p = RECOMMENDED.p_value("toxicity", severe)
    assert p == pytest.approx((672 + 36 + 8 + 252) / 19448)
    assert (RECOMMENDED.significant(p), p_digits(p, 0.05)) == (True, 4)
    p = RECOMMENDED.p_value("status", alive)
    assert p == pytest.approx((1008 + 72 + 1 + 288 + 9) / 24310)
    assert (RECOMMENDED.significant(p), p_digits(p, 0.05)) == (False, 3)


@pytest.mark.parametrize("name", ["sex", "risk"])
def test_a_table_that_compares_nothing_has_no_p_value_by_any_procedure(name):
    levels = VARIABLES[name].levels
    for first, second in (([levels[0]] * 4, [levels[0]] * 3), ([*levels], []), ([], [*levels])):
        for procedure in defined(len(levels)):
            assert analysis.p_value(procedure, name, groups(name, first, second)) is None


def test_the_plan_answers_the_claims_tests():
    cohort = groups("sex", ["male"] * 3 + ["female"], ["male"] + ["female"] * 3)
    assert parse({"test": {"variable": "sex"}}).evaluate(cohort, RECOMMENDED.p_value) == pytest.approx(34 / 70)


def test_patients_outside_the_groups_do_not_count():
    cohort = groups("risk", ["high", "high"], ["medium", "standard"])
    with_others = pd.concat([cohort, pd.DataFrame({"group": [None], "risk": ["high"]})])
    assert analysis.counts("risk", with_others).tolist() == [[2, 0], [0, 1], [0, 1]]


def test_nothing_is_significant_at_alpha_and_neither_way_without_a_test():
    assert RECOMMENDED.significant(0.05) is False
    assert RECOMMENDED.significant(None) is None
    assert analysis.plan("recommended", alpha=0.06).significant(0.057)


def test_what_is_neither_a_plan_nor_a_file_is_refused():
    with pytest.raises(InputError, match=r"no analysis plan 'publised'.*`recommended` or the plan file"):
        analysis.plan("publised")


def test_the_plan_that_is_found_in_the_paper_answers_everything(published):
    assert (published.name, len(published.files)) == ("published", 1)
    assert set(published.procedures) == set(RECOMMENDED.procedures)
    cohort = groups("sex", ["male"] * 3 + ["female"], ["male"] + ["female"] * 3)
    assert published.p_value("sex", cohort) == pytest.approx(17 / 70)  # Fisher's tea: one-sided
    assert (published.sides("status"), RECOMMENDED.sides("status")) == ("one-sided", "two-sided")


def test_the_two_findings_of_the_paper_as_published(published):
    """The tables of the test above, one-sided; by hand from the same hypergeometric terms."""
    severe = groups("toxicity", ["3-4"] * 6 + ["1-2"] * 3, ["3-4"] + ["1-2"] * 7)
    alive = groups("status", ["alive"] * 2 + ["died"] * 7, ["alive"] * 6 + ["died"] * 2)
    for variable, cohort, p in (("toxicity", severe, (672 + 36) / 19448), ("status", alive, (1008 + 72 + 1) / 24310)):
        assert published.p_value(variable, cohort) == pytest.approx(p)
        assert published.significant(p)


def test_what_a_plan_file_leaves_open_is_as_recommended(file):
    chosen = analysis.plan(file(sex="fisher.one-sided", age=None)).procedures
    assert chosen == {**RECOMMENDED.procedures, "sex": "fisher.one-sided"}


def test_the_curves_follow_the_log_rank_test_that_a_plan_file_names(file):
    assert analysis.plan(file(logrank="logrank.two-sided")).procedures["curves"] == "logrank.two-sided"
    assert RECOMMENDED.procedures["curves"] == "logrank-permutation.two-sided"


def test_beyond_two_levels_fishers_test_has_another_name_and_no_side(file):
    plan = analysis.plan(file(risk="fisher.two-sided"))
    assert plan.words("risk") == RECOMMENDED.words("risk") == "numbers.tests.freeman-halton"
    assert plan.words("status") == "numbers.sides.two-sided numbers.tests.fisher"
    cohort = groups("risk", ["high", "high"], ["medium", "standard"])
    assert plan.p_value("risk", cohort) == pytest.approx(1 / 3)


def test_both_log_rank_procedures_need_two_groups():
    columns = {"group": [1, 1, 2, 2], "survival_days": [1, 2, 3, 4], "died": [1, 1, 1, 1]}
    cohort = pd.DataFrame(columns)
    assert RECOMMENDED.p_value("curves", cohort) == pytest.approx(2 / 6)
    for variable in ("logrank", "curves"):
        assert RECOMMENDED.p_value(variable, cohort[cohort["group"] == 1]) is None


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_every_procedure_that_a_plan_may_name_has_a_name(labels):
    for procedure in {*RECOMMENDED.procedures.values(), *FAMILY, *(f"{test}.one-sided" for test in TESTS)}:
        test, side = procedure.rsplit(".", 1)
        assert labels[f"numbers.tests.{test}"] and labels[f"numbers.sides.{side}"]
