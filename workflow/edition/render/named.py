"""The numbers and wordings that the source of an article names, each sought in its context in what was rendered."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from edition.files.tool import pandoc
from edition.manuscript.dialect import FORMATS
from edition.manuscript.shortcodes import Call, Numbers, replaced
from edition.manuscript.source import Source
from edition.numbers.formatting import MARK
from edition.render.document import GAP, Node, flows, plain

WINDOW = 16
"""Characters of context on either side."""
HOLE = re.compile("\ue000(\\d+)\ue001")
"""Where a shortcode stood, with its number in the order of the source, between letters that no text has."""
WHOLE = re.compile(r"[\d.,%]+")
LONGER = re.compile(r"\d[.,]?\d\Z"), re.compile(r"\d[.,]?\d")
"""A number goes on to the left, to the right, of a digit."""


class Named(NamedTuple):
    """A shortcode's text (None if it has none of its own), where the source calls it, and the text around it.

    The text around goes up to the next note, citation or block.
    """

    place: str
    name: str
    text: str | None
    before: str = ""
    after: str = ""


def shown(call: Call, numbers: Numbers, language: str) -> str | None:
    """The text that a shortcode stands for; None for one that names no number or whose wording holds citations."""
    text = call.said(numbers, language)
    if text is not None and call.name == "when":
        text = text.replace("*", "")
        return None if "[" in text or "@" in text else text
    return None if text is None else text + MARK * bool(numbers[call.about]["synthetic"])


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

    def __init__(self, source: Source, numbers: Numbers, language: str) -> None:
        self.calls: list[Named] = []

        def hole(match: re.Match[str], call: Call) -> str:
            name, place = f"{call.name} {call.about}", source.place(match.start())
            self.calls.append(Named(place, name, shown(call, numbers, language)))
            return f"\ue000{len(self.calls) - 1}\ue001"

        self.tree = json.loads(pandoc(["--from=markdown", "--to=json"], replaced(source.text, hole)))

    def _flows(self, suffix: str, pictures: list[str]) -> Iterator[list[str]]:
        """Runs of what the format of ``suffix`` shows, with holes; what stands in for its ``pictures`` is put there."""

        def special(node: Node) -> str | None:
            if node["t"] == "Image":
                pictures.append(self._filled(dict(node["c"][0][2]).get("fig-alt", "")).replace(MARK, ""))
            if node["t"] == "Cite":
                return GAP
            return "" if node["t"] == "Div" and not _is_kept(node, FORMATS[suffix].name) else None

        return flows(self.tree, special)

    def _filled(self, text: str) -> str:
        return HOLE.sub(lambda match: self.calls[int(match[1])].text or "", text)

    def named(self, suffix: str) -> tuple[list[list[Named]], list[str]]:
        """What each flow of a format names, in order; and what stands in for the format's pictures."""
        pictures: list[str] = []
        return [
            [call for run in flow for call in self._in_context(run)] for flow in self._flows(suffix, pictures)
        ], pictures

    def whole(self) -> str:
        """The text of what is translated, as an output shows it."""
        return "\n".join(self._filled(run) for flow in self._flows(".docx", []) for run in flow)

    def _in_context(self, run: str) -> Iterator[Named]:
        parts = HOLE.sub(lambda match: GAP if self.calls[int(match[1])].text is None else match[0], run).split(GAP)
        for part in parts:
            pieces = HOLE.split(part)  # texts and, between them, the numbers of calls
            calls = [self.calls[int(number)] for number in pieces[1::2]]
            pieces[1::2] = [call.text for call in calls]
            whole = plain("".join(pieces))
            for index, call in enumerate(calls):
                if text := plain(call.text):
                    end = len(plain("".join(pieces[: 2 * index + 2])))
                    start = end - len(text)
                    before, after = whole[max(start - WINDOW, 0) : start], whole[end : end + WINDOW]
                    yield call._replace(text=text, before=before, after=after)


def place_of(named: Named, text: str, start: int) -> int | None:
    """Where in ``text``, from ``start`` on, what is named ends; None if it is not there, or only in a longer number."""
    sought, at = named.before + named.text + named.after, max(start - len(named.before), 0)
    while (at := text.find(sought, at)) >= 0:
        end = at + len(sought)
        begins_within = not named.before and LONGER[0].search(text[max(at - 2, 0) : at + 1])
        if not begins_within and (named.after or not LONGER[1].match(text, end - 1)):
            return at + len(named.before + named.text)
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
        for named in flow:
            if are_lines:
                named = named._replace(before="", after="")
                if not WHOLE.fullmatch(named.text):
                    continue
            end = place_of(named, text, 0 if are_lines else start)
            if end is None:
                end = place_of(named, text, 0)
                what = "is not there" if end is None else "comes too early"
                yield f"{named.place}: {named.name} {what}: …{named.before} [{named.text}] {named.after}…"
            start = end or start
