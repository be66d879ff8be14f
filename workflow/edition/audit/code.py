"""The code behind a number: a function's source with its line numbers, highlighted."""

import inspect
from functools import cache
from pkgutil import resolve_name
from typing import NamedTuple

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from edition.files.sources import WORKFLOW


class Code(NamedTuple):
    """A function: its dotted ``name``, its ``file`` in the project, its first line, its source as HTML."""

    name: str
    file: str
    line: int
    html: Markup


@cache
def code_of(name: str) -> Code:
    """The source of the function or method with the dotted ``name``, as provenance records it."""
    member = inspect.unwrap(resolve_name(name))
    lines, first = inspect.getsourcelines(member)
    file = inspect.getsourcefile(member)
    formatter = HtmlFormatter(linenos="inline", linenostart=first, cssclass="code", wrapcode=True)
    relative = WORKFLOW.parent.joinpath(file).resolve().relative_to(WORKFLOW.parent.resolve())
    return Code(name, relative.as_posix(), first, Markup(highlight("".join(lines), PythonLexer(), formatter)))


@cache
def called_by(name: str) -> list[str]:
    """Dotted names of the project's functions that the function calls directly, as far as its text tells.

    They are looked for in its class, in its module, and in the classes of its class's fields.
    """
    member = inspect.unwrap(resolve_name(name))
    owner = resolve_name(name.rpartition(".")[0])
    fields = [field for field in getattr(owner, "__annotations__", {}).values() if inspect.isclass(field)]
    places = {key: value for place in (*fields, inspect.getmodule(member), owner) for key, value in vars(place).items()}
    functions = map(inspect.unwrap, filter(inspect.isfunction, map(places.get, member.__code__.co_names)))
    return [
        f"{function.__module__}.{function.__qualname__}"
        for function in functions
        if function.__module__.startswith("edition.") and function is not member
    ]


def stylesheet() -> str:
    """The colors of the highlighted code, for light and dark."""
    light, dark = (HtmlFormatter(style=style).get_style_defs(".code") for style in ("xcode", "github-dark"))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"
