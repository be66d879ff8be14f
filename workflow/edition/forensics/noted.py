"""The forensic results that the article states, as numbers with provenance. All are on the counts as printed."""

from collections.abc import Callable, Iterable

from edition.claims.printed import read
from edition.claims.published_table import code
from edition.forensics import fragility
from edition.forensics.findings import Findings, attained, samples
from edition.forensics.inference import by_p
from edition.forensics.matching import CONVENTIONS, matches, ranking
from edition.forensics.rounding import COMPLEMENT, explaining, tally
from edition.forensics.rows import Row
from edition.numbers.formatting import p_digits
from edition.numbers.registry import Registry
from edition.statistics.analysis import words
from edition.statistics.association import FAMILY, defined, p_values
from edition.study.variables import OUTCOMES

TWO_SIDED = "fisher.two-sided"
"""The exact test of the recommended plan, for any number of levels."""
NAMES = {"status": "survival"}
"""What a number's id calls a variable, where that differs."""
IN_DOUBT = ("lineage", "risk")
"""The variables whose recomputed p the article names."""


def spelled(name: str) -> str:
    """A procedure or rule as number ids spell it."""
    return name.replace("-", "_").replace(" ", "_")


def distinct_tables(result: Findings, variables: Iterable[str]) -> int:
    """How many different tables rows have; the order of levels makes none, and equal tables have equal p-values."""
    tables = [row.table.tolist() for row in map(result.row, variables) if row.table is not None]
    return len({tuple(sorted(map(tuple, table))) for table in tables})


def distinct_two_sided(result: Findings) -> list[str]:
    """The tests for two levels that are not one-sided; of those that agree on every table of the print, the first."""
    counted = [row.variable for row in result.rows if row.table is not None and len(row.levels) == 2]
    distinct: dict[tuple[float, ...], str] = {}
    for procedure in defined(2):
        own = [match for match in result.matches if match.procedure == procedure and match.variable in counted]
        if not procedure.endswith(".one-sided"):
            distinct.setdefault(tuple(round(match.lowest, 9) for match in own), procedure)
    return list(distinct.values())


def significant_rows(result: Findings, alpha: float) -> list[Row]:
    """The rows of counts whose printed p is below ``alpha``."""
    return [row for row in result.rows if row.table is not None and read(row.p).value < alpha]


def note(registry: Registry, result: Findings, alpha: float) -> None:
    """Note every number of the forensic step; all ids begin with ``forensics.``."""
    _note_percentages(registry, result)
    _note_procedures(registry, result)
    _note_cells(registry, result)
    _note_means(registry, result)
    _note_significance(registry, result, alpha)


def _count(registry: Registry, name: str, value: int | None, function: Callable) -> None:
    registry.add(f"forensics.{name}.n", value, "count", function=function)


def _p(registry: Registry, name: str, value: float, function: Callable, digits: int | None = None) -> None:
    registry.add(f"forensics.{name}", value, "p", digits=digits, function=function)


def _note_percentages(registry: Registry, result: Findings) -> None:
    """How many percentages are printed and how many each rule explains."""
    shares = [share for _, share in result.shares if share]
    _count(registry, "percentages", len(shares), tally)
    for rule in ("half up", "truncation"):
        _count(registry, f"percentages.{spelled(rule)}", tally(shares)[rule], tally)
    explained = [rules for rules in map(explaining, shares) if rules]
    plain = sum(not all(rule.startswith(COMPLEMENT) for rule in rules) for rules in explained)
    _count(registry, "percentages.any_rounding", plain, explaining)
    _count(registry, "percentages.complement_only", len(explained) - plain, explaining)
    _count(registry, "percentages.unexplained", len(shares) - len(explained), explaining)


def _note_procedures(registry: Registry, result: Findings) -> None:
    """What the printed p-values agree with: the best procedure, the runner-up, and the exact test."""
    evidence = result.plan["evidence"]["categorical"]
    _count(registry, "pvalues", len(result.rows), ranking)
    most = max((tallied["rows"] for tallied in evidence["procedures"]), default=0)
    _count(registry, "categorical.rows", most, ranking)
    _count(registry, "categorical.explained", len(evidence["explained"]), ranking)
    for convention in CONVENTIONS:
        _count(registry, f"categorical.{convention}", len(evidence[f"by_{convention}"]), ranking)
    distinct = distinct_tables(result, evidence["explained"])
    _count(registry, "categorical.explained.distinct", distinct, distinct_tables)
    for place, tallied in enumerate(evidence["procedures"]):
        if place == 1:
            stem, second = "categorical.runner_up", tallied["procedure"]
            _count(registry, f"{stem}.explained", tallied["explained"], ranking)
            registry.add(f"forensics.{stem}.test", second, "text", label=words(second), function=ranking)
        if tallied["procedure"] == TWO_SIDED:
            _count(registry, f"categorical.{spelled(TWO_SIDED)}.explained", tallied["explained"], ranking)
    for match in result.matches:
        if match.variable in IN_DOUBT and match.procedure == result.plan["procedures"][match.variable]:
            _p(registry, f"p.{match.variable}", match.lowest, FAMILY[match.procedure])


def _note_cells(registry: Registry, result: Findings) -> None:
    """The unreadable cells that follow from the margins, or from the printed p by the plan's procedure."""
    cells = result.planned_cells()
    _count(registry, "cells.unreadable", len(cells), by_p)
    for cell in cells:
        if len(cell.values) == 1:
            _count(registry, f"cells.{cell.variable}.{code(cell.level)}.group{cell.group}", cell.values[0], by_p)


def _note_means(registry: Registry, result: Findings) -> None:
    """For each printed mean ± SD, how many samples have it, and the range of p that tests of location attain."""
    for row in result.rows:
        if not row.mean_sd:
            continue
        for group, possible in enumerate(samples(row), start=1):
            _count(registry, f"{row.variable}.group{group}.samples", len(possible), samples)
        own = [match for match in result.matches if match.variable == row.variable]
        for match in own[:1]:
            _count(registry, f"{row.variable}.pairs", match.tried, matches)
        for match in own:
            stem, test = f"{row.variable}.{spelled(match.procedure)}", match.procedure.split(".")[0]
            if match.procedure in {"student.two-sided", "welch.two-sided"}:
                _p(registry, f"{stem}.lowest", match.lowest, attained)
                _p(registry, f"{stem}.highest", match.highest, attained)
            if match.procedure == "mann-whitney.two-sided" or match.procedure in result.plan["age"]["candidates"]:
                _count(registry, f"{row.variable}.{spelled(test)}.agreeing", match.agreeing, matches)


def _note_significance(registry: Registry, result: Findings, alpha: float) -> None:
    """For findings printed as significant: p by other tests, patients that would change it, p adjusted for many."""
    printed = {row.variable: float(read(row.p).value) for row in result.rows}
    tables = {row.variable: row.table for row in result.rows}
    different = distinct_two_sided(result)
    _count(registry, "two_sided.tests", len(different), distinct_two_sided)
    sources = {
        "printed": fragility.adjusted(printed),
        "outcomes": fragility.adjusted({name: printed[name] for name in OUTCOMES}),
        "two_sided": fragility.adjusted({name: p_values(tables[name])[TWO_SIDED] for name in OUTCOMES}),
    }
    for row in significant_rows(result, alpha):
        name = NAMES.get(row.variable, row.variable)
        values = p_values(row.table)
        significant = sum(values[procedure] < alpha for procedure in different)
        _count(registry, f"{name}.tests.significant", significant, distinct_two_sided)
        for label, procedure in {"published": result.plan["procedures"][row.variable], "two_sided": TWO_SIDED}.items():
            p = values[procedure]
            _p(registry, f"{name}.{label}.p", p, FAMILY[procedure], digits=p_digits(p, alpha))
        crossed = fragility.crossing(row.table, FAMILY[TWO_SIDED], alpha)
        _count(registry, f"fragility.{name}.two_sided", crossed[0] if crossed else None, fragility.crossing)
        for method in sources["printed"]:
            for source, among in sources.items():
                if row.variable in among[method]:
                    p, stem = among[method][row.variable], f"{name}.adjusted.{source}.{spelled(method)}"
                    digits = p_digits(p, alpha) if source == "two_sided" else 2
                    _p(registry, stem, p, fragility.adjusted, digits=digits)
    _count(registry, "adjusted.printed.tests", len(result.rows), fragility.adjusted)
    below = sum(p < alpha for p in sources["printed"]["benjamini-hochberg"].values())
    _count(registry, "adjusted.printed.benjamini_hochberg.significant", below, fragility.adjusted)
