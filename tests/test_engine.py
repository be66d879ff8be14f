"""The engine on a small article with the project's own styles: checks, staging, and what each format must hold."""

import json
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
import tags
from edition.files import tool
from edition.files.errors import InputError
from edition.manuscript import dialect, metadata, references
from edition.render import document, embedded, quarto
from pypdf import PdfReader
from sample import ARTICLE, FIXTURE, NUMBERS, HtmlText, pages, parts, prepare, rendered
from scripts import render, stage
from workspace import ROOT

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return rendered(prepare(tmp_path_factory.mktemp("sample")))


def test_another_format_is_one_more_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside its settings in _quarto.yml, among which is the kind of its pictures."""
    monkeypatch.setitem(dialect.FORMATS, ".odt", dialect.Format("odt", "odt", "OpenDocument"))
    monkeypatch.setitem(dialect.FORMAT, "odt", {"default-image-extension": {}})
    staged = prepare(tmp_path)
    with (staged / "_quarto.yml").open("a", encoding="utf-8") as project:
        project.write("  odt:\n    default-image-extension: png\n")
    file = tmp_path / "article.odt"
    render.main(staged, "tr", "embedded", str(tmp_path / "figures"), [file])
    shown = "\n".join(document.read(file).runs)
    assert "17 hasta" in shown and "İpucunun metni." in shown
    assert ["OpenDocument", ".odt"] in json.loads((staged / "edition.json").read_text("utf-8"))["formats"]


# Checks before anything is rendered


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("{{< include tables/b.md >}}", "Correct its name"),
        ("{{< include article.tr.qmd >}}", "Take one of the includes out"),
        ("See @Tbl-b.", "tbl-a"),
        ('![x](figures/survivl-tr){fig-alt="x"}', "'figures/survivl-tr'. Did you mean figures/survival-tr?"),
        ('![x](figures/survival-tr.svg){fig-alt="x"}', "Save it as figures/survival-tr.png as well"),
        ('![x](images/drawn){fig-alt="x"}', "Save it as images/drawn.png as well"),
        ('![x](images/photo){fig-alt="x"}', "Write the ending: images/photo.png"),
        ('![x](images/onw.png){fig-alt="x"}', "'images/onw.png'. Did you mean images/own.png"),
        ('![x](own.png){fig-alt="x"}', "'own.png'. Did you mean images/own.png"),
        ('![x](images/photo.png){fig-alt="x"}', "Save it as one of them; renaming it is not enough"),
        ('![x](images/scan.tif){fig-alt="x"}', "Save it as one of them"),
    ],
)
def test_what_is_not_in_the_stage_is_an_error(tmp_path: Path, wrong: str, remedy: str) -> None:
    folder = prepare(tmp_path, ARTICLE.replace("{#sec-introduction}\n", f"{{#sec-introduction}}\n\n{wrong}\n"))
    for name in ("drawn.svg", "photo.png", "scan.tif"):
        (folder / "images" / name).write_bytes(b"")
    with pytest.raises(InputError, match=r"article\.tr\.qmd, line 13: ") as error:
        rendered(folder)
    assert remedy in str(error.value)
    assert not (tmp_path / "out").exists()


WORKS = {
    "a.bib": "@comment{no,}\n@article{one,\n  title={@x{y, z}},\n}\n@Book{ two , a = 1}\n",
    "b.json": '[{"id": "three", "type": "book", "title": "C"}]',
}


def bibliographies(folder: Path, **works: str) -> Path:
    for name, text in WORKS.items():
        (folder / name).write_text(text + works.get(name[0], ""), "utf-8")
    (folder / "_quarto.yml").write_text("bibliography: [a.bib, b.json]\n", "utf-8")
    return folder


def test_several_bibliographies_in_bibtex_and_json(tmp_path: Path) -> None:
    assert references.known_keys(bibliographies(tmp_path)) == ["one", "two", "three"]


def test_a_key_that_is_given_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.bib, line 6: the work 'one' is given twice, first in a\.bib, line 2"):
        references.known_keys(bibliographies(tmp_path, a="@misc{one, title = {B}}"))
    with pytest.raises(InputError, match=r"a\.bib, line 6: the work 'four' is not closed"):
        references.known_keys(bibliographies(tmp_path, a="@misc{four, title = {B}\n@misc{five, title = {C}}"))
    with pytest.raises(InputError, match=r"b\.json, line 2: this is no valid JSON"):
        references.known_keys(bibliographies(tmp_path, b="\n]"))
    (tmp_path / "a.bib").write_bytes("@misc{ş}".encode("cp1254"))
    with pytest.raises(InputError, match=r"a\.bib.*not UTF-8"):
        references.known_keys(tmp_path)


def test_publisher_editor_and_address_are_printed(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    entry = """@incollection{hunger2020, author={Hunger, S.}, title={A}, booktitle={B}, editor={Ed, Itor}, year={2020},
      publisher={Yayınevi}, doi={10.1/x}}
    @misc{bertaina2017, title={C}, year={2017}, url={https://example.org/c}}"""
    (folder / "references.bib").write_text(entry, "utf-8")
    html = embedded.render(folder, "article.tr.qmd", [".html"])[".html"]
    page = re.sub("<[^>]+>", "", html.read_text("utf-8"))
    assert "Hunger S. A. İçinde: Ed I, ed. B. Yayınevi; 2020. doi:10.1/x." in page
    assert "C. 2017. https://example.org/c" in page


def test_the_nearer_setting_wins() -> None:
    project = {"csl": "p", "a": 1, "project": {}, "format": {"html": {"css": "x", "a": 2}, "docx": {"a": 3}}}
    assert metadata.merge(project, {"a": 4}, "html") == {"csl": "p", "a": 4, "css": "x"}
    assert metadata.merge(project, {"format": {"docx": {"csl": "d"}}}, "docx") == {"csl": "d", "a": 3}


def test_all_languages_of_the_engine_have_the_same_words() -> None:
    files = (ROOT / "workflow/edition/render/languages").glob("*.yml")
    assert len({frozenset(embedded.terms(file.stem)) for file in files}) == 1


# Staging and delivery


def test_a_stage_holds_one_language(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"article.tr.qmd", "_quarto.yml", "numeric.csl", "tables/a.md", "figures/survival-tr.svg"} <= names
    assert "_extensions/ledger/ledger.lua" in names
    assert not [name for name in names if ".en.qmd" in name or name.endswith(".yaml")]


def test_a_staged_article_has_no_byte_order_mark(tmp_path: Path) -> None:
    staged = prepare(tmp_path, "\N{ZERO WIDTH NO-BREAK SPACE}" + ARTICLE) / "article.tr.qmd"
    assert staged.read_bytes() == ARTICLE.encode()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    numbers, translations, tables = tmp_path / "none.json", tmp_path / "translations.yml", [tmp_path / "a.md"]
    with pytest.raises(InputError, match=r"none\.json: this file of the article is missing"):
        stage.main(str(tmp_path / "manuscript"), "tr", ["tr"], "", numbers, translations, tables, tables, folder)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("typst-template.typ", "set document(", "set dokument(", "dokument"),
        ("_extensions/ledger/article.lua", "local words", "lokal words", "article.lua"),
    ],
)
def test_a_failing_tool_says_why_and_leaves_nothing(
    tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    folder = prepare(tmp_path)
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after), "utf-8")
    with pytest.raises(InputError, match="could not render the article") as error:
        rendered(folder)
    assert said in str(error.value)
    assert not (tmp_path / "out").exists()


BROKEN = "\x7fELF"


def executable(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(script if script == BROKEN else f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)


def test_quarto_is_found_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not quarto.is_installed()
    with pytest.raises(InputError, match="not installed"):
        quarto.render(tmp_path, "article.tr.qmd")
    executable(tmp_path / "quarto", "")
    assert quarto.is_installed()


def test_only_the_pandoc_of_the_wheel_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "pandoc", "exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYPANDOC_PANDOC", str(tmp_path / "pandoc"))
    assert tool.pandoc(["--to=plain"], "*a*").strip() == "a"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "pandoc cannot be run (No such file or directory). "),
        (BROKEN, "pandoc cannot be run (Exec format error). "),
        ("kill -SEGV $$", "Pandoc could not render the article. It ended with status -11 and said nothing. "),
        ("exit 0", "Pandoc made no html. "),
    ],
)
def test_a_pandoc_that_is_missing_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, said: str
) -> None:
    monkeypatch.setattr(tool, "find_spec", lambda _: SimpleNamespace(origin=str(tmp_path / "__init__.py")))
    embedded.name.cache_clear()
    if script:
        executable(tmp_path / "files/pandoc", script)
    with pytest.raises(InputError) as error:
        embedded.render(prepare(tmp_path / "sample"), "article.tr.qmd", [".html"])
    embedded.name.cache_clear()
    assert str(error.value).endswith(f"{said}Install it anew: rm -r .venv, then make.")


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (None, "Typst cannot be loaded (import of typst halted; None in sys.modules). Install it anew"),
        (SimpleNamespace(), "Typst cannot be loaded (its files are missing). Install it anew"),
    ],
)
def test_a_typst_that_is_missing_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: SimpleNamespace | None, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "typst", module)
    with pytest.raises(InputError) as error:
        embedded.typeset(tmp_path / "a.typ", tmp_path / "a.pdf")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"), [(b"import = 1", "invalid syntax"), (b"raise OSError('wrong ELF class')", "wrong ELF class")]
)
def test_a_typst_whose_files_are_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    (tmp_path / "typst.py").write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "typst", raising=False)
    with pytest.raises(InputError, match=rf"^Typst cannot be loaded \({said}.*Install it anew"):
        embedded.typeset(tmp_path / "a.typ", tmp_path / "a.pdf")


def test_a_package_that_is_missing_has_no_version() -> None:
    assert tool.version_of("typst") and not tool.version_of("no-such-package")


CRASH = """echo 'WARN: a warning' >&2
echo 'ERROR: Quarto 1.5 is too old for the extension ledger' >&2
echo 'Stack trace:' >&2
echo '    at run (file:///opt/quarto.js:12:3)' >&2
exit 1"""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (CRASH, "It says:\nERROR: Quarto 1.5 is too old for the extension ledger\n Correct what it names, or set"),
        ("exit 0", "Quarto made no html and no pdf and no docx and no xml. Install it anew, or set"),
        ("mkdir _out && touch _out/article.tr.docx", "Quarto made no html and no pdf and no docx and no xml."),
        ("kill -SEGV $$", "Quarto could not render the article. It ended with status -11 and said nothing. Install it"),
        (BROKEN, "quarto cannot be run (Exec format error). Install it anew, or set"),
        ("xmllint && mkdir _out && touch _out/article.tr.html; exit 0", "Quarto made no html and no pdf"),
    ],
)
def test_a_quarto_that_fails_is_told_by_its_decisive_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    executable(tmp_path / "bin/quarto", script)
    executable(tmp_path / "bin/xmllint", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(InputError) as error:
        quarto.render(tmp_path, "article.tr.qmd")
    assert said in str(error.value) and "`render.engine: embedded`" in str(error.value)


# What each format must hold


def test_jats_names_the_figures_where_they_are_kept(article: dict[str, Path]) -> None:
    assert 'xlink:href="../figures/survival-tr.png"' in article["jats"].read_text("utf-8")


def test_html_is_one_file_that_asks_for_nothing(article: dict[str, Path]) -> None:
    html = article["html"].read_text("utf-8")
    assert html.startswith('<!DOCTYPE html>\n<html lang="tr">')
    assert not re.search(r"<(script\b[^>]*\ssrc|link\b)", html)
    assert not re.search(r'\bsrc="(?!data:)', html)
    assert "@media (prefers-color-scheme: dark)" in html and "@media print" in html
    assert "shortcode-call" not in html and "{{<" not in html
    assert "Yalnız basılı" not in html
    assert re.search(r'<div class="colophon">\s*<p>(Sürüm tarihi: [\d-]+\. )?Dizgi: Pandoc 3\.\d', html)
    assert '<p class="author-note"><sup>*</sup> Yazışma: Ülker Örnek Işık, <a href="mailto:ulker@example.org"' in html


def test_no_line_ends_between_a_word_that_counts_and_its_number(article: dict[str, Path]) -> None:
    files = [
        article["html"].read_text("utf-8"),
        article["jats"].read_text("utf-8"),
        parts(article["docx"])["word/document.xml"],
    ]
    for text in files:
        assert "Grup\u00a01" in text and "Grup 1" not in text.split('id="cards-data"')[0]


def test_tables_in_the_pdf_keep_their_order_and_stand_below_their_captions(tmp_path):
    bare = "| a | b |\n|---|---|\n| {cell} | d |\n\n: {caption} {{#tbl-{name}}}\n\n"
    first = bare.format(cell="önce", caption="Notsuz.", name="first")
    second = bare.format(cell="sonra", caption="Notlu.", name="second") + "::: {.table-note}\nNotu.\n:::\n\n"
    article = ARTICLE.replace("### Alt bölüm", f"{second}{first}{second.replace('second', 'third')}### Alt bölüm")
    text = " ".join(" ".join(pages(rendered(prepare(tmp_path, article))["pdf"])).split())
    places = [text.index(words) for words in ("Notlu.", "sonra", "Notu.", "Notsuz.", "önce")]
    assert places == sorted(places) and text.rindex("Notlu.") > places[-1]


def test_html_references_and_alternative_text(article: dict[str, Path]) -> None:
    html = article["html"].read_text("utf-8")
    links = dict(re.findall(r'<a href="(#(?:fig|tbl|sec)-\w+)" class="crossref">([^<]*)</a>', html))
    assert links == {"#fig-survival": "Çizim\u00a01", "#tbl-a": "1", "#sec-sub": "Bölüm\u00a01.1"}
    assert "17 hastanın eğrisi" in html
    assert "<strong>Şekil\u00a01:</strong> Eğri</figcaption>" in html
    assert re.search(r'class="callout-title">\s*<p>İpucu</p>', html)
    assert re.search(r"Hunger SP, Raetz EA\..*Bertaina A, ", html, re.DOTALL)


def test_html_has_ways_around_the_article(article: dict[str, Path]) -> None:
    html = article["html"].read_text("utf-8")
    before, main = html.split('<main id="main">')
    assert before.index('href="#main">Makaleye geç</a>') < before.index("<header")
    around, contents = re.findall(r'<nav class="\w+" aria-label="[^"]*">(.*?)</nav>', before, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', around)
    assert links == [
        ("article.en.html", "English"),
        ("article.tr.pdf", "PDF"),
        ("article.tr.docx", "Word"),
        ("article.tr.xml", "JATS"),
        ("../audit/audit.tr.html", "Denetim"),
        ("../audit/audit.tr.html#ledger", "Değerlendirme listesi"),
    ]
    assert 'lang="en"' in around and 'hreflang="en"' in around
    assert re.findall('href="([^"]*)"', contents) == ["#sec-introduction", "#sec-sub", "#kaynaklar"]
    assert re.search(r'<th [^>]*scope="row">B</th>', main)
    assert '<div id="refs" class="references csl-bib-body" lang="en"' in main


def test_html_notes_and_boxes_have_headings(tmp_path: Path) -> None:
    box = "::: {.callout-note}\n## Kutu\n\nMetin.[^a]\n:::\n\n[^a]: Dipnot {{< num relapse.n >}}.\n\n## Giriş"
    files = rendered(prepare(tmp_path, ARTICLE.replace("## Giriş", box)))
    html = files["html"].read_text("utf-8")
    assert re.search(r'<h2 class="callout-title unnumbered"[^>]*>Kutu</h2>', html)
    assert re.search(r'<sup><a href="#note-1"\s+id="noteref-1"\s+role="doc-noteref">1</a></sup>', html)
    notes = html.split('id="notes">Notlar</h2>')[1].split("</main>")[0]
    assert re.search(r'<div id="note-1">\s*<p>Dipnot <span', notes) and 'href="#noteref-1"' in notes
    assert re.search(r"1\D*Giriş", html.split('id="main"')[1])  # neither heading is counted


EVIL = '</script><script>alert("1")</script>'


def test_what_cards_say_is_no_markup(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    numbers = {name: dict(number) for name, number in NUMBERS.items()}
    texts = {"meaning": {"tr": EVIL}, "printed": [EVIL, EVIL], "verdict_names": {"tr": EVIL}}
    numbers["relapse.n"] |= {"tr": EVIL, "cases": {"genitive": EVIL}} | texts
    (folder / "numbers.json").write_text(json.dumps(numbers), "utf-8")
    files = rendered(folder)
    html = files["html"].read_text("utf-8")
    assert "<script>alert" not in html and html.count("</script>") == 2
    (data,) = re.findall('<script type="application/json" id="cards-data">(.*?)</script>', html)
    _, cards = json.loads(data)
    assert ["relapse.n", EVIL, EVIL, EVIL, EVIL, ""] in cards


def test_pdf_reads_like_a_page_of_a_journal(article: dict[str, Path]) -> None:
    reader = PdfReader(article["pdf"])
    text = unicodedata.normalize("NFKC", " ".join(pages(article["pdf"])))
    assert reader.metadata.title == "Nüks: 17 hasta"
    assert f", {reader.metadata.creator}." in text, "colophon and metadata name one version"
    assert reader.pages[0].mediabox.width == pytest.approx(595.28, abs=0.1)
    # An apostrophe, no prime; a number and a full stop at the head of a paragraph, no list.
    assert "17. sırada Grup 1’de %88◊ [1,2]. Bkz. Çizim 1, 1, Bölüm 1.1." in text
    assert "Özetin metni, 17’nin [1]." in text
    assert "Şekil 1: Eğri" in text
    assert "Yalnız basılı." in text and "Tablonun notu." in text
    assert "ORCID Ülker Örnek Işık: 0000-0001-2345-6789" in text
    targets = [link.get_object()["/A"]["/URI"] for link in reader.pages[0]["/Annots"] if "/A" in link.get_object()]
    assert "../audit/audit.tr.html#km.y2" in targets
    creators = "<rdf:li>Ülker Örnek Işık</rdf:li><rdf:li>Bora Örnek</rdf:li></rdf:Seq></dc:creator>"
    assert creators.encode() in article["pdf"].read_bytes()
    assert list(tags.faults(article["pdf"])) == []
    assert reader.trailer["/Root"]["/Lang"] == "tr"


IMAGES = """![Etiketsiz.](images/own.png){fig-alt="Bir resim"}

Satırda ![](images/own.png){fig-alt="küçük" width="1cm"} bir resim.

![Etiketli.](images/own.png){#fig-own fig-alt="Bir \\"daha\\""}

"""


def test_images_of_the_author_are_used_as_they_are(tmp_path: Path) -> None:
    folder = prepare(tmp_path, ARTICLE.replace("### Alt bölüm", f"{IMAGES}### Alt bölüm"))
    files = rendered(folder)
    html = files["html"].read_text("utf-8")
    assert re.findall('alt="([^"]*)"', html)[1:] == ["Bir resim", "küçük", "Bir &quot;daha&quot;"]
    assert "Etiketsiz.</figcaption>" in html and "<strong>Şekil\u00a02:</strong> Etiketli.</figcaption>" in html
    assert files["jats"].read_text("utf-8").count('manuscript/images/own.png"') == 3
    content = " ".join(pages(files["pdf"]))
    assert "Şekil 2: Etiketli." in content and "Şekil 3" not in content


@pytest.mark.parametrize(
    ("output", "said"), [("docx", b'descr="Bir resim"'), ("jats", b"<alt-text>Bir resim</alt-text>")]
)
def test_pictures_keep_their_texts_as_quarto_hands_them_over(tmp_path: Path, output: str, said: bytes) -> None:
    picture = FIXTURE / "figures/survival-tr.png"
    text = f'---\nlang: tr\n---\n\nAra ![x]({picture}){{alt="Bir resim"}}.\n'
    target = tmp_path / f"a.{output}"
    tool.pandoc(
        [f"--lua-filter={ROOT}/manuscript/_extensions/ledger/article.lua", "-s", "-t", output, "-o", str(target)], text
    )
    content = ZipFile(target).read("word/document.xml") if output == "docx" else target.read_bytes()
    assert said in content


def docx_styles(file: Path) -> dict[str, list[str]]:
    """Style → texts of the paragraphs in that style."""
    root = ElementTree.fromstring(parts(file)["word/document.xml"])
    styles: dict[str, list[str]] = {}
    for paragraph in root.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        name = style.get(f"{WORD}val", "") if style is not None else ""
        styles.setdefault(name, []).append("".join(node.text or "" for node in paragraph.iter(f"{WORD}t")))
    return styles


def test_docx_has_styles_tables_and_page_numbers(article: dict[str, Path]) -> None:
    styles, word = docx_styles(article["docx"]), parts(article["docx"])
    assert styles["Title"] == ["Nüks: 17 hasta"]
    assert styles["Author"] == ["Ülker Örnek Işık1,*, Bora Örnek1,2"]
    assert styles["Affiliation"][0] == "1 Üniversite, Hematoloji, Ankara, Türkiye"
    headings = [styles[f"Heading{kind}"] for kind in ("1", "1Unnumbered", "2")]
    assert headings == [["Giriş"], ["Kaynaklar"], ["Alt bölüm"]]
    assert styles["TableCaption"] == ["Tablo\u00a01: Tablonun adı."]
    assert styles["TableNote"] == ["Tablonun notu."]
    assert styles["BodyText"][:2] == ["Madde bir", "Madde iki"]
    assert styles["Keywords"] == ["Anahtar kelimeler: nüks, iki söz", "Keywords: relapse, two words"]
    assert styles["Colophon"][0].startswith("Dizgi: ")
    assert word["word/document.xml"].count("<w:tbl>") == 1
    assert 'w:lang w:bidi="ar-SA" w:eastAsia="en-US" w:val="tr-TR"' in word["word/styles.xml"]
    assert " PAGE " in word["word/footer1.xml"]


def test_jats_front_matter(article: dict[str, Path]) -> None:
    root = ElementTree.parse(article["jats"]).getroot()
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "tr"
    front = root.find("front/article-meta")
    assert " ".join(node.get("rid") for node in front.findall("contrib-group/contrib/xref")) == "uni cor-1 uni aff-1"
    assert [node.text for node in front.findall("kwd-group/kwd")] == ["nüks", "iki söz", "relapse", "two words"]
    assert front.findtext("author-notes/corresp/email") == "ulker@example.org"
    numbers = [(node.get("specific-use"), "".join(node.itertext())) for node in root.iter("named-content")]
    assert ("relapse.n", "17’nin") in numbers and ("km.y2", "%88◊") in numbers
    assert [node.get("id") for node in root.iter("ref")] == ["ref-hunger2020", "ref-bertaina2017"]
    ids = {node.get("id") for node in root.iter()}
    assert {node.get("rid") for node in root.iter("xref")} <= ids


def test_without_synthetic_numbers_no_mark_and_no_legend(tmp_path: Path) -> None:
    folder = prepare(tmp_path, ARTICLE.replace("{{< num km.y2 >}}", "{{< num relapse.n >}}"))
    files = rendered(folder)
    assert "◊" not in files["html"].read_text("utf-8") + files["jats"].read_text("utf-8")
    assert "sentetik" not in files["html"].read_text("utf-8")


@pytest.mark.quarto
def test_both_engines_say_the_same(article: dict[str, Path], tmp_path: Path) -> None:
    files = rendered(prepare(tmp_path), "quarto")

    def html(file: Path) -> list[str]:
        text = file.read_text("utf-8").partition('<div class="colophon">')[0]
        words = HtmlText(re.sub(r"(?s)<svg.*?</svg>", "", text)).words
        # Quarto leaves the title of a plain box in English on the page.
        return ["İpucu" if word == "Tip" else word for word in words]

    def pdf(file: Path) -> list[str]:
        return sorted(" ".join(pages(file)).partition("Dizgi:")[0].split())

    assert html(files["html"]) == html(article["html"])
    assert pdf(files["pdf"]) == pdf(article["pdf"])
    ours, theirs = docx_styles(article["docx"]), docx_styles(files["docx"])
    captions, headings = ("TableCaption", "ImageCaption", "TableNote"), ("Heading1", "Heading1Unnumbered", "Heading2")
    for style in ("Title", "Author", "Affiliation", "Abstract", "Compact", *captions, *headings):
        assert theirs[style] == ours[style], style
    assert "Dizgi: Quarto" in files["html"].read_text("utf-8")
