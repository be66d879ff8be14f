"""Two small articles that agree, and what the check says about each way in which they can drift apart."""

from pathlib import Path

import pytest
from edition.manuscript.blocks import Article, Block, read_article, read_labels, split
from edition.manuscript.parity import align, compare
from hypothesis import given
from hypothesis import strategies as st

ENGLISH = """\
---
title: Survival
lang: en
author:
  - name: Ada Example
    email: ada@example.org
keywords: [relapse, children]
abstract: |
  Of {{< num cohort.n >}} children,
  {{< num relapse.n >}} had a relapse.
---

::: {.callout-note}
## About
A note [@hunger2020].
:::

## Results {#sec-results}

First {{< num a.n >}} of {{< num b.n >}} [@bertaina2017; @guo2024], see @fig-flow.
It {{< when c.significant "was" "was not" >}} so.[^1]

[^1]: A note with {{< num d.p >}}.

- One item.
- Another, <https://example.org/>.

![Flow.](figures/flow-en){#fig-flow fig-alt="A chart"}

{{< include tables/table1.en.md >}}

### Detail {#sec-detail}

Last paragraph.
"""
TURKISH = """\
---
title: Sağkalım
lang: tr
author:
  - name: Ada Example
    email: ada@example.org
keywords: [nüks, çocuklar]
abstract: |
  {{< num cohort.n >}} çocuğun
  {{< num relapse.n case=possessive_locative >}} nüks görüldü.
---

::: {.callout-note}
## Hakkında
Bir not [@hunger2020].
:::

## Bulgular {#sec-results}

{{< num b.n case=genitive >}} {{< num a.n case=possessive >}} [@bertaina2017; @guo2024], bkz. @fig-flow.
Bu böyle {{< when c.significant "idi" "değildi" >}}.[^1]

[^1]: {{< num d.p >}} içeren bir not.

- Bir madde.
- Bir başkası, <https://example.org/>.

![Akış.](figures/flow-tr){#fig-flow fig-alt="Bir şema"}

{{< include tables/table1.tr.md >}}

### Ayrıntı {#sec-detail}

Son paragraf.
"""


def article(folder: Path, language: str, text: str) -> Article:
    file = folder / f"article.{language}.qmd"
    file.write_text(text, "utf-8")
    return read_article(file)


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Compares the two articles after a change to the Turkish (or English) one; paths are relative, as in a build."""
    monkeypatch.chdir(tmp_path)

    def run(old: str = "", new: str = "", english: tuple[str, str] = ("", "")) -> list[str]:
        assert old in TURKISH and english[0] in ENGLISH
        first = article(Path(), "en", ENGLISH.replace(*english) if english[0] else ENGLISH)
        other = article(Path(), "tr", TURKISH.replace(old, new, 1) if old else TURKISH)
        return compare(first, other)

    return run


def line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_articles_that_agree(check):
    assert check() == []


def test_a_number_that_one_language_lacks_is_named_with_both_lines(check):
    assert check("{{< num a.n case=possessive >}}", "ilki") == [
        "article.en.qmd:20 and article.tr.qmd:20: 'num a.n' stands 1 × in article.en.qmd, 0 × in article.tr.qmd."
    ]


@pytest.mark.parametrize(
    ("old", "new", "feature"),
    [
        ("{{< num cohort.n >}}", "{{< num relapse.n >}}", "num cohort.n"),
        ("{{< when c.significant", "{{< when d.significant", "when d.significant"),
        ("@bertaina2017; @guo2024", "@guo2024", "@bertaina2017"),
        ("bkz. @fig-flow", "bkz. şekil", "@fig-flow"),
        (".[^1]\n", ".\n", "note"),
        ("[^1]: {{< num d.p >}}", "[^1]: {{< num d.p >}} {{< num e.p >}}", "num e.p"),
        ("<https://example.org/>", "<https://example.org/tr>", "link https://example.org/tr"),
        ("figures/flow-tr", "figures/survival-tr", "image figures/survival-*"),
        ("{#fig-flow ", "{#fig-akis ", "label fig-akis"),
        ("tables/table1.tr.md", "tables/table2.tr.md", "include tables/table2.*.md"),
        (".callout-note", ".callout-warning", "{.callout-warning}"),
        ("ada@example.org", "ada@ornek.org", "Ada Example ada@ornek.org"),
    ],
)
def test_every_kind_of_feature_is_compared(check, old, new, feature):
    assert any(repr(feature) in message for message in check(old, new))


def test_a_figure_of_the_other_language_does_not_pass(check):
    assert any("figures/flow-en" in message for message in check("figures/flow-tr", "figures/flow-en"))


GROUPS = ("Last paragraph.", "In {{< num b.group2.n >}}, {{< num group1.n >}}, {{< num group2.n >}}.")


@pytest.mark.parametrize(
    ("turkish", "problems"),
    [
        ("{{< num group1.n >}}, {{< num group2.n >}}, {{< num b.group2.n >}}.", []),
        (
            "{{< num group2.n >}},\n{{< num group1.n >}}, {{< num b.group2.n >}}.",
            [
                "article.en.qmd:34 and article.tr.qmd:34: 'line' stands 1 × in article.en.qmd, 2 × in article.tr.qmd: "
                "has a sentence got lost, or has one two lines?",
                "article.en.qmd:34 and article.tr.qmd:35: 'group1.n' and its like stand in another order. "
                "Has one the place of another?",
            ],
        ),
        ("<!-- parity: order; so -->\n{{< num group2.n >}}, {{< num group1.n >}}, {{< num b.group2.n >}}.", []),
    ],
)
def test_numbers_of_the_groups_keep_their_order(check, turkish, problems):
    assert check("Son paragraf.", turkish, english=GROUPS) == problems


def test_a_lost_sentence_without_numbers_is_found(check):
    assert "'line' stands 2 × in article.en.qmd, 1 × in" in check(english=("Last paragraph.", "Last.\nParagraph."))[0]


def test_a_note_within_the_text_is_a_note(check):
    assert "'note' stands 1 ×" in check(english=("Last paragraph.", "Last^[Note.] paragraph."))[0]


def test_a_paragraph_that_was_parted_is_all_that_is_said(check):
    messages = check("Bu böyle", "\nBu böyle")
    assert len(messages) == 1 and "the paragraph in article.tr.qmd has no counterpart" in messages[0]


def test_a_missing_paragraph_is_named_where_it_belongs(check):
    assert check("Son paragraf.\n", "") == [
        f"article.en.qmd:{line(ENGLISH, 'Last')} and article.tr.qmd:{line(TURKISH, '### Ayrıntı')}: "
        "the paragraph in article.en.qmd has no counterpart in article.tr.qmd."
    ]


def test_an_added_paragraph_does_not_blame_its_neighbours(check):
    messages = check("Bu böyle", "Yeni bir tümce.\n\nBu böyle")
    assert [message for message in messages if "counterpart" in message] == [
        "article.en.qmd:20 and article.tr.qmd:23: the paragraph in article.tr.qmd has no counterpart in article.en.qmd."
    ]


def test_an_item_and_a_keyword_need_counterparts(check):
    assert "the item in article.en.qmd has no counterpart" in check("- Bir madde.\n", "")[0]
    assert "the keywords in article.en.qmd has no counterpart" in check(", çocuklar", "")[0]


def test_sections(check):
    assert "the section #sec-detail has no counterpart" in check("{#sec-detail}", "{#sec-ayrinti}")[0]
    assert "differ in level" in check("### Ayrıntı", "## Ayrıntı")[0]
    assert "has no label" in check(" {#sec-detail}", "")[0]
    tail = TURKISH[TURKISH.index("### Ayrıntı") :]
    moved = TURKISH.replace(tail, "").replace("## Bulgular", tail + "\n## Bulgular")
    assert any("another order" in message for message in check(TURKISH, moved))


def test_references_keep_their_numbers(check):
    assert check("@bertaina2017; @guo2024", "@guo2024; @bertaina2017") == [
        "article.en.qmd:20 and article.tr.qmd:20: reference 2 would be bertaina2017 in article.en.qmd, "
        "guo2024 in article.tr.qmd."
    ]


def test_a_declared_difference_needs_a_reason_and_must_exist(check):
    removed = ("{{< num a.n case=possessive >}}", "ilki")
    declared = f"<!-- parity: num a.n; Turkish says it with a word -->\n{removed[1]}"
    assert check("{{< num b.n case=genitive >}} " + removed[0], declared + " {{< num b.n case=genitive >}}") == []
    assert "say why 'num a.n' differs" in check("Son", "<!-- parity: num a.n -->\nSon")[-1]
    assert "there is none" in check("Son", "<!-- parity: num a.n; habit -->\nSon")[0]


def test_a_paragraph_or_section_for_one_language_only(check):
    only = "<!-- parity: only here; Turkish law asks for it -->\n\n"
    assert check("Son paragraf.", f"{only}Yalnız Türkçe.\n\nSon paragraf.") == []
    assert check("### Ayrıntı", f"{only}### Yasa {{#sec-law}}\n\nMetin.\n\n### Ayrıntı") == []
    assert len(check("Son paragraf.", f"{only}Son paragraf.")) == 1


def test_blocks_know_their_lines(tmp_path):
    read = article(tmp_path, "en", ENGLISH)
    lines = ENGLISH.splitlines()
    for block in read.blocks:
        words = block.text.removesuffix(" ada@example.org")
        assert words.splitlines()[0] in lines[block.line - 1]
    assert [section.id for section in read.sections] == ["front matter", "head", "sec-results", "sec-detail"]


def test_code_and_comments_are_no_prose():
    text = "```\n{{< num a >}}\n\n## no heading\n```\n\n<!-- a\ncomment -->\nA paragraph."
    assert split(text.splitlines(), 1) == [Block("paragraph", "A paragraph.", 9, ("<!-- a\ncomment -->",))]


names = st.lists(st.sampled_from("abcdef"), max_size=4)


@given(st.lists(names, max_size=6), st.lists(names, max_size=6))
def test_alignment_loses_nothing_and_keeps_the_order(first, other):
    one, two = (
        [Block("paragraph", " ".join(f"{{{{< num {x} >}}}}" for x in ids) or ".", n) for n, ids in enumerate(given)]
        for given in (first, other)
    )
    pairs = list(align(one, two, ("en", "tr"), (0, 0)))
    assert [pair.first for pair in pairs if pair.first] == one
    assert [pair.other for pair in pairs if pair.other] == two


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4), min_size=2, max_size=7, unique_by=tuple),
    st.data(),
)
def test_the_paragraph_that_was_left_out_is_the_one_without_a_counterpart(ids, data):
    blocks = [
        Block("paragraph", f"@x{n} " + " ".join(f"{{{{< num {x} >}}}}" for x in row), n) for n, row in enumerate(ids)
    ]
    gone = data.draw(st.integers(0, len(blocks) - 1))
    pairs = list(align(blocks, blocks[:gone] + blocks[gone + 1 :], ("en", "tr"), (0, 0)))
    assert [pair.first for pair in pairs if pair.other is None] == [blocks[gone]]
    assert all(pair.first == pair.other for pair in pairs if pair.other)


def test_a_mistyped_id_is_named_beside_the_one_it_stands_for(check):
    assert check("{{< num cohort.n >}}", "{{< num cohortt.n >}}") == [
        "article.en.qmd:9 and article.tr.qmd:9: article.tr.qmd has 'num cohortt.n' where article.en.qmd has "
        "'num cohort.n'. Is one mistyped?"
    ]


LABELS = """\
table:
  caption: Of {{< num n >}} children, {{< when big "many" "some" >}}.
figure:
  box: |
    **Relapse**
    n = {relapse.n} ({relapse.percent})
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{relapse.percent}", "{group1.percent}", "'relapse.percent' stands 1 × in labels.en.yaml, 0 × in labels.tr"),
        ("num n ", "num m ", "labels.en.yaml:2 and labels.tr.yaml:2: 'num m' stands 0 × in labels.en.yaml"),
        ("when big", "when small", "'when small' stands 0 × in labels.en.yaml, 1 × in labels.tr.yaml"),
        ("  box:", "  bax:", "labels.en.yaml:4: the label #figure.box has no counterpart in labels.tr.yaml"),
        ("table:", "extra: words\ntable:", "labels.tr.yaml:1: the label #extra has no counterpart in labels.en.yaml"),
    ],
)
def test_words_of_tables_and_figures_name_the_same_numbers(tmp_path, monkeypatch, old, new, message):
    monkeypatch.chdir(tmp_path)
    first, other = Path("labels.en.yaml"), Path("labels.tr.yaml")
    first.write_text(LABELS, "utf-8")
    other.write_text(LABELS, "utf-8")
    assert compare(read_labels(first, "en"), read_labels(other, "tr")) == []
    other.write_text(LABELS.replace(old, new, 1), "utf-8")
    assert any(message in said for said in compare(read_labels(first, "en"), read_labels(other, "tr")))
