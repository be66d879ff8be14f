"""What a Word file needs and Pandoc's writer cannot be told."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROW = re.compile(rb"<w:tr>(<w:trPr>)?")


def keep_rows_whole(docx: Path) -> None:
    """Let no row of a table break across pages; a style cannot ask for it where LibreOffice is to follow."""
    with ZipFile(docx) as archive:
        parts = {part: archive.read(part) for part in archive.infolist()}
    with ZipFile(docx, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            if part.filename == "word/document.xml":
                content = ROW.sub(
                    lambda row: b"<w:tr><w:trPr><w:cantSplit/>" + (b"" if row[1] else b"</w:trPr>"), content
                )
            archive.writestr(part, content)
