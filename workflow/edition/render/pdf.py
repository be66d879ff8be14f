"""The text of a tagged PDF, by its structure: paragraphs, headings and cells whole, wherever its pages end.

ISO 32000-1, 14.6 to 14.8: the marked content of each page, put together by the structure tree. Running heads and page
numbers are artifacts, which the tree does not hold.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader

from edition.numbers.formatting import MARK
from edition.render.document import GAP

MAPPED = re.compile(rb"<([0-9A-F]+)>\s*<([0-9A-F]+)>")
CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
DRAWN = re.compile(
    rb"(?:-?[\d.]+ )+(?:[mlcwMjJ]|cm|re|T[mr]|scn|SCN)(?:\s(?:h\s)?|(?=[/\[(]))|/\w+ (?:cs|CS) |(?<!\\)\)-?[\d.]+\("
)
"""Lines, colours and distances, which take long to parse; of a text, where codes have two bytes, they are no part."""
INLINE = {"/Span", "/Em", "/Strong", "/Code", "/Link", "/Lbl", "/Sub", "/Quote", "/Reference"}


def read(file: Path) -> tuple[list[str], list[str]]:
    """Text of each block in the order of reading, notes after the block that calls them; what each picture is to those
    who cannot see it. Both are empty where there are no tags.
    """
    reader = PdfReader(file)
    tree = reader.trailer["/Root"].get("/StructTreeRoot")
    if tree is None:
        return [], []
    alternatives: list[str] = []
    marked = {page.indirect_reference.idnum: marked_content(page) for page in reader.pages}

    def texts(node: Any, page: int, notes: list[str]) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from texts(child, page, notes)
        elif isinstance(node, int):
            yield marked[page].get(node, "")
        else:
            page = node.raw_get("/Pg").idnum if "/Pg" in node else page
            yield marked[page].get(node["/MCID"], "") if "/MCID" in node else element(node, page, notes)

    def element(node: Any, page: int, notes: list[str]) -> str:
        kind, own = node.get("/S"), []
        content = "".join(texts(node["/K"], page, own)) if "/K" in node else ""
        layout = {key: value for part in node.get("/A", []) for key, value in part.items()}
        if kind == "/Figure":
            alternatives.append(str(node.get("/Alt", "")))
        if kind == "/Caption":  # Typst takes its parts for blocks
            content = content.replace("\n", "")
        if kind == "/Note":
            notes.append(content)
            return GAP
        if kind is None or kind == "/Formula":
            leads_within = "/Obj" in node and "/Dest" in node["/Obj"]  # as a link to another place of the document
            return GAP if kind or leads_within else ""
        if kind not in INLINE or layout.get("/Placement") == "/Block":
            return "\n".join(["", content, *own, ""])
        notes += own
        is_apart = (kind == "/Link" and GAP in content) or (layout.get("/BaselineShift", 0) > 0 and content != MARK)
        return GAP + content + GAP if is_apart else content

    runs = [run for run in "".join(texts(tree["/K"], 0, [])).split("\n") if run.strip(GAP + " ")]
    return runs, alternatives


def marked_content(page: PageObject) -> dict[int, str]:
    """Text of a page by the identifier of the marked content that it stands in."""
    fonts = {name: characters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    texts: dict[int, str] = {}
    marks: list[tuple[int | None, bool]] = [(None, False)]  # the identifier; whether a text replaces what is drawn
    codes: dict[bytes, str] = {}
    content = page.get_contents()
    content.set_data(DRAWN.sub(b"", content.get_data()))
    for operands, operator in content.operations:
        number, is_replaced = marks[-1]
        text = ""
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            number, text = properties.get("/MCID", number), properties.get("/ActualText", "")
            marks.append((number, is_replaced or "/ActualText" in properties))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            codes = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ") and not is_replaced:
            strings = (
                part for part in (operands[0] if operator == b"TJ" else operands) if isinstance(part, str | bytes)
            )
            drawn = b"".join(part if isinstance(part, bytes) else part.original_bytes for part in strings)
            text = "".join(codes.get(drawn[at : at + 2], "") for at in range(0, len(drawn), 2))
        if text and number is not None:
            texts[number] = texts.get(number, "") + text
    return texts


def characters(font: Any) -> dict[bytes, str]:
    """Text of each code (two bytes) of a font, by its table ToUnicode, as Typst writes it."""
    table = b"".join(CHARACTERS.findall(font["/ToUnicode"].get_object().get_data()))
    pairs = ([bytes.fromhex(digits.decode()) for digits in pair] for pair in MAPPED.findall(table))
    return {code: text.decode("utf-16-be") for code, text in pairs}
