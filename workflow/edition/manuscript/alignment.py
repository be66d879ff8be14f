"""Which parts of two versions answer each other."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Contents = Sequence[tuple[Item, Counter[str]]]
"""The items of a version, in order, each with what it holds."""


def likeness(first: Counter[str], other: Counter[str]) -> float:
    """Share of what two parts hold that they have in common, 2 · common / all; 1 if both are empty."""
    return 2 * (first & other).total() / (first.total() + other.total()) if first or other else 1.0


def aligned(
    first: Contents, other: Contents, score: Callable[[Item, Item, float], float | None]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Pair the items of two versions, in order, so that the sum of the scores is as high as can be.

    ``score`` gets two items and their likeness; it is None for two that cannot answer each other. An item without a
    counterpart has None beside it.
    """
    ends = len(first), len(other)
    best = {ends: (0.0, 0, 0)}  # the sum from here to the ends, and by how much each side steps on
    for i in range(ends[0], -1, -1):
        for j in range(ends[1], -1, -1):
            steps = []
            if i < ends[0] and j < ends[1]:
                (one, held), (two, holds) = first[i], other[j]
                if (worth := score(one, two, likeness(held, holds))) is not None:
                    steps.append((best[i + 1, j + 1][0] + worth, 1, 1))
            if i < ends[0]:
                steps.append((best[i + 1, j][0], 1, 0))
            if j < ends[1]:
                steps.append((best[i, j + 1][0], 0, 1))
            if steps:
                best[i, j] = max(steps, key=lambda step: step[0])
    i = j = 0
    while (i, j) != ends:
        _, one, two = best[i, j]
        yield first[i][0] if one else None, other[j][0] if two else None
        i, j = i + one, j + two
