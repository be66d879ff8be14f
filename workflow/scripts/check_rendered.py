"""Output check: every format has its numbers, and nothing unresolved or untranslated is left.

Rendering tools only warn of what they cannot resolve; this looks at what the reader gets.
"""

import json
import re
from pathlib import Path
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.writing import save_json
from edition.manuscript import references, source
from edition.manuscript.shortcodes import Numbers, replaced
from edition.numbers.labels import Labels, by_language
from edition.render import embedded
from edition.render.document import GAP, Rendered, plain, read
from edition.render.leftovers import leftovers, other_notation, unresolved, untranslated
from edition.render.named import Text, missing
from edition.render.staging import TRANSLATIONS

MARKUP = re.compile(r"[*_`~^]|\\(?=\W)")
MOST = 20
"""Findings that are listed: where a page went wrong, thousands may follow from one."""


def words(labels: Labels, stage: Path) -> dict[str, Any]:
    """All that figures, tables, templates and engines say in the language of the labels, under its names."""
    own = read_mapping(stage / f"_extensions/ledger/terms.{labels.language}.yml")
    return embedded.terms(labels.language) | {"labels": labels.words, "terms": own}


def written(article: Path) -> str:
    """The author's own words, plain: without markup, and without the tables that steps have made."""
    return plain(MARKUP.sub("", replaced(source.read(article, includes=False).text, lambda *_: GAP)))


def other_languages(stage: Path, lang: str, numbers: Numbers) -> list[Text]:
    """What the article shows of its counterparts in other languages: their titles and abstracts."""
    file = stage / TRANSLATIONS
    fronts = read_mapping(file)["translations"] if file.is_file() else []
    texts = [f"{front['title']}\n\n{front.get('abstract', '')}" for front in fronts if front["lang"] != lang]
    return [Text(source.Source(text, [(TRANSLATIONS, 1)] * (text.count("\n") + 1)), numbers, lang) for text in texts]


def main(stage: Path, lang: str, labels: list[Path], artefacts: list[Path], report: Path) -> None:
    """Check the ``artefacts`` that were rendered from ``stage``; ``labels``: a file a language.

    Raises InputError with every finding.
    """
    article = stage / f"article.{lang}.qmd"
    numbers = json.loads((stage / "numbers.json").read_text("utf-8"))
    trees = {language: words(spoken, stage) for language, spoken in by_language(labels).items()}
    patterns = unresolved(references.known_keys(stage)) | other_notation(lang) | untranslated(lang, trees)
    text, others = Text(source.read(article), numbers, lang), other_languages(stage, lang, numbers)
    rendered: dict[Path, Rendered] = {}
    wrong: list[str] = []
    for artefact in artefacts:
        try:
            rendered[artefact] = read(artefact)
        except InputError as error:
            wrong.append(f"{artefact}: {error}")
    meant = [other.whole() for other in others]
    if meant:  # under headings in their own languages
        meant += [
            tree["terms"].get(name, "") for tree in trees.values() for name in ("abstract", "keywords", "edition")
        ]
    meant += [run for document in rendered.values() for run in document.references]
    plainly = "\n".join([written(article), *map(plain, meant)])
    counts = {}
    for artefact, (runs, _, alternatives, are_lines) in rendered.items():
        flows, pictures = text.named(artefact.suffix)
        if artefact.suffix != ".xml":  # Pandoc's reader passes over translations
            flows += [flow for other in others for flow in other.named(artefact.suffix)[0]]
        messages = [*missing(flows, runs, are_lines), *leftovers(runs, patterns, plainly)]
        lost = set() if are_lines else set(map(plain, pictures)) - set(map(plain, alternatives))
        messages += [f"a picture has lost its text for those who cannot see it: {text[:40]}…" for text in sorted(lost)]
        wrong += [f"{artefact}: {message}" for message in messages]
        counts[artefact.name] = sum(map(len, flows))
    if wrong:
        more = [f"and {len(wrong) - MOST} more"] if len(wrong) > MOST else []
        lines = "".join(f"\n  {message}" for message in wrong[:MOST] + more)
        raise InputError(
            f"the rendered article differs from its source in {len(wrong)} place(s):{lines}\n",
            remedy="Correct the source, or the words of the language (labels, terms), that it names.",
        )
    save_json(report, {"numbers and wordings found": counts})
