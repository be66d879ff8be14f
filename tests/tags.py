"""Rules of PDF/UA-1 and PDF/A-2a that a file itself can show: what its tag tree, pages and fonts break of them.

The numbers are those of ISO 14289-1 (UA) and ISO 19005-2 (A).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

INLINE = {"Span", "Strong", "Em", "Code", "Quote", "Sub", "Reference", "Note", "Lbl"}
WITHIN = {"LI": "L", "LBody": "LI", "TR": "Table THead TBody TFoot", "TH": "TR", "TD": "TR", "THead": "Table"}
GROUPS = {"Document", "Part", "Sect", "Div", "Art", "L", "Table", "THead", "TBody", "TFoot", "TR", "LI", "Terms"}
"""Elements in which no text may stand by itself."""


def elements(node: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every structure element below ``node`` with the types of those that hold it."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child, above)
    elif isinstance(node, dict) and "/S" in node:
        yield node, above
        yield from elements(node.get("/K", []), (*above, node["/S"][1:]))


def children(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


def attributes(node: Any) -> dict[str, Any]:
    return {key: value for part in node.get("/A", []) for key, value in part.get_object().items()}


def faults(file: Path) -> Iterator[str]:
    """Everything that breaks one of the rules."""
    reader = PdfReader(file)
    root = reader.trailer["/Root"]
    yield from _document(root, root["/Metadata"].get_object().get_data().decode())
    levels: list[int] = []
    for node, above in elements(root["/StructTreeRoot"]["/K"]):
        kind, holder = node["/S"][1:], above[-1] if above else ""
        if kind in INLINE | {"Link"} and holder in GROUPS - {"LI"}:
            yield f"UA 7.1: text of a {kind} stands in {holder}, in no paragraph"
        if kind in GROUPS and any(isinstance(kid, int) for kid in children(node)):
            yield f"UA 7.1: text stands in {kind} itself"
        if kind in WITHIN and holder not in WITHIN[kind].split():
            yield f"UA 7.2: {kind} stands in {holder}"
        if kind == "TH" and "/Scope" not in attributes(node):
            yield "UA 7.5: a header cell has no scope"
        is_row = kind == "TR" and holder in ("TBody", "Table")
        if is_row and not any(attributes(cell).get("/Scope") == "/Row" for cell in children(node)):
            yield "UA 7.5: no cell heads its row"
        if kind == "Figure" and not node.get("/Alt"):
            yield "UA 7.3: a figure has no alternative text"
        if kind == "Formula" and not node.get("/Alt"):
            yield "UA 7.7: a formula has no alternative text"
        if kind == "Link" and not any(isinstance(kid, dict) and "/Obj" in kid for kid in children(node)):
            yield "UA 7.18.5: a link is tagged without its annotation"
        if kind[0] == "H" and kind[1:].isdigit():
            levels.append(int(kind[1:]))
    before = [0, *levels]
    for one, two in zip(before, levels, strict=False):
        if two > one + 1:
            yield f"UA 7.4.2: a heading of level {two} follows one of level {one}"
    for number, page in enumerate(reader.pages, start=1):
        yield from (f"{fault} (page {number})" for fault in _page(page, reader))


def _document(root: Any, metadata: str) -> Iterator[str]:
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "UA 6.2: it is not marked as tagged"
    if not root.get("/Lang"):
        yield "UA 7.2: it names no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "UA 7.1: the title is not shown"
    for wanted in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", "<dc:title>"):
        if wanted not in metadata:
            yield f"UA 5, A 6.6: the metadata lack {wanted}"
    if "/OutputIntents" not in root:
        yield "A 6.2.3: it has no output intent"
    if "/AA" in root or "/JavaScript" in root.get("/Names", {}):
        yield "A 6.5: it has actions"


def _page(page: Any, reader: PdfReader) -> Iterator[str]:
    depth = 0
    for _, operator in ContentStream(page["/Contents"].get_object(), reader).operations:
        depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
        if operator in (b"Tj", b"TJ", b"Do") and not depth:
            yield "UA 7.1: content is neither tagged nor an artifact"
    annotations = [entry.get_object() for entry in page.get("/Annots", [])]
    if annotations and page.get("/Tabs") != "/S":
        yield "UA 7.18.3: the order of its links is not that of the structure"
    for annotation in annotations:
        if "/Contents" not in annotation:
            yield "UA 7.18.5: a link does not say where it leads"
    for font in page["/Resources"].get("/Font", {}).values():
        for part in font.get_object().get("/DescendantFonts", [font.get_object()]):
            descriptor = part.get_object().get("/FontDescriptor", {})
            if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
                yield "A 6.2.11: a font is not embedded"
