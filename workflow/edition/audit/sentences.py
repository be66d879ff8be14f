"""Where the rendered article shows a number: the sentences of its HTML page, with the anchors that lead to them."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = {"p", "li", "td", "th", "figcaption", "caption", "h1", "h2", "h3", "h4", "dd"}
SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÇĞİÖŞÜ(])")
HOLE = "\ue000"
ENGINE = re.compile(r'<meta name="generator" content="([^"]+)"')


class Shown(NamedTuple):
    """A place that shows a number: the ``anchor`` there, and the sentence ``before`` it and ``after`` its beginning."""

    number: str
    anchor: str
    sentence: str


class Reader(HTMLParser):
    """Collects the numbers of a page with the sentences that show them."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self._text = ""
        self._waiting: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or a number."""
        if tag in BLOCKS:
            self._end()
        attributes = dict(attrs)
        if tag == "span" and "num" in (attributes.get("class") or "").split() and attributes.get("id"):
            self._waiting.append((attributes["data-num"], attributes["id"]))
            self._text += HOLE

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        if tag in BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        """Text of the block."""
        self._text += data

    def _end(self) -> None:
        for sentence in SENTENCE.split(self._text):
            here, plain = sentence.count(HOLE), " ".join(sentence.replace(HOLE, "").split())
            self.shown += [Shown(number, anchor, plain) for number, anchor in self._waiting[:here]]
            self._waiting = self._waiting[here:]
        self._text = ""


def sentences(page: str) -> dict[str, list[Shown]]:
    """Number → the places of an article's HTML page that show it, in the page's order."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    places: dict[str, list[Shown]] = {}
    for place in reader.shown:
        places.setdefault(place.number, []).append(place)
    return places


def engine(page: str) -> str:
    """What rendered an article's HTML page, by its own word; nothing where it does not say."""
    generator = ENGINE.search(page)
    return generator[1] if generator else ""
