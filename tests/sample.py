"""A small article with the project's own styles, staged and rendered, and ways to read what came of it."""

import json
import re
import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from lxml import etree, html
from pypdf import PdfReader
from scripts import render, stage
from workspace import ROOT

FIXTURE = ROOT / "tests/conformance"
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


def rendered(stage: Path, engine: str = "embedded") -> dict[str, Path]:
    """The four formats of a staged article, in a folder beside its manuscript."""
    folder = stage.parents[1]
    suffixes = {"html": "html", "pdf": "pdf", "docx": "docx", "jats": "xml"}
    files = {form: folder / f"out/article.{suffix}" for form, suffix in suffixes.items()}
    render.main(stage, "tr", engine, str(folder / "figures"), list(files.values()))
    return files


def parts(docx: Path) -> dict[str, str]:
    """The parts of a Word file, by their names; its theme, which names fonts, apart."""
    with ZipFile(docx) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels")) and "theme" not in name]
        return {name: archive.read(name).decode() for name in names}


def pages(pdf: Path) -> list[str]:
    """The text of each page, with single blanks."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages]


def words(text: str) -> list[str]:
    """Words of ``text``: subscripts as plain digits, as some readers give them; no icons of Quarto's boxes."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Co").split()


class HtmlText:
    """The text of an HTML body, and the attributes of its numbers, links and pictures."""

    def __init__(self, page: str) -> None:
        body = html.fragment_fromstring(re.sub(r"(?s)^.*<body>", "", page), create_parent=True)
        self.words = words(body.text_content().replace("↩︎", ""))
        self.numbers = [(node.get("data-num"), node.get("title")) for node in body.xpath(".//*[@data-num]")]
        self.links = body.xpath(".//a/@href")
        self.pictures = body.xpath(".//img/@alt")


needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def office(folder: Path, *arguments: object) -> None:
    """Run LibreOffice with a profile of its own in ``folder``."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    subprocess.run(["soffice", profile, "--headless", "--norestore", *arguments], check=True, capture_output=True)


JATS = "JATS-journalpublishing1-3-mathml3.dtd"


@cache
def definition() -> etree.DTD:
    """JATS as its tag set defines it: Journal Publishing 1.3.

    The modules of the tag set are in the public domain; that of MathML 3 in it may be used and distributed under the
    software notice of the W3C.
    """
    with TemporaryDirectory() as folder:
        ZipFile(ROOT / "tests/data/jats-publishing-1.3.zip").extractall(folder)
        return etree.DTD(str(Path(folder, JATS)))


def jats_faults(file: Path) -> list[str]:
    """What is not valid in a JATS file, each with its line; that it declares another definition, too."""
    tree = etree.parse(str(file), etree.XMLParser(load_dtd=False, no_network=True))
    definition().validate(tree)
    faults = [f"line {error.line}: {error.message}" for error in definition().error_log]
    declared = tree.docinfo.system_url
    return faults + ([] if declared == JATS else [f"it declares {declared}"])
