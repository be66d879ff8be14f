"""The numbers and wordings that the source of an article names, each sought in its context in what was rendered."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from edition.files.tool import pandoc
from edition.manuscript.shortcodes import SHORTCODE, Call, parse
from edition.manuscript.source import Source
from edition.render.document import GAP, Node, flows, plain

MARK = "◊"
"""What the article sets beside a number that rests on synthetic values."""
WINDOW = 16
"""Characters of context on either side."""
HOLE = re.compile("\ue000(\\d+)\ue001")
JOINTS = re.compile(r" |(?<=[^\d ])(?=\S)|(?<=\d)(?=[^\d ])")
LONG = 30
"""Characters of a wording beyond which a page may end within it."""
FORMATS = {".html": "html", ".pdf": "typst", ".docx": "docx", ".xml": "jats"}


class Named(NamedTuple):
    """A shortcode's text (None if it has none of its own), where the source calls it, and the text around it.

    The text around goes up to the next note, citation or block.
    """

    place: str
    name: str
    text: str | None
    before: str = ""
    after: str = ""


def shown(call: Call, numbers: Mapping[str, Mapping[str, Any]], language: str) -> str | None:
    """The text that a shortcode stands for; None for one that names no number or whose wording holds citations."""
    if call.name == "num":
        number = numbers[call.args[0]]
        text = number["cases"][call.kwargs["case"]] if "case" in call.kwargs else number[language]
        return text + MARK * bool(number["synthetic"])
    if call.name == "p":
        number = numbers[call.about]
        sign = ":" if number["value"] is None else " <" if number[language].startswith("<") else " ="
        return f"p{sign} {number[language].removeprefix('<')}" + MARK * bool(number["synthetic"])
    if call.name == "when":
        wording = call.chosen(numbers).replace("*", "")
        return None if "[" in wording or "@" in wording else wording
    return None


def _is_kept(node: Node, output: str) -> bool:
    """Whether a division is shown in a format, by Quarto's ``content-visible`` and ``content-hidden``."""
    _, classes, pairs = node["c"][0]
    if not {"content-visible", "content-hidden"} & set(classes):
        return True
    asked = dict(pairs)
    holds = asked.get("when-format", output) == output and asked.get("unless-format") != output
    return holds == ("content-visible" in classes)


def named(
    source: Source, numbers: Mapping[str, Mapping[str, Any]], language: str, suffix: str
) -> Iterator[list[Named]]:
    """What the article names, in order: first in its head and body, then in each note; in the format of ``suffix``."""
    found: list[Named] = []

    def hole(match: re.Match[str]) -> str:
        if match["call"] is None:
            return match[0]
        call = parse(match["call"])
        found.append(Named(source.place(match.start()), f"{call.name} {call.about}", shown(call, numbers, language)))
        return f"[]{{.hole n={len(found) - 1}}}"

    def special(node: Node) -> str | None:
        if node["t"] == "Span" and "hole" in node["c"][0][1]:
            return f"\ue000{dict(node['c'][0][2])['n']}\ue001"
        if node["t"] == "Cite":
            return GAP
        return "" if node["t"] == "Div" and len(node["c"]) == 2 and not _is_kept(node, FORMATS[suffix]) else None

    tree = json.loads(pandoc(["--from=markdown", "--to=json"], SHORTCODE.sub(hole, source.text)))
    for flow in flows(tree, special):
        yield [each for run in flow for each in _in_context(run, found)]


def _in_context(run: str, found: list[Named]) -> Iterator[Named]:
    filled = HOLE.sub(lambda match: GAP if found[int(match[1])].text is None else match[0], run)
    for part in filled.split(GAP):
        pieces = [found[int(text)] if odd % 2 else text for odd, text in enumerate(HOLE.split(part))]
        told = [piece if isinstance(piece, str) else piece.text for piece in pieces]
        for index, each in enumerate(pieces):
            if isinstance(each, Named) and each.text:
                before, after = plain("".join(told[:index])), plain("".join(told[index + 1 :]))
                yield each._replace(text=plain(each.text), before=before[-WINDOW:], after=after[:WINDOW])


def loosely(text: str) -> str:
    """A pattern for ``text`` in which lines may break, or spaces be lost, anywhere but between digits."""
    return " ?".join(map(re.escape, JOINTS.split(text)))


def bounded(text: str) -> str:
    """A pattern for ``text``, as the group ``it``, that is no part of a longer number."""
    start = r"(?<!\d)(?<!\d[.,])" if text[0].isdigit() else ""
    end = r"(?![.,]?\d)" if text[-1].isdigit() else ""
    return f"{start}(?P<it>{loosely(text)}){end}"


def patterns(each: Named, paged: bool) -> list[re.Pattern[str]]:
    """Patterns of which one must be found.

    A page may end anywhere; there the text with its context on one side is enough, and of a long text (a wording)
    the part on that side.
    """
    sides = [(each.before, each.text, each.after)]
    if paged and each.before and each.after:
        sides = [(each.before, each.text[:LONG], ""), ("", each.text[-LONG:], each.after)]
    return [re.compile(" ?".join([loosely(left), bounded(text), loosely(right)])) for left, text, right in sides]


def place_of(each: Named, text: str, start: int, paged: bool) -> int | None:
    """Where in ``text``, from ``start`` on, what is named ends; None if it is not there."""
    found = (match for pattern in patterns(each, paged) for match in pattern.finditer(text))
    return min((match.end("it") for match in found if match.start("it") >= start), default=None)


def missing(flows: Iterable[list[Named]], runs: list[str], paged: bool) -> Iterator[str]:
    """What is named and is not there, or not in the order of the source (which the floats of a page may change)."""
    text = plain(" ".join(runs))
    for flow in flows:
        start = 0
        for each in flow:
            end = place_of(each, text, 0 if paged else start, paged)
            if end is None:
                end = place_of(each, text, 0, paged)
                what = "is not there" if end is None else "comes too early"
                yield f"{each.place}: {each.name} {what}: …{each.before} [{each.text}] {each.after}…"
            start = end or start
