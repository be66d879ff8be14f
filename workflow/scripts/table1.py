"""Describe the patients with a post-transplant relapse by group: counts, shares, mean ± SD, and a test a variable."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from edition.claims.published_table import code
from edition.cleaning.cohort import read as read_cohort
from edition.numbers.comparison import NAMES, note_test
from edition.numbers.labels import Labels, read_labels
from edition.numbers.registry import Registry
from edition.numbers.tables import marks, num, tests_named, write_table
from edition.statistics import analysis
from edition.statistics.analysis import Plan
from edition.study.definitions import GROUPS
from edition.study.variables import OUTCOMES, SECTIONS, TABLE1, VARIABLES

INDENT = "\N{EM SPACE}"
WIDTHS = (36, 18, 16, 12, 18)
ALIGN = "lrr--"
"""Of the columns, in percent: feature, both groups, p under the plan of the article and under the recommended one."""


def note_variable(registry: Registry, name: str, patients: pd.DataFrame, plan: Plan) -> float | None:
    """Note both groups' summaries of a variable and its test; returns the p-value.

    Shares are of those who have a value; how many have none is noted where anybody has.
    """
    for group in GROUPS:
        of = {"group": group}
        for level in VARIABLES[name].levels:
            registry.share(f"table1.{name}.{code(level)}.group{group}", {name: level}, of, patients)
        if any(missing := lacking(name, patients)):
            unknown = f"table1.{name}.unknown.group{group}.n"
            registry.add(unknown, missing[group - 1], "count", function=lacking, variables=["group", name])
        if VARIABLES[name].kind == "number":
            for form in ("mean", "sd"):
                registry.evaluate(f"table1.{name}.group{group}.{form}", {form: {"variable": name, "of": of}}, patients)
    return note_test(registry, f"table1.{name}", name, patients, plan)


def lacking(name: str, patients: pd.DataFrame) -> list[int]:
    """Patients of each group without a value of the variable."""
    return [int(patients.loc[patients["group"] == group, name].isna().sum()) for group in GROUPS]


def note_table(registry: Registry, patients: pd.DataFrame, plan: Plan) -> None:
    """Note all numbers of the table, and how many features differ significantly, outcomes aside."""
    p = {name: note_variable(registry, name, patients, plan) for name in TABLE1}
    everything = not any(sum(lacking(name, patients)) for name in TABLE1)
    registry.condition("table1.complete", everything, function=lacking, variables=["group", *TABLE1])
    registry.add("table1.tests.n", sum(value is not None for value in p.values()), "count", function=note_table)
    baseline = [name for name in TABLE1 if name not in OUTCOMES]
    significant = sum(bool(plan.significant(p[name])) for name in baseline)
    how = {"function": note_table, "variables": ["group", *baseline]}
    registry.add("table1.baseline.significant.n", significant, "count", **how)


def rows(
    labels: Labels, plans: Sequence[Plan], letters: Mapping[str, str], incomplete: Collection[str]
) -> Iterator[tuple[str, ...]]:
    """The head, and the table's rows: a section's or a variable's name with its p-values, then a row a level.

    Of the ``plans`` the first is the article's. ``incomplete`` are the variables that somebody has no value of: they
    have a row for it.
    """
    columns = ("feature", "group1", "group2", "p", "recommended")[: 3 + len(plans)]
    yield tuple(labels[f"table1.columns.{column}"] for column in columns)
    none = [""] * len(plans)
    for name in TABLE1:
        if name in SECTIONS:
            yield f"**{labels[f'table1.sections.{SECTIONS[name]}']}**", "", "", *none
        values = (f"table1.{name}.p", f"plans.recommended.{NAMES[name]}.p")
        p = [f"{num(value)}^{letters[plan.words(name)]}^" for value, plan in zip(values, plans, strict=False)]
        cells, unit = ["", ""], labels["table1.units.counts"]
        if VARIABLES[name].kind == "number":
            unit = labels["table1.units.mean"]
            cells = [f"{num(f'table1.{name}.group{k}.mean')} ± {num(f'table1.{name}.group{k}.sd')}" for k in GROUPS]
        yield f"{labels[f'table1.variables.{name}']}, {unit}", *cells, *p
        for level in map(code, VARIABLES[name].levels):
            ids = [f"table1.{name}.{level}.group{k}" for k in GROUPS]
            cells = [f"{num(f'{number}.n')} ({num(f'{number}.percent')})" for number in ids]
            yield INDENT + labels[f"table1.levels.{name}.{level}"], *cells, *none
        if name in incomplete:
            without = labels.get(f"table1.without.{name}") or labels["table1.unknown"]
            yield INDENT + without, *(num(f"table1.{name}.unknown.group{k}.n") for k in GROUPS), *none


def main(
    cohort: Path, plan: str, alpha: float, confidence: float, labels: list[Path], numbers: Path, tables: list[Path]
) -> None:
    """Read ``cohort``; write the registry of ``numbers`` and, for each file of ``labels``, one of the ``tables``.

    The ``plan`` is ``recommended`` or a plan file.
    """
    patients = read_cohort(cohort)
    chosen = analysis.plan(plan, alpha, confidence).for_cohort(patients)
    registry = Registry("table1", [cohort, *chosen.files])
    note_table(registry, patients, chosen)
    incomplete = [name for name in TABLE1 if any(lacking(name, patients))]
    plans = [chosen, analysis.plan("recommended").for_cohort(patients)][: 1 if plan == "recommended" else 2]
    columns = 3 + len(plans)
    letters = marks(shown.words(name) for name in TABLE1 for shown in plans)
    for words, file in zip(map(read_labels, labels), tables, strict=True):
        cells, note = rows(words, plans, letters, incomplete), f"{words['table1.note']} {tests_named(letters, words)}"
        caption = words["table1.caption"]
        write_table(file, cells, WIDTHS[:columns], caption, "features", note, ALIGN[:columns], step="table1")
    registry.write(numbers)
