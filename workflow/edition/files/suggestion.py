"""The remedy for a word that is not known: what it may have been meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: object, known: Iterable[object], most: int = 1, like: float = 0.6) -> list[str]:
    """The ``most`` words most like ``word`` among ``known``, best first: those at least ``like`` it (0 to 1)."""
    return get_close_matches(str(word), sorted(map(str, known)), n=most, cutoff=like)


def suggestion(word: object, known: Iterable[object], otherwise: str | None = None, most: int = 1) -> str:
    """``Did you mean x or y?``; where nothing is similar ``otherwise``, or else all that is known."""
    words = [str(name) for name in known]
    near = nearest(word, words, most)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Known are: {', '.join(words)}." if otherwise is None else otherwise
