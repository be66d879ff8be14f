"""What a journal is sent: the manuscript by its rules, figures as files, and a bundle that says what is in it."""

import re
import typing
import xml.etree.ElementTree as ElementTree
from functools import cache
from zipfile import ZipFile

import pytest
import step
from edition.files.errors import InputError
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader
from sample import ARTICLE, pages, parts, prepare, rendered
from scripts import submit

SUPPLEMENT = """![Ek çizim.](images/own.png){#suppfig-more fig-alt="Ek çizimin anlamı"}

![Adsız çizim.](images/own.png){fig-alt="Adsız çizimin anlamı"}

"""
XLINK = "{http://www.w3.org/1999/xlink}href"
MANIFEST = "{https://manuscriptexchange.org/schema/manifest}"


@pytest.fixture(scope="module")
def submitted(engine, tmp_path_factory):
    """A function: the folder that the step makes with some switches."""
    folder = tmp_path_factory.mktemp("submission")
    text = ARTICLE.replace("Bkz.", "Örnek Işık’a göre bkz.").replace("![Eğri]", f"{SUPPLEMENT}![Eğri]")
    stage = prepare(folder, text)
    (stage / "images/unused.jpg").touch()
    jats = rendered(stage, engine)["jats"]
    for place in ("figures", "figures/column"):
        (folder / place).mkdir()
        for suffix in ("png", "pdf"):
            Figure(figsize=(2, 1)).savefig(folder / place / f"survival-tr.{suffix}", dpi=400, transparent=True)
    figures = [folder / "figures/survival-tr.png", folder / "figures/column/survival-tr.png"]

    @cache
    def make(*switches, abstract=0, text=0, over="note"):
        target = tmp_path_factory.mktemp("results")
        submit.main(stage, jats, figures, "tr", engine, list(switches), abstract, text, over, target)
        return target

    return make


def test_every_switch_does_its_work(submitted):
    folder = submitted(*typing.get_args(submit.Switch))
    word, pdf = parts(folder / "manuscript.docx"), PdfReader(folder / "manuscript.pdf")
    document = word["word/document.xml"]
    assert document.count("<w:lnNumType ") == document.count("<w:sectPr>") == 1
    assert 'w:line="480"' in word["word/styles.xml"] and 'w:line="300"' not in word["word/styles.xml"]
    for name in ("Ülker", "Bora", "ulker@example.org", "0000-0001-2345-6789", "Üniversite", "Hastane"):
        assert [place for place, part in word.items() if name in part] == [], name
        assert not any(name in page for page in pages(folder / "manuscript.pdf")), name
    assert not pdf.metadata.author and "submission" not in word["docProps/custom.xml"]
    assert "still has the names Örnek Işık" in (folder / "report.txt").read_text("utf-8")
    legends, figure = document.index("Şekil açıklamaları"), document.index("<w:drawing>", document.index("Kaynaklar"))
    breaks = [match.start() for match in re.finditer('<w:br w:type="page"', document)]
    captions = document.index("Eğri</w:t>"), document.index("Ek çizim.")
    assert document.index("Kaynaklar") < breaks[0] < legends < captions[0] < captions[1] < breaks[1] < figure
    assert len(breaks) == 3 and document.count("<w:drawing>") == 3  # one of them unlabelled, in the text
    assert document.index("<w:drawing>") < document.index("Adsız çizim.") < document.index("Kaynaklar")
    *text, page_of_legends, page_of_figure, page_of_supplement = pages(folder / "manuscript.pdf")
    assert re.search("Şekil açıklamaları.*Şekil 1: Eğri.*Şekil S1: Ek çizim", page_of_legends)
    assert "Eğri" not in page_of_figure and "Şekil 1" in page_of_figure and "Şekil S1" in page_of_supplement
    assert "Adsız çizim." in "".join(text) and "Ek çizim." not in "".join(text)
    assert re.search(r"(?<!\d)1 .*2 .*3 ", pages(folder / "manuscript.pdf")[0])


def test_without_switches_the_article_is_as_it_is(submitted):
    folder = submitted()
    word = parts(folder / "manuscript.docx")
    document = word["word/document.xml"]
    assert "lnNumType" not in document and 'w:br w:type="page"' not in document
    assert 'w:line="300"' in word["word/styles.xml"] and 'w:line="480"' not in word["word/styles.xml"]
    assert "Ülker Örnek Işık" in document and "Ülker Örnek Işık" in pages(folder / "manuscript.pdf")[0]
    assert "Şekil açıklamaları" not in document
    assert document.rindex("<w:drawing>") < document.index("Kaynaklar")


def test_figures_are_files_on_white_in_print_resolution(submitted):
    folder = submitted()
    for place in ("figures", "figures/column"):
        with Image.open(folder / place / "survival-tr.tif") as image:
            assert image.mode == "RGB" and image.size == (800, 400)
            assert 300 <= image.info["dpi"][0] <= 600
            assert image.getpixel((0, 0)) == (255, 255, 255)
        assert (folder / place / "survival-tr.pdf").read_bytes().startswith(b"%PDF")


def test_the_bundle_names_every_file_and_what_it_is(submitted):
    folder = submitted()
    with ZipFile(folder / "meca.zip") as archive:
        root = ElementTree.fromstring(archive.read("manifest.xml"))
        items = {item.find(f"{MANIFEST}instance").get(XLINK): item.get("item-type") for item in root}
        assert {*items, "manifest.xml"} == set(archive.namelist())
        assert ElementTree.fromstring(archive.read("article.xml")).tag == "article"
        assert archive.read("manuscript.docx") == (folder / "manuscript.docx").read_bytes()
    assert items["article.xml"] == "article-metadata" and items["manuscript.pdf"] == "manuscript"
    assert [kind for name, kind in items.items() if name.endswith((".tif", "own.png"))] == ["figure"] * 3
    assert "figures/unused.jpg" not in items
    assert len({item.get("id") for item in root}) == len(root)


def test_words_are_counted_against_limits(submitted):
    folder = submitted(abstract=3, text=2)
    abstract, text, verdict, *_ = (folder / "report.txt").read_text("utf-8").splitlines()
    assert abstract == "The abstract has 4 words of 3 allowed." and verdict == "That is too long."
    assert int(re.search(r"has (\d+) words", text)[1]) > 2
    assert "too long" not in (submitted(abstract=4) / "report.txt").read_text("utf-8")
    with pytest.raises(InputError, match=r"The abstract has 4 words of 3 allowed.*Shorten it"):
        submitted(abstract=3, over="error")


def test_words_of_floats_and_signs_alone_do_not_count():
    text = "<body><sec><title>A title</title><p>Two words – and 3 %.</p><fig><p>no</p></fig> x<p>y</p></sec></body>"
    assert submit.words(ElementTree.fromstring(text)) == 2 + 4 + 2
    assert submit.words(None) == 0


@pytest.mark.parametrize("option", ["--switches=line-number", "--engine=auto", "--over-limit=warn"])
def test_a_word_that_the_step_does_not_know_is_refused(option, capsys):
    with pytest.raises(SystemExit):
        step.run(["submit", option])
    assert "invalid choice" in capsys.readouterr().err
