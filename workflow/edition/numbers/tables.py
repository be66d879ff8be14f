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
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    caption: str,
    name: str,
    note: str = "",
    tests: Mapping[str, str] | None = None,
    texts: int = 1,
    step: str = "",
) -> str:
    """A pipe table that can be referred to as ``@tbl-name``, with a note, if there is one, that names the tests.

    The first of the ``rows`` is the head. ``widths`` of the columns are in percent; the first columns, as many as there
    are ``texts``, align left, the others right. ``tests`` maps each letter to the number whose text is the test's name.
    The caption names the ``step`` that makes the table, which is called like the table if it is not given.
    """
    rules = [f":{'-' * width}" if i < texts else f"{'-' * width}:" for i, width in enumerate(widths)]
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|" + "|".join(rules) + "|")
    parts = ["\n".join(lines), f": {caption} {{{{< step {step or name} >}}}} {{#tbl-{name}}}"]
    if note:
        named = "; ".join(f"^{letter}^ {num(number)}" for letter, number in (tests or {}).items())
        parts.append(f"::: {{.table-note}}\n{note}{f' {named}.' if named else ''}\n:::")
    return "\n\n".join(parts) + "\n"
