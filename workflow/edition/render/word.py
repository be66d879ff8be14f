"""What a Word file needs and Pandoc's writer cannot be told."""

import re
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROW = re.compile(r"<w:tr>(<w:trPr>)?")
SECTION = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>(.*?)</w:sectPr>)", re.DOTALL)
MARGINS = re.compile(r"<w:pgMar\b[^>]*/>")
LINE = re.compile(r'w:line="(?:2[5-9]|3)\d+"')
"""Distances between lines of running text in the reference document, in 240ths of a line; tables have 240 and less."""
SIZE = re.compile(r"(<w:pgSz\b[^>]*?)\s*/>")
CHANGE = re.compile(r'(<w:(?:ins|del) [^>]*?w:id=")\d+')
CREATORS = re.compile(r"(?<=<dc:creator>)[^<]*")


def finish(docx: Path, line_numbers: bool = False, double_spacing: bool = False) -> None:
    """Let no row of a table break across pages, and every section have the margins and the foot of the last one.

    A style cannot ask for the first where LibreOffice is to follow; pages across are sections without either. The
    authors, whom the title page names in one line, are told apart in the properties as Word does it, by semicolons.
    On demand, lines are numbered through, and text is set with double space.
    """

    def body(document: str) -> str:
        document = ROW.sub(lambda row: "<w:tr><w:trPr><w:cantSplit/>" + ("" if row[1] else "</w:trPr>"), document)
        numbered = r'\g<0><w:lnNumType w:countBy="1" w:restart="continuous"/>'
        return MARGINS.sub(numbered, sections(document)) if line_numbers else sections(document)

    def properties(document: str) -> str:
        return CREATORS.sub(lambda names: names[0].replace(", ", "; "), document)

    changes = {"word/document.xml": body, "docProps/core.xml": properties}
    if double_spacing:
        changes["word/styles.xml"] = lambda document: LINE.sub('w:line="480"', document)
    rewrite(docx, changes)


def rewrite(docx: Path, changes: Mapping[str, Callable[[str], str]]) -> None:
    """Change parts of a Word file, by their names; the others stay, and so does their order."""
    with ZipFile(docx) as archive:
        parts = {part: archive.read(part) for part in archive.infolist()}
    with ZipFile(docx, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            change = changes.get(part.filename)
            archive.writestr(part, change(content.decode()).encode() if change else content)


def number_changes(docx: Path) -> None:
    """Give each tracked change a number of its own, where Pandoc counts insertions and deletions apart."""
    numbers = count(200000)  # far from those of bookmarks

    def renumbered(document: str) -> str:
        return CHANGE.sub(lambda change: f"{change[1]}{next(numbers)}", document)

    rewrite(docx, dict.fromkeys(("word/document.xml", "word/footnotes.xml"), renumbered))


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
