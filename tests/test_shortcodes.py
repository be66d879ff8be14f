"""Shortcodes: found outside code, checked with file and line, and shown in every format with their provenance."""

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pypandoc
import pytest
from edition.files.errors import InputError
from edition.manuscript import metadata, source
from edition.manuscript.shortcodes import Call, calls, check, encode, parse
from edition.render import embedded
from edition.render.named import shown
from hypothesis import given
from hypothesis import strategies as st

ENGINE = Path(embedded.__file__).parent
LEDGER = Path("manuscript/_extensions/ledger").resolve()
NUMBERS = {
    "survival.group2.percent": {
        "value": 75.0,
        "kind": "percent",
        "en": "75%",
        "tr": "%75",
        "cases": {"dative": "%75’e"},
        "rule": "survival",
        "script": "workflow/scripts/survival.py",
        "function": "crude_survival",
        "printed": ["75%", "%75", "75%"],
        "verdict": "reproduced",
        "verdict_names": {"en": "reproduced", "tr": "yeniden elde edildi"},
        "synthetic": False,
    },
    "km.group2.y2": {"value": 88.0, "kind": "percent", "en": "88%", "tr": "%88", "cases": {}, "synthetic": True},
    "evil": {"value": 1, "kind": "text", "en": '<b>&"#[x]', "tr": '<b>&"#[x]', "cases": {}, "rule": '"><script>'},
    "survival.significant": {"value": False, "kind": "condition", "en": "no", "tr": "hayır", "cases": {}},
    "survival.higher": {"value": True, "kind": "condition", "en": "yes", "tr": "evet", "cases": {}},
    "curves.significant": {"value": None, "kind": "condition", "en": None, "tr": None, "cases": {}},
    "tests.significant.n": {"value": 1, "kind": "count", "en": "1", "tr": "1", "cases": {}},
    "survival.p": {"value": 0.0364, "kind": "p", "en": "0.036", "tr": "0,036", "cases": {}, "synthetic": False},
    "toxicity.p": {"value": 0.0001, "kind": "p", "en": "<0.001", "tr": "<0,001", "cases": {}, "synthetic": True},
    "curves.p": {
        "value": None,
        "kind": "p",
        "en": "not estimable",
        "tr": "kestirilemez",
        "cases": {},
        "synthetic": False,
    },
    "tests.n": {"value": 14, "kind": "count", "en": "14", "tr": "14", "cases": {}},
}


def test_arguments() -> None:
    assert parse('when a.b "is larger" ""') == Call("when", ["a.b", "is larger", ""], {})
    assert parse("num a.b case=dative") == Call("num", ["a.b"], {"case": "dative"})
    assert parse("when x 'so \"said\"' other") == Call("when", ["x", 'so "said"', "other"], {})


@given(st.lists(st.text(alphabet=st.characters(exclude_characters='"', codec="utf-8"), max_size=20), max_size=4))
def test_quoted_arguments_come_back(arguments: list[str]) -> None:
    text = " ".join(["when", *(f'"{argument}"' for argument in arguments)])
    assert parse(text).args == arguments


@pytest.mark.parametrize(
    "code",
    [
        "`{{< num x >}}`",
        "`` a ` {{< num x >}} ``",
        "```\n{{< num x >}}\n```",
        "~~~~ {.md}\n```\n{{< num x >}}\n~~~~",
        "<!-- {{< num x >}}\n -->",
        "{{</* num x */>}}",
    ],
)
def test_code_and_comments_are_left_alone(code: str) -> None:
    assert encode(code) == code


def test_a_shortcode_after_code_is_found() -> None:
    text = encode("`code` {{< num x >}} ```\n")
    assert "shortcode-call" in text and "`code`" in text and "{{<" not in text


def written(folder: Path, text: str) -> source.Source:
    (folder / "article.qmd").write_text(text, "utf-8")
    return source.read(folder / "article.qmd")


def test_places_lead_through_includes(tmp_path: Path) -> None:
    (tmp_path / "part.md").write_text("x\n{{< num a >}}", "utf-8")
    text = written(tmp_path, "one\n\n{{< include part.md >}}\n{{< num b >}}\n")
    assert [(text.place(match.start()), call.args) for match, call in calls(text.text)] == [
        ("part.md, line 2", ["a"]),
        ("article.qmd, line 4", ["b"]),
    ]


@pytest.mark.parametrize(
    ("shortcode", "language", "message"),
    [
        ("num survival.grup2.percent", "en", "survival.group2.percent"),
        ("num survival.group2.percent case=dativ", "tr", "dative"),
        ("num survival.group2.percent", "de", "languages"),
        ("num zzz", "en", "numbers.json"),
        ("nmu survival.group2.percent", "en", "no shortcode 'nmu'. Known are num, p"),
        ("num", "en", "needs one name"),
        ("num survival.significant", "en", "is a condition, not a number"),
        ('when survival.signifcant "a" "b"', "en", "survival.significant"),
        ('when survival.group2.percent "a" "b"', "en", "Only conditions, or one count"),
        ('when survival.higher tests.n "a" "b" "c" "d"', "en", "Only conditions, or one count"),
        ('when survival.higher survival.signifcant "a" "b" "c" "d"', "en", "survival.significant"),
        ('when survival.higher survival.significant "a" "b"', "en", "needs 4 wordings, has 2"),
        ('when survival.significant "a"', "en", "two wordings"),
        ('when curves.significant "a" "b"', "en", "cannot be told whether 'curves.significant' holds"),
        ('when survival.higher curves.significant "a" "b" "c" "d"', "en", "in one more wording"),
        ('when survival.higher "a" "b" "c" "d"', "en", "needs 2 wordings, has 4"),
        ("p tests.n", "en", "is no p-value"),
        ("step figure_flou", "en", "there is no step 'figure_flou'. Did you mean figure_flow"),
        ('when survival.significant "a" "a"', "en", "are the same"),
    ],
)
def test_mistakes_name_line_and_remedy(tmp_path: Path, shortcode: str, language: str, message: str) -> None:
    text = written(tmp_path, f"---\ntitle: x\n---\n\nText {{{{< {shortcode} >}}}}.\n")
    (error,) = check(text, NUMBERS, language)
    assert "article.qmd, line 5" in str(error) and message in str(error)


@pytest.mark.parametrize("ending", ["'i", "’i", "i"])
def test_an_ending_is_not_typed(tmp_path: Path, ending: str) -> None:
    text = written(tmp_path, f"Çocukların {{{{< num survival.group2.percent >}}}}{ending} yaşıyor.\n")
    (error,) = check(text, NUMBERS, "tr")
    assert f"article.qmd, line 1: the ending {ending!r} is typed" in str(error) and "dative" in str(error)
    assert not list(check(text, NUMBERS, "en"))


def test_letters_stored_apart_from_their_accents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"article.qmd, line 2: .* stored apart"):
        written(tmp_path, "one\nreku\u0308rren\n")


def test_a_mistake_in_the_front_matter_is_found(tmp_path: Path) -> None:
    text = written(tmp_path, '---\ntitle: "Of {{< num nothing >}}"\n---\n')
    assert "article.qmd, line 2" in str(*check(text, NUMBERS, "en"))


def expanded(folder: Path, markdown: str, output: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Pandoc's run over an article of ``markdown`` with the extension's own shortcodes."""
    text = f"---\nlang: {language}\nkey: a *value*\n---\n{markdown}\n"
    front, body = metadata.split(written(folder, text).text, "article.qmd")
    document, handlers = str(folder / "article.qmd"), [str(LEDGER / "ledger.lua")]
    settings = {"project": str(folder), "document": document, "shortcodes": handlers, "terms": {}}
    (folder / "meta.json").write_text(json.dumps(front), "utf-8")
    command = [pypandoc.get_pandoc_path(), "--to", output, "--wrap=none", "--metadata-file", str(folder / "meta.json")]
    return subprocess.run(
        [*command, "--lua-filter", str(ENGINE / "lua/expand.lua")],
        input=body,
        env={"DIALECT_SETTINGS": json.dumps(settings)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def show(folder: Path, markdown: str, output: str, language: str = "en") -> str:
    """What Pandoc makes of ``markdown`` with the extension's own shortcodes."""
    (folder / "numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    done = expanded(folder, markdown, output, language)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("shortcode", "message"),
    [
        (
            "num survival.grup2.percent",
            "line 6: there is no number 'survival.grup2.percent'. Did you mean survival.group2",
        ),
        (
            'when survival.signifcant "a" "b"',
            "line 6: there is no number 'survival.signifcant'. Did you mean survival.sig",
        ),
        ("num survival.group2.percent case=dativ", "has no case 'dativ'. Did you mean dative?"),
    ],
)
def test_the_extension_says_by_itself_what_is_wrong_and_where(tmp_path: Path, shortcode: str, message: str) -> None:
    """Quarto, run by itself, is not preceded by the check."""
    (tmp_path / "numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    done = expanded(tmp_path, f"\nText {{{{< {shortcode} >}}}}.", "html5")
    assert done.returncode == 1
    assert done.stderr.startswith("error: article.qmd, line 6: ") and message in done.stderr
    assert "traceback" not in done.stderr


def test_the_extension_says_that_there_are_no_numbers_yet(tmp_path: Path) -> None:
    done = expanded(tmp_path, "{{< num survival.group2.percent >}}", "html5")
    assert done.returncode == 1
    assert done.stderr == "error: article.qmd: the numbers are not there yet. Build the project once: make\n"


def test_number_in_html(tmp_path: Path) -> None:
    """An anchor for the way back, and a link to the number's part of the audit."""
    span = ElementTree.fromstring(show(tmp_path, "{{< num survival.group2.percent >}}", "html5"))[0]
    assert span.attrib == {"id": "num-survival.group2.percent-1", "class": "num", "data-num": "survival.group2.percent"}
    assert (span[0].get("href"), span[0].text) == ("../audit/audit.en.html#survival.group2.percent", "75%")


def test_number_in_other_formats(tmp_path: Path) -> None:
    shortcode, target = "{{< num survival.group2.percent >}}", "../audit/audit.en.html#survival.group2.percent"
    assert show(tmp_path, shortcode, "plain") == "75%"
    assert show(tmp_path, shortcode, "typst") == f'#link("{target}")[75%]'
    jats = show(tmp_path, shortcode, "jats_archiving")
    assert f'<ext-link ext-link-type="uri" xlink:href="{target}">75%</ext-link></named-content>' in jats
    assert 'content-type="num"' in jats and 'specific-use="survival.group2.percent"' in jats


@pytest.mark.parametrize(
    ("audit", "text"),
    [
        ("https://example.org/a", '#link("https://example.org/a/audit.tr.html#survival.group2.percent")[%75]'),
        ("", "%75"),
    ],
)
def test_the_audit_may_be_published_or_not_there(tmp_path: Path, audit: str, text: str) -> None:
    (tmp_path / "edition.json").write_text(json.dumps({"audit": audit, "languages": []}), "utf-8")
    assert show(tmp_path, "{{< num survival.group2.percent >}}", "typst", "tr") == text


def test_the_step_of_a_figure_or_table(tmp_path: Path) -> None:
    html = show(tmp_path, "{{< step figure_flow >}} {{< step plans >}}", "html5", "tr")
    assert re.findall(r'href="\.\./audit/audit\.tr\.html#step-([\w-]+)">([^<]*)<', html) == [
        ("figure_flow-tr", "figure_flow"),
        ("plans", "plans"),
    ]


@pytest.mark.parametrize("output", ["html5", "typst", "jats_archiving", "plain"])
def test_synthetic_numbers_carry_the_mark_and_no_others(tmp_path: Path, output: str) -> None:
    assert "◊" in show(tmp_path, "{{< num km.group2.y2 >}}", output)
    assert "◊" not in show(tmp_path, "{{< num survival.group2.percent >}}", output)


def test_turkish_text_and_case(tmp_path: Path) -> None:
    assert show(tmp_path, "{{< num survival.group2.percent >}}", "plain", "tr") == "%75"
    assert show(tmp_path, "{{< num survival.group2.percent case=dative >}} karşı", "plain", "tr") == "%75’e karşı"


def test_text_from_data_is_escaped(tmp_path: Path) -> None:
    html = show(tmp_path, "{{< num evil >}}", "html5")
    span = ElementTree.fromstring(html)[0]
    assert span[0].text == '<b>&"#[x]'
    assert "<b>" not in html
    assert show(tmp_path, "{{< num evil >}}", "typst").endswith(r"[\<b\>&\"\#\[x\]]")


def test_wording_follows_the_condition(tmp_path: Path) -> None:
    text = (
        'It {{< when survival.higher "was *clearly* higher" "was not" >}}{{< when survival.significant ", so" "" >}}.'
    )
    assert show(tmp_path, text, "markdown-bracketed_spans-native_spans-raw_html") == "It was *clearly* higher."


@pytest.mark.parametrize(
    ("shortcode", "wording"),
    [
        ('when survival.higher survival.significant "both" "first" "second" "neither"', "first"),
        ('when survival.significant survival.higher "both" "first" "second" "neither"', "second"),
        ('when curves.significant "differ" "do not" "untested"', "untested"),
        ('when survival.higher "is" "is not" "untested"', "is"),
        ('when survival.significant "is" "is not" "untested"', "is not"),
        ('when survival.higher curves.significant "both" "first" "second" "neither" "untested"', "untested"),
        ('when survival.significant survival.higher "both" "first" "second" "neither" "untested"', "second"),
        ('when tests.significant.n "none" "one" "several"', "one"),
        ('when tests.n "none" "one" "several"', "several"),
    ],
)
def test_wording_follows_conditions_true_or_not_or_untold_or_a_count(
    tmp_path: Path, shortcode: str, wording: str
) -> None:
    assert parse(shortcode).chosen(NUMBERS) == wording
    assert not list(check(written(tmp_path, f"{{{{< {shortcode} >}}}}"), NUMBERS, "en"))
    assert show(tmp_path, f"{{{{< {shortcode} >}}}}", "plain") == wording


@pytest.mark.parametrize(
    ("number", "language", "text"),
    [
        ("survival.p", "en", "p = 0.036"),
        ("survival.p", "tr", "p = 0,036"),
        ("toxicity.p", "en", "p < 0.001◊"),
        ("curves.p", "en", "p: not estimable"),
    ],
)
def test_a_p_value_has_its_sign(tmp_path: Path, number: str, language: str, text: str) -> None:
    assert shown(parse(f"p {number}"), NUMBERS, language) == text
    in_html = ElementTree.fromstring(show(tmp_path, f"{{{{< p {number} >}}}}", "html5", language))
    assert "".join(in_html.itertext()).replace("\u00a0", " ") == text and in_html[0].text == "p"


def test_metadata_and_attributes(tmp_path: Path) -> None:
    assert show(tmp_path, "{{< meta key >}}", "html5") == "<p>a <em>value</em></p>"
    picture = '![Caption](x.svg){#fig-x fig-alt="Of {{< num km.group2.y2 >}}"}'
    assert 'fig-alt="Of 88%"' in show(tmp_path, picture, "html5")


def test_an_open_shortcode_under_quarto_is_named(tmp_path: Path) -> None:
    """Quarto itself takes all up to the next end of a shortcode for arguments."""
    (tmp_path / "numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    done = expanded(tmp_path, f"{{{{< num {next(iter(NUMBERS))} of all >}}}}", "html")
    assert done.returncode != 0
    assert "line 5: `num` takes one id and perhaps a case; 'of' is neither. Is a shortcode before it not" in done.stderr
