"""The Word file as an editor meets it: captions, references and headings are counted by Word, rows stay whole."""

import json
import re
import shutil

import pytest
from edition.files.tool import pandoc
from edition.render.word import TABLE, kept
from pypdf import PdfReader
from sample import ARTICLE, needs_office, office, parts, prepare, rendered
from workspace import ROOT

EXTENSION = ROOT / "manuscript/_extensions/ledger"
RUN = r'<w:r>\s*(?:<w:rPr>\s*<w:rStyle w:val="(?:Hyperlink|CaptionLabel)" ?/>\s*</w:rPr>\s*)?'
FIELD = re.compile(
    rf'<w:fldChar w:fldCharType="begin"/></w:r>{RUN}<w:instrText xml:space="preserve"> (.*?) </w:instrText></w:r>'
    rf'{RUN}<w:fldChar w:fldCharType="separate"/></w:r>(.*?){RUN}<w:fldChar w:fldCharType="end"/></w:r>'
)


@pytest.fixture(scope="module")
def word(tmp_path_factory):
    """The parts of a Word file."""
    article = ARTICLE + "\nBkz. @tbl-a ve @fig-survival.\n"
    return parts(rendered(prepare(tmp_path_factory.mktemp("word"), article))["docx"])


def fields(document):
    """Instruction and result of each field, in order."""
    return [(code, re.sub("<[^>]+>", "", result)) for code, result in FIELD.findall(document)]


def test_captions_count_and_references_repeat_their_number(word):
    document = word["word/document.xml"]
    assert fields(document) == [
        ("REF _Ref_fig_survival \\h \\* CHARFORMAT", "1"),
        ("REF _Ref_tbl_a \\h \\* CHARFORMAT", "1"),
        ("REF _Ref_sec_sub \\r \\h", "1.1"),
        (r"SEQ Şekil \* ARABIC", "1"),
        (r"SEQ Tablo \* ARABIC", "1"),
        ("REF _Ref_tbl_a \\h \\* CHARFORMAT", "1"),
        ("REF _Ref_fig_survival \\h \\* CHARFORMAT", "1"),
    ]
    for name in ("fig_survival", "tbl_a"):
        marked = re.search(
            rf'<w:bookmarkStart w:id="(\d+)" w:name="_Ref_{name}"/>(.*?)<w:bookmarkEnd w:id="\1"/>', document
        )
        assert [code.split()[0] for code, _ in fields(marked[2])] == ["SEQ"]
    places = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]*)"', document)
    assert all(len({place[i] for place in places}) == len(places) for i in (0, 1))
    assert 'w:val="Şekil' not in document and 'w:tblCaption w:val="Tablo\u00a01: Tablonun adı."' in document


def test_headings_are_counted_by_their_styles(word):
    numbering, styles = word["word/numbering.xml"], word["word/styles.xml"]
    levels = re.findall(r'<w:pStyle w:val="(Heading\d)" ?/>.*?<w:lvlText w:val="([^"]*)"', numbering)
    assert levels[:3] == [("Heading1", "%1"), ("Heading2", "%1.%2"), ("Heading3", "%1.%2.%3")]
    number = re.search(r'<w:num w:numId="(\d+)">\s*<w:abstractNumId w:val="1" ?/>', numbering)[1]
    for style, expected in (("Heading1", number), ("Heading1Unnumbered", "0")):
        definition = re.search(rf'w:styleId="{style}".*?</w:style>', styles, re.DOTALL)[0]
        assert re.search(r'<w:numId w:val="(\d+)" ?/>', definition)[1] == expected
    document = word["word/document.xml"]
    assert "SectionNumber" not in document
    assert re.search(r'"Heading1Unnumbered" ?/>.{0,200}Kaynaklar', document)


def test_rows_stay_whole_and_heads_are_repeated(word):
    rows = re.findall(r"<w:tr>(.*?)</w:tr>", word["word/document.xml"], re.DOTALL)
    assert rows and all(row.startswith("<w:trPr><w:cantSplit/>") for row in rows)
    assert [row.partition("</w:trPr>")[0].count("w:tblHeader") for row in rows] == [1, 0, 0]


# What Quarto hands to the project's filter: the number typed before the heading, each float framed in a table.
QUARTO = {
    "heading": r"""[{"t":"Header","c":[1,["sec-a",[],[["number","2"]]],
      [{"t":"Str","c":"2"},{"t":"Space"},{"t":"Str","c":"Giriş"}]]}]""",
    "float": r"""[{"t":"Table","c":[["",[],[]],[null,[]],[[{"t":"AlignCenter"},{"t":"ColWidth","c":1}]],[["",[],[]],[]],
      [[["",[],[]],0,[],[[["",[],[]],[[["",[],[]],{"t":"AlignDefault"},1,1,[{"t":"Div","c":[["tbl-a",[],[]],
      [{"t":"Para","c":[{"t":"RawInline","c":["openxml","<w:pPr/>"]},{"t":"Str","c":"Tablo"},{"t":"Str","c":" "},
      {"t":"Str","c":"S2"},{"t":"Str","c":":"},{"t":"Space"},{"t":"Str","c":"Ad."}]}]]}]]]]]]],[["",[],[]],[]]]}]""",
    "link": r"""[{"t":"Para","c":[{"t":"Link","c":[["",["quarto-xref"],[]],[{"t":"Str","c":"Tablo"},{"t":"Str","c":" "},
      {"t":"Str","c":"S2"}],["#tbl-a",""]]}]}]""",
}


def filtered(blocks, tmp_path):
    """The body of the Word file that Pandoc makes of ``blocks`` with the project's own filter, as under Quarto."""
    extension = shutil.copytree(EXTENSION, tmp_path / "ledger", dirs_exist_ok=True)
    before = tmp_path / "quarto.lua"
    before.write_text('quarto = { version = "1.8", doc = {}, project = {} }\n', "utf-8")
    meta = {"lang": {"t": "MetaString", "c": "tr"}}
    tree = {"pandoc-api-version": [1, 23], "meta": meta, "blocks": json.loads(blocks)}
    options = [f"--reference-doc={ROOT / 'manuscript/reference.docx'}", f"--lua-filter={extension / 'article.lua'}"]
    pandoc(["--from=json", "--output=a.docx", *options], json.dumps(tree), folder=tmp_path)
    return parts(tmp_path / "a.docx")["word/document.xml"]


def test_what_quarto_typed_is_counted_too(tmp_path):
    heading, table, link = (filtered(QUARTO[key], tmp_path) for key in QUARTO)
    assert re.search(r'"Heading1" ?/></w:pPr><w:bookmarkStart[^>]*/><w:r><w:t[^>]*>Giriş</w:t>', heading)
    assert fields(table) == [(r"SEQ Tablo_S \* ARABIC", "2")]
    assert (
        re.search(rf'"_Ref_tbl_a"/>\s*{RUN}<w:t[^>]*>S</w:t>\s*</w:r>\s*{RUN}<w:fldChar', table)
        and "<w:tbl>" not in table
    )
    assert fields(link) == [("REF _Ref_tbl_a \\h \\* CHARFORMAT", "S2")]


ACROSS = ARTICLE.replace("{{< include tables/a.md >}}", "::: {.landscape}\n{{< include tables/a.md >}}\n:::")


def test_pages_lie_across_in_pdf_and_word(tmp_path, engine):
    files = rendered(prepare(tmp_path, ACROSS), engine)
    pages = PdfReader(files["pdf"]).pages
    across = ["Tablonun adı" in page.extract_text() for page in pages]
    assert [page.mediabox.width > page.mediabox.height for page in pages] == across and across.count(True) == 1
    document = parts(files["docx"])["word/document.xml"]
    sections = re.findall(r"<w:sectPr>(.*?)</w:sectPr>", document, re.DOTALL)
    for mark in ("landscape", 'w:w="16838"'):
        assert [mark in section for section in sections] == [False, True, False]
    assert all("footerReference" in section and "w:pgMar" in section for section in sections)
    first, second, _ = (match.start() for match in re.finditer("<w:sectPr>", document))
    assert first < document.index("Tablonun adı") < second
    assert "Tablonun adı" in files["html"].read_text("utf-8") and "Tablonun adı" in files["jats"].read_text("utf-8")


@needs_office
def test_libreoffice_counts_the_same(tmp_path):
    files = rendered(prepare(tmp_path))
    office(tmp_path, "--convert-to", "txt:Text", "--outdir", tmp_path, files["docx"])
    text = (tmp_path / "article.txt").read_text("utf-8")
    assert "Bkz. Çizim\u00a01, 1, Bölüm\u00a01.1." in text
    assert "Tablo\u00a01: Tablonun adı." in text and "Şekil\u00a01: Eğri" in text
    assert re.search(r"^1\s+Giriş$", text, re.MULTILINE) and re.search(r"^1\.1\s+Alt bölüm$", text, re.MULTILINE)
    assert re.search(r"^Kaynaklar$", text, re.MULTILINE)


def test_a_table_stays_on_a_page_or_runs_on_with_rules_and_its_last_rows_together():
    cell = '<w:tc><w:p><w:pPr><w:pStyle w:val="Compact" /></w:pPr><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'

    def table(text):
        rows = "".join(f"<w:tr>{cell.format(text)}</w:tr>" for _ in range(5))
        return kept(TABLE.search(f'<w:tbl><w:tblPr><w:tblLayout w:type="fixed" /></w:tblPr>{rows}</w:tbl>'))

    assert (table("short").count("<w:keepNext/>"), "insideH" in table("short")) == (5, False)
    long = table("word " * 100)
    assert ["<w:keepNext/>" in row for row in long.split("<w:tr>")[1:]] == [False, False, True, True, True]
    assert long.index("insideH") < long.index("<w:tblLayout")
