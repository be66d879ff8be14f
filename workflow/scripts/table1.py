"""Describe the patients with a post-transplant relapse by group: counts, shares, mean ± SD, and a test a variable."""

from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

import pandas as pd
from salvage import analysis
from salvage.analysis import GROUPS, OUTCOMES, TABLE1, Plan
from salvage.cohort import read as read_cohort
from salvage.comparison import note_test, note_test_name
from salvage.labels import Labels, read_labels
from salvage.numbers import Book
from salvage.published_table import code
from salvage.variables import VARIABLES

SECTIONS = {"donor": "transplant", "relapse_site": "posttransplant"}
"""Variable that opens a section of the table → the section's label."""
INDENT = "\N{EM SPACE}"
WIDTHS = (40, 24, 24, 12)
"""Of the columns, in percent."""


def note_variable(book: Book, name: str, patients: pd.DataFrame, plan: Plan) -> float | None:
    """Note both groups' summaries of a variable, its test and the test's name; returns the p-value."""
    for group in GROUPS:
        of = {"group": group}
        for level in VARIABLES[name].levels:
            book.share(f"table1.{name}.{code(level)}.group{group}", {name: level}, of, patients)
        if VARIABLES[name].kind == "number":
            for form in ("mean", "sd"):
                book.evaluate(f"table1.{name}.group{group}.{form}", {form: {"variable": name, "of": of}}, patients)
    p = note_test(book, f"table1.{name}.p", name, patients, plan)
    note_test_name(book, f"table1.{name}.test", name, plan)
    uses = ["group", name]
    book.condition(f"table1.{name}.significant", plan.significant(p), function=Plan.significant, variables=uses)
    return p


def note_table(book: Book, patients: pd.DataFrame, plan: Plan) -> None:
    """Note all numbers of the table, and how many of its comparisons are significant."""
    for group in GROUPS:
        book.evaluate(f"table1.group{group}.n", {"count": {"group": group}}, patients)
    p = {name: note_variable(book, name, patients, plan) for name in TABLE1}
    significant = [name for name in TABLE1 if plan.significant(p[name])]
    baseline = [name for name in TABLE1 if name not in OUTCOMES]
    least = min((p[name] for name in baseline if p[name] is not None), default=None)
    made = {"function": note_table, "variables": ["group", *TABLE1]}
    book.add("table1.tests.n", len(TABLE1), "count", function=note_table)
    book.add("table1.significant.n", len(significant), "count", **made)
    made = {"function": note_table, "variables": ["group", *baseline]}
    book.condition("table1.baseline.significant", not set(baseline).isdisjoint(significant), **made)
    book.add("table1.baseline.p.minimum", least, "p", digits=plan.digits(least), **made)


def num(number: str) -> str:
    """The shortcode that shows a number."""
    return f"{{{{< num {number} >}}}}"


def rows(labels: Labels, plan: Plan) -> Iterator[tuple[str, ...]]:
    """The cells of the table's rows: a section's or a variable's name with its p-value, then a row a level."""
    letters = marks(plan)
    for name in TABLE1:
        if name in SECTIONS:
            yield f"**{labels[f'table1.sections.{SECTIONS[name]}']}**", "", "", ""
        p = f"{num(f'table1.{name}.p')}^{letters[plan.procedures[name]]}^"
        cells = ["", ""]
        if VARIABLES[name].kind == "number":
            cells = [f"{num(f'table1.{name}.group{k}.mean')} ± {num(f'table1.{name}.group{k}.sd')}" for k in GROUPS]
        yield labels[f"table1.variables.{name}"], *cells, p
        for level in map(code, VARIABLES[name].levels):
            ids = [f"table1.{name}.{level}.group{k}" for k in GROUPS]
            cells = [f"{num(f'{number}.n')} ({num(f'{number}.percent')})" for number in ids]
            yield INDENT + labels[f"table1.levels.{name}.{level}"], *cells, ""


def marks(plan: Plan) -> dict[str, str]:
    """Procedure → the letter that marks its p-values, in the order in which the table needs them."""
    used = dict.fromkeys(plan.procedures[name] for name in TABLE1)
    return dict(zip(used, ascii_lowercase, strict=False))


def table(labels: Labels, plan: Plan) -> str:
    """Table 1 in the article's dialect, with a note below that names the tests."""
    head = [labels[f"table1.columns.{column}"] for column in ("feature", "group1", "group2", "p")]
    rules = [":" + "-" * WIDTHS[0], *("-" * width + ":" for width in WIDTHS[1:])]
    lines = ["| " + " | ".join(cells) + " |" for cells in [head, *rows(labels, plan)]]
    lines.insert(1, "|" + "|".join(rules) + "|")
    examples = {plan.procedures[name]: name for name in reversed(TABLE1)}
    tests = " ".join(
        f"^{mark}^ {num(f'table1.{examples[procedure]}.test')}." for procedure, mark in marks(plan).items()
    )
    caption = f": {labels['table1.caption']} {{#tbl-features}}"
    note = f"::: {{.table-note}}\n{labels['table1.note']} {tests}\n:::"
    return "\n\n".join(["\n".join(lines), caption, note]) + "\n"


def main(
    cohort: Path,
    plan: str,
    alpha: float,
    confidence: float,
    labels: list[Path],
    numbers: Path,
    tables: list[Path],
) -> None:
    """Read ``cohort``; write the book of ``numbers`` and, for each file of ``labels``, one of the ``tables``."""
    chosen = analysis.plan(plan, alpha, confidence)
    book = Book("table1", [cohort])
    note_table(book, read_cohort(cohort), chosen)
    for words, file in zip(labels, tables, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(table(read_labels(words), chosen), encoding="utf-8")
    book.write(numbers)
