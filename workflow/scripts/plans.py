"""Show every comparison under the published and the recommended plan side by side, whichever the article follows."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from edition.cleaning.cohort import read as read_cohort
from edition.numbers.comparison import NAMES, note_finding
from edition.numbers.labels import Labels, read_labels
from edition.numbers.registry import Registry
from edition.numbers.tables import SYMBOL, marks, num, tests_named, write_table
from edition.statistics import analysis
from edition.statistics.analysis import CURVES, TABLE1, Plan
from edition.statistics.association import FAMILY

FINDINGS = {**NAMES, CURVES: CURVES}
"""What is compared → what the ids of its numbers say after ``plans.<plan>``."""
NAMED = ("status", "toxicity", "risk", "relapse_by_day_100")
"""Variables whose tests the article names."""
SIGNIFICANT = "†"


def note_plan(registry: Registry, plan: Plan, patients: pd.DataFrame) -> None:
    """Note each finding under a plan, as ``plans.<plan>.<finding>.{p,significant}``, and the tests that are named."""
    for variable, name in FINDINGS.items():
        note_finding(registry, f"plans.{plan.name}.{name}", variable, patients, plan)
    for variable in NAMED:
        number, words = f"plans.{plan.name}.{FINDINGS[variable]}.test", plan.words(variable)
        registry.add(number, plan.procedures[variable], "text", label=words, function=Plan.p_value)
    side = plan.sides("status")
    registry.add(f"plans.{plan.name}.survival.sides", side, "text", label=f"numbers.sides.{side}", function=Plan.sides)
    truths = [registry.records[f"plans.{plan.name}.{NAMES[name]}.significant"]["value"] for name in TABLE1]
    how = {"function": note_plan, "variables": ["group", *TABLE1]}
    registry.add(f"plans.{plan.name}.table1.significant.n", truths.count(True), "count", **how)


def rows(labels: Labels, plans: list[Plan], letters: dict[str, str]) -> Iterator[list[str]]:
    """The head, then a row a finding: name, reported p, p under each plan, marked if below alpha."""
    yield [labels[f"plans.columns.{name}"] for name in ("finding", "reported", *(plan.name for plan in plans))]
    for variable, name in FINDINGS.items():
        cells = []
        for plan in plans:
            number = f"plans.{plan.name}.{name}"
            mark = f'{{{{< when {number}.significant "{SIGNIFICANT}" "" "" >}}}}'
            if variable == CURVES:  # nothing is concluded from times that were chosen
                mark = f'{{{{< when cohort.synthetic {number}.significant "" "" "{SIGNIFICANT}" "" "" >}}}}'
            cells.append(f"{num(f'{number}.p')}{mark}^{letters[plan.words(variable)]}^")
        name = "plans.curves" if variable == CURVES else f"table1.variables.{variable}"
        yield [labels[name], "–" if variable == CURVES else num(f"printed.{variable}.p"), *cells]


def main(
    cohort: Path, plan: Path, alpha: float, confidence: float, labels: list[Path], numbers: Path, tables: list[Path]
) -> None:
    """Read ``cohort`` and the published ``plan``; write the registry ``numbers``, a table for each of ``labels``."""
    declared = [analysis.plan(source, alpha, confidence) for source in (str(plan), "recommended")]
    patients, registry = read_cohort(cohort), Registry("plans", [cohort, plan])
    plans = [chosen.for_cohort(patients) for chosen in declared]
    for chosen in plans:
        note_plan(registry, chosen, patients)
    registry.condition("plans.as_declared", plans == declared, function=Plan.for_cohort, variables=["group"])
    letters = marks(plan.words(variable) for variable in FINDINGS for plan in plans)
    for words, file in zip(map(read_labels, labels), tables, strict=True):
        family = dict.fromkeys(procedure.split(".")[0] for procedure in FAMILY)
        tried = "; ".join(SYMBOL.sub(r"*\g<0>*", words[f"numbers.tests.{test}"]) for test in family)
        named = f"{tests_named(letters, words)} {words['plans.family']} {tried}."
        note = f"{SIGNIFICANT} {words['plans.note']} {named}"
        write_table(file, rows(words, plans, letters), (35, 15, 22, 28), words["plans.caption"], "plans", note, "l---")
    registry.write(numbers)
