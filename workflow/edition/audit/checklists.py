"""Reporting checklists (STROBE, SAMPL): what the original article and this edition meet, and where it is said."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edition.audit.words import in_language
from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.suggestion import suggestion
from edition.numbers.labels import Labels

MET = ("fully", "partly", "unmet", "inapplicable")
TITLE = "title-block-header"


def rows(file: Path, places: Mapping[str, str], article: str, labels: Labels) -> Iterator[list[Any]]:
    """A checklist's rows for a supplement: item, what it asks for, links into the ``article``, and who meets it how.

    Raises InputError for an anchor that the article does not have, or a word that is none of MET.
    """
    names = {**places, TITLE: labels["evidence.title_block"]}
    for item in read_mapping(file)["items"]:
        for anchor in item["at"]:
            if anchor not in places:
                problem = f"item {item['id']}: the article has no place {anchor!r}."
                raise InputError(problem, remedy=suggestion(anchor, places), file=file)
        links = [{"text": names[anchor], "to": f"{article}#{anchor}"} for anchor in item["at"]]
        yield [item["id"], in_language(item["asks"], labels.language), links or "–", *judged(item, labels, file)]


def judged(item: Mapping[str, Any], labels: Labels, file: Path) -> Iterator[str]:
    """How far the original article and this edition meet an item."""
    for who in ("original", "edition"):
        met = item[who]["met"]
        if met not in MET:
            problem = f"item {item['id']}: {met!r} is not among {', '.join(MET)}."
            raise InputError(problem, remedy="Choose one of them.", file=file)
        said = in_language(item[who], labels.language) if "en" in item[who] else ""
        yield f"{labels[f'evidence.met.{met}']}{'. ' * bool(said)}{said}"
