"""The rows of a printed table of two groups: the counts, means and p-values that the other forensic modules take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from edition.claims.expression import evaluate, form, listed
from edition.claims.printed import read
from edition.claims.records import Claim
from edition.forensics.rounding import Share
from edition.study.definitions import GROUPS
from edition.study.variables import VARIABLES, Level

Counts = Callable[[Mapping[str, Any]], int | None]
"""How many patients meet a condition; None if that is not known."""


@dataclass(frozen=True)
class Row:
    """A variable compared between the groups, with its printed p. A cell is None where its count is not known.

    ``cells``: one pair of counts for each level. For a number, ``mean_sd``: printed mean and SD of each group, and
    ``members``: values that some patient of each group has by other statements.
    """

    variable: str
    p: str
    sizes: tuple[int, int]
    levels: tuple[Level, ...] = ()
    cells: tuple[tuple[int | None, int | None], ...] = ()
    mean_sd: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[int, ...], ...] = ((), ())

    @property
    def table(self) -> np.ndarray | None:
        """Levels × groups, or None while a cell is unknown or there are no levels."""
        known = self.cells and all(cell is not None for pair in self.cells for cell in pair)
        return np.array(self.cells) if known else None


def _key(where: Mapping[str, Any]) -> frozenset:
    """A condition up to what the study's structure implies: a drug has one group, and only the relapsed have one."""
    stated = dict(where)
    if "drug" in stated:
        stated.pop("group", None)
    if {"drug", "group"} & stated.keys() and stated.get("posttransplant_relapse") is True:
        del stated["posttransplant_relapse"]
    return frozenset((name, repr(value)) for name, value in stated.items())


def printed_counts(claims: list[Claim]) -> Counts:
    """Counts as printed; where a count is printed more than once, the first one."""
    known: dict[frozenset, int] = {}
    for claim in claims:
        name, body = form(claim.expression)
        if name == "count" and claim.printed is not None:
            known.setdefault(_key(body), int(read(claim.printed).value))
    return lambda where: known.get(_key(where))


def cohort_counts(cohort: pd.DataFrame) -> Counts:
    """Counts in a cohort."""
    return lambda where: evaluate({"count": where}, cohort)


def members(claims: list[Claim], variable: str) -> tuple[tuple[int, ...], ...]:
    """For each group, values that one of its patients has: printed extremes of the group or of a drug."""
    hard = [form(claim.expression) for claim in claims if claim.strength == "hard"]
    groups = {
        drug: body["of"]["group"]
        for name, body in hard
        if name == "every" and list(body["of"]) == ["group"] and "drug" in body["have"]
        for drug in listed(body["have"]["drug"])
    }
    found: dict[int, set[int]] = {group: set() for group in GROUPS}
    for claim in claims:
        name, body = form(claim.expression)
        if name in {"minimum", "maximum"} and body["variable"] == variable and claim.printed is not None:
            of = body["of"]
            group = of.get("group", groups.get(of["drug"]) if isinstance(of.get("drug"), str) else None)
            if group in found:
                found[group].add(int(read(claim.printed).value))
    return tuple(tuple(sorted(found[group])) for group in GROUPS)


def rows(claims: list[Claim], counts: Counts) -> list[Row]:
    """The table's rows with a printed p, in the printed order."""
    texts = {claim.id: claim.printed for claim in claims}
    sizes = tuple(counts({"group": group}) for group in GROUPS)
    found = []
    for claim in claims:
        name, body = form(claim.expression)
        if claim.section != "table1" or name != "test" or claim.printed is None:
            continue
        variable = body["variable"]
        if VARIABLES[variable].kind == "number":
            pairs = tuple(
                tuple(texts[f"table1.{variable}.group{group}.{part}"] for part in ("mean", "sd")) for group in GROUPS
            )
            found.append(Row(variable, claim.printed, sizes, mean_sd=pairs, members=members(claims, variable)))
            continue
        levels = VARIABLES[variable].levels
        cells = tuple(tuple(counts({"group": group, variable: level}) for group in GROUPS) for level in levels)
        found.append(Row(variable, claim.printed, sizes, levels, cells))
    return found


def shares(claims: list[Claim], counts: Counts) -> list[tuple[Claim, Share | None]]:
    """Every percentage of own patients printed in digits, with the counts behind it; None where those are not known."""
    found = []
    for claim in claims:
        name, body = form(claim.expression)
        if name != "percent" or claim.printed is None or "%" not in claim.printed:
            continue
        part, whole = counts({**body["of"], **body["part"]}), counts(body["of"])
        share = None
        if part is not None and whole:
            share = Share(claim.id, part, whole, claim.printed, others(body, counts, part, whole))
        found.append((claim, share))
    return found


def others(body: Mapping[str, Any], counts: Counts, part: int, whole: int) -> tuple[int, ...]:
    """Counts of the variable's other levels among the same patients; empty unless all are known and add up."""
    if len(body["part"]) != 1:
        return ()
    ((variable, level),) = body["part"].items()
    taken = level if isinstance(level, list) else [level]
    rest = [value for value in VARIABLES[variable].levels if value not in taken]
    found = [counts({**body["of"], variable: value}) for value in rest]
    if None in found or sum(found) + part != whole:
        return ()
    return tuple(count for count in found if count) or ((0,) if rest else ())
