"""The text of a Quarto document with its includes in place, and the way back from a position to file and line."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from salvage.errors import InputError

INCLUDE = re.compile(r"[ \t]*\{\{<\s*include\s+(\S+)\s*>\}\}[ \t]*\n?")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# Fenced code, inline code and comments: what stands in them is shown or dropped, never interpreted.
CODE = (
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->"
)


@dataclass(frozen=True)
class Line:
    """One line of text, and where it stands: ``file`` as seen from the article's folder, ``number`` from 1."""

    text: str
    file: str
    number: int


@dataclass(frozen=True)
class Source:
    """A document whose includes are in place."""

    lines: list[Line]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(line.text for line in self.lines)

    def place(self, position: int) -> str:
        """``file, line n`` of the character at ``position`` of :attr:`text`."""
        starts = list(accumulate((len(line.text) for line in self.lines), initial=0))
        line = self.lines[min(bisect_right(starts, position) - 1, len(self.lines) - 1)]
        return f"{line.file}, line {line.number}"


def read(file: Path) -> Source:
    """Read ``file``; every line that is an include shortcode gives way to the lines of the file it names.

    Raises InputError where an included file is missing or includes itself.
    """
    return Source(_lines(file.name, file.parent, ()))


def _lines(name: str, folder: Path, parents: tuple[str, ...]) -> list[Line]:
    lines: list[Line] = []
    fence = ""
    for number, line in enumerate((folder / name).open(encoding="utf-8"), start=1):
        if mark := FENCE.match(line):
            fence = mark[1] if not fence else ("" if mark[1].startswith(fence) else fence)
        include = None if fence else INCLUDE.fullmatch(line)
        if include is None:
            lines.append(Line(line, name, number))
            continue
        if include[1] in (name, *parents):
            raise InputError(
                f"{include[1]} includes itself.", remedy="Take one of the includes out.", file=f"{name}, line {number}"
            )
        if not (folder / include[1]).is_file():
            raise InputError(
                f"the included file {include[1]} does not exist.",
                remedy="Correct its name; it is sought beside the article.",
                file=f"{name}, line {number}",
            )
        lines += [*_lines(include[1], folder, (name, *parents)), Line("\n", name, number)]
    return lines
