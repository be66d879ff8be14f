"""Shortcodes, ``{{< name argument key=value >}}``: found, checked against the numbers, encoded for Pandoc."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from salvage.engine.source import CODE, Source
from salvage.errors import InputError

SHORTCODE = re.compile(CODE + r"|\{\{<\s*(?P<call>(?!/\*).*?)\s*>\}\}", re.DOTALL | re.MULTILINE)
ARGUMENT = re.compile(r'(?:(?P<key>[\w-]+)=)?(?:"(?P<double>[^"]*)"|\'(?P<single>[^\']*)\'|(?P<bare>[^\s"\']+))')

KNOWN = ("num", "when", "meta", "include")
"""The shortcodes of the dialect."""


class Call(NamedTuple):
    """A shortcode: its name, its positional and its named arguments."""

    name: str
    args: list[str]
    kwargs: dict[str, str]

    @property
    def about(self) -> str:
        """The first argument, which names a number, a condition, a file …; empty if there is none."""
        return self.args[0] if self.args else ""


def parse(text: str) -> Call:
    r"""What stands between ``{{<`` and ``>}}``.

    >>> parse('when a.b "is larger" ""')
    Call(name='when', args=['a.b', 'is larger', ''], kwargs={})
    >>> parse("num a.b case=dative")
    Call(name='num', args=['a.b'], kwargs={'case': 'dative'})
    """
    args: list[str] = []
    kwargs: dict[str, str] = {}
    for match in ARGUMENT.finditer(text):
        value = next(match[group] for group in ("double", "single", "bare") if match[group] is not None)
        if match["key"]:
            kwargs[match["key"]] = value
        else:
            args.append(value)
    return Call(args[0] if args else "", args[1:], kwargs)


def calls(text: str) -> Iterator[tuple[re.Match[str], Call]]:
    """Every shortcode of a text that is not in code or a comment."""
    for match in SHORTCODE.finditer(text):
        if match["call"] is not None:
            yield match, parse(match["call"])


def encode(text: str) -> str:
    """Replace each shortcode by an empty span that carries the call as hexadecimal JSON (see ``lua/expand.lua``)."""

    def span(match: re.Match[str]) -> str:
        if match["call"] is None:
            return match[0]
        call = json.dumps(parse(match["call"])._asdict())
        return f"[]{{.shortcode-call data={call.encode().hex()}}}"

    return SHORTCODE.sub(span, text)


def check(source: Source, numbers: Mapping[str, Mapping[str, Any]], language: str) -> None:
    """Raise InputError at the first shortcode that is unknown, or that ``numbers`` (numbers.json) cannot answer."""
    for match, call in calls(source.text):
        if wrong := mistake(call, numbers, language):
            problem, remedy = wrong
            raise InputError(problem, remedy=remedy, file=source.place(match.start()))


def mistake(call: Call, numbers: Mapping[str, Mapping[str, Any]], language: str) -> tuple[str, str] | None:
    """What is wrong with a call, and the remedy; None if nothing is."""
    if call.name not in KNOWN:
        return f"there is no shortcode {call.name!r}.", f"Known are {', '.join(KNOWN)}."
    if call.name not in ("num", "when"):
        return None
    number = numbers.get(call.about)
    if number is None:
        remedy = suggestion(call.about, numbers, "All numbers are in results/numbers.json.")
        return f"there is no number {call.about!r}.", remedy
    if call.name == "when":
        if number.get("kind") != "condition":
            return f"{call.about!r} is a number, not a condition.", "Only a condition can choose words."
        if len(call.args) != 3:
            problem = f"`when {call.about}` needs two wordings in quotation marks, has {len(call.args) - 1}."
            return problem, 'Write {{< when ID "if true" "if false" >}}.'
        return None
    if language not in number:
        remedy = "Add the language to `languages` in config.yaml and run the workflow again."
        return f"the number {call.about!r} has no text in the language {language!r}.", remedy
    case, cases = call.kwargs.get("case"), number.get("cases", {})
    if case is not None and case not in cases:
        return f"the number {call.about!r} has no case {case!r}.", suggestion(case, cases)
    return None


def suggestion(word: str, known: Iterable[str], otherwise: str = "Nothing known is similar.") -> str:
    """A remedy that names what is most like ``word`` among ``known``, the most similar first."""
    nearest = get_close_matches(word, sorted(known), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(nearest)}?" if nearest else otherwise
