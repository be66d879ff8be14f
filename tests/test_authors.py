"""Who wrote an article and what it is: said once, in Quarto's schema, told by every format; mistakes by line."""

import json
import re
from pathlib import Path

import pytest
import yaml
from edition.files import tool
from edition.files.errors import InputError
from edition.manuscript import authors, metadata
from edition.manuscript.authors import ROLES
from lxml import etree
from pypdf import PdfReader
from sample import ARTICLE, TRANSLATIONS, HtmlText, jats_faults, pages, parts, prepare, rendered
from scripts import render
from workspace import ROOT

AUTHORS = """author:
  - name: {given: Ayşe, family: van Örnek Işık}
    orcid: 0000-0002-1825-0097
    degrees: [MD, PhD]
    equal-contributor: true
    roles: [software, writing – original draft]
    note: Şimdi başka yerde.
    affiliations: [{ref: uni}]
  - name: Bora Örnek
    corresponding: true
    equal-contributor: true
    affiliations: [{ref: uni}, {name: Hastane}]
  - name: Can Son
    deceased: true
    affiliations: Hastane
  - name: {literal: Çalışma Grubu & Ortakları}
    attributes: {group: true}
date: 2026-11-22
doi: 10.1000/a&b
license: CC BY 4.0
citation: {container-title: Dergi & Co, publisher: Yayınevi, issn: 1234-5679, volume: 3, issue: 2, page: 11-19}
funding: {statement: Destek alındı., awards: [{id: A1, source: Kurum}]}
"""
ORIGINAL = "original: {title: Özgün, container-title: Eski Dergi, year: 2025, doi: 10.1000/old}\n"


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    stage = prepare(tmp_path_factory.mktemp("authors"))
    (stage / "authors.yml").write_text(AUTHORS, "utf-8")
    return rendered(stage)


def test_jats_is_valid_and_says_it_all(article: dict[str, Path]) -> None:
    assert jats_faults(article["jats"]) == []
    meta = etree.parse(str(article["jats"])).find("front/article-meta")
    journal = meta.getprevious()
    assert [journal.findtext(path) for path in (".//journal-title", "issn", ".//publisher-name")] == [
        *("Dergi & Co", "1234-5679", "Yayınevi")
    ]
    first, second, third, group = meta.findall("contrib-group/contrib")
    assert [first.findtext(path) for path in ("name/surname", "name/given-names", "contrib-id", "degrees")] == [
        *("van Örnek Işık", "Ayşe", "https://orcid.org/0000-0002-1825-0097", "MD, PhD")
    ]
    terms = [role.get("vocab-term-identifier").split("/")[-2] for role in first.findall("role")]
    assert terms == ["software", "writing-original-draft"]
    assert [person.get("equal-contrib") for person in (first, second, third)] == ["yes", "yes", None]
    assert second.get("corresp") == "yes" and third.get("deceased") == "yes"
    assert group.findtext("collab") == "Çalışma Grubu & Ortakları"
    assert meta.findtext("author-notes/corresp") == "Yazışma: Bora Örnek"
    equal, own, died = meta.findall("author-notes/fn")
    assert [equal.findtext("p"), own.findtext("label"), died.findtext("p")] == [
        *("Bu yazarlar çalışmaya eşit katkıda bulunmuştur.", "a", "Can Son: Vefat etmiştir.")
    ]
    assert [xref.text for xref in first.findall("xref[@ref-type='author-notes']")] == ["†", "a"]
    assert "Şimdi başka yerde." in [note.text for note in meta.findall("author-notes/fn/p")]
    assert meta.findtext("article-id[@pub-id-type='doi']") == "10.1000/a&b"
    assert [meta.findtext(path) for path in ("volume", "issue", "fpage", "lpage", "pub-date/year")] == [
        *("3", "2", "11", "19", "2026")
    ]
    assert meta.findtext("permissions/license/license-p") == "CC BY 4.0"
    assert meta.find("permissions/license").get("{http://www.w3.org/1999/xlink}href").endswith("/licenses/by/4.0/")
    assert [meta.findtext(f"funding-group/{path}") for path in (".//award-id", ".//funding-source")] == ["A1", "Kurum"]


def test_the_page_says_it_to_readers_and_to_indexes(article: dict[str, Path]) -> None:
    html = article["html"].read_text("utf-8")
    tags = re.findall(r'<meta name="((?:citation|DC)[^"]*)" content="([^"]*)">', html)
    told = {name: [content for other, content in tags if other == name] for name, _ in tags}
    names = ["van Örnek Işık, Ayşe", "Örnek, Bora", "Son, Can", "Çalışma Grubu &amp; Ortakları"]
    assert told["citation_author"] == names
    assert told["citation_author_orcid"] == ["https://orcid.org/0000-0002-1825-0097"]
    assert told["citation_journal_title"] == ["Dergi &amp; Co"] and told["citation_doi"] == ["10.1000/a&amp;b"]
    assert told["citation_publication_date"] == ["2026/11/22"] and told["DC.date"] == ["2026-11-22"]
    words = " ".join(HtmlText(html).words)
    assert "Ayşe van Örnek Işık, MD, PhD1,a,† ORCID 0000-0002-1825-0097" in words.replace(" 1,a,†", "1,a,†")
    assert "* Yazışma: Bora Örnek" in words
    for line in ("† Bu yazarlar çalışmaya eşit katkıda bulunmuştur.", "‡ Vefat etmiştir."):
        assert line in words
    assert "Yazar katkıları: Ayşe van Örnek Işık, yazılım, yazım – ilk taslak." in words


def test_word_and_pdf_name_authors_and_properties(article: dict[str, Path]) -> None:
    word = parts(article["docx"])
    core, custom, text = (word[name] for name in ("docProps/core.xml", "docProps/custom.xml", "word/document.xml"))
    names = "Ayşe van Örnek Işık; Bora Örnek; Can Son; Çalışma Grubu &amp; Ortakları"
    assert f"<dc:creator>{names}</dc:creator>" in core
    for value in ("10.1000/a&amp;b", "https://creativecommons.org/licenses/by/4.0/", "2026-11-22"):
        assert f"<vt:lpwstr>{value}</vt:lpwstr>" in custom
    assert "https://orcid.org/0000-0002-1825-0097" not in text and "0000-0002-1825-0097" in text
    assert PdfReader(article["pdf"]).metadata.author.startswith("Ayşe van Örnek Işık, Bora Örnek, Can Son, ")
    page = pages(article["pdf"])[0]
    assert "MD, PhD" in page and "ORCID Ayşe van Örnek Işık: 0000-0002-1825-0097" in page


def test_an_edition_of_what_others_wrote_does_not_name_them_as_its_authors(tmp_path: Path) -> None:
    stage = prepare(tmp_path)
    (stage / "authors.yml").write_text(AUTHORS + ORIGINAL, "utf-8")
    formats = rendered(stage)
    html, word, pdf = formats["html"].read_text("utf-8"), parts(formats["docx"]), PdfReader(formats["pdf"]).metadata
    said = "Yeniden üretilebilir sürüm; özgün makale: Özgün, Eski Dergi, 2025, doi:10.1000/old"
    assert f'<meta name="DC.description" content="{said}">' in html and "DC.creator" not in html
    assert '<meta name="DC.source" content="https://doi.org/10.1000/old">' in html and "citation_" not in html
    assert "<dc:creator></dc:creator>" in word["docProps/core.xml"] and f">{said}<" in word["docProps/core.xml"]
    assert "(yeniden üretilebilir sürüm)</dc:title>" in word["docProps/core.xml"]
    assert pdf.author is None and pdf.subject == said and pdf.title.endswith("(yeniden üretilebilir sürüm)")
    for shown in (" ".join(HtmlText(html).words), word["word/document.xml"], pages(formats["pdf"])[0]):
        assert all(text in shown for text in ("Özgün makale", "van Örnek Işık", "yazışma"))
    meta = etree.parse(str(formats["jats"])).find("front/article-meta")
    assert meta.find("contrib-group").get("content-type") == "authors of the original article"
    assert meta.find("related-article").get("{http://www.w3.org/1999/xlink}href") == "10.1000/old"
    assert jats_faults(formats["jats"]) == []


def test_every_format_has_the_front_matter_of_the_other_language(article: dict[str, Path]) -> None:
    html = article["html"].read_text("utf-8")
    section = html[html.index('<section class="abstract translation" lang="en"') :]
    texts = "Relapse &amp; survival", "Relapse in <span", ">17<", "relapse, two words", 'href="article.en.html"'
    assert [text for text in texts if text not in section[: section.index("</section>")]] == []
    word = parts(article["docx"])["word/document.xml"]
    assert re.search(r'<w:lang w:val="en-US" ?/></w:rPr><w:t xml:space="preserve">Relapse &amp; survival<', word)
    meta = etree.parse(str(article["jats"])).find("front/article-meta")
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [group.get(language) for group in meta.findall("kwd-group")] == ["tr", "en"]
    assert meta.findtext(
        "title-group/trans-title-group[@xml:lang='en']/trans-title", namespaces={"xml": language[1:-5]}
    )
    assert "".join(meta.find("trans-abstract").itertext()).strip() == "Relapse in 17."
    page = pages(article["pdf"])[0]
    assert "Relapse & survival" in page and "Keywords: relapse, two words" in page


def test_one_language_alone_is_an_article_like_any_other(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    (folder / "translations.yml").unlink()
    files = rendered(folder)
    assert jats_faults(files["jats"]) == []
    assert 'class="abstract translation"' not in files["html"].read_text("utf-8")


MISTAKES = [
    ("{ref: uni}", "{ref: uno}", 8, "no affiliation in article.tr.qmd is called 'uno'. Did you mean uni?"),
    ("Can Son", "Can Son Kişi", 13, "which part of 'Can Son Kişi' is the family name"),
    ("Can Son", "{literal: Can Son Kişi}", 13, "which part of 'Can Son Kişi' is the family name"),
    ("attributes: {group", "note: {group", 16, "which part of 'Çalışma Grubu & Ortakları' is the family name"),
    ("name: {given: Ayşe, family: van Örnek Işık}", "email: a@b.org", 2, "this author has no name. Write"),
    ("0097", "0098", 3, "'0000-0002-1825-0098' is no ORCID."),
    ("[software,", "[softwear,", 6, "'softwear' is no role of CRediT. Did you mean software?"),
    ("2026-11-22", "22.11.2026", 18, "'22.11.2026' is no date. Write it as 2026-11-22."),
    ("10.1000/a&b", "https://doi.org/10.1000/a", 19, "'https://doi.org/10.1000/a' is no DOI."),
    ("    deceased: true", "    email: a at b", 14, "'a at b' is no e-mail address."),
    ("degrees:", "degres:", 4, "the key 'degres' has no effect here. Did you mean degrees?"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), MISTAKES)
def test_a_mistake_is_one_message_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    stage = prepare(tmp_path)
    assert old in AUTHORS
    (stage / "authors.yml").write_text(AUTHORS.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=re.escape(f"authors.yml, line {line}: {said}")):
        render.check(stage, "article.tr.qmd", "tr")


def test_authors_stand_in_one_place(tmp_path: Path) -> None:
    stage = prepare(tmp_path, ARTICLE.replace("keywords:", "author: [A B]\nkeywords:", 1))
    with pytest.raises(InputError, match=r"article\.tr\.qmd, line 6: 'author' stands in authors\.yml, too"):
        render.check(stage, "article.tr.qmd", "tr")


def test_a_name_in_several_forms() -> None:
    given = [
        "Ada",
        {"name": {"given": "A", "family": "B C"}},
        {"name": {"literal": "D E"}, "attributes": {"group": True}},
    ]
    people, _ = authors.normalized({"author": given})
    assert [person["name"]["family"] for person in people] == ["Ada", "B C", "E"]
    assert people[1]["name"]["literal"] == "A B C" and people[2]["attributes"] == {"group": True}


def test_equal_affiliations_are_listed_once() -> None:
    clinic, dean = (
        {"name": "Clinic", "city": "Ankara"},
        {"name": "C", "affiliations": ["Lab", {"name": "Clinic", "city": "Ankara"}]},
    )
    people, places = authors.normalized({"author": [{"name": "A B", "affiliations": [clinic]}, dean]})
    assert [place["name"] for place in places] == ["Clinic", "Lab"]
    assert [[place["number"] for place in person["affiliations"]] for person in people] == [[1], [2, 1]]


def test_every_role_has_a_name_in_every_language() -> None:
    for file in (ROOT / "manuscript/_extensions/ledger").glob("terms.*.yml"):
        words = yaml.safe_load(file.read_text("utf-8"))
        assert {f"role-{re.sub('[^a-z]+', '-', role)}" for role in ROLES} == {
            key for key in words if key[:5] == "role-"
        }


def test_the_citation_file_repeats_the_authors_of_the_original() -> None:
    shared = yaml.safe_load((ROOT / "manuscript/authors.yml").read_text("utf-8"))
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    (reference,) = cited["references"]
    names = [(author["given-names"], author["family-names"]) for author in reference["authors"]]
    assert names == [(author["name"]["given"], author["name"]["family"]) for author in shared["author"]]
    original = shared["original"]
    assert [reference[key] for key in ("title", "journal", "year", "doi")] == [
        original[key] for key in ("title", "container-title", "year", "doi")
    ]
    assert str(shared["date"]) == cited["date-released"] and shared["license"]["text"] == cited["license"]
    for article in (ROOT / "manuscript").glob("article.*.qmd"):
        assert f"https://doi.org/{original['doi']}" in article.read_text("utf-8")


def test_a_translation_has_its_own_numbers(tmp_path: Path) -> None:
    article = tmp_path / "article.tr.qmd"
    article.write_text('---\nlang: tr\ntitle: A {{< num a.b case=dative >}} {{< when c.d "x" "y" >}}\n---\n', "utf-8")
    (told,) = json.loads(metadata.translations([article]))["translations"]
    assert told == {"lang": "tr", "title": 'A {{< num a.b case=dative lang=tr >}} {{< when c.d "x" "y" >}}'}
    before = metadata.front_digest([article])
    article.write_text(article.read_text("utf-8") + "\nAnother word.\n", "utf-8")
    assert metadata.front_digest([article]) == before
    assert json.loads(TRANSLATIONS)["translations"][1]["lang"] == "en"


AS_QUARTO = """function Table(t)
  local bare = pandoc.Table({ long = {} }, t.colspecs, t.head, t.bodies, t.foot)
  local label = pandoc.Inlines { pandoc.Str "Table", pandoc.Str "\\u{a0}", pandoc.Str "1", pandoc.Str ": " }
  local text = label .. pandoc.utils.blocks_to_inlines(t.caption.long)
  return pandoc.Figure({ bare }, { long = { pandoc.Plain(text) } }, pandoc.Attr("tbl-a"))
end
"""


def test_a_table_is_one_in_jats_as_quarto_hands_it_over(tmp_path: Path) -> None:
    (tmp_path / "quarto.lua").write_text(AS_QUARTO, "utf-8")
    folder = ROOT / "manuscript/_extensions/ledger"
    filters = [folder / "before-quarto.lua", tmp_path / "quarto.lua", folder / "article.lua"]
    text = "| a |\n|---|\n| 1 |\n\n: Cap *x*\n\n::: {.table-note}\nNote.\n:::\n\n::: {.table-note}\nAlone.\n:::\n"
    body = tool.pandoc([*(f"--lua-filter={file}" for file in filters), "-t", "jats"], text)
    *_, wrap, alone = etree.fromstring(f"<body>{body}</body>")
    assert [wrap.tag, wrap.get("id"), alone.text] == ["table-wrap", "tbl-a", "Alone."]
    assert [part.tag for part in wrap] == ["label", "caption", "table", "table-wrap-foot"]
    assert wrap.findtext("label") == "Table\u00a01" and wrap.findtext("table-wrap-foot/p") == "Note."
    assert "".join(wrap.find("caption").itertext()).strip() == "Cap x"
