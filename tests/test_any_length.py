"""The output check passes a right article wherever its pages end, in any style of citation."""

import json
from pathlib import Path

import pytest
import typst
from edition.manuscript import source
from edition.render import embedded
from edition.render.document import read
from edition.render.named import Text, missing
from pypdf import PdfReader
from sample import ARTICLE, prepare
from sample import NUMBERS as SAMPLE

# One more line to a paragraph, up to two pages of them.
LINES = range(0, 100, 2)
WORDING = "a wording that is long enough to have a page end within it, wherever the lines above it happen to push it"
NUMBERS = {name: {"synthetic": False} | number for name, number in SAMPLE.items()}
PARAGRAPH = f"""
FILLER

Sonuç
{{{{< when higher "{WORDING}" "x" >}}}}:
{{{{< num relapse.n >}}}} çocuk[^b] [@hunger2020] {{{{< num km.y2 >}}}}[@hunger2020].
Ardından {{{{< num relapse.n case=genitive >}}}}.[^a]

[^a]: Kısa.

[^b]: Notta {{{{< num relapse.n >}}}} çocuk ve {{{{< num km.y2 >}}}}.

Grup 1 {{{{< num relapse.n >}}}} çocuk {{{{< when higher "kısa" "x" >}}}}
"""
STYLES = {
    "numeric": (),
    "superscript": (('<layout prefix="[" suffix="]" delimiter=",">', '<layout vertical-align="sup" delimiter=",">'),),
    "author-date": (("csl: numeric.csl\n", ""),),
}


def restyled(folder: Path, style: str) -> None:
    for old, new in STYLES[style]:
        files = [folder / name for name in ("numeric.csl", "_quarto.yml")]
        texts = {file: file.read_text("utf-8") for file in files}
        assert any(old in text for text in texts.values())
        for file, text in texts.items():
            file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("style", STYLES)
def test_a_right_article_passes_at_every_length(tmp_path: Path, style: str) -> None:
    folder = prepare(tmp_path, ARTICLE.replace("### Alt bölüm", PARAGRAPH + "\n### Alt bölüm"))
    (folder / "numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    restyled(folder, style)
    flows, _ = Text(source.read(folder / "article.tr.qmd"), NUMBERS, "tr").named(".pdf")
    assert sum(map(len, flows)) >= 12
    embedded.render(folder, "article.tr.qmd", [".pdf"])
    page = folder / "article.typ"
    text = page.read_text("utf-8")
    page.write_text(text.replace("FILLER", '#(("satır " * 9 + linebreak()) * int(sys.inputs.lines))'), "utf-8")
    compiler = typst.Compiler(page, ignore_system_fonts=True)
    pages = set()
    for lines in LINES:
        target = folder / f"{lines}.pdf"
        compiler.compile(output=target, sys_inputs={"lines": str(lines)})
        rendered = read(target)
        assert not rendered.are_lines
        assert list(missing(flows, rendered.runs, are_lines=False)) == [], lines
        pages.add(len(PdfReader(target).pages))
    assert len(pages) >= 3
