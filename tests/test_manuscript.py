"""The article itself: both languages pass the checks, and wrong edits of the real files do not."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from edition.files.errors import InputError
from edition.manuscript.blocks import read_article
from edition.manuscript.parity import citations, features
from edition.manuscript.prose import visible
from edition.manuscript.references import known_keys
from edition.manuscript.shortcodes import calls
from scripts.check_manuscript import main

MANUSCRIPT = Path(__file__).parent.parent / "manuscript"
LANGUAGES = ("en", "tr")
FILES = [f"{name}.{language}.{end}" for name, end in (("article", "qmd"), ("labels", "yaml")) for language in LANGUAGES]
LISTS = ("terms.yaml", "allowed-numbers.yaml", "_quarto.yml", "references.bib", "methods.bib")


@pytest.fixture
def manuscript(tmp_path) -> Path:
    for name in (*FILES, *LISTS):
        shutil.copy(MANUSCRIPT / name, tmp_path)
    return tmp_path


def check(folder: Path, published: Path = MANUSCRIPT.parent / "data/published") -> dict:
    report = folder / "checks" / "manuscript.json"
    main(
        articles=[folder / f"article.{language}.qmd" for language in LANGUAGES],
        labels=[folder / f"labels.{language}.yaml" for language in LANGUAGES],
        published=sorted(published.glob("*.yaml")),
        terms=folder / LISTS[0],
        allowed=folder / LISTS[1],
        project=folder / LISTS[2],
        report=report,
    )
    return json.loads(report.read_text("utf-8"))


def test_the_articles_pass(manuscript):
    english, turkish = check(manuscript).values()
    assert english == turkish
    assert english["numbers"] > 150 and english["conditions"] > 15


EDITS = [
    # the file, what is edited, and what is said
    ("article.en.qmd", "{{< num relapse_free.n >}} had", "23 had", "'23' is typed"),
    ("article.en.qmd", "of Kaya", "of 17 Kaya", "'17' is typed"),
    ("article.tr.qmd", "num group1.died.n", "num group2.died.n", "has 'num group2.died.n' where"),
    ("article.en.qmd", "Median survival was", "It was significantly lower. It was", "passes a verdict"),
    ("article.tr.qmd", "Nakil sonrası nüks {{<", "Nakil sonrası relaps {{<", "'relaps' is not this"),
    ("labels.tr.yaml", "Sansürlü ve ölen", "Relaps ve ölen", "'relaps' is not this"),
]


def test_wrong_edits_and_a_wrong_record_are_all_named_with_file_and_line(manuscript, tmp_path_factory):
    folder, rows = tmp_path_factory.mktemp("published"), []
    (folder / "records.yaml").write_text("claims:\n  - place: rekürren\n    says: {en: a, tr: Rekürren}\n", "utf-8")
    for file, old, new, _ in EDITS:
        text = (manuscript / file).read_text("utf-8")
        assert old in text
        rows.append(text[: text.index(old)].count("\n") + 1)
        (manuscript / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(
        InputError, match=r"records\.yaml:3: 'rekürren' is not this article's term. Write 'nüks'"
    ) as error:
        check(manuscript, folder)
    for (file, _, _, message), row in zip(EDITS, rows, strict=True):
        lines = [line for line in str(error.value).splitlines() if message in line and file in line]
        places = [int(place) for line in lines for place in re.findall(r"\.(?:qmd|yaml):(\d+)", line)]
        assert any(row - 10 < place <= row + 3 for place in places), message  # a paragraph is named by its first line
    assert not (manuscript / "checks").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{< num relapse.n >}} of these children", "{{< num relapse.n of them", "line {row}: this shortcode is not"),
        ("lang: en", "lang: tr", "names 'tr' as the language"),
    ],
)
def test_a_slip_within_one_article_is_all_that_is_said(manuscript, old, new, message):
    file = manuscript / "article.en.qmd"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=r"in 1 place") as error:
        check(manuscript)
    assert message.format(row=text[: text.index(old)].count("\n") + 1) in str(error.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_nineteen_references_are_cited_in_the_order_of_the_paper(language):
    published = yaml.safe_load((MANUSCRIPT.parent / "data/published/sources.yaml").read_text("utf-8"))["sources"]
    article = read_article(MANUSCRIPT / f"article.{language}.qmd")
    assert [key for key in citations(article) if key in published] == published
    keys = known_keys(MANUSCRIPT)
    assert keys[: len(published)] == published and set(citations(article)) == set(keys)


def test_every_allowance_is_needed():
    """An entry of the allow-list that nothing in either article needs has outlived its reason."""
    entries = yaml.safe_load((MANUSCRIPT / LISTS[1]).read_text("utf-8"))["allowed"]
    text = "".join(
        visible(block) for name in LANGUAGES for block in read_article(MANUSCRIPT / f"article.{name}.qmd").blocks
    )
    assert [e for e in entries if not re.search(e.get("pattern") or re.escape(e["text"]), text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_shortcodes_stand_on_one_line_with_two_wordings(language):
    """Both engines read them so, and a `when` with an empty wording would leave a hole in the sentence."""
    for match, call in calls((MANUSCRIPT / f"article.{language}.qmd").read_text("utf-8")):
        assert "\n" not in match[0]
        assert call.name != "when" or any(call.wordings)


def test_the_paper_is_named_and_the_synthetic_cohort_announced():
    for language in LANGUAGES:
        article = read_article(MANUSCRIPT / f"article.{language}.qmd")
        head = next(section for section in article.sections if section.id == "head")
        shared = sum((features(block, language) for block in head.blocks), start=features(head.blocks[0], language))
        assert "link https://doi.org/10.4274/tjh.galenos.2025.2025.0356" in shared
        assert shared["when cohort.synthetic"] >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_p_value_for_survival_stands_beside_its_test_or_side(language):
    """One-sided or two-sided is a matter of the analysis plan: where the number changes, so must its name."""
    for block in read_article(MANUSCRIPT / f"article.{language}.qmd").blocks:
        shown = features(block, language)
        for plan in ("", "plans.published.", "plans.recommended."):
            if shown[f"num {plan}survival.p"]:
                assert shown[f"num {plan}survival.test"] + shown[f"num {plan}survival.sides"], block.text
