"""Which paragraphs of two versions answer each other."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

ALIKE = 0.5
"""Share of words in common from which two paragraphs are taken for versions of one."""

Item = TypeVar("Item")
Pair = tuple[Item | None, Item | None]


def likeness(before: str, after: str) -> float:
    """Share of words that two texts have in common, in order: 2 · common / all."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def pairs(before: Sequence[Item], after: Sequence[Item], text: Callable[[Item], str]) -> Iterator[Pair]:
    """Items of two versions, in order: both where they answer each other, one and None where one is new or gone."""
    texts = [[text(item) for item in version] for version in (before, after)]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(before[i1:i2], after[j1:j2], strict=True)
        else:
            yield from _edited(before[i1:i2], after[j1:j2], texts[0][i1:i2], texts[1][j1:j2])


def _edited(before: Sequence[Item], after: Sequence[Item], old: list[str], new: list[str]) -> Iterator[Pair]:
    """Pair what is most alike first, then what stands before and after it."""
    likely = [(likeness(one, two), -i, -j) for i, one in enumerate(old) for j, two in enumerate(new)]
    best, i, j = max(likely, default=(0.0, 0, 0))
    if best < ALIKE:
        yield from ((item, None) for item in before)
        yield from ((None, item) for item in after)
        return
    i, j = -i, -j
    yield from _edited(before[:i], after[:j], old[:i], new[:j])
    yield before[i], after[j]
    yield from _edited(before[i + 1 :], after[j + 1 :], old[i + 1 :], new[j + 1 :])
