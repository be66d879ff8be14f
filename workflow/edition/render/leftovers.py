"""What must not be left in a rendered article: unresolved names, labels and numbers of another language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from babel.numbers import get_decimal_symbol

from edition.numbers.formatting import around_percent
from edition.render.document import GAP, plain

UNRESOLVED = {
    r"\{\{<?|>?\}\}|\{<\s|shortcode-call": "a shortcode that was not resolved",
    r"\?[?@]|\([\w:-]+\d{4}\w?\?\)|\?(?:num|p|when|meta)\b|@(?:(?:supp)?(?:fig|tbl)|sec|eq)-": (
        "a reference that leads nowhere"
    ),
    r"(?<![^\W\d])(?:undefined|NaN|nil)\b|[\w,=][ (]+None\b|\A(?:None|null|NA)\Z": "a value that is not there",
    r":::|\{[#.][\w-]+|\[\^|<!-": "markup that was not understood",
}
AROUND, BESIDE = 30, 12
"""Characters around a finding that are shown, and those by which it is recognised in what was written."""
HEAD_END = re.compile(r"\s?[,;:(]")
COUNTED = ("crossref-fig-title", "crossref-tbl-title", "crossref-sec-prefix", "crossref-eq-prefix")
"""Names of the words that precede a number, wherever they stand."""


def unresolved(keys: Iterable[str]) -> dict[str, str]:
    """Patterns of what was not resolved, the ``keys`` of citations among them; each with what it is."""
    cited = "|".join(map(re.escape, keys)) or r"(?!)"
    return UNRESOLVED | {rf"(?<!\w)@(?:{cited})(?!\w)|\((?:(?:{cited})\?[;, ]*)+\)": "a citation that was not resolved"}


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
    """Patterns of such texts: as a run, alone or beside numbers; at its head, up to a comma; counted (Table 1)."""
    others, own = foreign(language, words), set(texts(words[language]))
    whole = "|".join(map(re.escape, sorted(others))) or r"(?!)"
    heads = {HEAD_END.split(text)[0] for text in others} - {HEAD_END.split(text)[0] for text in own}
    head = "|".join(map(re.escape, sorted(heads))) or r"(?!)"
    counted = {tree[name] for tree in words.values() for name in COUNTED if name in tree} - own
    numbered = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(counted))) or '(?!)'})\s\d"
    return {rf"\A(?:{whole})(?=[\W\d]*\Z)|\A(?:{head})(?=\s?[,;:(])|{numbered}": "a label of another language"}


def leftovers(runs: Iterable[str], patterns: Mapping[str, str], written: str) -> Iterator[str]:
    """Every place where one of ``patterns`` is found, with the words around it.

    What stands so in ``written`` (plain: the author's own text, the list of references) was meant.
    """
    for run in runs:
        text = run.replace(GAP, "")
        for pattern, what in patterns.items():
            for match in re.finditer(pattern, text):
                start, end = match.span()
                sides = text[max(start - BESIDE, 0) : end], text[start : end + BESIDE]
                if not any(plain(side) in written for side in sides):
                    around = text[max(start - AROUND, 0) : end + AROUND].strip()
                    yield f"{what}: {match[0].strip()!r} in …{around}…"
