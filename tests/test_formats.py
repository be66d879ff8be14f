"""The articles themselves, by the rules of their formats: the tag set of JATS, accessible and archival PDF."""

from pathlib import Path

import pytest
import tags
from edition.render.embedded import typeset
from lxml import etree
from pypdf import PdfReader
from sample import jats_faults

LANGUAGES = ["en", "tr"]


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
def test_jats_is_valid_by_the_publishing_tag_set(built_once: Path, language: str) -> None:
    file = built_once / f"results/article/article.{language}.xml"
    assert jats_faults(file) == []
    root = etree.parse(str(file)).getroot()
    floats = [*root.iter("fig"), *root.iter("table-wrap")]
    assert len(floats) >= 6 and all(part.findtext("label") for part in floats)
    assert all(wrap.find("table-wrap-foot/p") is not None for wrap in root.iter("table-wrap"))
    assert [name.text for name in root.iter("surname")][:5] == [
        *("Kaya", "Kirkiz Kayalı", "Bayramlı", "Yılmaz Orulluoğlu", "Koçak")
    ]


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_keeps_the_rules_that_it_claims_to_keep(built_once: Path, language: str) -> None:
    file = built_once / f"results/article/article.{language}.pdf"
    assert list(tags.faults(file)) == []
    root = PdfReader(file).trailer["/Root"]
    kinds = [(node["/S"], above) for node, above in tags.elements(root["/StructTreeRoot"]["/K"])]
    assert kinds[1] == ("/Title", ("Document",))
    last = max(index for index, (kind, _) in enumerate(kinds) if kind == "/H1")
    assert [kind for kind, above in kinds[last:] if len(above) == 1][:2] == ["/H1", "/L"], "references are a list"


def test_rows_have_headers_also_where_cells_span_and_tables_have_no_head(tmp_path: Path) -> None:
    source = tmp_path / "a.typ"
    cells = "[x], [y], [z]), table.cell(colspan: 2)[R], [1], [a], [b], [c]"
    source.write_text(
        f"#set document(title: [A])\n#table(columns: 3, table.header({cells})\n#table([R], [S])\n", "utf-8"
    )
    file = typeset(source, tmp_path / "a.pdf")
    assert list(tags.faults(file)) == []
    heads = [node for node, _ in tags.elements(PdfReader(file).trailer["/Root"]["/StructTreeRoot"]["/K"])]
    headers = [tags.attributes(node) for node in heads if node["/S"] == "/TH"]
    assert [(cell["/Scope"], cell.get("/ColSpan")) for cell in headers][3:] == [("/Row", 2), *[("/Row", None)] * 3]


def test_a_pdf_that_breaks_them_is_told(tmp_path: Path) -> None:
    import typst

    source, target = tmp_path / "a.typ", tmp_path / "a.pdf"
    source.write_text("#set document(title: [A])\n#block[Bare]\n== Second\n#table(columns: 1, [A])\n", "utf-8")
    typst.compile(source, output=target, pdf_standards=["a-2a"], timestamp=0, ignore_system_fonts=True)
    assert {fault.split(":")[0] for fault in tags.faults(target)} == {"UA 7.1", "UA 5, A 6.6", "UA 7.4.2", "UA 7.5"}
