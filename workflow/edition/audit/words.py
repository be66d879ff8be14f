"""What steps write in English or in code, in the words of a page's language."""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from edition.numbers import formatting
from edition.numbers.labels import Labels

TRUTH = ("false", "true")
STRONG = re.compile(r"\*(.+?)\*")


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, or else in English."""
    return texts.get(language, texts["en"])


def value(recomputed: str | None, labels: Labels) -> str:
    """A recomputed value as the language of the labels writes it."""
    if recomputed in TRUTH:
        return labels["evidence.ledger.truth"].split("|")[TRUTH.index(recomputed)]
    digits = (recomputed or "").partition(".")[2]
    if not digits.isdecimal():
        return recomputed or ""
    return formatting.text(float(recomputed), "decimal", len(digits), labels.language)


def emphasized(text: str) -> Markup:
    """A text whose ``*p*`` is emphasized."""
    return Markup(STRONG.sub(r"<i>\1</i>", str(escape(text))))


def translator(labels: Labels) -> Callable[[str], str]:
    """What puts the words that steps write (``audit.words``, procedures, variables) into those of the labels.

    Anything else stays as it is.
    """
    tests, sides = (labels.words["numbers"][key] for key in ("tests", "sides"))
    variables = labels.words["expressions"]["variables"]
    features = {name: texts["name"].split(" | ")[0] for name, texts in variables.items()}
    procedures = {f"{test}.{side}": f"{tests[test]} ({sides[side]})" for test in tests for side in sides}
    words = {**features, **procedures, **labels.words["audit"]["words"]}
    some = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w.-])(?:{some})(?![\w-])")
    return lambda text: pattern.sub(lambda match: words[match[0]], text)
