"""Tables in the article's dialect: numbers by shortcode in their cells, letters for the tests, a caption, a note."""

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase


def num(number: str) -> str:
    """The shortcode that shows a number."""
    return f"{{{{< num {number} >}}}}"


def marks(tests: Iterable[str]) -> dict[str, str]:
    """Test → the letter that marks its p-values, in the order in which the table needs them."""
    return dict(zip(dict.fromkeys(tests), ascii_lowercase, strict=False))


def table(
    rows: Iterable[Sequence[str]], widths: Sequence[int], caption: str, name: str, note: str, tests: Mapping[str, str]
) -> str:
    """A pipe table that can be referred to as ``@tbl-name``, with a note that names the tests.

    The first of the ``rows`` is the head. ``widths`` of the columns are in percent; all but the first align right.
    ``tests`` maps each letter to the number whose text is the test's name.
    """
    rules = [":" + "-" * widths[0], *("-" * width + ":" for width in widths[1:])]
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|" + "|".join(rules) + "|")
    named = "; ".join(f"^{letter}^ {num(number)}" for letter, number in tests.items())
    below = f"::: {{.table-note}}\n{note} {named}.\n:::"
    return "\n\n".join(["\n".join(lines), f": {caption} {{#tbl-{name}}}", below]) + "\n"
