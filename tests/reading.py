"""Reads rendered articles back as text, for the tests of the engines."""

import re
import unicodedata
from html.parser import HTMLParser


def words(text: str) -> list[str]:
    """Words of ``text``: subscripts as plain digits, as some readers give them; no icons of Quarto's boxes."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Co").split()


class HtmlText(HTMLParser):
    """The text of an HTML body, and the attributes of its numbers and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.numbers: list[tuple[str | None, str | None]] = []
        self.links: list[str | None] = []
        self.pictures: list[str | None] = []
        self.feed(re.sub(r"(?s)^.*<body>", "", html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if "data-num" in attributes:
            self.numbers.append((attributes["data-num"], attributes.get("title")))
        if tag == "a":
            self.links.append(attributes["href"])
        if tag == "img":
            self.pictures.append(attributes["alt"])

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def words(self) -> list[str]:
        return words("".join(self.parts).replace("↩︎", ""))
