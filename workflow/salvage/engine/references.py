"""References inside a document, ``@fig-…``, ``@tbl-…``, ``@sec-…`` and citations: each must lead somewhere."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from salvage.engine.metadata import read_yaml
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


def known_keys(folder: Path) -> list[str]:
    """Keys of the bibliography that the project in ``folder`` names."""
    return bibliography_keys((folder / read_yaml(folder / "_quarto.yml")["bibliography"]).read_text("utf-8"))


def mentions(text: str) -> Iterator[tuple[int, str]]:
    """Position and key of all that is cited or referred to; a figure, table or section in lower case (fig-x)."""
    for match in MENTION.finditer(text):
        if key := match["key"]:
            yield match.start(), key[0].lower() + key[1:] if CROSSREF.match(key) else key


def check(source: Source, keys: Iterable[str]) -> None:
    """Raise InputError where a label is given twice, or where a reference or citation leads nowhere."""
    labelled = [(match.start(), match["label"]) for match in LABEL.finditer(source.text) if match["label"]]
    labels = Counter(label for _, label in labelled)
    for position, label in labelled:
        if labels[label] > 1:
            place = source.place(position)
            raise InputError(f"the label {label} is given twice.", remedy="Rename one of the two.", file=place)
    keys = set(keys)
    for position, key in mentions(source.text):
        is_label = CROSSREF.match(key)
        known = labels if is_label else keys
        if key not in known:
            what = "figure, table or section is labelled" if is_label else "entry of the bibliography is called"
            place = source.place(position)
            raise InputError(f"no {what} {key!r}.", remedy=suggestion(key, known), file=place)
