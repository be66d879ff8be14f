"""Formulas in the four formats: set, numbered, referred to, and read to those who cannot see them."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import tags
from edition.files.errors import InputError
from edition.manuscript import source
from edition.manuscript.blocks import Block
from edition.manuscript.prose import visible
from edition.manuscript.syntax import untypeset
from pypdf import PdfReader
from sample import ARTICLE, pages, parts, prepare, rendered

FORMULAS = """
Katsayı $\\beta$ ve $\\chi^2$; @eq-km ile [@hunger2020] ve -@eq-two; $n = {{< num relapse.n >}}$.

$$
\\hat S(t) = \\prod_{i: t_i \\le t} \\left(1 - \\frac{d_i}{n_i}\\right)
$$ {#eq-km alt="S, \\"çarpım\\" sınırı"}

$$x \\ne y$${#eq-two}

$$a + b$$

"""


@pytest.fixture(scope="module")
def formats(engine: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    article = ARTICLE.replace("### Alt bölüm", FORMULAS + "### Alt bölüm")
    return rendered(prepare(tmp_path_factory.mktemp("formulas"), article), engine)


def test_html_has_mathml_numbered_and_linked(formats: dict[str, Path]) -> None:
    html = formats["html"].read_text("utf-8")
    assert html.count("<math") == 6
    assert re.search(r'<a href="#eq-km"[^>]*>Eşitlik\u00a01</a>', html)
    assert re.search(r'<a href="#eq-two"[^>]*>2</a>', html)
    assert re.search(r'<span id="eq-km">\s*<math display="block".*?<mtext[^>]*>\(?1|\(1\)', html, re.DOTALL)
    assert ">17<" in html and "{#eq" not in html
    assert not re.search(r"<script[^>]*src=|src=\"http", html)


def test_jats_has_mathml_and_tex(formats: dict[str, Path]) -> None:
    root = ElementTree.parse(formats["jats"]).getroot()
    assert len(root.findall(".//{http://www.w3.org/1998/Math/MathML}math")) == 6
    labels = {formula.get("id"): formula.findtext("label") for formula in root.iter("disp-formula")}
    assert labels["eq-km"] == "(1)" and labels["eq-two"] == "(2)" and "qquad" not in formats["jats"].read_text("utf-8")
    assert "eq-km" in {node.get("rid") for node in root.iter("xref")}


def test_word_has_native_formulas(formats: dict[str, Path]) -> None:
    document = parts(formats["docx"])["word/document.xml"]
    assert document.count("<m:oMath>") == 6
    assert 'w:name="eq-km"' in document and 'w:anchor="eq-km"' in document
    assert "Eşitlik\u00a01" in document and "{#eq" not in document


def test_pdf_reads_its_formulas(formats: dict[str, Path]) -> None:
    tree = PdfReader(formats["pdf"]).trailer["/Root"]["/StructTreeRoot"]
    formulas = [node["/Alt"] for node, _ in tags.elements(tree["/K"]) if node["/S"] == "/Formula"]
    assert formulas == ["beta", "chi^2", "n = 17", 'S, "çarpım" sınırı', "x ne y", "a + b"]
    text = " ".join(pages(formats["pdf"]))
    assert "Eşitlik 1" in text and "(1)" in text and "(2)" in text and "{#eq" not in text


def checked(folder: Path, text: str) -> list[InputError]:
    (folder / "article.tr.qmd").write_text(text, "utf-8")
    return list(untypeset(source.read(folder / "article.tr.qmd")))


def test_what_is_no_tex_is_named_with_its_line(tmp_path: Path) -> None:
    error, other = checked(tmp_path, "Bir $x$.\n\n$$\n\\bata\n$$\n\nİki $\\frac{1}$.\n")
    assert "article.tr.qmd, line 3: the formula" in str(error)
    assert "article.tr.qmd, line 7: the formula $\\frac{1}$" in str(other)
    assert checked(tmp_path, "`$\\bata$`, 5$ ve 6$.\n\n<!-- $\\bata$ -->\n") == []


@pytest.mark.parametrize(
    ("formula", "numbers"), [("$\\chi^2$", ""), ("$1 - x_1$", ""), ("$n = 9$", "9"), ("$$p < 0.05$$", "0.05")]
)
def test_only_results_typed_in_a_formula_count(formula: str, numbers: str) -> None:
    assert "".join(visible(Block("paragraph", formula, 1)).split()) == numbers
