"""The forensic results that the article states, as numbers with provenance. All are on the counts as printed."""

from collections.abc import Callable

from salvage.forensics import fragility, grimmer, location
from salvage.forensics.association import p_values
from salvage.forensics.findings import Findings, P, attained, samples
from salvage.forensics.inference import by_margins, by_p
from salvage.forensics.matching import agreement, nearest, ranking
from salvage.forensics.plan import choose
from salvage.forensics.rounding import COMPLEMENT, cover, explaining, tally
from salvage.forensics.rows import Row
from salvage.published.printed import read
from salvage.published.published_table import code
from salvage.wording.formatting import p_digits
from salvage.wording.numbers import Book

TWO_SIDED = "fisher.two-sided"
"""The exact test of the recommended plan, for any number of levels."""
NAMES = {"status": "survival"}
"""What a number's id calls a variable, where that differs."""


def spelled(name: str) -> str:
    """A procedure or rule as number ids spell it."""
    return name.replace("-", "_").replace(" ", "_")


def significant_rows(result: Findings, alpha: float) -> list[Row]:
    """The rows of counts whose printed p is below ``alpha``."""
    return [row for row in result.rows if row.table is not None and read(row.p).value < alpha]


def p_sets(result: Findings) -> dict[str, dict[str, float]]:
    """Source → variable → p: as printed, and two-sided exact (Welch's test of the printed moments for a number)."""
    from scipy.stats import ttest_ind_from_stats

    printed = {row.variable: float(read(row.p).value) for row in result.rows}
    recomputed = {}
    for row in result.rows:
        table = result.determined.get(row.variable) if row.table is None else row.table
        if table is not None:
            recomputed[row.variable] = P[TWO_SIDED](table)
        elif row.mean_sd:
            (m1, s1), (m2, s2) = ((float(mean), float(sd)) for mean, sd in row.mean_sd)
            first, second = row.sizes
            recomputed[row.variable] = float(
                ttest_ind_from_stats(m1, s1, first, m2, s2, second, equal_var=False).pvalue
            )
    return {"printed": printed, "two-sided": recomputed}


def note(book: Book, result: Findings, alpha: float) -> None:
    """Note every number of the forensic step; all ids begin with ``forensics.``."""
    _note_percentages(book, result)
    _note_procedures(book, result)
    _note_cells(book, result)
    _note_means(book, result)
    _note_significance(book, result, alpha)


def _count(book: Book, name: str, value: int | None, function: Callable) -> None:
    book.add(f"forensics.{name}.n", value, "count", function=function)


def _note_percentages(book: Book, result: Findings) -> None:
    """How many percentages are printed and how many each rule explains; ``rules`` is the fewest that explain all."""
    known = [share for _, share in result.shares if share]
    _count(book, "percentages", len(known), tally)
    for rule, number in tally(known).items():
        _count(book, f"percentages.{spelled(rule)}", number, tally)
    plain = sum(any(not rule.startswith(COMPLEMENT) for rule in explaining(share)) for share in known)
    _count(book, "percentages.any_rounding", plain, explaining)
    _count(book, "percentages.complement_only", sum(map(bool, map(explaining, known))) - plain, explaining)
    _count(book, "percentages.unexplained", sum(not explaining(share) for share in known), explaining)
    _count(book, "percentages.rules", len(cover(known)), cover)


def _note_procedures(book: Book, result: Findings) -> None:
    """What the printed p-values agree with: the best procedure, the runner-up, and every procedure's tally."""
    evidence = result.plan["evidence"]
    _count(book, "pvalues", len(result.rows), ranking)
    for kind, found in evidence.items():
        ranked = found["procedures"]
        _count(book, f"{kind}.rows", max((each["rows"] for each in ranked), default=0), ranking)
        _count(book, f"{kind}.explained", len(found["explained"]), ranking)
        _count(book, f"{kind}.explained.rounding", len(found["by_rounding"]), ranking)
        _count(book, f"{kind}.explained.truncation", len(found["by_truncation"]), ranking)
        _count(book, f"{kind}.unexplained", len(found["unexplained"]), ranking)
        _count(book, f"{kind}.candidates", len(result.plan[kind]["candidates"]), choose)
        if len(ranked) > 1:
            _count(book, f"{kind}.runner_up.explained", ranked[1]["explained"], ranking)
        for each in ranked:
            _count(book, f"{kind}.{spelled(each['procedure'])}.explained", each["explained"], ranking)
    one_sided = result.plan["categorical"]["sides"] == "one-sided"
    book.condition("forensics.categorical.one_sided", one_sided, function=choose)
    for match in result.matches:
        if match.procedure == result.plan["procedures"][match.variable] and match.lowest == match.highest:
            name = f"forensics.p.{NAMES.get(match.variable, match.variable)}"
            book.add(name, match.lowest, "p", function=P[match.procedure])
    for variable in dict.fromkeys(variable for variable, *_ in result.nearest):
        fewest = min(moved for name, _, moved, _ in result.nearest if name == variable)
        _count(book, f"nearest.{variable}.patients", fewest, nearest)


def _note_cells(book: Book, result: Findings) -> None:
    """The unreadable cells that follow from the margins, or from the printed p by the plan's procedure."""
    used = [cell for procedure, cell in result.cells if procedure in {"", result.plan["procedures"][cell.variable]}]
    _count(book, "cells.unreadable", len(used), by_p)
    _count(book, "cells.margin", sum(cell.source == "margin" for cell in used), by_margins)
    _count(book, "cells.p_value", sum(cell.source != "margin" and len(cell.values) == 1 for cell in used), by_p)
    for cell in used:
        if len(cell.values) == 1:
            _count(book, f"cells.{cell.variable}.{code(cell.level)}.group{cell.group}", cell.values[0], by_p)


def _note_means(book: Book, result: Findings) -> None:
    """For each printed mean ± SD, how many samples have it, and the range of p that each test attains."""
    for row in result.rows:
        if not row.mean_sd:
            continue
        for group, found in enumerate(samples(row), start=1):
            _count(book, f"{row.variable}.group{group}.samples", len(found), samples)
        for name, p in attained(row).items():
            stem = f"forensics.{row.variable}.{spelled(name)}"
            book.add(f"{stem}.lowest", float(p.min()), "p", function=attained)
            book.add(f"{stem}.highest", float(p.max()), "p", function=attained)
            book.condition(f"{stem}.attains", bool(agreement(p, row.p)), function=agreement)
        corners = [grimmer.corners(grimmer.moments(*m, n, 1)) for m, n in zip(row.mean_sd, row.sizes, strict=True)]
        for each in location.from_moments(*corners) if all(corners) else []:
            stem = f"forensics.{row.variable}.one_decimal.{spelled(each.id)}"
            book.add(f"{stem}.lowest", float(each.p.min()), "p", function=location.from_moments)
            book.add(f"{stem}.highest", float(each.p.max()), "p", function=location.from_moments)


def _note_significance(book: Book, result: Findings, alpha: float) -> None:
    """For findings printed as significant: p by other tests, patients that would change it, p adjusted for many."""
    sets = {source: (list(p), fragility.adjusted(list(p.values()))) for source, p in p_sets(result).items()}
    for row in significant_rows(result, alpha):
        name = NAMES.get(row.variable, row.variable)
        values = p_values(row.table)
        _count(book, f"{name}.tests", len(values), p_sets)
        _count(book, f"{name}.tests.significant", sum(value < alpha for value in values.values()), p_sets)
        chosen = {"published": result.plan["procedures"][row.variable], "two_sided": TWO_SIDED}
        for label, procedure in chosen.items():
            digits = p_digits(values[procedure], alpha)
            book.add(f"forensics.{name}.{label}.p", values[procedure], "p", digits=digits, function=P[procedure])
            significant = values[procedure] < alpha
            book.condition(f"forensics.{name}.{label}.significant", significant, function=significant_rows)
            crossed = fragility.crossing(row.table, P[procedure], alpha)
            _count(book, f"fragility.{name}.{label}", crossed[0] if crossed else None, fragility.crossing)
        for source, (variables, corrected) in sets.items():
            for method, column in corrected.items():
                value = column[variables.index(row.variable)]
                stem = f"forensics.{name}.adjusted.{spelled(source)}.{spelled(method)}"
                book.add(stem, value, "p", function=fragility.adjusted)
    for source, (variables, corrected) in sets.items():
        _count(book, f"adjusted.{spelled(source)}.tests", len(variables), fragility.adjusted)
        for method, column in corrected.items():
            below = sum(value < alpha for value in column)
            _count(book, f"adjusted.{spelled(source)}.{spelled(method)}.significant", below, fragility.adjusted)
