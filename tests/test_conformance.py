"""The embedded engine against what Quarto itself made of a small article (tests/conformance/expected/)."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from zipfile import ZipFile

import pytest
from edition.render import embedded, quarto
from pypdf import PdfReader
from sample import HtmlText, words

FIXTURE = Path(__file__).parent / "conformance"
EXPECTED = FIXTURE / "expected"
LANGUAGES = ["en", "tr"]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Where Quarto's own output is plainly a defect, the embedded engine does better: Quarto drops the case of a number in
# an abstract, and in HTML and JATS it leaves the title of a callout without one of its own in English.
DEFECTS = [(r"(Sağkalım\s+(?:<[^>]*>)?%75)((?:</[^>]*>)?\s+karşı)", r"\1'e\2"), ("Warning", "Uyarı")]


def expectation(name: str, engine: str) -> str:
    """What Quarto made, in Turkish without its defects unless Quarto itself is held to it."""
    text = (EXPECTED / name).read_text("utf-8")
    if engine == "embedded" and ".tr." in name:
        for defect, remedy in DEFECTS:
            text = re.sub(defect, remedy, text, count=1)
    return text


@pytest.fixture(scope="session")
def rendered(engine: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    render = {"embedded": embedded.render, "quarto": quarto.render}[engine]
    files = {}
    for language in LANGUAGES:
        folder = tmp_path_factory.mktemp(f"{engine}-{language}") / "article"
        shutil.copytree(FIXTURE, folder)
        files[language] = render(folder, f"article.{language}.qmd")
    return files


@pytest.mark.parametrize("language", LANGUAGES)
def test_html(rendered: dict[str, dict[str, Path]], language: str, engine: str) -> None:
    ours = HtmlText(rendered[language][".html"].read_text("utf-8"))
    theirs = HtmlText(expectation(f"article.{language}.body.html", engine))
    assert ours.words == theirs.words
    assert ours.numbers == theirs.numbers
    assert ours.links == theirs.links
    assert ours.pictures == theirs.pictures


def docx_words(file: Path) -> list[str]:
    """Words of paragraphs and notes; a picture has none."""
    texts = []
    with ZipFile(file) as archive:
        for part in ("word/document.xml", "word/footnotes.xml"):
            root = ElementTree.fromstring(archive.read(part))
            for paragraph in root.iter(f"{WORD}p"):
                pieces = [
                    " " if node.tag == f"{WORD}tab" else node.text or ""
                    for node in paragraph.iter()
                    if node.tag in (f"{WORD}t", f"{WORD}tab")
                ]
                texts.append("".join(pieces))
    return words(" ".join(texts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_docx(rendered: dict[str, dict[str, Path]], language: str, engine: str) -> None:
    expected = expectation(f"article.{language}.docx.txt", engine)
    expected = re.sub(r"[+|]|-{2,}|[:=]{2,}|\[\d*\]|^\+.*\+$", " ", expected.replace("+:", "+"), flags=re.MULTILINE)
    ours = docx_words(rendered[language][".docx"])
    start = ours.index("Abstract" if language == "en" else "Özet")
    assert [word for word in ours[start:] if word != ":"] == [word for word in words(expected) if word != ":"]


def jats_words(root: ElementTree.Element, path: str) -> list[str]:
    for graphic in root.iter("graphic"):
        graphic.clear()  # the alternative text, which Quarto leaves out
    return words(" ".join("".join(node.itertext()) for node in root.findall(path)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_jats(rendered: dict[str, dict[str, Path]], language: str, engine: str) -> None:
    ours = ElementTree.parse(rendered[language][".xml"]).getroot()
    theirs = ElementTree.fromstring(expectation(f"article.{language}.jats.xml", engine).encode())
    for path in (
        "front//article-title",
        "front//subtitle",
        "front//surname",
        "front//given-names",
        "front//institution",
        "front//country",
        "front//contrib/email",
        "front//abstract",
        "front//kwd",
        "body",
        "back",
    ):
        assert jats_words(ours, f".//{path}") == jats_words(theirs, f".//{path}"), path
    for attribute in ("ref-type", "rid"):
        references = [[node.get(attribute) for node in root.findall("body//xref")] for root in (ours, theirs)]
        assert references[0] == references[1]


def pdf_lines(text: str) -> tuple[list[str], list[str]]:
    """Words of the text without page numbers, and of the footnote, which stands wherever its page ends."""
    lines = [line.strip() for line in text.splitlines()]
    note = [line for line in lines if re.match(r"1\s*(The note|Notun metni)", line)]
    body = [line for line in lines if line not in note and not line.isdigit()]
    return words(" ".join(body)), words(" ".join(note))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf(rendered: dict[str, dict[str, Path]], language: str, engine: str) -> None:
    expected = expectation(f"article.{language}.pdf.txt", engine)
    pages = PdfReader(rendered[language][".pdf"]).pages
    ours, our_note = pdf_lines("\n".join(page.extract_text() for page in pages))
    theirs, their_note = pdf_lines(expected)
    first = ours.index("1", ours.index("Abstract" if language == "en" else "Özet"))
    assert "".join(ours[first:]) == "".join(theirs[theirs.index("1") :])
    assert sorted("".join(ours[:first])) == sorted("".join(theirs[: theirs.index("1")]))
    assert "".join(our_note) == "".join(their_note)
