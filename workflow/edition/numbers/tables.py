"""Tables in the article's dialect: numbers by shortcode in their cells, letters for the tests, a caption, a note."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import ascii_lowercase

from edition.files.writing import save_text
from edition.numbers.labels import Labels

SYMBOL = re.compile(r"\b[tU]\b")
"""Of a statistic, in the name of a test."""
SIDES = {"l": ":{}", "r": "{}:", "-": "{}"}


def num(number: str) -> str:
    """The shortcode that shows a number."""
    return f"{{{{< num {number} >}}}}"


def marks(tests: Iterable[str]) -> dict[str, str]:
    """Test → the letter that marks its p-values, in the order in which the table needs them.

    A test is given by paths into the labels to its words, with spaces between.
    """
    return dict(zip(dict.fromkeys(tests), ascii_lowercase, strict=False))


def tests_named(letters: Mapping[str, str], labels: Labels) -> str:
    """What a note says of the tests that letters mark."""
    names = {letter: " ".join(labels[path] for path in test.split()) for test, letter in letters.items()}
    named = (f"^{letter}^\N{NO-BREAK SPACE}{name}" for letter, name in names.items())
    return SYMBOL.sub(r"*\g<0>*", f"{'; '.join(named)}.")


def write_table(
    file: Path,
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    caption: str,
    name: str,
    note: str,
    align: str,
    step: str = "",
) -> None:
    """Write a pipe table with a note, which can be referred to as ``@tbl-name``.

    The first of the ``rows`` is the head. ``widths`` of the columns are in percent; ``align`` has for each
    column l for texts, r for numbers, and - for p-values, which begin below each other, whatever mark follows. The
    caption names the ``step`` that makes the table, which is called like the table if it is not given.
    """
    rules = [SIDES[side].format("-" * width) for width, side in zip(widths, align, strict=True)]
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|" + "|".join(rules) + "|")
    below = f": {caption} {{{{< step {step or name} >}}}} {{#tbl-{name}}}"
    parts = "\n".join(lines), below, f"::: {{.table-note}}\n{note}\n:::"
    save_text(file, "\n\n".join(parts) + "\n")
