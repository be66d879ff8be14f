"""References inside a document, ``@fig-…``, ``@tbl-…``, ``@sec-…`` and citations: each must lead somewhere."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from salvage.engine.shortcodes import suggestion
from salvage.engine.source import CODE, Source
from salvage.errors import InputError

LABEL = re.compile(CODE + r"|\{#(?P<label>(?:fig|tbl|sec)-[\w-]+)", re.DOTALL | re.MULTILINE)
MENTION = re.compile(CODE + r"|(?<![\w\\.])@(?P<key>\w(?:[\w:.#$%&+?<>~/-]*\w)?)", re.DOTALL | re.MULTILINE)
CROSSREF = re.compile(r"([Ff]ig|[Tt]bl|[Ss]ec)-")
ENTRY = re.compile(r"^\s*@(?!comment|preamble|string)\w+\s*\{\s*([^\s,]+)\s*,", re.IGNORECASE | re.MULTILINE)


def bibliography_keys(text: str) -> list[str]:
    """Keys of the entries of a BibTeX file, in its order."""
    return ENTRY.findall(text)


def _found(pattern: re.Pattern[str], group: str, source: Source) -> Iterator[tuple[str, str]]:
    for match in pattern.finditer(source.text):
        if match[group] is not None:
            yield source.place(match.start()), match[group]


def check(source: Source, keys: Iterable[str]) -> None:
    """Raise InputError where a label is given twice, or where a reference or citation leads nowhere."""
    labels = Counter(label for _, label in _found(LABEL, "label", source))
    keys = set(keys)
    for place, label in _found(LABEL, "label", source):
        if labels[label] > 1:
            raise InputError(f"the label {label} is given twice.", remedy="Rename one of the two.", file=place)
    for place, key in _found(MENTION, "key", source):
        if CROSSREF.match(key):
            known, what = labels, "figure, table or section is labelled"
            key = key[0].lower() + key[1:]
        else:
            known, what = keys, "entry of the bibliography is called"
        if key not in known:
            raise InputError(f"no {what} {key!r}.", remedy=suggestion(key, known), file=place)
