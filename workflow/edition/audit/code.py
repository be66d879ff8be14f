"""The code behind a number: a function's source with its line numbers, highlighted."""

import inspect
from functools import cache
from pkgutil import resolve_name
from typing import NamedTuple

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from edition.files.sources import WORKFLOW


class Code(NamedTuple):
    """A function: its dotted ``name``, its ``file`` in the project, its first line, its source as HTML."""

    name: str
    file: str
    line: int
    html: str


@cache
def code_of(name: str) -> Code:
    """The source of the function, method or class with the dotted ``name``, as provenance records it."""
    member = resolve_name(name)
    member = inspect.unwrap(member.fget if isinstance(member, property) else member)
    lines, first = inspect.getsourcelines(member)
    file = inspect.getsourcefile(member)
    formatter = HtmlFormatter(linenos="inline", linenostart=first, cssclass="code", wrapcode=True)
    relative = WORKFLOW.parent.joinpath(file).resolve().relative_to(WORKFLOW.parent.resolve())
    return Code(name, relative.as_posix(), first, highlight("".join(lines), PythonLexer(), formatter))


def stylesheet() -> str:
    """The colors of the highlighted code, for light and dark."""
    light, dark = (HtmlFormatter(style=style).get_style_defs(".code") for style in ("xcode", "github-dark"))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"
