"""What must not be left in a rendered article: unresolved names, labels and numbers of another language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from babel.numbers import get_decimal_symbol

from salvage.readback.document import GAP
from salvage.wording.formatting import around_percent

UNRESOLVED = {
    r"\{\{<|>\}\}|shortcode-call": "a shortcode that was not resolved",
    r"\?\?|\?@|\?(?:num|when|meta|include)\b|@(?:fig|tbl|sec)-": "a reference that leads nowhere",
    r"(?<![^\W\d])(?:undefined|NaN|nil)\b": "a value that is not there",
    r":::|\{[#.][\w-]+": "markup that was not understood",
}
COUNTED = ("crossref-fig-title", "crossref-tbl-title", "crossref-sec-prefix")
"""Names of the words that precede a number, wherever they stand."""


def unresolved(keys: Iterable[str]) -> dict[str, str]:
    """Patterns of what was not resolved, the ``keys`` of citations among them; each with what it is."""
    cited = "|".join(map(re.escape, keys)) or r"(?!)"
    return UNRESOLVED | {rf"(?<!\w)@?(?:{cited})(?!\w)": "a citation that was not resolved"}


def other_notation(language: str) -> dict[str, str]:
    """Patterns of percentages and of decimals below one as another language writes them."""
    before, _ = around_percent(language)
    symbol = "," if get_decimal_symbol(language) == "." else "."
    percentage = r"\d\s?%" if before.strip() else r"%\s?\d"
    return {
        percentage: "a percentage as another language writes it",
        rf"(?<![\w.,/:\-])0{re.escape(symbol)}\d+(?![.,]?\d)": "a decimal number as another language writes it",
    }


def texts(words: Any) -> Iterator[str]:
    """All texts of a tree of words (of labels, of terms), without emphasis; those with blanks to fill are left out."""
    if isinstance(words, Mapping):
        for item in words.values():
            yield from texts(item)
    elif isinstance(words, str) and "{" not in words:
        yield " ".join(words.replace("*", "").split()).rstrip(":")


def foreign(language: str, words: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Texts that some other language has and ``language`` has not; ``words`` are the trees of all languages."""
    others = {text for other, tree in words.items() if other != language for text in texts(tree)}
    return others - set(texts(words[language]))


def untranslated(language: str, words: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Patterns of a run that is such a text, alone or beside numbers, and of a counted one (Table 1) anywhere."""
    whole = "|".join(map(re.escape, sorted(foreign(language, words)))) or r"(?!)"
    own = {words[language].get(name) for name in COUNTED}
    counted = {tree[name] for tree in words.values() for name in COUNTED if name in tree} - own
    numbered = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(counted))) or '(?!)'})\s\d"
    return {rf"\A(?:{whole})(?=[\W\d]*\Z)|{numbered}": "a label of another language"}


def leftovers(runs: Iterable[str], patterns: Mapping[str, str]) -> Iterator[str]:
    """Every place where one of ``patterns`` is found, with the words around it."""
    for run in runs:
        text = run.replace(GAP, "")
        for pattern, what in patterns.items():
            for match in re.finditer(pattern, text):
                around = text[max(match.start() - 30, 0) : match.end() + 30].strip()
                yield f"{what}: {match[0].strip()!r} in …{around}…"
