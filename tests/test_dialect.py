"""manuscript/DIALECT.md: all that it allows passes, all that it refuses is refused in these words, by its line."""

import re
from pathlib import Path

import pytest
from edition.files.errors import InputError
from edition.manuscript import dialect, source
from sample import ARTICLE, prepare
from scripts import render
from workspace import ROOT

ROW = re.compile(r"^\| (?P<left>.*) \| (?P<right>.*) \|$", re.MULTILINE)
CODE = re.compile(r"(?<!`)(`+)(?!`) ?(.+?) ?(?<!`)\1(?!`)")
PAGE = (ROOT / "manuscript/DIALECT.md").read_text("utf-8")
ALLOWED, REFUSED, KEYS = ([*ROW.finditer(part)][1:] for part in re.split(r"\n\n(?=\| )", PAGE)[1:])

FRONT_ROWS = 8
"""Rows of what is allowed that are about the front matter."""


def written(cell: str) -> list[str]:
    return [code.replace("⏎", "\n") for _, code in CODE.findall(cell)]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["right"])
def test_what_is_refused_is_named_with_its_line(tmp_path: Path, row: re.Match[str]) -> None:
    article = ARTICLE.replace("### Alt bölüm", f"{written(row['left'])[0]}\n\n### Alt bölüm")
    line = article[: article.index("### Alt bölüm")].count("\n") - written(row["left"])[0].count("\n") - 1
    with pytest.raises(InputError, match=re.escape(f"article.tr.qmd, line {line}: {row['right']}")):
        render.check(prepare(tmp_path, article), "article.tr.qmd", "tr")


@pytest.mark.parametrize("row", KEYS, ids=lambda row: row["right"])
def test_a_key_without_effect_is_named_with_its_line(tmp_path: Path, row: re.Match[str]) -> None:
    key = written(row["left"])[0]
    for name in ("article.tr.qmd", "_quarto.yml"):
        folder = prepare(tmp_path / name, ARTICLE)
        head = "---\n" if name.endswith("qmd") else ""
        kept = (folder / name).read_text("utf-8").removeprefix(head)
        if key.startswith(("author", "format")):
            kept = re.sub(rf"(?ms)^{key.partition(':')[0]}:.*?^(?=\S)", "", kept + "---\n").removesuffix("---\n")
        (folder / name).write_text(f"{head}{key}\n{kept}", "utf-8")
        place = re.escape(f"{name}, line {2 if head else 1}: ")
        with pytest.raises(InputError, match=place + re.escape(row["right"])):
            render.check(folder, "article.tr.qmd", "tr")


def test_all_that_is_allowed_passes(tmp_path: Path) -> None:
    boxes = "".join(f"{code}\nText.\n:::\n\n" for row in ALLOWED for code in written(row["right"]) if code[:3] == ":::")
    others = [code for row in ALLOWED[FRONT_ROWS:] for code in written(row["right"]) if code[:3] not in (":::", "{{<")]
    text = boxes + "\n\n".join(others)
    (tmp_path / "article.tr.qmd").write_text(f"---\nlang: tr\n---\n\n{text}\n", "utf-8")
    assert boxes.count(":::") >= 6 and len(others) > 25
    assert list(dialect.check(source.read(tmp_path / "article.tr.qmd"))) == []


def test_what_quarto_would_misread_in_shortcodes_is_named_with_its_line(tmp_path: Path) -> None:
    touching = ARTICLE.replace("subtitle: Örnek", 'subtitle: "{{< num relapse.n >}}\u00a0{{< num km.y2 >}}"')
    blank = ARTICLE.replace("Bkz.", '{{< when higher " daha" "az" >}}')
    for article, line, problem in ((touching, 3, "two shortcodes touch"), (blank, 14, "begins with a blank")):
        with pytest.raises(InputError, match=f"article.tr.qmd, line {line}: .*{problem}"):
            render.check(prepare(tmp_path / problem[:3], article), "article.tr.qmd", "tr")


def test_figures_and_sections_are_not_referred_to_in_the_abstract(tmp_path: Path) -> None:
    article = ARTICLE.replace("Özetin metni", "Özetin metni (@fig-survival)")
    with pytest.raises(InputError, match=r"article\.tr\.qmd, line 8: 'fig-survival' is referred to in the front"):
        render.check(prepare(tmp_path, article), "article.tr.qmd", "tr")
