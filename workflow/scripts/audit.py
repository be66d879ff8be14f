"""Write the audit page of one language: every number with its chain, and the whole run behind it."""

import json
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import pandas as pd
from edition.audit.contents import Contents, shown
from edition.audit.page import Evidence, render
from edition.audit.sentences import engine, sentences
from edition.claims.records import lines, load
from edition.cleaning.cohort import read as read_cohort
from edition.files.reading import read_mapping
from edition.files.runs import leading_to
from edition.files.writing import save_text
from edition.ledger.contradictions_table import Words
from edition.numbers.labels import by_language, language_name

SOFTWARE = (
    *("snakemake", "pandas", "numpy", "scipy", "statsmodels", "lifelines", "ortools", "matplotlib"),
    *("pypandoc_binary", "typst"),
)


def main(
    numbers: Path,
    ledger: Path,
    consistency: Path,
    cohort: Path,
    cleaning: Path,
    dictionary: Path,
    published: Path,
    article: Path,
    rendered: Path,
    tables: list[Path],
    others: list[Path],
    labels: list[Path],
    lang: str,
    page: Path,
) -> None:
    """Read what the run made; write the ``page`` (HTML) in the language ``lang``. ``article`` is its HTML.

    The steps shown are those that led to these files and to the ``others``.
    """
    article_page, judged = article.read_text("utf-8"), json.loads(ledger.read_text("utf-8"))
    words = by_language(labels)
    evidence = Evidence(
        numbers=json.loads(numbers.read_text("utf-8")),
        ledger=judged,
        consistency=json.loads(consistency.read_text("utf-8")),
        cohort=read_cohort(cohort),
        cleaning=pd.read_csv(cleaning, dtype=str),
        dictionary=read_mapping(dictionary),
        places=sentences(article_page),
        tables={file.stem: file for file in tables},
        contents=Contents(shown(leading_to([numbers, ledger, rendered, *others])), judged["synthetic_cohort"]),
        software=[("Python", python_version()), *((name, version(name)) for name in SOFTWARE)],
        engine=engine(article_page),
        lines=lines(published),
    )
    names = {language: language_name(language) for language in words}
    claims = {claim.id: claim for claim in load(published)}
    save_text(page, render(evidence, Words(lang, words[lang], claims), names))
