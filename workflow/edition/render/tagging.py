"""What a PDF needs and Typst cannot be told: in tables the cells that head a row, in the metadata each author apart."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CREATORS = re.compile(rb"(?<=<dc:creator><rdf:Seq><rdf:li>)[^<]*")


def finish(pdf: Path) -> None:
    """Tag the first cell of each row as its header, and part the authors; a PDF without tags or metadata stays without.

    Cells name the header of their column, which would hide that of their row from a reader: without names, both are
    found by their scopes (ISO 32000-1, 14.8.5.7).
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    writer = PdfWriter(clone_from=pdf)
    writer.pdf_header = PdfReader(pdf).pdf_header
    root = writer.root_object
    for row in rows(root.get("/StructTreeRoot", [])):
        for place, cell in enumerate(part.get_object() for part in row["/K"]):
            attributes = cell.setdefault(NameObject("/A"), ArrayObject())
            for part in attributes:
                part.pop("/Headers", None)
            if place == 0:
                cell[NameObject("/S")] = NameObject("/TH")
                scope = {"/O": "/Table", "/Scope": "/Row"}
                attributes.append(DictionaryObject({NameObject(key): NameObject(name) for key, name in scope.items()}))
    if "/Metadata" in root:
        metadata = root["/Metadata"].get_object()
        parted = CREATORS.sub(lambda names: names[0].replace(b", ", b"</rdf:li><rdf:li>"), metadata.get_data())
        metadata.set_data(parted)
    writer.write(pdf)


def rows(node: Any) -> Iterator[Any]:
    """Rows of all tables below a part of the tag tree, those of heads and feet not among them."""
    for part in node if isinstance(node, list) else [node]:
        element = part.get_object()
        if isinstance(element, list):
            yield from rows(element)
        elif isinstance(element, dict) and element.get("/S") == "/TR":
            yield element
        elif isinstance(element, dict) and element.get("/S") not in ("/THead", "/TFoot") and "/K" in element:
            yield from rows(element["/K"])
