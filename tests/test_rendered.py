"""A small article, renderings of it with one mistake each, and what reading them back says."""

import json
import re
import shutil
from pathlib import Path

import pytest
import typst
from edition.files.errors import InputError
from edition.files.tool import pandoc
from edition.render import quarto
from edition.render.document import plain, read
from edition.render.leftovers import foreign, leftovers, other_notation, untranslated
from scripts.check_rendered import main
from workspace import ROOT

LABELS = {"en": "table:\n  sex: {male: Male, died: Died}\n", "tr": "table:\n  sex: {male: Erkek, died: Öldü}\n"}
NUMBERS = {
    "n": {"value": 17, "tr": "17", "cases": {"possessive": "17’si"}, "synthetic": False},
    "share": {"value": 42.5, "tr": "%42,5", "cases": {}, "synthetic": True},
    "p": {"value": 0.057, "tr": "0,057", "cases": {}, "synthetic": False},
    "group": {"value": 9, "tr": "9", "cases": {}, "synthetic": False},
    "clear": {"value": False, "kind": "condition", "synthetic": False},
}
SOURCE = """\
---
title: Nakil
lang: tr
abstract: |
  Çocukların {{< num n case=possessive >}} ({{< num share >}}) nüks etti.
---

# Bulgular {#sec-results}

Fark {{< when clear "anlamlıydı" "anlamlı *değildi*" >}} (*p* = {{< num p >}}), Grup 1'de {{< num group >}} çocuk vardı
[@hunger2020]; bkz. @tbl-sex.[^1]

[^1]: Toplam {{< num n >}}{{< when clear "" "†" >}} çocuk{{< when clear "çok" "" >}}.

::: {.content-visible when-format="html"}
Yalnız burada {{< num p >}}.
:::

| Cinsiyet | Grup 1 |
|:--|--:|
| Erkek | {{< num group >}} ({{< num share >}}) |

: Özellikler. {#tbl-sex}
"""
RENDERED = """\
---
title: Nakil
lang: tr
abstract: |
  Çocukların 17’si (%42,5^◊^) nüks etti.
---

# Bulgular

Fark anlamlı *değildi* (*p* = 0,057), Grup 1'de 9 çocuk vardı [1]; bkz. Tablo 1.[^1]

[^1]: Toplam 17† çocuk.

ONLY

| Cinsiyet | Grup 1 |
|:--|--:|
| Erkek | 9 (%42,5^◊^) |

: Tablo 1: Özellikler.

1\\. Hunger SP. Blood. 2020;136(16):1803–1812. doi:10.1182/0.5
"""
MISTAKES = [
    ("0,057", "0,058", "article.tr.qmd, line 10: num p is not there: …nlamlıdeğildi(p= [0,057] ),Grup1’de"),
    ("17’si", "17", "article.tr.qmd, line 5: num n is not there"),
    ("(%42,5^◊^) nüks", "(%42,5) nüks", "num share is not there"),
    ("Toplam 17", "Toplam 117", "article.tr.qmd, line 13: num n is not there"),
    ("anlamlı *değildi*", "anlamlıydı", "when clear is not there"),
    ("Erkek | 9", "Erkek | ", "article.tr.qmd, line 21: num group is not there"),
    ("0,057", "{{< num p >}}", "a shortcode that was not resolved: '{{<'"),
    ("Tablo 1.", r"?\@tbl-sex.", "a reference that leads nowhere: '?@'"),
    ("[1]", "(**hunger2020?**)", "a citation that was not resolved: '(hunger2020?)'"),
    ("Tablo 1.", "Table 1.", "a label of another language: 'Table 1'"),
    ("| Erkek", "| Male", "a label of another language: 'Male'"),
    ("# Bulgular", "**Warning**\n\n# Bulgular", "a label of another language: 'Warning'"),
    ("1\\. Hunger", "42.5% 1\\. Hunger", "a percentage as another language writes it: '5%'"),
    ("1\\. Hunger", "p 0.04 1\\. Hunger", "a decimal number as another language writes it: '0.04'"),
    ("Toplam", "undefined Toplam", "a value that is not there"),
    ("Toplam", "Toplam (None)", "a value that is not there"),
    ("[1]", r"(newkey2020?)", "a reference that leads nowhere: '(newkey2020?)'"),
    ("Tablo 1.", r"Tablo 1 \[\^x].", "markup that was not understood: '[^'"),
    ("0,057", r"{{num p}}", "a shortcode that was not resolved: '{{'"),
    ("| Erkek", "| Male, yıl", "a label of another language: 'Male'"),
    ("# Bulgular", "Abstract: x\n\n# Bulgular", "a label of another language: 'Abstract'"),
]


def stage(folder: Path) -> Path:
    """A staged Turkish article, with what the check reads besides."""
    terms = folder / "stage/_extensions/ledger"
    terms.mkdir(parents=True)
    (folder / "stage/article.tr.qmd").write_text(SOURCE, "utf-8")
    (folder / "stage/numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    (folder / "stage/_quarto.yml").write_text("bibliography: references.bib\n", "utf-8")
    (folder / "stage/references.bib").write_text("@article{hunger2020, title={Blood}}\n", "utf-8")
    for language, title in (("en", "Abstract"), ("tr", "Özet")):
        (terms / f"terms.{language}.yml").write_text(f"abstract: {title}\n", "utf-8")
        (folder / f"labels.{language}.yaml").write_text(LABELS[language], "utf-8")
    return folder / "stage"


def render(text: str, target: Path) -> Path:
    """What an engine could have made of the article, in the format that the suffix of ``target`` names."""
    only = "Yalnız burada 0,057." if target.suffix == ".html" else ""
    text = text.replace("ONLY", only)
    if target.suffix == ".pdf":
        text = re.sub("(?<=\\d)['’]", r"`\\u{2019}`{=typst}", text)  # which Typst would take for a prime after a digit
        body = pandoc(["--from=markdown", "--to=typst", "--standalone", "--variable=mainfont:Libertinus Serif"], text)
        target.with_suffix(".typ").write_text(body, "utf-8")
        typst.compile(target.with_suffix(".typ"), output=target, ignore_system_fonts=True)
    else:
        formats = {".html": "html", ".docx": "docx", ".xml": "jats"}
        pandoc(["--from=markdown", f"--to={formats[target.suffix]}", "--standalone", f"--output={target}"], text)
    return target


def check(folder: Path, *artefacts: Path) -> None:
    labels = [folder / "labels.en.yaml", folder / "labels.tr.yaml"]
    main(folder / "stage", "tr", labels, list(artefacts), folder / "report.json")


def test_a_faithful_rendering_passes_in_every_format(tmp_path):
    stage(tmp_path)
    artefacts = [render(RENDERED, tmp_path / f"article.tr{suffix}") for suffix in (".html", ".docx", ".xml", ".pdf")]
    check(tmp_path, *artefacts)
    counts = json.loads((tmp_path / "report.json").read_text("utf-8"))["numbers and wordings found"]
    assert counts == {"article.tr.html": 10, "article.tr.docx": 9, "article.tr.xml": 9, "article.tr.pdf": 9}


@pytest.mark.parametrize("suffix", [".html", ".docx", ".xml", ".pdf"])
@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[mistake[1] for mistake in MISTAKES])
def test_every_mistake_is_found_in_every_format(tmp_path, suffix, old, new, message):
    stage(tmp_path)
    assert old in RENDERED
    artefact = render(RENDERED.replace(old, new, 1), tmp_path / f"article.tr{suffix}")
    with pytest.raises(InputError) as error:
        check(tmp_path, artefact)
    assert message in str(error.value)
    assert not (tmp_path / "report.json").exists()


def test_numbers_that_change_places_are_found(tmp_path):
    text = "{{< num n >}}\n\n{{< num p >}}\n"
    stage(tmp_path)
    (tmp_path / "stage/article.tr.qmd").write_text(f"---\nlang: tr\n---\n\n{text}", "utf-8")
    with pytest.raises(InputError, match="num p comes too early"):
        check(tmp_path, render("0,057\n\n17\n", tmp_path / "article.tr.docx"))


def test_lines_may_break_anywhere_but_in_a_number():
    assert plain("kohor-\nt ALL-REZ “x” 'y' 1\n17") == "kohortALLREZx’y’1_17"


def test_notations():
    english, turkish, german = (list(other_notation(language)) for language in ("en", "tr", "de"))
    for text, patterns, wrong in [
        ("75% (p = 0.04), version 0.15.2, doi 10.1/0.5", english, False),
        ("75% (p = 0,04)", english, True),
        ("%42,5", english, True),
        ("%75 (p = 0,04), sürüm 0.15.2", turkish, False),
        ("75 %", turkish, True),
        ("75 % (p = 0,04)", german, False),
        ("75 % (p = 0.04)", german, True),
    ]:
        assert bool(list(leftovers([text], dict.fromkeys(patterns, ""), ""))) == wrong, text


def test_labels_that_two_languages_share_are_no_mistake():
    words = {
        "en": {"a": "Bortezomib", "b": {"c": "*Sex*, n = {n}", "d": "*Note*:"}},
        "tr": {"a": "Bortezomib", "d": "Not"},
    }
    assert foreign("tr", words) == {"Note"}
    patterns = untranslated("tr", words)
    assert list(leftovers(["Bortezomib", "Noted", "Bir Note"], patterns, "")) == []
    assert len(list(leftovers(["Note", "Note:"], patterns, ""))) == 2


def test_what_an_author_or_a_reference_says_is_no_leftover(tmp_path):
    folder = stage(tmp_path)
    said = "Sınır undefined kaldı; 100% of them, None of us."
    (folder / "article.tr.qmd").write_text(SOURCE.replace("Fark {{<", f"{said} Fark {{{{<"), "utf-8")
    work = "2\\. Male N. All of 100%: what is undefined? Abstract: None. p 0.04."
    text = RENDERED.replace("Fark anlam", f"{said} Fark anlam").replace("1\\. Hunger", f"{work}\n\n1\\. Hunger")
    files = [render(text.replace(work, f"::: {{#refs}}\n{work}\n:::"), tmp_path / "article.tr.html")]
    check(tmp_path, *files, *(render(text, tmp_path / f"article.tr{suffix}") for suffix in (".docx", ".xml", ".pdf")))


@pytest.mark.parametrize("suffix", [".html", ".xml"])
def test_a_picture_that_lost_its_text_is_found(tmp_path, suffix):
    folder = stage(tmp_path)
    picture = '\n![Resim.](a.png){fig-alt="{{< num n >}} ve {{< num share >}}"}\n'
    (folder / "article.tr.qmd").write_text(SOURCE + picture, "utf-8")
    check(tmp_path, render(f"{RENDERED}\nAra ![17 ve %42,5](a.png)\n", tmp_path / f"article.tr{suffix}"))
    with pytest.raises(InputError, match="a picture has lost its text for those who cannot see it: 17ve%42,5"):
        check(tmp_path, render(f"{RENDERED}\nAra ![](a.png)\n", tmp_path / f"article.tr{suffix}"))


def test_a_docx_is_read_with_its_title_abstract_cells_and_notes(tmp_path):
    runs = read(render(RENDERED, tmp_path / "article.tr.docx")).runs
    assert runs[0] == "Nakil"
    assert {"Erkek", "9 (%42,5◊)", "Toplam 17† çocuk."} <= set(runs)


def test_a_page_is_read_whole_though_it_names_its_main_part(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><header><h1>Title</h1></header><main id='x'><p>Text.</p></main></body></html>", "utf-8"
    )
    assert read(page).runs == ["Title", "Text."]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path):
    stage(tmp_path)
    good = render(RENDERED, tmp_path / "article.tr.docx")
    (tmp_path / "article.tr.xml").write_text("<article><body><p>17 < 40</p></body></article>", "utf-8")
    with pytest.raises(InputError, match=r"(?s)in 1 place.*article\.tr\.xml: Pandoc cannot read it"):
        check(tmp_path, good, tmp_path / "article.tr.xml")


@pytest.mark.quarto
def test_what_quarto_only_warns_of_is_found(tmp_path):
    if not quarto.is_installed():
        pytest.skip("Quarto is not installed")
    folder = stage(tmp_path)
    source = SOURCE[: SOURCE.index("Fark")] + "Bkz. @tbl-sxe ve {{< nmu n >}}.\n"
    (folder / "article.tr.qmd").write_text(source, "utf-8")
    shutil.copytree(ROOT / "manuscript/_extensions", folder / "_extensions", dirs_exist_ok=True)
    formats = "{html: default, typst: default, docx: default, jats: default}"
    project = f"project: {{type: default, output-dir: _out}}\nbibliography: references.bib\nformat: {formats}\n"
    (folder / "_quarto.yml").write_text(project, "utf-8")
    page = quarto.render(folder, "article.tr.qmd")[".html"]
    with pytest.raises(InputError) as error:
        check(tmp_path, page)
    assert "a reference that leads nowhere: '?@'" in str(error.value)
    assert "a shortcode that was not resolved" in str(error.value)
