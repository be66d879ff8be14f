"""Which procedure printed these p-values: agreement by rounding or truncation, and what explains most rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from salvage.forensics.rounding import preimage
from salvage.published.printed import read

CONVENTIONS = {"rounding": "half up", "truncation": "truncation"}


def agreement(p: np.ndarray | float, printed: str) -> list[str]:
    """The conventions by which a p, or one of several attainable ones, is printed so; for a bound both or none."""
    values, bound = np.atleast_1d(p), read(printed)
    if bound.bound != "=":
        limit = float(bound.value)
        return list(CONVENTIONS) if ((values < limit) if bound.bound == "<" else (values > limit)).any() else []
    found = []
    for convention, rule in CONVENTIONS.items():
        low, high, *_ = preimage(printed, rule)
        if ((values >= float(low)) & (values < float(high))).any():
            found.append(convention)
    return found


@dataclass(frozen=True)
class Match:
    """A row's p by one procedure: the range it can take, and the conventions by which it agrees with the print."""

    variable: str
    printed: str
    procedure: str
    lowest: float
    highest: float
    conventions: tuple[str, ...]


def matches(variable: str, printed: str, attained: Mapping[str, np.ndarray | float]) -> list[Match]:
    """One match for each procedure that is defined for the row; ``attained``: procedure → p or all attainable p."""
    return [
        Match(variable, printed, name, float(np.min(p)), float(np.max(p)), tuple(agreement(p, printed)))
        for name, p in attained.items()
    ]


@dataclass(frozen=True)
class Explained:
    """The rows that a procedure is defined for, and those that it explains by rounding, by truncation, or by either."""

    procedure: str
    tested: tuple[str, ...]
    rounding: tuple[str, ...]
    truncation: tuple[str, ...]

    @property
    def either(self) -> tuple[str, ...]:
        """Rows explained by at least one convention, in the order of the rows."""
        return tuple(row for row in self.tested if row in {*self.rounding, *self.truncation})

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Rows that the procedure is defined for and does not explain."""
        return tuple(row for row in self.tested if row not in self.either)


def ranking(found: Sequence[Match]) -> list[Explained]:
    """Procedures by the number of rows explained by either convention, then by the better one, then as declared."""
    procedures = list(dict.fromkeys(match.procedure for match in found))
    ranked = []
    for name in procedures:
        own = [match for match in found if match.procedure == name]
        by = {key: tuple(m.variable for m in own if key in m.conventions) for key in CONVENTIONS}
        ranked.append(Explained(name, tuple(m.variable for m in own), **by))
    return sorted(
        ranked,
        key=lambda each: (
            -len(each.either),
            -max(len(each.rounding), len(each.truncation)),
            procedures.index(each.procedure),
        ),
    )


def neighbours(table: np.ndarray, within: int | None = None) -> Iterator[tuple[int, np.ndarray]]:
    """Tables with the same group sizes, by how many patients would have to be in another level, up to ``within``.

    In a fixed order among those equally far; without ``within``, all of them.
    """
    sizes = table.sum(axis=0)
    farthest = int(sizes.sum()) if within is None else within
    by_distance = [_moved([int(count) for count in table[:, group]], farthest) for group in range(2)]
    for distance in range(farthest + 1):
        for left in range(distance + 1):
            for pair in product(by_distance[0].get(left, []), by_distance[1].get(distance - left, [])):
                yield distance, np.column_stack(pair)


def _moved(column: list[int], farthest: int) -> dict[int, list[tuple[int, ...]]]:
    """Distance → the columns with the same sum that have this many patients in another level."""
    size, found = sum(column), {}
    ranges = (range(max(0, count - farthest), min(size, count + farthest) + 1) for count in column[:-1])
    for counts in product(*ranges):
        last = size - sum(counts)
        other = (*counts, last)
        moved = sum(abs(a - b) for a, b in zip(other, column, strict=True)) // 2
        if last >= 0 and moved <= farthest:
            found.setdefault(moved, []).append(other)
    return found


def nearest(
    table: np.ndarray, printed: str, p: Callable[[np.ndarray], float], within: int | None = None
) -> list[tuple[int, np.ndarray]]:
    """The tables fewest patients away whose p is printed so, with that number; empty if there is none ``within`` it."""
    found: list[tuple[int, np.ndarray]] = []
    for moved, other in neighbours(table, within):
        if found and moved > found[0][0]:
            break
        if agreement(p(other), printed):
            found.append((moved, other))
    return found
