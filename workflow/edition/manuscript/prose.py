"""Lint of the articles' prose: typed numbers, words that only a computed verdict may choose, and the list of terms.

The words come from ``manuscript/allowed-numbers.yaml`` and ``manuscript/terms.yaml``. Their patterns are regular
expressions in lower case, sought where words begin, in text lowered by the rules of its language (Turkish I is ı).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from edition.files.letters import lower
from edition.files.reading import read_mapping
from edition.files.schema import validate
from edition.manuscript.blocks import Article, Block
from edition.manuscript.metadata import as_list
from edition.manuscript.parity import BLANK, Pair
from edition.manuscript.references import MENTION
from edition.manuscript.shortcodes import SHORTCODE, calls, parse
from edition.manuscript.source import FORMULA

NUMBER = re.compile(r"\d*[.,]\d+|\d{2,}|(?<==)\s*\d")
"""A number in a formula that may be a result; ``1 - x`` and ``x^2`` are none, nor are limits, ``_{i=1}``."""
SCRIPT = re.compile(r"[_^]\{[^{}]*\}|(?<=[^\W\d_])(?P<mark>[\^~])\d(?P=mark)")
"""What is raised or lowered in a formula, and a digit so in a word: ``m^2^``, ``CO~2~``."""
DIGITS = re.compile(r"[%±]?\d+(?:[.,:/–-]\d+)*%?|[¼-¾⅐-⅞]")
ATTRIBUTES = re.compile(r"\{[#.\w][^{}]*\}|\{-\}")
SHOWN = re.compile(r"""(?:fig-alt|title)=(["'])(?P<text>.*?)\1""", re.DOTALL)
LINK = re.compile(r"(?P<text>\[[^\[\]]*)?(?P<target>\]\([^)\s]+\))|<https?://[^>]+>")
MARKER = re.compile(r"\[\^[^\]]+\]:?")
ITEM_MARKER = re.compile(r"\A *\d+[.)] |\[\^[^\]]+\]:?")
WORDING = re.compile(r'"[^"]*"')
REST_OF_WORD = re.compile(r"[\w-]*")
SENTENCE = re.compile(r"[^.!?:;|\n]+")
MARKUP = re.compile(r"[*_`^~$@\[\]\\]")
NOTHING = re.compile("(?!)")
NOT_PROSE = ("phrase", "include", "author")
Patterns = Mapping[str, re.Pattern[str]]
"""By language."""


class Wording(NamedTuple):
    """What the lint knows of words. A term has its word in each language, and Patterns ``avoid`` and ``together``."""

    number_words: Patterns
    counted: Patterns
    allowed_numbers: re.Pattern[str]
    verdicts: Patterns
    allowed_verdicts: re.Pattern[str]
    negations: Patterns
    common: Patterns
    terms: list[Mapping[str, Any]]


def read_wording(terms: Path, allowed: Path) -> Wording:
    """Both lists, checked against ``schemas/wording.schema.yaml``; InputError names the file and what is wrong."""
    numbers, words = (read_mapping(file) for file in (allowed, terms))
    validate(numbers, allowed, "wording", "numbers")
    validate(words, terms, "wording", "terms")
    return Wording(
        compiled(numbers["number_words"]),
        compiled(numbers.get("counted", {})),
        phrases(numbers["allowed"]),
        compiled(words["verdicts"]["words"]),
        phrases(words["verdicts"]["allowed"]),
        compiled(words.get("negations", {})),
        compiled({language: rf"(?:{'|'.join(every)})(?![\w-])" for language, every in words.get("common", {}).items()}),
        [term | {key: compiled(term.get(key, {})) for key in ("avoid", "together")} for term in words["terms"]],
    )


def compiled(words: Mapping[str, str | list[str]]) -> Patterns:
    """For each language a pattern that finds any of its patterns where a word begins."""
    return {language: re.compile(rf"(?<!\w)(?:{'|'.join(as_list(every))})") for language, every in words.items()}


def phrases(entries: Iterable[Mapping[str, str]]) -> re.Pattern[str]:
    """One pattern for entries with a literal ``text`` or a ``pattern``, the longest first."""
    patterns = sorted((entry.get("pattern") or re.escape(entry["text"]) for entry in entries), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\d)" for pattern in patterns) or r"(?!)")


def only(text: str, *spans: tuple[int, int]) -> str:
    """``text`` with spaces for all but the ``spans``; line breaks stay, so that all that does keeps its line."""
    shown = list(re.sub(r"[^\n]", " ", text))
    for start, end in spans:
        shown[start:end] = text[start:end]
    return "".join(shown)


def without(pattern: re.Pattern[str], text: str) -> str:
    """``text`` with spaces for all that ``pattern`` finds."""
    return pattern.sub(lambda match: only(match[0]), text)


def visible(block: Block, wordings: bool = True, counting: bool = True) -> str:
    """The block's prose, all else blanked; ``wordings`` says whether the words that a ``when`` chooses from stay.

    ``counting`` says so of those that a count, or several conditions, choose: "both", "one", "none" are computed there.
    """

    def shortcode(match: re.Match[str]) -> str:
        call = parse(match["call"] or "")
        counts = call.about.endswith(".n") or len(call.ids) > 1
        stay = wordings and call.name == "when" and (counting or not counts)
        texts = (wording.span() for wording in WORDING.finditer(match[0]) if stay)
        return only(match[0], *((start + 1, end - 1) for start, end in texts))

    def attributes(match: re.Match[str]) -> str:
        return only(match[0], *(text.span("text") for text in [SHOWN.search(match[0])] if text))

    def link(match: re.Match[str]) -> str:
        shown = match["text"] or ""
        return only(match[0], (0, 0 if shown[1:] in (match["target"] or "") else len(shown)))

    def formula(match: re.Match[str]) -> str:
        shown = (number.span() for number in NUMBER.finditer(without(SCRIPT, match[0])))
        return only(match[0], *shown) if match["formula"] else match[0]

    text = FORMULA.sub(formula, block.text) if block.kind != "label" else without(BLANK, block.text)
    text = LINK.sub(link, ATTRIBUTES.sub(attributes, SHORTCODE.sub(shortcode, without(SCRIPT, text))))
    return without(ITEM_MARKER if block.kind == "item" else MARKER, without(MENTION, text))


Check = Callable[[Block, str, Wording], Iterator[tuple[int, str]]]
"""Finds, in a block in a language, positions and what is wrong there."""


def lint(article: Article, wording: Wording) -> Iterator[str]:
    """Every typed number, unchosen verdict, word to avoid and sentence in another language, with file and line."""
    for block in article.blocks:
        for check in CHECKS.get(block.kind, (_numbers, _verdicts, _terms, _markup, _language)):
            for position, problem in check(block, article.language, wording):
                line = block.line + block.text.count("\n", 0, position)
                yield f"{article.place(line)}: {problem}"


def _numbers(block: Block, language: str, wording: Wording) -> Iterator[tuple[int, str]]:
    block = block._replace(text=without(wording.allowed_numbers, block.text))  # in formulas, too
    text = without(wording.allowed_numbers, visible(block, counting=False))
    words = wording.number_words.get(language, NOTHING)
    low, counted = lower(text, language), wording.counted.get(language, NOTHING)
    for match in (*DIGITS.finditer(text), *words.finditer(low)):
        if block.kind == "label" and not counted.search(" ".join(low[match.end() :].split()[:2])):
            continue
        allow = "or allow the phrase in allowed-numbers.yaml and say why."
        yield match.start(), f"the number {match[0]!r} is typed. Name a computed one, {{{{< num ID >}}}}, {allow}"


def _verdicts(block: Block, language: str, wording: Wording) -> Iterator[tuple[int, str]]:
    text = without(wording.allowed_verdicts, visible(block, wordings=False))
    for match in wording.verdicts.get(language, NOTHING).finditer(lower(text, language)):
        word = text[match.start() : match.end()] + REST_OF_WORD.match(text, match.end())[0]
        remedy = 'Let them, {{< when ID "…" "…" >}}, or allow a phrase that tells no result in terms.yaml and say why.'
        yield match.start(), f"{word!r} passes a verdict that the data decide. {remedy}"


def _terms(block: Block, language: str, wording: Wording) -> Iterator[tuple[int, str]]:
    text = lower(visible(block), language)
    for term in wording.terms:
        for match in term["avoid"].get(language, NOTHING).finditer(text):
            word = text[match.start() : match.end()] + REST_OF_WORD.match(text, match.end())[0]
            remedy = f"Write {term[language]!r}, or narrow in terms.yaml what is avoided."
            problem = f"{word!r} is not this article's term. {remedy}"
            yield match.start(), problem


def _markup(block: Block, language: str, wording: Wording) -> Iterator[tuple[int, str]]:
    for shortcode, _ in calls(block.text):
        for match in WORDING.finditer(shortcode[0]):
            if markup := MARKUP.search(match[0]):
                problem = f"there is markup ({markup[0]}) in the wording {match[0]}."
                remedy = "Move it out of the shortcode: visual editors would break it."
                yield shortcode.start() + match.start(), f"{problem} {remedy}"


def _language(block: Block, language: str, wording: Wording) -> Iterator[tuple[int, str]]:
    """Sentences with more of the common words of another language than of their own."""
    if language not in wording.common:
        return
    for sentence in SENTENCE.finditer(lower(visible(block), language)):
        counts = {name: len(words.findall(sentence[0])) for name, words in wording.common.items()}
        likely = max(counts, key=lambda name: (counts[name], name == language))
        if likely != language:
            start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
            said = " ".join(sentence[0].split())[:60]
            yield start, f"{said!r} reads like {likely!r}, not {language!r}. Translate it."


CHECKS: dict[str, tuple[Check, ...]] = dict.fromkeys(NOT_PROSE, ()) | {
    "label": (_numbers, _terms, _language),
    "statement": (_terms, _language),
}
"""Of what is no prose of the article. Labels name scales as well: of their numbers only counts of patients matter."""


def together(pairs: Iterable[Pair], first: Article, other: Article, wording: Wording) -> Iterator[str]:
    """Paragraphs that use a term whose counterpart does not use the term of its language, or deny what that says."""
    articles = first, other
    terms = [term for term in wording.terms if {first.language, other.language} <= term["together"].keys()]
    for pair in pairs:
        if pair.first is None or pair.other is None or pair.first.kind in (*NOT_PROSE, "fence", "label"):
            continue
        places = f"{first.place(pair.first.line)} and {other.place(pair.other.line)}"
        for name in _denied(pair, articles, wording):
            said = "one language denies the first, the other the second. Exchange them in one."
            yield f"{places}: of the wordings of {name!r} {said}"
        texts = [lower(visible(block), side.language) for block, side in zip(pair[:2], articles, strict=True)]
        if pair.first.kind == "heading" and len(set(map(str.lower, map(visible, pair[:2])))) == 1:
            yield f"{places}: this heading is the same in both languages. Translate it in one."
        for term in terms:
            says = [term["together"][side.language].search(text) for side, text in zip(articles, texts, strict=True)]
            if bool(says[0]) != bool(says[1]):
                speaks, silent = articles if says[0] else (other, first)
                says = f"{speaks.file.name} says {term[speaks.language]!r} here"
                yield f"{places}: {says}, {silent.file.name} does not say {term[silent.language]!r}."


def _denied(pair: Pair, articles: tuple[Article, Article], wording: Wording) -> Iterator[str]:
    """Conditions of which one language denies the first wording alone, the other the second alone."""
    sides: list[list[tuple[str, list[bool]]]] = []
    for block, article in zip(pair[:2], articles, strict=True):
        denies, language = wording.negations.get(article.language, NOTHING), article.language
        conditions = ((" ".join(call.ids), call.wordings) for _, call in calls(block.text) if call.name == "when")
        conditions = sorted(conditions, key=itemgetter(0))  # which keeps the order of those with one name
        sides.append(
            [(name, [bool(denies.search(lower(text, language))) for text in texts]) for name, texts in conditions]
        )
    for (name, one), (twin, two) in zip(*sides, strict=False):
        if name == twin and two == one[::-1] != one:
            yield name
