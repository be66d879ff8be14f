"""Show what changed in the article between two revisions: its words, as tracked changes, and its numbers.

Both revisions are built from their own sources, with the packages that are installed; the working tree where it is,
others in temporary worktrees.
"""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.tool import pandoc, run
from edition.manuscript.shortcodes import Numbers
from edition.numbers.labels import Labels, read_labels
from edition.render import embedded
from edition.render.merge import Mark, Node, merged, shown, tracked
from edition.render.staging import build, without_audit
from edition.render.word import number_changes

STYLE = "<style>ins { background: #d9f2d9 } del { background: #f9d9d9; color: #666 }</style>"
HASH = 12
ID_WIDTH = 0.4
"""Of the column of ids, as a share of the table's."""


def git(*arguments: str) -> str:
    """What git answers. Raises InputError with its message where it fails."""
    remedy = "Run this in a clone of the project."
    return run(["git", *arguments], f"git {arguments[0]} failed.", remedy, anew="Install Git.").strip()


def commit(revision: str) -> str:
    """The full name of a commit. Raises InputError where there is none of that name."""
    try:
        return git("rev-parse", "--verify", f"{revision}^{{commit}}")
    except InputError:
        names = ", ".join(git("for-each-ref", "--format=%(refname:short)").split()[:8])
        remedy = f"Name a commit, or one of: {names}."
        raise InputError(f"there is no revision {revision!r}.", remedy=remedy) from None


def languages(folder: Path) -> list[str]:
    """The languages of the article in ``folder``, whose configuration may have other keys than today's."""
    return read_mapping(folder / "config.yaml").get("languages", ["en", "tr"])


@contextmanager
def checked_out(revision: str, scratch: Path) -> Iterator[Path]:
    """A folder with ``revision``; what the present build has in common with it need not be made again."""
    folder = scratch / "revision"
    git("worktree", "add", "--quiet", "--detach", str(folder), commit(revision))
    try:
        # Snakemake compares checksums and reruns what differs, as it would after `git checkout`.
        for built in (Path("results"), Path(".snakemake/metadata")):
            if built.is_dir():
                shutil.copytree(built, folder / built)
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


def article(folder: Path, language: str, scratch: Path) -> list[Node]:
    """Blocks of an edition's article as it reads in Word; each picture is named by what it shows."""
    stage = Path(shutil.copytree(folder / "results/stage" / language, scratch / "stage"))
    without_audit(stage)
    docx = embedded.render(stage, f"article.{language}.qmd", [".docx"])[".docx"]
    read = pandoc([str(docx), "--from=docx+styles", "--to=json", f"--extract-media={scratch}"])
    for picture in sorted((scratch / "media").glob("*")):
        named = scratch.parent / (hashlib.sha256(picture.read_bytes()).hexdigest()[:HASH] + picture.suffix)
        read = read.replace(json.dumps(str(picture)), json.dumps(str(picture.replace(named))))
    tree = json.loads(read)
    said = [tree["meta"][key] for key in ("title", "subtitle", "author") if key in tree["meta"]]
    lines = [line["c"] for entry in said for line in (entry["c"] if entry["t"] == "MetaList" else [entry])]
    return [*({"t": "Para", "c": line} for line in lines), *tree["blocks"]]


def wording(number: Mapping[str, Any] | None, language: str, labels: Labels) -> str:
    """What a number says in a language; of a condition whether it holds, of a number that is not there nothing."""
    if number is None:
        return ""
    if number["kind"] == "condition":
        return labels[{True: "diff.holds", False: "diff.holds_not", None: "diff.untold"}[number["value"]]]
    return number[language]


def changes(before: Numbers, after: Numbers, labels: Mapping[str, Labels]) -> Iterator[list[str]]:
    """A row for each number that says something else: its id; what it said and says in each language."""
    for number in [*after, *(gone for gone in before if gone not in after)]:
        versions = before.get(number), after.get(number)
        said = [[wording(version, language, labels[language]) for version in versions] for language in labels]
        if any(one != two for one, two in said):
            yield [number, *(text for pair in said for text in pair)]


def document(
    rows: list[list[str]], text: list[Node], labels: Labels, names: list[str], codes: list[str], style: str = ""
) -> Node:
    """The whole comparison as Pandoc's tree: the numbers in a table, then the article with its changes.

    Both are headed in ``style``, where headings count, as those of the article do in Word.
    """
    columns = [f"{labels[f'diff.{when}']} ({code})" for code in codes for when in ("before", "after")]
    lines = io.StringIO()
    csv.writer(lines).writerows([[labels["diff.id"], *columns], *rows])
    table = json.loads(pandoc(["--from=csv", "--to=json"], lines.getvalue()))
    if rows:
        widths = [ID_WIDTH, *[(1 - ID_WIDTH) / len(columns)] * len(columns)]
        table["blocks"][0]["c"][2] = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": width}] for width in widths]
    title = {"t": "MetaString", "c": f"{labels['diff.title']}: {' → '.join(names)}"}
    none = [{"t": "Para", "c": [{"t": "Str", "c": labels["diff.none"]}]}]
    heads = [_heading(labels[f"diff.{part}"], style) for part in ("numbers", "text")]
    blocks = [heads[0], *(table["blocks"] if rows else none), heads[1], *text]
    return table | {"meta": {"title": title}, "blocks": blocks}


def named(revision: str) -> str:
    """A revision with the beginning of its commit's name, for a name like HEAD~3 means another one tomorrow."""
    name = commit(revision)
    return revision if name.startswith(revision) else f"{revision} ({name[:HASH]})"


def _heading(words: str, style: str) -> Node:
    text = [{"t": "Str", "c": words}]
    if not style:
        return {"t": "Header", "c": [1, ["", [], []], text]}
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [{"t": "Para", "c": text}]]}


def write(tree: Node, target: Path, lang: str, scratch: Path) -> None:
    """Write a document as HTML or DOCX, by the suffix of ``target``."""
    header = scratch / "header.html"
    header.write_text(STYLE, "utf-8")
    options = {
        ".html": ["--embed-resources", f"--include-in-header={header}"],
        ".docx": [f"--reference-doc={Path('manuscript/reference.docx').resolve()}"],
    }
    common = ["--from=json", "--standalone", f"--metadata=lang:{lang}", f"--output={target.resolve()}"]
    pandoc([*common, *options[target.suffix]], json.dumps(tree), folder=scratch)
    if target.suffix == ".docx":
        number_changes(target)


def main(base: str, head: str = "", folder: Path = Path("results/diff")) -> None:
    """Compare the revision ``base`` with ``head``, the working tree if none is named; the results go to ``folder``.

    Raises InputError for a revision that does not exist, or cannot be built.
    """
    if not base:
        raise InputError("no revision to compare with is named.", remedy="Say, for example, make diff BASE=v1.0.")
    with TemporaryDirectory() as temporary, ExitStack() as stack:
        scratch = Path(temporary)
        editions = [
            stack.enter_context(checked_out(revision, scratch / place)) if revision else Path()
            for place, revision in (("before", base), ("after", head))
        ]
        for edition, revision in zip(editions, (base, head), strict=True):
            print(f"Building {revision or 'the working tree'} …", flush=True)
            build(edition, languages(edition))
        codes = [language for language in languages(editions[1]) if language in languages(editions[0])]
        labels = {code: read_labels(Path(f"manuscript/labels.{code}.yaml")) for code in codes}
        numbers = [json.loads((edition / "results/numbers.json").read_text("utf-8")) for edition in editions]
        rows = list(changes(*numbers, labels))
        folder.mkdir(parents=True, exist_ok=True)
        author, date = git("show", "--no-patch", "--format=%an%n%cI", commit(head or "HEAD")).splitlines()
        marks: dict[str, Mark] = {".html": shown, ".docx": tracked(author, date)}
        for code in codes:
            places = [scratch / f"{code}-{place}" for place in ("before", "after")]
            versions = [article(edition, code, place) for edition, place in zip(editions, places, strict=True)]
            for suffix, mark in marks.items():
                names = [named(base), named(head) if head else labels[code]["diff.working_tree"]]
                style = "Heading 1 Unnumbered" if suffix == ".docx" else ""
                tree = document(rows, merged(*versions, mark), labels[code], names, codes, style)
                target = folder / f"diff.{code}{suffix}"
                write(tree, target, code, scratch)
                print(target)
