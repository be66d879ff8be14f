"""What a Word file needs and Pandoc's writer cannot be told."""

import re
from collections.abc import Callable, Mapping
from functools import partial
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
TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
PARAGRAPH = re.compile(r"<w:p><w:pPr>(<w:pStyle [^>]*>)?")
LAYOUT = re.compile(r"<w:tblLayout\b")
RULES = '<w:tblBorders><w:insideH w:val="single" w:sz="2" w:space="0" w:color="BFBFBF"/></w:tblBorders>'
LONGEST, LAST = 2400, 3
"""Characters of a table that is kept on a page; one with more text may run on over the next, but for its last rows."""
PROPERTY = re.compile(r'name="([\w-]+)"><vt:lpwstr>([^<]*)<')
NO_DATE = "1970-01-01T"
CREATORS, TITLE = (re.compile(rf"(?<=<dc:{name}>)[^<]*") for name in ("creator", "title"))
HEAD = re.compile(r'(?<=<w:t xml:space="preserve">)(?=</w:t>)')
"""Where the running head stands in the header of the reference document, which names its property."""


def finish(docx: Path, line_numbers: bool = False, double_spacing: bool = False) -> None:
    """Let no row of a table break across pages, nor a table that fits on one, and every section be like the last one.

    The note of a table stays with it. A style cannot ask for the first where LibreOffice is to follow; pages across are
    sections without margins and foot. The authors, whom the title page names in one line, are told apart in the
    properties as Word does it, by semicolons; the file has the title of the edition and its date, its pages the running
    head. On demand, lines are numbered through, and text is set with double space.
    """

    def body(document: str) -> str:
        document = ROW.sub(lambda row: "<w:tr><w:trPr><w:cantSplit/>" + ("" if row[1] else "</w:trPr>"), document)
        document = TABLE.sub(kept, document)
        numbered = r'\g<0><w:lnNumType w:countBy="1" w:restart="continuous"/>'
        return MARGINS.sub(numbered, sections(document)) if line_numbers else sections(document)

    def properties(document: str) -> str:
        document = CREATORS.sub(lambda names: names[0].replace(", ", "; "), document)
        document = TITLE.sub(lambda title: said.get("title_of_file", title[0]), document)
        return document.replace(NO_DATE, f"{said.get('date_of_issue', NO_DATE[:-1])}T")

    with ZipFile(docx) as archive:
        said = dict(PROPERTY.findall(archive.read("docProps/custom.xml").decode()))
    head = partial(HEAD.sub, said.get("running-head", "").replace("\\", r"\\"))
    changes = {"word/document.xml": body, "docProps/core.xml": properties, "word/header1.xml": head}
    if double_spacing:
        changes["word/styles.xml"] = lambda document: LINE.sub('w:line="480"', document)
    rewrite(docx, changes)


def kept(table: re.Match[str]) -> str:
    """A table whose rows stay together and with its note, or one that runs on, with a rule between its rows.

    Of the latter the last rows stay together.
    """
    content, start = table[0], 0
    if len(re.sub(r"<[^>]*>", "", content)) > LONGEST:
        content = LAYOUT.sub(lambda layout: RULES + layout[0], content, count=1)
        start = [row.start() for row in ROW.finditer(content)][-LAST:][0]
    return content[:start] + PARAGRAPH.sub(lambda paragraph: f"{paragraph[0]}<w:keepNext/>", content[start:])


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
    renumbered = partial(CHANGE.sub, lambda change: f"{change[1]}{next(numbers)}")
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
