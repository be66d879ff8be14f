"""Lint of the articles' prose: typed numbers, words that only a computed verdict may choose, and the list of terms.

The words come from ``manuscript/allowed-numbers.yaml`` and ``manuscript/terms.yaml``. Their patterns are regular
expressions in lower case, sought where words begin, in text lowered by the rules of its language (Turkish I is ı).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from salvage.engine.metadata import load_yaml
from salvage.engine.references import MENTION
from salvage.engine.shortcodes import SHORTCODE, parse
from salvage.errors import InputError
from salvage.manuscript.blocks import Article, Block, Section
from salvage.manuscript.parity import Pair

SCHEMA = Path(__file__).parent.parent.parent / "schemas" / "wording.schema.yaml"
DIGITS = re.compile(r"[%±]?\d+(?:[.,:/–-]\d+)*%?")
ATTRIBUTES = re.compile(r"\{[#.\w][^{}]*\}|\{-\}")
ALT = re.compile(r'fig-alt="([^"]*)"')
LINK = re.compile(r"(?P<text>\[[^\[\]]*)?(?P<target>\]\([^)\s]+\))|<https?://[^>]+>")
MARKER = re.compile(r"\A *\d+[.)] |\[\^[^\]]+\]:?")
WORDING = re.compile(r'"[^"]*"')
MARKUP = re.compile(r"[*_`^~$@\[\]\\]")
NOT_PROSE = ("fence", "include", "author", "table")


@dataclass(frozen=True)
class Wording:
    """What the lint knows of words; all keys of the mappings are languages."""

    number_words: Mapping[str, re.Pattern[str]]
    allowed_numbers: re.Pattern[str]
    verdicts: Mapping[str, re.Pattern[str]]
    allowed_verdicts: re.Pattern[str]
    terms: list[Mapping[str, Any]]


def read_wording(terms: Path, allowed: Path) -> Wording:
    """Both lists, checked against ``schemas/wording.schema.yaml``; InputError names the file and what is wrong."""
    content = {}
    for file, part in ((terms, "terms"), (allowed, "numbers")):
        content[part] = load_yaml(file.read_text("utf-8"), str(file))
        schema = yaml.safe_load(SCHEMA.read_text("utf-8")) | {"$ref": f"#/$defs/{part}"}
        error = jsonschema.exceptions.best_match(_validator(schema).iter_errors(content[part]))
        if error is not None:
            where = ".".join(map(str, error.absolute_path)) or "the file"
            raise InputError(f"{where}: {error.message}.", remedy=error.schema.get("description", ""), file=file)
    verdicts = content["terms"]["verdicts"]
    return Wording(
        {language: words(patterns) for language, patterns in content["numbers"]["number_words"].items()},
        phrases(content["numbers"]["allowed"]),
        {language: words(patterns) for language, patterns in verdicts["words"].items()},
        phrases(verdicts["allowed"]),
        content["terms"]["terms"],
    )


def _validator(schema: Mapping[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def words(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds any of ``patterns`` where a word begins."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


def phrases(entries: Iterable[Mapping[str, str]]) -> re.Pattern[str]:
    """One pattern for entries with a literal ``text`` or a ``pattern``, the longest first."""
    found = [entry.get("pattern") or re.escape(entry["text"]) for entry in entries]
    return re.compile(
        "|".join(rf"(?<!\w)(?:{pattern})(?!\d)" for pattern in sorted(found, key=len, reverse=True)) or r"(?!)"
    )


def lower(text: str, language: str) -> str:
    """Lower case by the rules of the language, character by character: Turkish İ and I become i and ı."""
    if language in ("tr", "az"):
        text = text.replace("İ", "i").replace("I", "ı")
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def blank(text: str) -> str:
    """As many spaces, the line breaks kept, so that what stands elsewhere keeps its line."""
    return re.sub(r"[^\n]", " ", text)


def visible(block: Block, wordings: bool = True) -> str:
    """The block's prose, all else blanked; ``wordings`` says whether the words that a ``when`` chooses from stay."""

    def shortcode(match: re.Match[str]) -> str:
        shown = list(blank(match[0]))
        if wordings and match["call"] is not None and parse(match["call"]).name == "when":
            for words_of in WORDING.finditer(match[0]):
                shown[words_of.start() + 1 : words_of.end() - 1] = words_of[0][1:-1]
        return "".join(shown)

    def attributes(match: re.Match[str]) -> str:
        alt = ALT.search(match[0])
        return blank(match[0][: alt.start(1)]) + alt[1] + blank(match[0][alt.end(1) :]) if alt else blank(match[0])

    def link(match: re.Match[str]) -> str:
        shown = match["text"] or ""
        return (blank(shown) if shown[1:] in (match["target"] or "") else shown) + blank(match[0][len(shown) :])

    text = SHORTCODE.sub(shortcode, block.text)
    for pattern, replace in ((ATTRIBUTES, attributes), (LINK, link)):
        text = pattern.sub(replace, text)
    for pattern in (MENTION, MARKER):
        text = pattern.sub(lambda match: blank(match[0]), text)
    return text


def _found(pattern: re.Pattern[str], text: str, article: Article, block: Block) -> Iterator[tuple[str, str]]:
    for match in pattern.finditer(text):
        yield article.place(block.line + text.count("\n", 0, match.start())), match[0].strip()


def lint(article: Article, wording: Wording) -> list[str]:
    """Every typed number, unchosen verdict and word to avoid in one article, with file and line."""
    return [
        message
        for block in article.blocks
        if block.kind not in NOT_PROSE
        for check in (_numbers, _verdicts, _terms, _markup)
        for message in check(article, block, wording)
    ]


def lint_labels(file: Path, language: str, wording: Wording) -> list[str]:
    """Every word to avoid in the texts of tables and figures, the values of a YAML file."""
    labels = list(_texts(yaml.compose(file.read_text("utf-8"))))
    article = Article(file, language, [Section("labels", 0, 1, labels)])
    return [message for block in labels for message in _terms(article, block, wording)]


def _texts(node: yaml.Node) -> Iterator[Block]:
    if isinstance(node, yaml.ScalarNode):
        yield Block("label", node.value, node.start_mark.line + (2 if node.style in ("|", ">") else 1))
    else:
        for item in node.value:
            yield from _texts(item[1] if isinstance(node, yaml.MappingNode) else item)


def _numbers(article: Article, block: Block, wording: Wording) -> Iterator[str]:
    text = wording.allowed_numbers.sub(lambda match: blank(match[0]), visible(block))
    found = list(_found(DIGITS, text, article, block))
    if pattern := wording.number_words.get(article.language):
        found += _found(pattern, lower(text, article.language), article, block)
    for place, number in found:
        yield (
            f"{place}: the number {number!r} is typed. Name a computed one, {{{{< num ID >}}}}, or allow the phrase in "
            "allowed-numbers.yaml and say why."
        )


def _verdicts(article: Article, block: Block, wording: Wording) -> Iterator[str]:
    pattern = wording.verdicts.get(article.language)
    text = wording.allowed_verdicts.sub(lambda match: blank(match[0]), visible(block, wordings=False))
    for place, word in _found(pattern, lower(text, article.language), article, block) if pattern else ():
        yield f'{place}: {word!r} passes a verdict that the data decide. Let them: {{{{< when ID "…" "…" >}}}}.'


def _terms(article: Article, block: Block, wording: Wording) -> Iterator[str]:
    text = lower(visible(block), article.language)
    for term in wording.terms:
        if patterns := term.get("avoid", {}).get(article.language):
            for place, word in _found(words(patterns), text, article, block):
                yield f"{place}: {word!r} is not this article's term. Write {term[article.language]!r} (terms.yaml)."


def _markup(article: Article, block: Block, wording: Wording) -> Iterator[str]:
    for shortcode in SHORTCODE.finditer(block.text):
        for match in WORDING.finditer(shortcode[0]) if shortcode["call"] is not None else ():
            if found := MARKUP.search(match[0]):
                place = article.place(block.line + block.text.count("\n", 0, shortcode.start() + match.start()))
                yield (
                    f"{place}: there is markup ({found[0]}) in the wording {match[0]}. Move it out of the shortcode: "
                    "visual editors would break it."
                )


def together(pairs: Iterable[Pair], first: Article, other: Article, wording: Wording) -> Iterator[str]:
    """Paragraphs that use a term whose counterpart does not use the term of its language."""
    for pair in pairs:
        if pair.first is None or pair.other is None or pair.first.kind in NOT_PROSE:
            continue
        texts = [lower(visible(block), each.language) for block, each in ((pair.first, first), (pair.other, other))]
        for term in wording.terms:
            patterns = term.get("together", {})
            if first.language in patterns and other.language in patterns:
                here, there = (
                    bool(words([patterns[each.language]]).search(text))
                    for each, text in zip((first, other), texts, strict=True)
                )
                if here != there:
                    speaks, silent = (first, other) if here else (other, first)
                    yield (
                        f"{first.place(pair.first.line)} and {other.place(pair.other.line)}: {speaks.file.name} says "
                        f"{term[speaks.language]!r} here, {silent.file.name} does not say {term[silent.language]!r}."
                    )
