"""What a Word file needs and Pandoc's writer cannot be told."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROW = re.compile(r"<w:tr>(<w:trPr>)?")
SECTION = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>(.*?)</w:sectPr>)", re.DOTALL)
MARGINS = re.compile(r"<w:pgMar\b[^>]*/>")
LINE = re.compile(r'w:line="(?:2[5-9]|3)\d+"')
"""Distances between lines of running text in the reference document, in 240ths of a line; tables have 240 and less."""
SIZE = re.compile(r"(<w:pgSz\b[^>]*?)\s*/>")
CREATORS = re.compile(r"(?<=<dc:creator>)[^<]*")


def finish(docx: Path, line_numbers: bool = False, double_spacing: bool = False) -> None:
    """Let no row of a table break across pages, and every section have the margins and the foot of the last one.

    A style cannot ask for the first where LibreOffice is to follow; pages across are sections without either. The
    authors, whom the title page names in one line, are told apart in the properties as Word does it, by semicolons.
    On demand, lines are numbered through, and text is set with double space.
    """
    with ZipFile(docx) as archive:
        parts = {part: archive.read(part) for part in archive.infolist()}
    with ZipFile(docx, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            if part.filename == "word/document.xml":
                document = sections(whole_rows(content.decode()))
                if line_numbers:
                    numbered = r'\g<0><w:lnNumType w:countBy="1" w:restart="continuous"/>'
                    document = MARGINS.sub(numbered, document)
                content = document.encode()
            if part.filename == "docProps/core.xml":
                content = CREATORS.sub(lambda names: names[0].replace(", ", "; "), content.decode()).encode()
            if part.filename == "word/styles.xml" and double_spacing:
                content = LINE.sub('w:line="480"', content.decode()).encode()
            archive.writestr(part, content)


def whole_rows(document: str) -> str:
    """``document`` with no row that breaks across pages."""
    return ROW.sub(lambda row: "<w:tr><w:trPr><w:cantSplit/>" + ("" if row[1] else "</w:trPr>"), document)


def sections(document: str) -> str:
    """``document`` with every section like the last, its page turned where it is to lie across."""
    *earlier, last = SECTION.finditer(document)
    for section in reversed(earlier):
        content = last[1]
        if "landscape" in section[0]:
            width, height = (re.search(rf' w:{side}="(\d+)"', SIZE.search(content)[0])[1] for side in "wh")
            content = SIZE.sub(f'<w:pgSz w:w="{height}" w:h="{width}" w:orient="landscape"/>', content)
        document = document[: section.start()] + f"<w:sectPr>{content}</w:sectPr>" + document[section.end() :]
    return document
