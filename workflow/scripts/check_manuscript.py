"""Check the articles before they are rendered: parity of the languages, typed numbers, unfounded verdicts, terms."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from edition.files.errors import InputError
from edition.files.writing import save_json
from edition.manuscript import authors, source, syntax
from edition.manuscript.blocks import Article, read_article, read_labels
from edition.manuscript.parity import compare, counterparts, features
from edition.manuscript.prose import lint, read_wording, together
from edition.manuscript.references import known_keys


def contents(article: Article) -> dict[str, int]:
    """How many blocks of each kind an article has, and how many numbers, conditions and citations stand in them."""
    shared = sum((features(block, article.language) for block in article.blocks), Counter())
    return {
        **Counter(block.kind for block in article.blocks),
        "numbers": sum(count for name, count in shared.items() if name.startswith("num ")),
        "conditions": sum(count for name, count in shared.items() if name.startswith("when ")),
        "citations and references": sum(count for name, count in shared.items() if name.startswith("@")),
    }


def unsound(article: Path, keys: Iterable[str], project: Path) -> Iterator[InputError]:
    """What is wrong with one article of the project in the folder ``project``, whatever the others say."""
    try:
        language = read_article(article).language
    except InputError as error:
        yield error
    else:
        yield from syntax.check(source.read(article, includes=False), language, keys)
        yield from authors.check(article, project)


def inspect(
    articles: list[Path], labels: list[Path], published: list[Path], project: Path, terms: Path, allowed: Path
) -> tuple[list[Article], list[str]]:
    """The articles as read, and all that is wrong with them, their tables' and figures' words and the records' terms.

    Every article is compared with the first, once each is sound in itself; until then none is handed back.
    """
    keys = known_keys(project.parent)
    if wrong := dict.fromkeys(str(error) for file in articles for error in unsound(file, keys, project.parent)):
        return [], list(wrong)
    wording = read_wording(terms, allowed)
    read = [read_article(file) for file in articles]
    words = [read_labels(file, article.language) for file, article in zip(labels, read, strict=True)]
    languages = [article.language for article in read]
    records = [read_labels(file, code, "statement", f".says.{code}") for file in published for code in languages]
    wrong = [message for texts in (*read, *words, *records) for message in lint(texts, wording)]
    for first, *others in (read, words):
        for other in others:
            wrong += compare(first, other) or together(counterparts(first, other), first, other, wording)
    return read, wrong


def main(
    articles: list[Path],
    labels: list[Path],
    published: list[Path],
    project: Path,
    terms: Path,
    allowed: Path,
    report: Path,
) -> None:
    """Check ``articles``, and the ``labels`` of each one's tables and figures; write what was checked to ``report``.

    ``published`` are the records of the paper, whose words a table shows; ``project`` is _quarto.yml, which
    names the bibliographies; ``terms`` and ``allowed`` (numbers) are the lists that the lint goes by.

    Raises InputError with every finding, each with its file and line.
    """
    read, wrong = inspect(articles, labels, published, project, terms, allowed)
    if wrong:
        lines = "".join(f"\n  {message}" for message in wrong)
        declare = "If languages differ on purpose, say so right before the block: <!-- parity: WHAT; WHY -->."
        problem = f"the articles need mending in {len(wrong)} place(s):{lines}\n"
        raise InputError(problem, remedy=declare if read else "Then the languages are compared.")
    save_json(report, {article.file.name: contents(article) for article in read})
