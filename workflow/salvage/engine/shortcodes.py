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


def encode(text: str) -> str:
    """Replace each shortcode by an empty span that carries the call as hexadecimal JSON (see ``lua/expand.lua``)."""

    def span(match: re.Match[str]) -> str:
        if match["call"] is None:
            return match[0]
        call = json.dumps(parse(match["call"])._asdict())
        return f"[]{{.shortcode-call data={call.encode().hex()}}}"

    return SHORTCODE.sub(span, text)


def find(source: Source) -> Iterator[tuple[str, Call]]:
    """Every shortcode of the document, with its place as ``file, line n``."""
    for match in SHORTCODE.finditer(source.text):
        if match["call"] is not None:
            yield source.place(match.start()), parse(match["call"])


def check(source: Source, numbers: Mapping[str, Mapping[str, Any]], language: str) -> None:
    """Raise InputError at the first shortcode that is unknown, or that ``numbers`` (numbers.json) cannot answer."""
    for place, call in find(source):
        if call.name not in KNOWN:
            raise InputError(
                f"there is no shortcode {call.name!r}.", remedy=f"Known are {', '.join(KNOWN)}.", file=place
            )
        if call.name not in ("num", "when"):
            continue
        identifier = call.args[0] if call.args else ""
        if identifier not in numbers:
            remedy = suggestion(identifier, numbers, "All numbers are in results/numbers.json.")
            raise InputError(f"there is no number {identifier!r}.", remedy=remedy, file=place)
        number = numbers[identifier]
        if call.name == "when":
            _check_condition(identifier, number, call, place)
        elif language not in number:
            raise InputError(
                f"the number {identifier!r} has no text in the language {language!r}.",
                remedy="Add the language to `languages` in config.yaml and run the workflow again.",
                file=place,
            )
        elif (case := call.kwargs.get("case")) is not None and case not in number.get("cases", {}):
            raise InputError(
                f"the number {identifier!r} has no case {case!r}.",
                remedy=suggestion(case, number.get("cases", {})),
                file=place,
            )


def _check_condition(identifier: str, number: Mapping[str, Any], call: Call, place: str) -> None:
    if number.get("kind") != "condition":
        raise InputError(
            f"{identifier!r} is a number, not a condition.", remedy="Only a condition can choose words.", file=place
        )
    if len(call.args) != 3:
        raise InputError(
            f"`when {identifier}` needs two wordings in quotation marks, has {len(call.args) - 1}.",
            remedy='Write {{< when ID "if true" "if false" >}}.',
            file=place,
        )


def suggestion(word: str, known: Iterable[str], otherwise: str = "Nothing known is similar.") -> str:
    """A remedy that names what is most like ``word`` among ``known``, the most similar first."""
    nearest = get_close_matches(word, sorted(known), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(nearest)}?" if nearest else otherwise
