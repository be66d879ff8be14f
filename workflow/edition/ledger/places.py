"""Where the paper says something, in the language of the labels."""

import re

from edition.numbers.labels import Labels

NUMBER = re.compile(r"\d+(?:[–-]\d+)?")


def in_words(where: str, labels: Labels) -> str:
    """A section and a place in it, which the ledger names like ``methods, paragraph 1, sentences 2 and 3``.

    Sections have their names in ``consistency.sections``, parts of places in ``places``, with N for a number; a part
    that has none there stays as it is.
    """
    section, *parts = where.split(", ")
    texts = []
    for part in parts:
        numbers = iter(NUMBER.findall(part))
        text = labels.words.get("places", {}).get(NUMBER.sub("N", part), part)
        texts.append(re.sub(r"\bN\b", lambda _, left=numbers: next(left), text))
    return ", ".join([labels[f"consistency.sections.{section}"], *texts])
