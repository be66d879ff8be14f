"""What an article's HTML page calls its parts, where it shows which number, and what rendered it."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = {"p", "li", "td", "th", "figcaption", "caption", "h1", "h2", "h3", "h4", "dd"}
TITLES = {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption"}
SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÇĞİÖŞÜ(])")
HOLE = "\ue000"
ENGINE = re.compile(r'<meta name="generator" content="([^"]+)"')


class Shown(NamedTuple):
    """A place that shows a number: the ``anchor`` there, and the sentence around it."""

    anchor: str
    sentence: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[str, dict[str, str | None], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append((f"/{tag}", {}, ""))

    def handle_data(self, data: str) -> None:
        self.pieces.append(("", {}, data))


def pieces(page: str) -> list[tuple[str, dict[str, str | None], str]]:
    """An HTML page as tags (``p``, ``/p``) with their attributes and, under no tag, the text between them."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.pieces


def sentences(page: str) -> dict[str, list[Shown]]:
    """Number → the places of the page that show it, in the page's order."""
    places: dict[str, list[Shown]] = {}
    waiting: list[tuple[str, str]] = []
    text = ""
    for tag, attributes, data in pieces(page):
        text += data
        if tag == "span" and "num" in (attributes.get("class") or "").split() and attributes.get("id"):
            waiting.append((attributes["data-num"], attributes["id"]))
            text += HOLE
        elif tag.removeprefix("/") in BLOCKS:
            for sentence in SENTENCE.split(text):
                plain = " ".join(sentence.replace(HOLE, "").split())
                for _ in range(sentence.count(HOLE)):
                    number, anchor = waiting.pop(0)
                    places.setdefault(number, []).append(Shown(anchor, plain))
            text = ""
    return places


def titles(page: str) -> dict[str, str]:
    """Anchor → the heading, or the label of the figure or table, that follows it first."""
    names: dict[str, str] = {}
    waiting: list[str] = []
    title = text = ""
    for tag, attributes, data in pieces(page):
        if attributes.get("id"):
            waiting.append(attributes["id"])
        if title:
            text += data
        elif tag in TITLES:
            title, text = tag, ""
        if title and tag == f"/{title}":
            name = " ".join((text if title.startswith("h") else text.partition(":")[0]).split())
            names |= {anchor: name for anchor in waiting if anchor not in names}
            waiting, title = [], ""
    return names


def engine(page: str) -> str:
    """What rendered the page, by its own word; nothing where it does not say."""
    generator = ENGINE.search(page)
    return generator[1] if generator else ""
