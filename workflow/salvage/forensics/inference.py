"""Cells that cannot be read: what the group sizes, the readable cells and the printed p leave possible, with proofs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from salvage.forensics.matching import agreement
from salvage.forensics.rows import GROUPS, Row
from salvage.published.variables import Level
from salvage.statistics.contingency import fillings


@dataclass(frozen=True)
class Cell:
    """An unreadable cell: the counts that are possible, what they follow from ("margin" or "p-value"), and why."""

    variable: str
    level: Level
    group: int
    values: tuple[int, ...]
    source: str
    proof: str


def by_margins(row: Row) -> tuple[Row, list[Cell]]:
    """Fill each group's single unknown cell from the group's size; the row with it, and the inferences."""
    columns, found = [list(column) for column in zip(*row.cells, strict=True)], []
    for group, size, column in zip(GROUPS, row.sizes, columns, strict=True):
        if column.count(None) != 1:
            continue
        level, known = column.index(None), [count for count in column if count is not None]
        column[level] = size - sum(known)
        proof = f"{size} - {' - '.join(map(str, known))} = {column[level]}"
        found.append(Cell(row.variable, row.levels[level], group, (column[level],), "margin", proof))
    return replace(row, cells=tuple(zip(*columns, strict=True))), found


def completions(row: Row) -> list[np.ndarray]:
    """Every table that keeps the known cells and the group sizes, in ascending order of the unknown cells."""
    options = []
    for size, column in zip(row.sizes, zip(*row.cells, strict=True), strict=True):
        unknown = [index for index, count in enumerate(column) if count is None]
        left = size - sum(count for count in column if count is not None)
        filled = []
        for counts in fillings([left] * len(unknown), left):
            new = list(column)
            for index, count in zip(unknown, counts, strict=True):
                new[index] = count
            filled.append(new)
        options.append(filled)
    return [np.column_stack(pair) for pair in product(*options)]


def by_p(row: Row, name: str, p: Callable[[np.ndarray], float]) -> list[Cell]:
    """What the unknown cells can be if procedure ``name`` gave the printed p. ``values`` are empty if it cannot have.

    The proof lists the p of every table that the group sizes allow.
    """
    tables = completions(row)
    values = [p(table) for table in tables]
    fitting = [table for table, value in zip(tables, values, strict=True) if agreement(value, row.p)]
    unknown = [
        (level, group) for level, pair in enumerate(row.cells) for group, count in enumerate(pair) if count is None
    ]
    listed = "; ".join(
        f"{', '.join(str(table[cell]) for cell in unknown)}: {value:.4f}"
        for table, value in zip(tables, values, strict=True)
    )
    proof = f"p by {name} for each possible filling ({listed}); printed {row.p}"
    return [
        Cell(
            row.variable,
            row.levels[level],
            GROUPS[group],
            tuple(sorted({int(table[level, group]) for table in fitting})),
            "p-value",
            proof,
        )
        for level, group in unknown
    ]
