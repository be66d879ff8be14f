"""The engine on a small article with the project's own styles: checks, staging, and what each format must hold."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from edition.files import tool
from edition.files.errors import InputError
from edition.manuscript import authors, metadata, references, source
from edition.render import embedded, quarto
from pypdf import PdfReader
from reading import HtmlText
from scripts import render, stage

ROOT = Path(__file__).parent.parent
FIXTURE = Path(__file__).parent / "conformance"
FORMATS = ["html", "pdf", "docx", "jats"]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

NUMBERS = {
    "relapse.n": {"kind": "count", "value": 17, "en": "17", "tr": "17", "cases": {"genitive": "17’nin"}},
    "km.y2": {"kind": "percent", "value": 88, "en": "88%", "tr": "%88", "cases": {}, "synthetic": True},
    "higher": {"kind": "condition", "value": True, "en": "yes", "tr": "evet"},
}
ARTICLE = """---
title: "Nüks: {{< num relapse.n >}} hasta"
subtitle: Örnek
lang: tr
affiliations: [{id: uni, name: Üniversite, department: Hematoloji, city: Ankara, country: Türkiye}]
keywords: [nüks, "iki söz"]
abstract: |
  Özetin metni, {{< num relapse.n case=genitive >}} [@hunger2020].
---

## Giriş {#sec-introduction}

{{< num relapse.n >}}. sırada Grup 1'de {{< num km.y2 >}} [@hunger2020; @bertaina2017].
Bkz. [Çizim @fig-survival], -@tbl-a, @sec-sub.

- Madde bir
- Madde iki

![Eğri](figures/survival-tr){#fig-survival fig-alt="{{< num relapse.n >}} hastanın eğrisi" width="50%"}

### Alt bölüm {#sec-sub}

{{< include tables/a.md >}}

::: {.callout-tip}
İpucunun metni.
:::

::: {.content-visible when-format="typst"}
Yalnız basılı.
:::

## Kaynaklar {.unnumbered}

::: {#refs}
:::
"""
TRANSLATIONS = json.dumps(
    {
        "translations": [
            {"lang": "tr", "title": "Nüks"},
            {
                "lang": "en",
                "title": "Relapse & survival",
                "abstract": "Relapse in {{< num relapse.n lang=en >}}.\n",
                "keywords": ["relapse", "two words"],
            },
        ]
    }
)
AUTHORS = """author:
  - name: {given: Ülker, family: Örnek Işık}
    corresponding: true
    email: ulker@example.org
    orcid: 0000-0001-2345-6789
    affiliations: [{ref: uni}]
  - name: Bora Örnek
    affiliations: [{ref: uni}, {name: Hastane}]
"""
TABLE = """| Özellik | Grup 1 |
|:--------|-------:|
| &emsp;A | 1      |
| B       |        |

: Tablonun adı. {#tbl-a}

::: {.table-note}
Tablonun notu.
:::
"""


def prepare(folder: Path, article: str = ARTICLE) -> Path:
    """A manuscript, staged: the project's own support files with the article of this test."""
    manuscript = folder / "manuscript"
    shutil.copytree(ROOT / "manuscript", manuscript)
    shutil.copy(FIXTURE / "references.bib", manuscript)
    (manuscript / "article.tr.qmd").write_text(article, "utf-8")
    (manuscript / "authors.yml").write_text(AUTHORS, "utf-8")
    (folder / "translations.yml").write_text(TRANSLATIONS, "utf-8")
    (folder / "numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    (folder / "a.md").write_text(TABLE, "utf-8")
    (manuscript / "images").mkdir()
    shutil.copy(FIXTURE / "figures/survival-tr.png", manuscript / "images/own.png")
    figures = [FIXTURE / "figures" / f"survival-tr.{suffix}" for suffix in ("svg", "png")]
    edition = ["tr", "en"], "../audit"
    given = folder / "numbers.json", folder / "translations.yml", [folder / "a.md"], figures
    stage.main(str(manuscript), "tr", *edition, *given, folder / "stage" / "tr")
    return folder / "stage" / "tr"


def targets(folder: Path) -> dict[str, Path]:
    """Options of the step that name folders and files, for an article put into ``folder``."""
    return {"figures": folder.parent / "figures"} | {output: folder / f"article.{output}" for output in FORMATS}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sample")
    files = targets(folder / "out")
    render.main(prepare(folder), "tr", "embedded", **files)
    return files


# Checks before anything is rendered


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("{{< include tables/b.md >}}\n", "Correct its name"),
        ("{{< include article.tr.qmd >}}\n", "Take one of the includes out"),
        ("See @fig-survivl.\n", "fig-survival"),
        ("See @Tbl-b.\n", "tbl-a"),
        ("As said [@hunger2021].\n", "hunger2020"),
        ("{{< num relaps.n >}}\n", "relapse.n"),
        ('![x](figures/survival-tr){#fig-x fig-alt="x"} {#fig-x}\n', "Rename"),
        ('![x](figures/survivl-tr){fig-alt="x"}\n', "Did you mean figures/survival-tr?"),
    ],
)
def test_what_leads_nowhere_is_an_error(tmp_path: Path, wrong: str, remedy: str) -> None:
    article = ARTICLE.replace("## Giriş {#sec-introduction}\n", f"## Giriş {{#sec-introduction}}\n\n{wrong}")
    folder = prepare(tmp_path, article)
    with pytest.raises(InputError, match=r"article\.tr\.qmd, line 13: ") as error:
        render.main(folder, "tr", "embedded", **targets(tmp_path / "out"))
    assert remedy in str(error.value)
    assert not (tmp_path / "out").exists()


def test_addresses_and_code_are_no_citations(tmp_path: Path) -> None:
    (tmp_path / "a.qmd").write_text("Mail a@b.org, `@code`, \\@escaped, [@key].\n", "utf-8")
    assert list(references.check(source.read(tmp_path / "a.qmd"), ["key"])) == []


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


def test_sources_in_another_encoding_are_named(tmp_path: Path) -> None:
    (bibliographies(tmp_path) / "a.bib").write_bytes("@misc{ş}".encode("cp1254"))
    with pytest.raises(InputError, match=r"a\.bib.*not UTF-8"):
        references.known_keys(tmp_path)


def test_publisher_editor_and_address_are_printed(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    entry = """@incollection{hunger2020, author={Hunger, S.}, title={A}, booktitle={B}, editor={Ed, Itor}, year={2020},
      publisher={Yayınevi}, doi={10.1/x}}
    @misc{bertaina2017, title={C}, year={2017}, url={https://example.org/c}}"""
    (folder / "references.bib").write_text(entry, "utf-8")
    files = targets(tmp_path / "out")
    render.main(folder, "tr", "embedded", **files)
    page = re.sub("<[^>]+>", "", files["html"].read_text("utf-8"))
    assert "Hunger S. A. İçinde: Ed I, ed. B. Yayınevi; 2020. doi:10.1/x." in page
    assert "C. 2017. https://example.org/c" in page


def test_equal_affiliations_are_listed_once() -> None:
    clinic = {"name": "Clinic", "city": "Ankara"}
    people, places = authors.normalized(
        {"author": [{"name": "A B", "affiliations": [clinic]}, {"name": "C", "affiliations": ["Lab", dict(clinic)]}]}
    )
    assert [place["name"] for place in places] == ["Clinic", "Lab"]
    assert [[place["number"] for place in person["affiliations"]] for person in people] == [[1], [2, 1]]
    assert people[0]["name"] == {"literal": "A B", "given": "A", "family": "B"}


def test_the_nearer_setting_wins() -> None:
    project = {"csl": "p", "a": 1, "project": {}, "format": {"html": {"css": "x", "a": 2}, "docx": {"a": 3}}}
    assert metadata.merge(project, {"a": 4}, "html") == {"csl": "p", "a": 4, "css": "x"}
    assert metadata.merge(project, {"format": {"docx": {"csl": "d"}}}, "docx") == {"csl": "d", "a": 3}


def test_front_matter_must_be_readable() -> None:
    with pytest.raises(InputError, match="no front matter"):
        metadata.split("Text", "a.qmd")
    with pytest.raises(InputError, match="no valid YAML"):
        metadata.split("---\ntitle: [\n---\n", "a.qmd")


def test_a_language_without_words_is_an_error() -> None:
    with pytest.raises(InputError, match=r"xx\.yml"):
        embedded.terms("xx")


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


def test_a_missing_file_leaves_the_old_stage(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    with pytest.raises(InputError, match="missing"):
        made, tables = (tmp_path / "none.json", tmp_path / "translations.yml"), [tmp_path / "a.md"]
        stage.main(str(tmp_path / "manuscript"), "tr", ["tr"], "", *made, tables, tables, folder)
    assert (folder / "numbers.json").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["tr"]


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
        render.main(folder, "tr", "embedded", **targets(tmp_path / "out"))
    assert said in str(error.value)
    assert not (tmp_path / "out").exists()


def test_choice_of_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert render.choose("auto") == "embedded"
    with pytest.raises(InputError, match="not installed"):
        quarto.render(tmp_path, "article.tr.qmd")
    (tmp_path / "quarto").write_text("#!/bin/sh\n")
    (tmp_path / "quarto").chmod(0o755)
    assert render.choose("auto") == "quarto"
    with pytest.raises(InputError, match="auto, quarto or embedded"):
        render.choose("word")


def executable(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)


def test_only_the_pandoc_of_the_wheel_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "pandoc", "exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYPANDOC_PANDOC", str(tmp_path / "pandoc"))
    assert tool.pandoc(["--to=plain"], "*a*").strip() == "a"


@pytest.mark.parametrize("script", [None, "not a program"])
def test_a_pandoc_that_is_missing_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None
) -> None:
    monkeypatch.setattr(tool, "find_spec", lambda _: SimpleNamespace(origin=str(tmp_path / "__init__.py")))
    if script:
        executable(tmp_path / "files/pandoc", "")
        (tmp_path / "files/pandoc").write_bytes(b"\x7fELF")
    with pytest.raises(InputError, match=r"pandoc cannot be run .*Install it anew: rm -r \.venv, then make"):
        embedded.render(prepare(tmp_path / "sample"), "article.tr.qmd", ["html"])


CRASH = """echo 'WARN: a warning' >&2
echo 'ERROR: Quarto 1.5 is too old for the extension ledger' >&2
echo 'Stack trace:' >&2
echo '    at run (file:///opt/quarto.js:12:3)' >&2
exit 1"""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (CRASH, "It says:\nERROR: Quarto 1.5 is too old for the extension ledger\n Correct what it names, or set"),
        ("exit 0", "Quarto made no html and no pdf and no docx and no jats. Install it anew, or set"),
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


def test_same_bytes_in_another_folder_locale_and_time_zone(made: dict[str, Path], tmp_path: Path) -> None:
    folder = prepare(tmp_path / "elsewhere with spaces")
    files = targets(tmp_path / "out")
    options = [f"--{output}={file}" for output, file in files.items()]
    environment = os.environ | {"TZ": "Asia/Tokyo", "LC_ALL": "C", "TMPDIR": str(tmp_path), "PYTHONHASHSEED": "7"}
    command = [
        sys.executable,
        ROOT / "workflow/step.py",
        "render",
        f"--stage={folder}",
        "--lang=tr",
        "--engine=embedded",
    ]
    subprocess.run([*command, *options], env=environment, check=True)
    for output in FORMATS:
        assert files[output].read_bytes() == made[output].read_bytes(), output


# What each format must hold


def test_jats_names_the_figures_where_they_are_kept(made: dict[str, Path]) -> None:
    assert 'xlink:href="../figures/survival-tr.png"' in made["jats"].read_text("utf-8")


def test_html_is_one_file_that_asks_for_nothing(made: dict[str, Path]) -> None:
    html = made["html"].read_text("utf-8")
    assert html.startswith('<!DOCTYPE html>\n<html lang="tr">')
    assert not re.search(r"<(script\b[^>]*\ssrc|link\b)", html)
    assert not re.search(r'\bsrc="(?!data:)', html)
    assert "@media (prefers-color-scheme: dark)" in html and "@media print" in html
    assert "shortcode-call" not in html and "{{<" not in html
    assert "Yalnız basılı" not in html
    assert re.search(r'<div class="colophon">\s*<p>Dizgi: projenin kendi motoru \(Pandoc 3\.\d', html)
    assert '<p class="author-note"><sup>*</sup> Yazışma: Ülker Örnek Işık, <a href="mailto:ulker@example.org"' in html


def test_html_references_and_alternative_text(made: dict[str, Path]) -> None:
    html = made["html"].read_text("utf-8")
    links = dict(re.findall(r'<a href="(#(?:fig|tbl|sec)-\w+)" class="crossref">([^<]*)</a>', html))
    assert links == {"#fig-survival": "Çizim\u00a01", "#tbl-a": "1", "#sec-sub": "Bölüm\u00a01.1"}
    assert "17 hastanın eğrisi" in html
    assert "Şekil\u00a01: Eğri</figcaption>" in html
    assert re.search(r'class="callout-title">\s*<p>İpucu</p>', html)
    assert re.search(r"Hunger SP, Raetz EA\..*Bertaina A, ", html, re.DOTALL)


def test_html_has_ways_around_the_article(made: dict[str, Path]) -> None:
    html = made["html"].read_text("utf-8")
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
    files = targets(tmp_path / "out")
    render.main(prepare(tmp_path, ARTICLE.replace("## Giriş", box)), "tr", "embedded", **files)
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
    files = targets(tmp_path / "out")
    render.main(folder, "tr", "embedded", **files)
    html = files["html"].read_text("utf-8")
    assert "<script>alert" not in html and html.count("</script>") == 2
    (data,) = re.findall('<script type="application/json" id="cards-data">(.*?)</script>', html)
    _, cards = json.loads(data)
    assert ["relapse.n", EVIL, EVIL, EVIL, EVIL, ""] in cards


def test_pdf_reads_like_a_page_of_a_journal(made: dict[str, Path]) -> None:
    reader = PdfReader(made["pdf"])
    text = unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in reader.pages))
    assert reader.metadata.title == "Nüks: 17 hasta"
    assert f", {reader.metadata.creator})." in " ".join(text.split()), "colophon and metadata name one version"
    assert reader.pages[0].mediabox.width == pytest.approx(595.28, abs=0.1)
    # An apostrophe, no prime; a number and a full stop at the head of a paragraph, no list.
    assert "17. sırada Grup 1’de %88◊ [1,2]. Bkz. Çizim 1, 1, Bölüm 1.1." in " ".join(text.split())
    assert "Özetin metni, 17’nin [1]." in text
    assert "Şekil 1: Eğri" in " ".join(text.split())
    assert "Yalnız basılı." in text and "Tablonun notu." in text
    assert "ORCID Ülker Örnek Işık: 0000-0001-2345-6789" in text
    targets = [link.get_object()["/A"]["/URI"] for link in reader.pages[0]["/Annots"] if "/A" in link.get_object()]
    assert "../audit/audit.tr.html#km.y2" in targets
    # PDF/A-2a and PDF/UA-1: for archives, and accessible.
    file = made["pdf"].read_bytes()
    assert b"<pdfaid:conformance>A<" in file and b"<pdfuaid:part>1<" in file
    assert reader.trailer["/Root"]["/Lang"] == "tr"


IMAGES = """![Etiketsiz.](images/own.png){fig-alt="Bir resim"}

Satırda ![](images/own.png){fig-alt="küçük" width="1cm"} bir resim.

![Etiketli.](images/own.png){#fig-own fig-alt="Bir \\"daha\\""}

"""


def test_images_of_the_author_are_used_as_they_are(tmp_path: Path) -> None:
    folder = prepare(tmp_path, ARTICLE.replace("### Alt bölüm", f"{IMAGES}### Alt bölüm"))
    files = targets(tmp_path / "out")
    render.main(folder, "tr", "embedded", **files)
    html = files["html"].read_text("utf-8")
    assert re.findall('alt="([^"]*)"', html)[1:] == ["Bir resim", "küçük", "Bir &quot;daha&quot;"]
    assert "Etiketsiz.</figcaption>" in html and "Şekil\u00a02: Etiketli.</figcaption>" in html
    assert files["jats"].read_text("utf-8").count('manuscript/images/own.png"') == 3
    content = b"".join(page.extract_text().encode() for page in PdfReader(files["pdf"]).pages).decode()
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


@pytest.mark.parametrize(("name", "remedy"), [("images/onw.png", "images/own.png"), ("own.png", "images/own.png")])
def test_an_image_that_is_not_there_is_named(tmp_path: Path, name: str, remedy: str) -> None:
    folder = prepare(tmp_path, ARTICLE + f'\n![x]({name}){{fig-alt="x"}}\n')
    with pytest.raises(InputError, match=f"there is no figure '{name}'. Did you mean {remedy}"):
        render.main(folder, "tr", "embedded", **targets(tmp_path / "out"))


def docx_styles(file: Path) -> dict[str, list[str]]:
    """Style → texts of the paragraphs in that style."""
    with ZipFile(file) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    styles: dict[str, list[str]] = {}
    for paragraph in root.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        name = style.get(f"{WORD}val", "") if style is not None else ""
        styles.setdefault(name, []).append("".join(node.text or "" for node in paragraph.iter(f"{WORD}t")))
    return styles


def test_docx_has_styles_tables_and_page_numbers(made: dict[str, Path]) -> None:
    styles = docx_styles(made["docx"])
    with ZipFile(made["docx"]) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert styles["Title"] == ["Nüks: 17 hasta"]
    assert styles["Author"] == ["Ülker Örnek Işık1,*, Bora Örnek1,2"]
    assert styles["Affiliation"][0] == "1 Hematoloji, Üniversite, Ankara, Türkiye"
    assert [styles["Heading1"], styles["Heading1Unnumbered"], styles["Heading2"]] == [
        ["Giriş"],
        ["Kaynaklar"],
        ["Alt bölüm"],
    ]
    assert styles["TableCaption"] == ["Tablo\u00a01: Tablonun adı."]
    assert styles["TableNote"] == ["Tablonun notu."]
    assert styles["BodyText"][:2] == ["Madde bir", "Madde iki"]
    assert styles["Keywords"] == ["Anahtar kelimeler: nüks, iki söz", "Keywords: relapse, two words"]
    assert styles["Colophon"][0].startswith("Dizgi: ")
    assert parts["word/document.xml"].count("<w:tbl>") == 1
    assert 'w:lang w:bidi="ar-SA" w:eastAsia="en-US" w:val="tr-TR"' in parts["word/styles.xml"]
    assert " PAGE " in parts["word/footer1.xml"]


def test_jats_front_matter(made: dict[str, Path]) -> None:
    root = ElementTree.parse(made["jats"]).getroot()
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "tr"
    front = root.find("front/article-meta")
    assert [node.text for node in front.iter("surname")] == ["Örnek Işık", "Örnek"]
    assert [node.get("rid") for node in front.findall("contrib-group/contrib/xref")] == [
        "uni",
        "cor-1",
        "uni",
        "aff-1",
    ]
    assert [node.text for node in front.findall("kwd-group/kwd")] == ["nüks", "iki söz", "relapse", "two words"]
    assert front.findtext("author-notes/corresp/email") == "ulker@example.org"
    numbers = [(node.get("specific-use"), "".join(node.itertext())) for node in root.iter("named-content")]
    assert ("relapse.n", "17’nin") in numbers and ("km.y2", "%88◊") in numbers
    assert [node.get("id") for node in root.iter("ref")] == ["ref-hunger2020", "ref-bertaina2017"]
    ids = {node.get("id") for node in root.iter()}
    assert {node.get("rid") for node in root.iter("xref")} <= ids


def test_without_synthetic_numbers_no_mark_and_no_legend(tmp_path: Path) -> None:
    folder = prepare(tmp_path, ARTICLE.replace("{{< num km.y2 >}}", "{{< num relapse.n >}}"))
    files = targets(tmp_path / "out")
    render.main(folder, "tr", "embedded", **files)
    assert "◊" not in files["html"].read_text("utf-8") + files["jats"].read_text("utf-8")
    assert "sentetik" not in files["html"].read_text("utf-8")


@pytest.mark.quarto
@pytest.mark.skipif(not quarto.is_installed(), reason="Quarto is not installed")
def test_both_engines_say_the_same(made: dict[str, Path], tmp_path: Path) -> None:
    files = targets(tmp_path / "out")
    render.main(prepare(tmp_path), "tr", "quarto", **files)

    def html(file: Path) -> list[str]:
        text = file.read_text("utf-8").partition('<div class="colophon">')[0]
        words = HtmlText(re.sub(r"(?s)<svg.*?</svg>", "", text)).words
        return [
            "İpucu" if word == "Tip" else word for word in words
        ]  # Quarto leaves the title of a plain box in English

    def pdf(file: Path) -> list[str]:
        text = " ".join(page.extract_text() for page in PdfReader(file).pages)
        return sorted(text.partition("Dizgi:")[0].split())

    assert html(files["html"]) == html(made["html"])
    assert pdf(files["pdf"]) == pdf(made["pdf"])
    ours, theirs = docx_styles(made["docx"]), docx_styles(files["docx"])
    captions, headings = ("TableCaption", "ImageCaption", "TableNote"), ("Heading1", "Heading1Unnumbered", "Heading2")
    for style in ("Title", "Author", "Affiliation", "Abstract", "Compact", *captions, *headings):
        assert theirs[style] == ours[style], style
    assert "Dizgi: Quarto" in files["html"].read_text("utf-8")
