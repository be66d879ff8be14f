"""The lint of the prose: what it finds, what it leaves alone, and where it says it is."""

import re
from pathlib import Path

import pytest
from edition.files.errors import InputError
from edition.manuscript.blocks import Article, Block, Section, read_article, read_labels, split
from edition.manuscript.parity import align
from edition.manuscript.prose import NOT_PROSE, Wording, lint, lower, read_wording, together, visible
from hypothesis import given
from hypothesis import strategies as st
from workspace import ROOT

TERMS = r"""
terms:
  - en: relapse
    tr: nüks
    together: {en: relaps, tr: nüks}
    avoid: {en: [recurren], tr: [relaps]}
  - en: remission
    tr: remisyon
    avoid: {tr: ['ılımlı tr\b']}
verdicts:
  words: {en: [significan, '(?:higher|lower)\b'], tr: [anlamlı]}
  allowed:
    - {text: is called significant, why: A definition.}
negations: {en: ['not\b'], tr: [değil]}
"""
ALLOWED = r"""
number_words:
  en: ['two-thirds', '(?:two|three)\b']
  tr: ['(?:iki|üç)(?!\w*nc[ıiuü])\w*']
counted: {en: [child]}
allowed:
  - {pattern: 'Group [12]', why: Names.}
  - {text: t(9;22), why: A translocation.}
  - {pattern: 'CD(?:19|3)', why: Antigens.}
"""


@pytest.fixture
def wording(tmp_path) -> Wording:
    return write(tmp_path, TERMS, ALLOWED)


def write(folder: Path, terms: str, allowed: str) -> Wording:
    (folder / "terms.yaml").write_text(terms, "utf-8")
    (folder / "allowed.yaml").write_text(allowed, "utf-8")
    return read_wording(folder / "terms.yaml", folder / "allowed.yaml")


def article(text: str, language: str = "en", kind: str = "paragraph") -> Article:
    return Article(Path(f"article.{language}.qmd"), language, [Section("s", 1, 1, [Block(kind, text, 10)])])


def compared(english: Article, turkish: Article, wording: Wording) -> list[str]:
    pairs = align(list(english.blocks), list(turkish.blocks), ("en", "tr"), (1, 1))
    return list(together(pairs, english, turkish, wording))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("⅔ of these", ["'⅔'"]),
        ("![Flow.](figures/f2){#fig-1 fig-alt='Five of 6'}", ["'6'"]),
        ("| Sex | 5 |\n|:--|--:|", ["'5'"]),
        ('::: {.callout-note title="Seven of 17"}', ["'17'"]),
        ("15. gün", ["'15'"]),
        ("We saw 17 children.", ["'17'"]),
        ("In 42.5% and (%42,5).", ["'42.5%'", "'%42,5'"]),
        ("From 2005–2024.", ["'2005–2024'"]),
        ("Two children, two-thirds.", ["'two'", "'two-thirds'"]),
        ("The second of a twofold network.", []),
        ("{{< num a.n2 >}} of [@hunger2020; @guo2024] and @fig-2.", []),
        ("See [10.4274/tjh](https://doi.org/10.4274/tjh) and <https://a.org/1>.", []),
        ("See [the 3 rules](https://a.org/1) and ![a [@x] 5](f/6).", ["'3'", "'5'"]),
        ("`x = 1`, a note[^1] and <!-- 4 --> t(9;22), CD19, CD3, Group 1.", []),
        ("Group 12, CD193, Group 3.", ["'12'", "'193'", "'3'"]),
        ('It {{< when a.b "rose in 3" "fell" >}}.', ["'3'"]),
        ('![Flow of 4.](figures/f2){#fig-1 fig-alt="Five of 6"}', ["'4'", "'6'"]),
    ],
)
def test_typed_numbers(wording, text, typed):
    messages = list(lint(article(text), wording))
    assert all("is typed" in message for message in messages)
    assert [message.split("the number ")[1].split(" is")[0] for message in messages] == typed


@pytest.mark.parametrize(
    ("text", "count"),
    [("İki çocukta.", 1), ("Çocukların ikisinde, üçünde.", 2), ("İkinci ve üçüncü basamak.", 0), ("Dikine, güçlü.", 0)],
)
def test_turkish_number_words_with_their_endings(wording, text, count):
    assert len(list(lint(article(text, "tr"), wording))) == count


def test_a_place_is_file_and_line(wording):
    assert next(lint(article("One line.\nAnother {{< num a.b >}}\nwith 3."), wording)).startswith("article.en.qmd:12: ")


def test_markers_of_items_and_notes_are_no_numbers(wording):
    assert list(lint(article("1. First.", kind="item"), wording)) == []
    assert list(lint(article("[^2]: Note.", kind="note"), wording)) == []


@pytest.mark.parametrize(
    ("text", "typed"), [("$\\sum_{i=1}^{20} x$", []), ("A m^2^ of CO~2~.", []), ("$x = 3$", ["3"])]
)
def test_limits_of_sums_and_raised_digits_are_no_results(text, typed, wording):
    assert re.findall("number '([^']*)'", " ".join(lint(article(text), wording))) == typed


def test_a_phrase_is_allowed_in_a_formula_too(wording):
    allowed = wording._replace(allowed_numbers=re.compile("x = 3"))
    assert list(lint(article("If $x = 3$."), allowed)) == []


def test_a_number_that_no_list_has_come_to_is_no_marker(wording):
    blocks = split("15. gün.\n\n1. One\n2. Two\n\n8. gün.\n\n3. Three".splitlines(), 1)
    assert [block.kind for block in blocks] == ["paragraph", "item", "item", "paragraph", "item"]


def test_of_labels_only_counts_of_patients_are_checked(wording):
    assert list(lint(article("Grade 3–4, {a.2}, after 2 years, two-thirds", kind="label"), wording)) == []
    assert len(list(lint(article("Of 23 sick children, two children", kind="label"), wording))) == 2


def test_authors_and_boxes_are_not_prose(wording):
    assert list(lint(article("Ada 3rd", kind="author"), wording)) == []
    assert list(lint(article("::: {.x2}", kind="fence"), wording)) == []


def test_a_verdict_may_stand_in_a_wording_only(wording):
    assert list(lint(article('It {{< when a "was significant" "was not significant" >}}.'), wording)) == []
    assert list(lint(article("A smaller p is called significant."), wording)) == []
    message = list(lint(article("It was significantly higher in Group 2."), wording))
    assert len(message) == 2 and "'significantly' passes a verdict" in message[0]
    assert len(list(lint(article("Fark ANLAMLI idi.", "tr"), wording))) == 1


def test_words_to_avoid_are_answered_with_the_term(wording):
    assert list(lint(article("No recurrence."), wording)) == [
        "article.en.qmd:10: 'recurrence' is not this article's term. Write 'relapse', or narrow in terms.yaml what is "
        "avoided."
    ]
    assert "Write 'nüks'" in next(lint(article("Nakil sonrası relaps.", "tr"), wording))
    assert list(lint(article("No relapse."), wording)) == []


def test_texts_of_figures_are_read_without_keys_and_comments(wording, tmp_path):
    file = tmp_path / "labels.tr.yaml"
    file.write_text("# relaps\nrelaps:\n  a: nüks {relaps.n}\n  b: |\n    İki relaps\n", "utf-8")
    assert list(lint(read_labels(file, "tr"), wording)) == [
        f"{file.as_posix()}:5: 'relaps' is not this article's term. Write 'nüks', or narrow in terms.yaml what is "
        "avoided."
    ]


def test_turkish_casing():
    assert lower("IĞDIR İZMİR", "tr") == "ığdır izmir"
    assert lower("Istanbul", "en") == "istanbul"


@given(st.text(alphabet="aIİıi ŞŒß\n", max_size=20), st.sampled_from(["en", "tr"]))
def test_lowering_keeps_places(text, language):
    assert len(lower(text, language)) == len(text)


@given(
    st.lists(st.sampled_from(["a", "\n", " ", "{{< num a.b >}}", '{{< when a "b" "c" >}}', "[@x]", "`1`"]), max_size=9)
)
def test_hiding_keeps_places(parts):
    text = "".join(parts)
    shown = visible(Block("paragraph", text, 1))
    assert len(shown) == len(text)
    assert [n for n, letter in enumerate(text) if letter == "\n"] == [
        n for n, letter in enumerate(shown) if letter == "\n"
    ]


def test_terms_stand_together(wording):
    assert compared(article("Relapsed."), article("Hastalık.", "tr"), wording) == [
        "article.en.qmd:10 and article.tr.qmd:10: article.en.qmd says 'relapse' here, "
        "article.tr.qmd does not say 'nüks'."
    ]
    assert compared(article("Relapsed."), article("NÜKS", "tr"), wording) == []


@pytest.mark.parametrize(
    ("english", "turkish", "count"),
    [
        ('"was" "was not"', '"idi" "değildi"', 0),
        ('"was" "was not"', '"değildi" "idi"', 1),
        ('"was not" "was"', '"azaldı" "arttı"', 0),
    ],
)
def test_wordings_that_changed_places_are_found(wording, english, turkish, count):
    first, other = article(f"It {{{{< when a.b {english} >}}}}."), article(f"Bu {{{{< when a.b {turkish} >}}}}.", "tr")
    messages = compared(first, other, wording)
    assert len(messages) == count
    assert all("of the wordings of 'a.b' one language denies the first" in message for message in messages)


def test_a_language_without_lists_is_only_checked_for_digits(wording):
    assert list(lint(article("Zwei signifikante Rezidive.", "de"), wording)) == []
    assert len(list(lint(article("Bei 3 Kindern.", "de"), wording))) == 1


@pytest.mark.parametrize(
    ("terms", "allowed", "message"),
    [
        (TERMS, ALLOWED.replace(", why: A translocation.", ""), "'why' is a required property"),
        (TERMS, ALLOWED.replace("CD(?:19|3)", "CD(19"), "is not a 'regex'"),
        (TERMS, ALLOWED.replace("allowed:", "permitted:"), "allowed.yaml"),
        (TERMS.replace("verdicts:", "verdict:"), ALLOWED, "terms.yaml"),
    ],
)
def test_a_broken_list_is_one_error_that_names_the_file(tmp_path, terms, allowed, message):
    with pytest.raises(InputError, match=message):
        write(tmp_path, terms, allowed)


def test_a_wording_holds_no_markup(wording):
    assert list(lint(article('So.\nIt {{< when c.d "was *so*" "was not" >}}, *p*.'), wording)) == [
        'article.en.qmd:11: there is markup (*) in the wording "was *so*". Move it out of the shortcode: '
        "visual editors would break it."
    ]


FOUND = {
    "en": """Half were alive|One died|One had refused|A third of the children|A quarter died|None died|None of them
        relapsed|No child died|Neither died|Both were alive|Both children|All but one|A threefold rise|The
        seventh child| A couple of children|A single child|Zero deaths|A million|Doubled|Most died|Most
        survived|The minority|It was longer| It improved|It was more severe|There were fewer|The groups
        differed|There was no difference|It was rare| It increased|Nearly all|All children survived|It was
        similar|Few died|It was effective|More children""",
    "tr": """Yarım doz|Yarı yarıya|Onda biri öldü|Yüzü aşkın|Bir çocuk öldü|Tek bir çocuk|Biri öldü|Birinde nüks
        görüldü| Bir düzine|Sıfır|Milyon|Birer kür|Katına çıktı|Yedinci çocuk|Daha uzun|Arttı|Azaldı|Fark
        bulundu|Fark yoktu|Benzerdi| Nadirdi|Hepsi öldü|Hiçbiri ölmedi|Üstündü|Birçoğu|Azınlığı|Önemli
        ölçüde yüksekti|Belirgin olarak yüksek""",
}
LEFT_ALONE = {
    "en": """The one that follows|Both groups|Neither definition|No row of it|The second transplant, in third line| On
        the other hand, no consensus exists|Similar regimens|No longer used|Rounding half up|They differ
        in design| A third line of therapy|An effective option|Each one is named|The longest follow-up|A
        difference was sought""",
    "tr": """Her biri öldüğünde|Bir çocuğun yaşaması gerekir|Birinci basamak|İkinci nakil|Onun yerine|Tek
        merkezde|Benzer rejimler|Daha sonra|Daha önce|Önemli bir nedendir|Her biriyle
        karşılaştırıldı|Yarımların yuvarlanması|Hepsi kaydedildi|OR-Tools""",
}


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_lists_of_the_articles_find_what_states_data_and_leave_other_words_alone(language):
    own = read_wording(*(ROOT / "manuscript" / name for name in ("terms.yaml", "allowed-numbers.yaml")))

    def silent(texts: dict[str, str]) -> list[str]:
        phrases = (" ".join(text.split()) for text in texts[language].split("|"))
        return [text for text in phrases if not list(lint(article(text, language), own))]

    assert silent(FOUND) == []
    assert len(silent(LEFT_ALONE)) == LEFT_ALONE[language].count("|") + 1


@pytest.mark.parametrize(("written", "expected"), [("en", "tr"), ("tr", "en")])
def test_whatever_is_left_in_the_other_language_is_found(written, expected):
    """Each block of an article, of more than three words, when it stands in the article of the other language."""
    own = read_wording(*(ROOT / "manuscript" / name for name in ("terms.yaml", "allowed-numbers.yaml")))
    source = read_article(ROOT / f"manuscript/article.{written}.qmd")
    blocks = [block for block in source.blocks if block.kind not in NOT_PROSE]
    long = [block for block in blocks if sum(word.isalpha() for word in visible(block).split()) > 3]
    assert len(long) > 50
    for block in long:
        messages = list(lint(article(block.text, expected, block.kind), own))
        assert any(f"reads like '{written}'" in message for message in messages), block.text


def test_a_heading_left_as_in_the_other_language_is_found(wording):
    sides = [article(f"## {text}", language, "heading") for text, language in (("Results", "en"), ("Results", "tr"))]
    assert "same in both languages" in compared(*sides, wording)[0]
