"""Cells that cannot be read: what the group sizes, the readable cells and the printed p leave possible, with proofs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from edition.forensics.matching import agreement
from edition.forensics.rows import GROUPS, Row
from edition.statistics.exact import fillings
from edition.study.variables import Level


class Cell(NamedTuple):
    """An unreadable cell: the counts that are possible, what they follow from ("margin" or "p-value"), and why.

    ``procedure`` is the one that would have given the printed p, or "" where the group's size suffices.
    """

    variable: str
    level: Level
    group: int
    source: str
    procedure: str
    values: tuple[int, ...]
    proof: str


def tables(sizes: tuple[int, int], levels: int) -> Iterator[np.ndarray]:
    """Every table (levels × groups) with these group sizes, in ascending order of the first column, then the second."""
    for columns in product(*(fillings([size] * levels, size) for size in sizes)):
        yield np.column_stack(columns)


def by_margins(row: Row) -> tuple[Row, list[Cell]]:
    """Fill each group's single unknown cell from the group's size; the row with it, and the inferences."""
    columns, cells = [list(column) for column in zip(*row.cells, strict=True)], []
    for group, size, column in zip(GROUPS, row.sizes, columns, strict=True):
        if column.count(None) == 1:
            place, counts = column.index(None), [count for count in column if count is not None]
            column[place] = size - sum(counts)
            proof = f"{size} - {' - '.join(map(str, counts))} = {column[place]}"
            cells.append(Cell(row.variable, row.levels[place], group, "margin", "", (column[place],), proof))
    return replace(row, cells=tuple(zip(*columns, strict=True))), cells


def completions(row: Row) -> list[np.ndarray]:
    """Every table that keeps the known cells and the group sizes, in ascending order of the unknown cells."""
    cells = np.array(row.cells, dtype=float)  # an unknown one is not a number
    return [table for table in tables(row.sizes, len(cells)) if (np.isnan(cells) | (cells == table)).all()]


def by_p(row: Row, name: str, p: Callable[[np.ndarray], float]) -> list[Cell]:
    """What the unknown cells can be if procedure ``name`` gave the printed p. ``values`` are empty if it cannot have.

    The proof lists the p of every table that the group sizes allow.
    """
    attained = [(table, p(table)) for table in completions(row)]
    unknown = [(level, k) for level, pair in enumerate(row.cells) for k, count in enumerate(pair) if count is None]
    listed = "; ".join(f"{', '.join(str(table[cell]) for cell in unknown)}: {value:.4f}" for table, value in attained)
    proof = f"p by {name} for each possible filling ({listed}); printed {row.p}"
    fitting = [table for table, value in attained if agreement(value, row.p)]
    possible = {(level, k): tuple(sorted({int(table[level, k]) for table in fitting})) for level, k in unknown}
    return [
        Cell(row.variable, row.levels[level], GROUPS[k], "p-value", name, values, proof)
        for (level, k), values in possible.items()
    ]
