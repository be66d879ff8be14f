"""Supplements to take home: a titled set of tables as PDF, and a table as an Excel file. Same content, same bytes."""

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from edition.render.embedded import typeset

TEMPLATE = Path(__file__).with_name("supplement.typ")
EPOCH = datetime(1980, 1, 1)
"""When a file without a time was made: the first day that ZIP archives know."""


def write_pdf(
    file: Path, title: str, language: str, remarks: Sequence[Any], sections: Sequence[Mapping[str, Any]]
) -> None:
    """Typeset a supplement: its ``remarks``, then its ``sections``.

    A section has a ``heading``, perhaps ``remarks``, and perhaps a table: ``head``, ``rows``, relative ``widths``. A
    remark or a cell is a text, ``{"text", "to"}`` (a link), ``{"code"}``, or a list of these. A table of more than four
    columns turns the pages.
    """
    wide = any(len(section.get("head", ())) > 4 for section in sections)
    data = {"title": title, "lang": language, "remarks": remarks, "sections": sections, "wide": wide}
    file.parent.mkdir(parents=True, exist_ok=True)
    typeset(TEMPLATE, file, sys_inputs={"data": json.dumps(data, ensure_ascii=False)})


def write_excel(
    file: Path, title: str, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    """Write a table of texts as an Excel file with a filter; nothing in it is taken for a formula, it tells no time."""
    from openpyxl import Workbook
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.xml.functions import tostring

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for place, row in enumerate((head, *rows), start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(place, column, text)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=place == 1)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes, sheet.auto_filter.ref = "B2", sheet.dimensions
    stream = BytesIO()
    book.save(stream)
    file.parent.mkdir(parents=True, exist_ok=True)
    described = tostring(DocumentProperties(created=EPOCH, modified=EPOCH).to_tree())
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = described if name == "docProps/core.xml" else source.read(name)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
