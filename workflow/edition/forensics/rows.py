"""The rows of a printed table of two groups: the counts, means and p-values that the other forensic modules take."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from edition.claims.conditions import Among, Where, one
from edition.claims.nodes import Count, Percent, Summary, Test
from edition.claims.printed import read
from edition.claims.records import Claim
from edition.forensics.rounding import RULES, Share, explaining
from edition.study.definitions import DRUGS, GROUPS
from edition.study.variables import TABLE1, VARIABLES, Level

Counts = Callable[[Where], int | None]
"""How many patients meet a condition; None if that is not known."""

ANY_LEVEL = {Among(name, VARIABLES[name].levels) for name in TABLE1}


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
        complete = self.cells and all(cell is not None for pair in self.cells for cell in pair)
        return np.array(self.cells) if complete else None


def _key(where: Where) -> Where:
    """A condition up to what is implied: a drug has one group, only the relapsed have one, and all features are known.

    The original article leaves no feature of Table 1 unknown, so that any of its levels is no condition.
    """
    conditions = {name: condition for name, condition in where.by_variable().items() if condition not in ANY_LEVEL}
    if "drug" in conditions:
        conditions.pop("group", None)
    if {"drug", "group"} & conditions.keys() and where.fixed().get("posttransplant_relapse"):
        del conditions["posttransplant_relapse"]
    return Where(tuple(conditions.values()), where.options)


def printed_counts(claims: Iterable[Claim]) -> Counts:
    """Counts as printed; where a count is printed more than once, the first one."""
    counts: dict[Where, int] = {}
    for claim in claims:
        if isinstance(claim.node, Count) and claim.printed is not None:
            counts.setdefault(_key(claim.node.of), int(read(claim.printed).value))
    return lambda where: counts.get(_key(where))


def members(claims: Sequence[Claim], variable: str) -> tuple[tuple[int, ...], ...]:
    """For each group, values that one of its patients has: printed extremes of the group or of a drug."""
    group_of = {drug: group for group, drugs in DRUGS.items() for drug in drugs}
    values: dict[int, set[int]] = {group: set() for group in GROUPS}
    for claim in claims:
        match claim.node:
            case Summary("minimum" | "maximum", name, of) if name == variable and claim.printed is not None:
                of = of.fixed()
                group = of.get("group", group_of.get(of.get("drug")))
                if group in GROUPS:
                    values[group].add(int(read(claim.printed).value))
    return tuple(tuple(sorted(values[group])) for group in GROUPS)


def rows(claims: Sequence[Claim], counts: Counts) -> list[Row]:
    """The table's rows with a printed p, in the printed order."""
    texts = {claim.id: claim.printed for claim in claims}
    sizes = tuple(counts(one("group", group)) for group in GROUPS)
    compared = []
    for claim in claims:
        if claim.section != "table1" or not isinstance(claim.node, Test) or claim.printed is None:
            continue
        variable = claim.node.variable
        if levels := VARIABLES[variable].levels:
            cells = tuple(tuple(counts(one("group", g) & one(variable, level)) for g in GROUPS) for level in levels)
            compared.append(Row(variable, claim.printed, sizes, levels, cells))
        else:
            names = [[f"table1.{variable}.group{group}.{part}" for part in ("mean", "sd")] for group in GROUPS]
            pairs = tuple(tuple(texts[name] for name in pair) for pair in names)
            compared.append(Row(variable, claim.printed, sizes, mean_sd=pairs, members=members(claims, variable)))
    return compared


def shares(claims: Iterable[Claim], counts: Counts) -> list[tuple[Claim, Share | None]]:
    """Every percentage of own patients printed in digits, with the counts behind it; None where those are not known."""
    pairs = []
    for claim in claims:
        if not isinstance(node := claim.node, Percent) or claim.printed is None or "%" not in claim.printed:
            continue
        part, whole = counts(node.of & node.part), counts(node.of)
        share = None
        if part is not None and whole:
            share = Share(part, whole, claim.printed, others(node, counts, part, whole))
        pairs.append((claim, share))
    return pairs


def misrounded(claims: Collection[Claim]) -> list[tuple[Share, list[Claim]]]:
    """Percentages that no rounding and no truncation gives, by count and base, each with the claims that print it."""
    failing: dict[tuple, tuple[Share, list[Claim]]] = {}
    for claim, share in shares(claims, printed_counts(claims)):
        if share and not set(explaining(share)) & set(RULES):
            _, printing = failing.setdefault((share.part, share.whole, share.printed), (share, []))
            printing.append(claim)
    return list(failing.values())


def others(node: Percent, counts: Counts, part: int, whole: int) -> tuple[int, ...]:
    """Counts of the variable's other levels among the same patients; empty unless all are known and add up."""
    match node.part:
        case Where((Among(variable, taken),), ()):
            levels = [level for level in VARIABLES[variable].levels if level not in taken]
        case _:
            return ()
    rest = [counts(node.of & one(variable, level)) for level in levels]
    if None in rest or sum(rest) + part != whole:
        return ()
    return tuple(count for count in rest if count) or ((0,) if rest else ())
