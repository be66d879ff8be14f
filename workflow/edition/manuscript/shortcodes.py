"""Shortcodes, ``{{< name argument key=value >}}``: found, checked against the numbers, encoded for Pandoc."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from edition.files.errors import InputError
from edition.manuscript.source import CODE, INCLUDE, Source
from edition.numbers.turkish import SUFFIXES

SHORTCODE = re.compile(CODE + r"|\{\{<\s*(?P<call>(?!/\*)(?:(?!\{\{<).)*?)\s*>\}\}", re.DOTALL | re.MULTILINE)
ARGUMENT = re.compile(r'(?:(?P<key>[\w-]+)=)?(?:"(?P<double>[^"]*)"|\'(?P<single>[^\']*)\'|(?P<bare>[^\s"\']+))')
ENDING = re.compile(r"['’]?[^\W\d_]+")
"""Letters right after a number."""

FORMS = {
    "num": "{{< num ID >}}",
    "when": '{{< when ID "if true" "if false" >}}, with straight quotation marks',
    "meta": "{{< meta KEY >}}",
    "include": "{{< include FILE >}} in a line of its own",
}
"""The shortcodes of the dialect, and how each is written."""
ARGUMENTS = {"when": 3}
"""How many positional arguments a shortcode has; all others have one."""
CASES = {"tr": SUFFIXES}
"""Languages whose numbers take endings."""

Numbers = Mapping[str, Mapping[str, Any]]
"""What numbers.json holds."""


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


def masked(text: str) -> str:
    """``text`` with the letter x for all in code, comments and shortcodes, so that what remains keeps its place."""
    return SHORTCODE.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)


def check(source: Source, numbers: Numbers | None, language: str) -> Iterator[InputError]:
    """Every shortcode that is unknown, or written wrongly, or that ``numbers`` (if known) cannot answer."""
    lines = source.text.split("\n")
    for match, call in calls(source.text):
        if wrong := mistake(call, numbers, language):
            yield source.wrong(match.start(), *wrong)
        elif call.name == "include" and not INCLUDE.fullmatch(lines[source.text.count("\n", 0, match.start())]):
            yield source.wrong(match.start(), "an include shares its line.", f"Write {FORMS['include']}.")
        elif call.name == "num" and language in CASES and (typed := ENDING.match(source.text, match.end())):
            problem = f"the ending {typed[0]!r} is typed, and would stay if the number changed."
            yield source.wrong(match.start(), problem, f"Name the case: {', '.join(CASES[language])}.")


def mistake(call: Call, numbers: Numbers | None, language: str) -> tuple[str, str] | None:
    """What is wrong with a call, and the remedy; None if nothing is."""
    name, about, case = call.name, call.about, call.kwargs.get("case")
    if name not in FORMS:
        return f"there is no shortcode {name!r}.", f"Known are {', '.join(FORMS)}."
    wanted, write = ARGUMENTS.get(name, 1), f"Write {FORMS[name]}."
    surplus = call.args[wanted:] + [f"{key}={value}" for key, value in call.kwargs.items() if key != "case"]
    cases = CASES.get(language, {})
    if name == "num" and surplus:
        nearest = get_close_matches(surplus[-1].rpartition("=")[2], cases, n=1)
        remedy = f"Did you mean case={nearest[0]}?" if nearest else write
        return f"`num` takes one id and perhaps a case; {surplus[0]!r} is neither.", remedy
    if name == "when" and (surplus or len(call.args) < wanted):
        return f"`when {about}` needs two wordings in quotation marks, has {max(len(call.args) - 1, 0)}.", write
    if name == "when" and call.args[1] == call.args[2]:
        return f"both wordings of `when {about}` are the same.", "Say what differs, or drop the condition."
    if surplus or len(call.args) < wanted or (case and name != "num"):
        return f"`{name}` needs one name and nothing else.", write
    if case and not cases:
        return "numbers have no cases in this language.", f"Take case={case} out."
    if numbers is not None and name in ("num", "when"):
        number = numbers.get(about)
        if number is None:
            remedy = suggestion(about, numbers, "All numbers are in results/numbers.json.")
            return f"there is no number {about!r}.", remedy
        if (number.get("kind") == "condition") != (name == "when"):
            kinds = ("number", "condition") if name == "when" else ("condition", "number")
            return f"{about!r} is a {kinds[0]}, not a {kinds[1]}.", "Only a condition, with `when`, can choose words."
        if language not in number:
            remedy = "Add the language to `languages` in config.yaml and run the workflow again."
            return f"the number {about!r} has no text in the language {language!r}.", remedy
        cases = number.get("cases", {})
    if case and case not in cases:
        return f"the number {about!r} has no case {case!r}.", suggestion(case, cases)
    return None


def suggestion(word: str, known: Iterable[str], otherwise: str = "Nothing known is similar.") -> str:
    """A remedy that names what is most like ``word`` among ``known``, the most similar first."""
    nearest = get_close_matches(word, sorted(known), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(nearest)}?" if nearest else otherwise
