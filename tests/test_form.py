"""Mistakes that one article can hold whatever the others say: each is named with its line, and nothing else is."""

from pathlib import Path

import pytest
from edition.files.errors import InputError
from edition.manuscript import source, syntax
from edition.manuscript.blocks import read_article

SOUND = """\
---
title: "Of {{< num n >}}"
lang: tr
---

## Results {#sec-results}

Of {{< num n case=genitive >}} [@hunger2020], see @fig-flow, @tbl-sex, [here](#sec-results), a@b.org, \\@escaped.[^a]
Code `{{< x`, `@code` and `[^b]`, {{</* num n */>}}, <!-- @none ::: --> and {{< when c "a > b" "b" >}}.

::: {.callout-note}
## Title
:::: {.table-note}
Text.
::::
:::

[^a]: A note.

![Of {{< num n >}} [@hunger2020].](figures/flow-tr){#fig-flow fig-alt="Of {{< num n >}} boxes"}

{{< include tables/sex.tr.md >}}
"""
TEXT = "Of {{< num n case=genitive >}}"


def mistakes(folder: Path, text: str, language: str = "tr") -> list[str]:
    file = folder / f"article.{language}.qmd"
    file.write_text(text, "utf-8")
    return [str(error) for error in syntax.check(source.read(file, includes=False), language, ["hunger2020"])]


def test_a_sound_article(tmp_path):
    assert mistakes(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    "text",
    [
        "Fisher*, 5 * 3 and \\*, **a *b* c**, ***d***, *p*^2^ (*n*)",
        "- one\n  goes on\n- other\n\n* star\n\n---\n\nOf",
        "### Deep\n\n#### Deeper\n\n## Up[^b]\n\n[^b]:\n    Of",
    ],
)
def test_what_is_meant_as_it_stands(tmp_path, text):
    assert mistakes(tmp_path, SOUND.replace(TEXT, f"{text} {TEXT}")) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (TEXT, "Of {{< num n of ({{< num n >}})", 8, "this shortcode is not closed. Write {{< num ID >}}"),
        (TEXT, "Of **bold text", 8, "this emphasis does not end"),
        (TEXT, "Of *p* and *q", 8, "this emphasis does not end"),
        (TEXT, "Of ** bold ** text", 8, "this emphasis does not end, or begins nothing"),
        (TEXT, "Drugs:\n- one\n- other\n\nOf", 9, "this list begins within a paragraph. Leave a line empty above it"),
        (TEXT, "Of\n\n---\nkeywords: [other]\n---\n\nOf", 10, "this is read as front matter"),
        (TEXT, "#### Deep\n\nOf", 8, "this heading skips a level: 4 follows 2. Begin it with ###"),
        ("[^a]: A note.", "[^a]: A note.\n\n[^a]: Another.", 20, "the note [^a] is given twice"),
        ("[^a]: A note.", "[^a]:", 18, "the note [^a] is empty"),
        ("\n\n![Of", "\n\nSee\n![Of", 21, "this figure, which has a label, stands within a paragraph"),
        (TEXT, "Of {{< num n >} of {{< num n >}}", 8, "this shortcode is not closed"),
        (TEXT, "Of num n >}}", 8, "a shortcode is closed here that was not begun"),
        (TEXT, "Of {< num n >}", 8, "meant as a shortcode and is none"),
        (TEXT, "Of {{num n}}", 8, "meant as a shortcode and is none"),
        (TEXT, "Of {{% num n %}}", 8, "meant as a shortcode and is none"),
        ("genitive", "genitiv", 8, "has no case 'genitiv'. Did you mean genitive"),
        ("case=genitive", "genitive", 8, "a case; 'genitive' is neither. Did you mean case=genitive"),
        ("case=genitive", "Case=genitive", 8, "a case; 'Case=genitive' is neither. Did you mean case=genitive"),
        ("case=genitive", "case = genitive", 8, "a case; 'case' is neither. Did you mean case=genitive"),
        ("case=genitive", "digits=3", 8, "'digits=3' is neither. Write {{< num ID >}}"),
        ('"a > b" "b"', "“a > b” “b”", 9, "straight quotation marks"),
        ("{{< include", "See {{< include", 22, "an include shares its line"),
        ("-->", "", 9, "this comment is not closed"),
        ("<!--", "", 9, "a comment ends here that was not begun"),
        ("{.table-note}\nText.\n::::", "{.table-note}\nText.", 11, "this box is not closed"),
        (":::\n\n[^a]", ":::\n:::\n\n[^a]", 17, "closes no box"),
        (".[^a]", ".", 18, "nothing refers to the note [^a]"),
        ("[^a]: A", "A", 8, "the note [^a] has no text"),
        (' fig-alt="Of {{< num n >}} boxes"', "", 20, "no text for those who cannot see it"),
        ("Of {{< num n >}} boxes", "", 20, "no text for those who cannot see it"),
        ("\nText.", "\n### Text {#sec-results}", 14, "sec-results is given twice, first in article.tr.qmd, line 6"),
        ("(#sec-results)", "(#sec-result)", 8, "labelled 'sec-result'. Did you mean sec-results"),
        ("@fig-flow,", "@fig_flow,", 8, "is called 'fig_flow'. Did you mean fig-flow"),
        ("see @fig-flow", "see @fig-flew", 8, "labelled 'fig-flew'. Did you mean fig-flow"),
        ("see @fig-flow", "see @eq-km", 8, "no formula is labelled 'eq-km'. Known are: sec-results"),
        ("![Of {{< num n >}} [@hunger2020].]", "![]", 20, "has a number, and needs a caption"),
        ("{{< include tables/sex.tr.md >}}", "| a | b |\n|---|---|\n| c |\n\n: {#tbl-x}", 26, "needs a caption"),
        ("{{< include tables/sex.tr.md >}}", "| a |\n|---|\n| c \\| d |\n| e | f |", 25, "this row has 2 cells"),
        ("\nText.", "\nFor $x = y, or 5 \\$.", 14, "this dollar sign begins or ends no formula"),
        ("[@hunger2020], see", "[@hunger2021], see", 8, "is called 'hunger2021'. Did you mean hunger2020"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(tmp_path, old, new, line, message):
    assert old in SOUND
    messages = mistakes(tmp_path, SOUND.replace(old, new, 1))
    assert f"article.tr.qmd, line {line}: " in messages[0] and message in messages[0]
    assert len({text.partition(":")[0] for text in messages}) == 1


def test_a_language_without_cases(tmp_path):
    messages = mistakes(tmp_path, SOUND, "en")
    assert messages == ["article.en.qmd, line 8: numbers have no cases in this language. Take case=genitive out."]


FRONT = "---\ntitle: A\nsubtitle: 'B'\nlang: tr\nabstract: |\n  One.\n  Two.\n---\n\nText.\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("subtitle", "\tsubtitle", ", line 3", "Usual causes"),
        ("title: A", "title: A: B", ", line 2", "Usual causes"),
        ("'B'", "'B's'", ", line 3", "Usual causes"),
        ("'B'", "'B", ", line 3", "Usual causes"),
        ("  Two.", "Two.", ", line 7", "Usual causes"),
        ("\n---\n\nText", "\n\nText", "", "the front matter is not closed"),
        ("lang: tr", "lang: en", "", "names 'en' as the language, the file's name 'tr'. Write `lang: tr`"),
        ("lang: tr", "", "", "names None as the language, the file's name 'tr'. Write `lang: tr`"),
    ],
)
def test_a_mistake_in_the_front_matter_is_named_with_its_line(tmp_path, old, new, place, message):
    file = tmp_path / "article.tr.qmd"
    file.write_text(FRONT, "utf-8-sig")  # as editors on Windows write it
    assert read_article(file).language == "tr"
    assert old in FRONT
    file.write_text(FRONT.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as error:
        read_article(file)
    assert str(error.value).startswith(f"{file}{place}: ") and message in str(error.value)
