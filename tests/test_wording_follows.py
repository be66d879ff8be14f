"""A choice of the analysis or a datum changes: the wording of both articles follows its numbers, alike."""

import shutil
from pathlib import Path

import pytest
from edition.render.document import plain, read
from scripts import preview
from workspace import EMBEDDED, Workspace

pytestmark = pytest.mark.build

BOTH = {
    "en": "both differences were statistically significant",
    "tr": "farkların ikisi de istatistiksel olarak anlamlıydı",
}
TOXICITY_ONLY = {
    "en": "the difference in toxicity was statistically significant and that in survival was not",
    "tr": "toksisite farkı istatistiksel olarak anlamlıydı, sağkalım farkı anlamlı değildi",
}
FOLLOWED = {
    "published": {
        "en": "The matching plan supplies",
        "tr": "Özelliklerin karşılaştırıldığı tabloda eşleşen planın",
    },
    "recommended": {
        "en": "The recommended plan supplies",
        "tr": "Özelliklerin karşılaştırıldığı tabloda önerilen planın",
    },
}


@pytest.fixture
def project(built_once, tmp_path, monkeypatch) -> Workspace:
    """The built project with a copy of the export, which is the one that it reads."""
    workspace = Workspace(tmp_path / "project", built_once)
    shutil.copytree(workspace.folder / "data/synthetic", workspace.folder / "export")
    shutil.copytree(workspace.folder / "results/stage", workspace.folder / "stage")
    monkeypatch.setattr(preview, "STAGE", Path("stage"))
    monkeypatch.chdir(workspace.folder)
    return workspace


def rebuilt(project: Workspace) -> dict[str, str]:
    """The text of both pages with the numbers that the recommended plan and the copied export give."""
    options = (*EMBEDDED, "analysis={plan: recommended}", "export={folder: export}")
    run = project.snakemake("--cores", "2", *options, "--", "results/numbers.json")
    assert run.returncode == 0, run.stdout + run.stderr
    pages = {}
    for language in ("en", "tr"):
        shutil.copyfile("results/numbers.json", preview.STAGE / language / "numbers.json")
        page, problems = preview.article(language)
        assert problems == []
        Path(f"page.{language}.html").write_text(page, "utf-8")
        pages[language] = plain(" ".join(read(Path(f"page.{language}.html")).runs))
    return pages


def test_both_articles_follow_the_plan_and_the_data(project, built_once):
    """The plan and a datum are changed at once: both articles tell the plan, and what the datum makes significant."""

    def says(pages: dict[str, str], *sentences: dict[str, str]) -> None:
        for sentence in sentences:
            for language, page in pages.items():
                assert plain(sentence[language]) in page, sentence[language]

    built = {
        language: plain(" ".join(read(built_once / f"results/article/article.{language}.html").runs))
        for language in ("en", "tr")
    }
    says(
        built,
        FOLLOWED["published"],
        TOXICITY_ONLY,
        {"en": "6 of 8 children in Group 2 (75%)", "tr": "Grup 2’deki 8 çocukta 6 (%75)"},
    )

    # One more child of group 2 lives, which is not what the paper prints: the number bears the mark of synthetic ones.
    project.edit("export/izlem.csv", "P18;01.09.2013;öldü;progresyon", "P18;01.09.2013;yaşıyor;")
    survived = {"en": "7◊ of 8 children in Group 2 (88%◊)", "tr": "Grup 2’deki 8 çocukta 7◊ (%88◊)"}
    says(rebuilt(project), FOLLOWED["recommended"], BOTH, survived)
