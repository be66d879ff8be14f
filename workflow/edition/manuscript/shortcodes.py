"""Shortcodes, ``{{< name argument key=value >}}``: found, checked against the numbers, encoded for Pandoc."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from typing import Any, NamedTuple

from edition.files.errors import InputError, nearest, suggestion
from edition.files.sources import WORKFLOW
from edition.manuscript.source import CODE, FORMULA, INCLUDE, Source
from edition.numbers.turkish import SUFFIXES

SHORTCODE = re.compile(CODE + r"|\{\{<\s*(?P<call>(?!/\*)(?:(?!\{\{<).)*?)\s*>\}\}", re.DOTALL | re.MULTILINE)
ARGUMENT = re.compile(r'(?:(?P<key>[\w-]+)=)?(?:"(?P<double>[^"]*)"|\'(?P<single>[^\']*)\'|(?P<bare>[^\s"\']+))')
ENDING = re.compile(r"['’]?[^\W\d_]+")
"""Letters right after a number."""

FORMS = {
    "num": "{{< num ID >}}",
    "p": "{{< p ID >}}, for a p-value with its sign",
    "when": '{{< when CONDITION "if true" "if false" >}}, {{< when CONDITION CONDITION "both" "first only" '
    '"second only" "neither" >}}, either with one more wording "if it cannot be told", or '
    '{{< when COUNT "if 0" "if 1" … "else" >}}, with straight quotation marks',
    "step": "{{< step NAME >}}, the step that made a figure or table",
    "meta": "{{< meta KEY >}}",
    "include": "{{< include FILE >}} in a line of its own",
}
"""The shortcodes of the dialect, and how each is written."""
ID = re.compile(r"[a-z]\w*(?:\.\w+)+")
"""The id of a number or condition, as one can tell it from a wording."""
CURLED = re.compile("^“[^”]*”?$|^[^“]*”$")
"""A wording, or a part of one, in the quotation marks of a word processor."""
STEPS = sorted(path.stem for path in (WORKFLOW / "scripts").glob("[a-z]*.py"))
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

    @property
    def ids(self) -> list[str]:
        """The numbers or conditions that a ``when`` asks, in order: its first argument and the ids that follow it."""
        return self.args[:1] + list(takewhile(ID.fullmatch, self.args[1:]))

    @property
    def wordings(self) -> list[str]:
        """The wordings that a ``when`` chooses from."""
        return self.args[len(self.ids) :]

    def chosen(self, numbers: "Numbers") -> str:
        """The wording of a ``when``: that of a count (0, 1, …; the last for all others), or of conditions.

        Of two conditions the wordings are for both, the first alone, the second alone, neither; so on for more. One
        more is for conditions of which it cannot be told whether they hold, where nothing could be tested.
        """
        asked = [numbers[name] for name in self.ids]
        if asked[0]["kind"] == "count":
            last, count = len(self.wordings) - 1, asked[0]["value"]
            return self.wordings[last if count is None else min(count, last)]
        if any(number["value"] is None for number in asked):
            return self.wordings[2 ** len(asked)]
        return self.wordings[int("".join("01"[not number["value"]] for number in asked), 2)]

    def said(self, numbers: "Numbers", language: str) -> str | None:
        """What a ``num``, ``p`` or ``when`` says, in ``language`` if it names no other; None for other shortcodes."""
        if self.name == "when":
            return self.chosen(numbers)
        if self.name not in ("num", "p"):
            return None
        number, case = numbers[self.about], self.kwargs.get("case")
        text = number["cases"][case] if case else number[self.kwargs.get("lang", language)]
        if self.name == "num":
            return text
        sign = ":" if number["value"] is None else " <" if text.startswith("<") else " ="
        return f"p{sign} {text.removeprefix('<')}"


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


def replaced(text: str, shown: Callable[[re.Match[str], Call], str | None]) -> str:
    """``text`` with what ``shown`` gives for each shortcode that is not in code or a comment; for None it stays."""

    def replacement(match: re.Match[str]) -> str:
        instead = None if match["call"] is None else shown(match, parse(match["call"]))
        return match[0] if instead is None else instead

    return SHORTCODE.sub(replacement, text)


def told(text: str, numbers: Numbers, language: str) -> str:
    """``text`` with its numbers and the wordings that they choose."""
    return replaced(text, lambda _, call: call.said(numbers, language))


def encode(text: str) -> str:
    """Replace each shortcode by an empty span that carries the call as hexadecimal JSON (see ``lua/expand.lua``)."""
    return replaced(text, lambda _, call: f"[]{{.shortcode-call data={json.dumps(call._asdict()).encode().hex()}}}")


def masked(text: str) -> str:
    """``text`` with the letter x for all in code, comments, shortcodes and formulas; what remains keeps its place."""

    def mask(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", "x", match[0])

    return FORMULA.sub(mask, SHORTCODE.sub(mask, text))


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
    write, cases = f"Write {FORMS[name]}.", CASES.get(language, {})
    surplus = [f"{key}={value}" for key, value in call.kwargs.items() if key != "case"]
    surplus = surplus if name == "when" else call.args[1:] + surplus
    if name == "num" and surplus:
        near = nearest(surplus[-1].rpartition("=")[2], cases)
        remedy = f"Did you mean case={near[0]}?" if near else write
        return f"`num` takes one id and perhaps a case; {surplus[0]!r} is neither.", remedy
    if name == "when":
        if surplus or len(call.wordings) < 2:
            return f"`when {about}` needs two wordings in quotation marks, has {len(call.wordings)}.", write
        if any(map(CURLED.search, call.wordings)):
            return f"the wordings of `when {about}` are not in straight quotation marks.", write
        if len(set(call.wordings)) == 1:
            return f"both wordings of `when {about}` are the same.", "Say what differs, or drop the condition."
        if any(wording[:1].isspace() for wording in call.wordings):
            return f"a wording of `when {about}` begins with a blank, and Quarto reads no such.", "Put it before."
    if surplus or not call.args or (case and name != "num"):
        return f"`{name}` needs one name and nothing else.", write
    if case and not cases:
        return "numbers have no cases in this language.", f"Take case={case} out."
    if name == "step" and about not in STEPS:
        return f"there is no step {about!r}.", suggestion(about, STEPS)
    if numbers is not None and name in ("num", "p", "when"):
        ids = call.ids if name == "when" else [about]
        for asked in ids:
            if asked not in numbers:
                remedy = suggestion(asked, numbers, "All numbers are in results/numbers.json.", most=3)
                return f"there is no number {asked!r}.", remedy
        kinds = [numbers[asked].get("kind") for asked in ids]
        if name == "num" and kinds == ["condition"]:
            return f"{about!r} is a condition, not a number.", "Only `when` can ask it, to choose words."
        if name == "p" and kinds != ["p"]:
            return f"{about!r} is no p-value.", f"Write {FORMS['num']}."
        if name == "when" and kinds != ["count"]:
            if set(kinds) != {"condition"}:
                problem = f"{' and '.join(ids)!r} cannot choose words."
                return problem, "Only conditions, or one count, with `when`, can choose words."
            wanted = 2 ** len(ids)
            if len(call.wordings) not in (wanted, wanted + 1):
                return f"`when {' '.join(ids)}` needs {wanted} wordings, has {len(call.wordings)}.", write
            untold = [asked for asked in ids if numbers[asked]["value"] is None]
            if untold and len(call.wordings) == wanted:
                return f"it cannot be told whether {untold[0]!r} holds in these data.", "Say so in one more wording."
        if language not in numbers[about]:
            remedy = "Add the language to `languages` in config.yaml and run the workflow again."
            return f"the number {about!r} has no text in the language {language!r}.", remedy
        cases = numbers[about].get("cases", {})
    if case and case not in cases:
        return f"the number {about!r} has no case {case!r}.", suggestion(case, cases)
    return None
