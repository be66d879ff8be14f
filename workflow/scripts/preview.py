"""Show the articles in a browser while they are written: every save renders them anew and reloads the page.

A save of an article takes a second or two: numbers, tables and figures are those of the last build, and only the page
is made, by the embedded engine. A save of the configuration, the data or the labels rebuilds what depends on it first.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from edition.files.errors import InputError
from edition.files.runs import files_below
from edition.files.settings import read_settings
from edition.render import embedded, staging
from edition.render.preview import Site, Times, saves, serve, times
from scripts import check_manuscript, render, stage

MANUSCRIPT = Path("manuscript")
STAGE = Path("results/stage")
CONFIG = Path("config.yaml")
WATCHED = [MANUSCRIPT, CONFIG, Path("data")]
MADE = [MANUSCRIPT / name for name in staging.MADE]
PAUSE = 0.2
"""Seconds between two looks at the files."""


def rebuild(languages: list[str]) -> list[str]:
    """Have Snakemake remake what the articles are rendered from; returns what it says went wrong."""
    try:
        staging.build(Path(), languages)
    except InputError as error:
        return [str(error)]
    return []


def inspect(languages: list[str]) -> list[str]:
    """What the check of the manuscript has to say."""
    articles = [MANUSCRIPT / f"article.{language}.qmd" for language in languages]
    labels = [MANUSCRIPT / f"labels.{language}.yaml" for language in languages]
    try:
        published = sorted(Path("data/published").glob("*.yaml"))
        lists = [MANUSCRIPT / name for name in ("_quarto.yml", "terms.yaml", "allowed-numbers.yaml")]
        return check_manuscript.inspect(articles, labels, published, *lists)[1]
    except InputError as error:
        return [str(error)]


def article(language: str) -> tuple[str | None, list[str]]:
    """The page of one article as it stands now, or None and what keeps it from being rendered."""
    document, staged = f"article.{language}.qmd", STAGE / language
    built = {file.relative_to(staged): file for file in files_below([staged / name for name in staging.MADE])}
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "article"
        try:
            stage.assemble(MANUSCRIPT, language, built, folder)
            render.check(folder, document, language)
            return embedded.render(folder, document, [".html"])[".html"].read_text("utf-8"), []
        except InputError as error:
            return None, [str(error)]


def concerns(changed: set[Path], language: str) -> bool:
    """Whether a save changes the page of ``language``: not if only the articles of other languages were saved."""
    return any(not path.match("article.*.qmd") or path.match(f"article.{language}.qmd") for path in changed)


def needs_build(changed: set[Path]) -> bool:
    """Whether a save changes more than the text: the configuration, the data, or the words of tables and figures."""
    return any(MANUSCRIPT not in path.parents or path.name.startswith("labels.") for path in changed)


def update(site: Site, changed: set[Path]) -> None:
    """Bring the site up to date after a save, and say in the terminal what came of it."""
    started = time.monotonic()
    names = ", ".join(sorted(path.as_posix() for path in changed))
    if needs_build(changed) or site.unbuilt:
        print(f"{names}: building …", flush=True)
        site.unbuilt = rebuild(site.languages)
    general = site.unbuilt + inspect(site.languages)
    told: list[str] = []
    for language in site.languages:
        stale = concerns(changed, language) or site.problems.get(language)
        page, errors = article(language) if stale and not site.unbuilt else (None, [])
        problems = list(dict.fromkeys(errors + general))
        told += errors
        if page is not None or problems != site.problems.get(language):
            site.publish(language, page, problems)
    print(f"{names}: {time.monotonic() - started:.1f} s", *dict.fromkeys(told + general), sep="\n  ", flush=True)


def look() -> Iterator[Times]:
    """The state of the watched files, over and over."""
    while True:
        yield times(WATCHED, without=MADE)
        time.sleep(PAUSE)


def main(port: int = 8765) -> None:
    """Serve the preview at ``port`` of this machine until it is interrupted (Control-C)."""
    languages = read_settings(CONFIG)["languages"]
    with TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        site = Site(Path(folder), languages)
        print("Building what the articles are made from …", flush=True)
        before = next(look())  # a save while the first build runs is seen after it
        update(site, {CONFIG})
        print(f"The preview is at {serve(site.folder, port)} (Control-C ends it).", flush=True)
        for changed in saves(before, look()):
            update(site, changed)
