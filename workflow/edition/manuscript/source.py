"""The text of a Quarto document with its includes in place, and the way back from a position to file and line."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import is_normalized

from edition.files.errors import InputError
from edition.files.reading import read_text

INCLUDE = re.compile(r"[ \t]*\{\{<\s*include\s+(\S+)\s*>\}\}[ \t]*")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# Fenced code, inline code and comments: what stands in them is shown or dropped, never interpreted.
CODE = (
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->"
)
FORMULA = re.compile(
    CODE
    + r"|(?<![\\$])(?P<formula>\$\$(?:(?!\n[ \t]*\n)[^$])+\$\$"
    + r"|\$(?![\s$])(?:(?!\n[ \t]*\n)(?:\\.|[^$\\]))*(?<!\s)\$(?!\d))",
    re.DOTALL | re.MULTILINE,
)
"""Formulas as Pandoc finds them: no blank line within; in ``$…$`` no blank after the first and before the last sign."""
FORMULA_LABEL = re.compile(r"[ \t]*(\{#eq-(?:\"(?:\\.|[^\"\\])*\"|[^\"}])*\})")


class Source(NamedTuple):
    """A document whose includes are in place; ``origins`` are the file and the number, from 1, of each line."""

    text: str
    origins: list[tuple[str, int]]

    def wrong(self, position: int, problem: str, remedy: str) -> InputError:
        """The error that ``problem`` is at ``position``."""
        return InputError(problem, remedy=remedy, file=self.place(position))

    def place(self, position: int) -> str:
        """``file, line n`` of the character at ``position``; the file as seen from the article's folder."""
        file, number = self.origins[self.text.count("\n", 0, position)]
        return f"{file}, line {number}"


def read(file: Path, includes: bool = True) -> Source:
    """Read ``file``; every line that is an include shortcode gives way to the lines of the file it names.

    Without ``includes`` it stays. Raises InputError where an included file is missing or includes itself.
    """
    lines = list(_lines(file.parent, (file.name,), includes))
    return Source("\n".join(text for text, _ in lines), [origin for _, origin in lines])


def in_code(lines: Iterable[str]) -> Iterator[bool]:
    """Whether each line belongs to fenced code, the fences among it."""
    fence = ""
    for line in lines:
        mark = FENCE.match(line)
        yield bool(mark or fence)
        if mark and mark[1].startswith(fence):
            fence = "" if fence else mark[1]


def formulas(text: str) -> Iterator[re.Match[str]]:
    """Every formula of a text that is not in code or a comment, as group ``formula``."""
    return (match for match in FORMULA.finditer(text) if match["formula"])


def with_labels(text: str) -> str:
    """``text`` with each label of a formula, ``{#eq-x}``, as that of a span around it, which Pandoc understands."""
    for match in reversed(list(formulas(text))):
        if label := FORMULA_LABEL.match(text, match.end()):
            text = f"{text[: match.start()]}[{match['formula']}]{label[1]}{text[label.end() :]}"
    return text


def _lines(folder: Path, names: tuple[str, ...], includes: bool = True) -> Iterator[tuple[str, tuple[str, int]]]:
    """Lines of the last of ``names``, which the others include one within another."""
    lines = read_text(folder / names[-1]).split("\n")
    for number, (line, is_code) in enumerate(zip(lines, in_code(lines), strict=True), start=1):
        include = None if is_code or not includes else INCLUDE.fullmatch(line)
        place = f"{names[-1]}, line {number}"
        if not is_normalized("NFC", line):
            problem = "a letter and its accent are stored apart here, so that no word with it is found."
            remedy = "Save the file as composed Unicode (NFC), or retype the letter."
            raise InputError(problem, remedy=remedy, file=place)
        if include is None:
            yield line, (names[-1], number)
        elif include[1] in names:
            raise InputError(f"{include[1]} includes itself.", remedy="Take one of the includes out.", file=place)
        elif not (folder / include[1]).is_file():
            problem = f"the included file {include[1]} does not exist."
            raise InputError(problem, remedy="Correct its name; it is sought beside the article.", file=place)
        else:
            yield from _lines(folder, (*names, include[1]))
