"""Supplementary figures and tables: counted apart, referred to and captioned alike in every format by both engines."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from edition.render.document import read
from sample import ARTICLE, jats_faults, parts, prepare, rendered

SUPPLEMENT = """Bkz. @suppfig-one, @supptbl-b, [Çizim @suppfig-two], -@supptbl-a, @fig-survival.

![Ek eğri {{< num relapse.n >}} hastada.](figures/survival-tr){#suppfig-one fig-alt="Ek eğrinin anlamı"}

![Öbür eğri.](figures/survival-tr){#suppfig-two fig-alt="Öbür eğrinin anlamı" width="50%"}

| Ek | Sayı |
|----|------|
| bir | 1 |

: Ek tablo [@hunger2020]. {#supptbl-a}

::: {.table-note}
Ek tablonun notu.
:::

| Ek | Sayı |
|----|------|
| iki | 2 |

: Öbür tablo. {#supptbl-b}

"""
UNLABELLED = """![Adsız çizim.](images/own.png){fig-alt="Adsız çizimin anlamı"}

"""
TOLD = [
    "Bkz. Şekil S1, Tablo S2, Çizim S2, S1, Şekil 1.",
    "Şekil S1: Ek eğri 17 hastada.",
    "Şekil S2: Öbür eğri.",
    "Tablo S1: Ek tablo",
    "Tablo S2: Öbür tablo.",
    "Adsız çizim.",
    "Şekil 1: Eğri",
    "Tablo 1: Tablonun adı",
]


@pytest.fixture(scope="module")
def formats(engine: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    article = ARTICLE.replace("### Alt bölüm", SUPPLEMENT + "### Alt bölüm").replace("![Eğri]", UNLABELLED + "![Eğri]")
    return rendered(prepare(tmp_path_factory.mktemp("supplementary"), article), engine)


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_each_has_its_number_and_each_reference_leads_to_it(formats: dict[str, Path], form: str) -> None:
    article = read(formats[form])
    said = " ".join(" ".join(article.runs).replace("\N{OBJECT REPLACEMENT CHARACTER}", "").split())
    assert [line for line in TOLD if line not in said] == []
    assert {"Ek eğrinin anlamı", "Öbür eğrinin anlamı"} <= set(article.alternatives)
    assert not re.search(r": *Adsız çizim", said)
    assert "suppfig-" not in said and "supptbl-" not in said


def test_word_counts_them_by_itself(formats: dict[str, Path]) -> None:
    document = parts(formats["docx"])["word/document.xml"]
    codes = re.findall(r"<w:instrText[^>]*> *(.*?) *</w:instrText>", document)
    assert [code for code in codes if "_S " in code or "supp" in code] == [
        "REF _Ref_suppfig_one \\h \\* CHARFORMAT",
        "REF _Ref_supptbl_b \\h \\* CHARFORMAT",
        "REF _Ref_suppfig_two \\h \\* CHARFORMAT",
        "REF _Ref_supptbl_a \\h \\* CHARFORMAT",
        *["SEQ Şekil_S \\* ARABIC"] * 2,
        *["SEQ Tablo_S \\* ARABIC"] * 2,
    ]


def test_jats_has_their_labels_and_the_title_of_a_box(formats: dict[str, Path]) -> None:
    assert jats_faults(formats["jats"]) == []
    article = ElementTree.parse(formats["jats"]).getroot()
    (box,) = article.iter("boxed-text")
    assert (box.get("content-type"), box.findtext("p/bold")) == ("tip", "İpucu")
    labels = {node.get("id"): node.findtext("label", "").replace("\N{NO-BREAK SPACE}", " ") for node in article.iter()}
    assert (labels["suppfig-one"], labels["suppfig-two"], labels["supptbl-b"]) == ("Şekil S1", "Şekil S2", "Tablo S2")
    assert {"suppfig-one", "suppfig-two", "supptbl-a", "supptbl-b"} <= {
        node.get("rid") for node in article.iter("xref")
    }
