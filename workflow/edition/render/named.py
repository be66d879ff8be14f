"""The numbers and wordings that the source of an article names, each sought in its context in what was rendered."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from edition.files.tool import pandoc
from edition.manuscript.shortcodes import SHORTCODE, Call, parse
from edition.manuscript.source import Source
from edition.render.document import GAP, MARK, Node, flows, plain

WINDOW = 16
"""Characters of context on either side."""
HOLE = re.compile("\ue000(\\d+)\ue001")
HOLE_IN_TEXT = re.compile(r"\[\]\{\.hole n=(\d+)\}")
WHOLE = re.compile(r"[\d.,%]+")
LONGER = re.compile(r"\d[.,]?\d\Z"), re.compile(r"\d[.,]?\d")
"""A number goes on to the left, to the right, of a digit."""
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
        case, language = call.kwargs.get("case"), call.kwargs.get("lang", language)
        text = number["cases"][case] if case else number[language]
        return text + MARK * bool(number["synthetic"])
    if call.name == "p":
        number, language = numbers[call.about], call.kwargs.get("lang", language)
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


class Text:
    """The text of an article with its shortcodes, as Pandoc reads it."""

    def __init__(self, source: Source, numbers: Mapping[str, Mapping[str, Any]], language: str) -> None:
        self.found: list[Named] = []

        def hole(match: re.Match[str]) -> str:
            if match["call"] is None:
                return match[0]
            call = parse(match["call"])
            name, place = f"{call.name} {call.about}", source.place(match.start())
            self.found.append(Named(place, name, shown(call, numbers, language)))
            return f"[]{{.hole n={len(self.found) - 1}}}"

        self.tree = json.loads(pandoc(["--from=markdown", "--to=json"], SHORTCODE.sub(hole, source.text)))

    def flows(self, suffix: str) -> Iterator[list[str]]:
        """Runs of what the format of ``suffix`` shows, shortcodes as holes: of head and body, then of each note."""

        def special(node: Node) -> str | None:
            if node["t"] == "Span" and "hole" in node["c"][0][1]:
                return f"\ue000{dict(node['c'][0][2])['n']}\ue001"
            if node["t"] == "Cite":
                return GAP
            if node["t"] == "Image":
                self.alternatives.append(self._alternative(dict(node["c"][0][2]).get("fig-alt", "")))
            return "" if node["t"] == "Div" and not _is_kept(node, FORMATS[suffix]) else None

        self.alternatives: list[str] = []
        return flows(self.tree, special)

    def _alternative(self, text: str) -> str:
        return HOLE_IN_TEXT.sub(lambda hole: self.found[int(hole[1])].text or "", text).replace(MARK, "")

    def named(self, suffix: str) -> list[list[Named]]:
        """What each flow names, in order; ``alternatives`` then has what stands in for the pictures of that format."""
        return [[each for run in flow for each in self._in_context(run)] for flow in self.flows(suffix)]

    def whole(self) -> str:
        """The text of what is translated, as an output shows it."""
        flows = self.flows(".docx")
        return "\n".join(
            HOLE.sub(lambda hole: self.found[int(hole[1])].text or "", run) for flow in flows for run in flow
        )

    def _in_context(self, run: str) -> Iterator[Named]:
        found = self.found
        filled = HOLE.sub(lambda match: GAP if found[int(match[1])].text is None else match[0], run)
        for part in filled.split(GAP):
            pieces = [found[int(text)] if odd % 2 else text for odd, text in enumerate(HOLE.split(part))]
            told = [piece if isinstance(piece, str) else piece.text for piece in pieces]
            whole = plain("".join(told))
            for index, each in enumerate(pieces):
                if isinstance(each, Named) and (text := plain(each.text)):
                    end = len(plain("".join(told[: index + 1])))
                    start = end - len(text)
                    before, after = whole[max(start - WINDOW, 0) : start], whole[end : end + WINDOW]
                    yield each._replace(text=text, before=before, after=after)


def place_of(each: Named, text: str, start: int) -> int | None:
    """Where in ``text``, from ``start`` on, what is named ends; None if it is not there, or only in a longer number."""
    sought, at = each.before + each.text + each.after, max(start - len(each.before), 0)
    while (at := text.find(sought, at)) >= 0:
        end = at + len(sought)
        begins_within = not each.before and LONGER[0].search(text[max(at - 2, 0) : at + 1])
        if not begins_within and (each.after or not LONGER[1].match(text, end - 1)):
            return at + len(each.before + each.text)
        at += 1
    return None


def missing(flows: Iterable[list[Named]], runs: list[str], are_lines: bool) -> Iterator[str]:
    """What is named and is not there, or not in the order of the source.

    Where ``runs`` ``are_lines`` of pages, running heads, notes and figures part sentences: only what no line can part
    is sought there, and not what is around it.
    """
    text = "\n".join(map(plain, runs))
    for flow in flows:
        start = 0
        for each in flow:
            if are_lines:
                each = each._replace(before="", after="")
                if not WHOLE.fullmatch(each.text):
                    continue
            end = place_of(each, text, 0 if are_lines else start)
            if end is None:
                end = place_of(each, text, 0)
                what = "is not there" if end is None else "comes too early"
                yield f"{each.place}: {each.name} {what}: …{each.before} [{each.text}] {each.after}…"
            start = end or start
