"""Formulas, ``$…$`` and ``$$…$$`` in TeX: found, and tried, since Pandoc sets what it does not know as it is."""

import re
from collections.abc import Iterator

from edition.files.errors import InputError
from edition.files.tool import pandoc
from edition.manuscript.shortcodes import SHORTCODE
from edition.manuscript.source import FORMULA, Source

NUMBER = re.compile(r"\d*[.,]\d+|\d{2,}|(?<==)\s*\d")
"""A number in a formula that may be a result; ``1 - x`` and ``x^2`` are none."""


def formulas(text: str) -> Iterator[re.Match[str]]:
    """Every formula of a text that is not in code or a comment, as group ``formula``."""
    return (match for match in FORMULA.finditer(text) if match["formula"])


def check(source: Source) -> Iterator[InputError]:
    """Every formula that cannot be set."""
    matches = list(formulas(source.text))
    if matches:
        tried = (SHORTCODE.sub("0", match["formula"]) for match in matches)
        html = pandoc(["--from=markdown", "--to=html", "--mathml", "--wrap=none"], "\n\n".join(tried))
        for match, paragraph in zip(matches, html.split("</p>\n<p>"), strict=True):
            if "<math" not in paragraph:
                problem = f"the formula {match['formula'][:60]} is no TeX that can be set."
                yield source.wrong(
                    match.start(), problem, "Correct it; only commands of LaTeX and AMS LaTeX are known."
                )
