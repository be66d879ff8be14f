"""The form of a document: what is begun and not ended, or lacks its other half; its formulas; and all that it names."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from edition.files.errors import InputError
from edition.files.tool import pandoc
from edition.manuscript import dialect, references, shortcodes, unmeant
from edition.manuscript.references import PICTURE
from edition.manuscript.shortcodes import FORMS, SHORTCODE, Numbers, masked
from edition.manuscript.source import Source, formulas

WRITE = f"Write {FORMS['num']}."
MARKS = {
    r"\{\{<(?!/\*)": ("this shortcode is not closed.", WRITE),
    r"(?<!\*/)>\}\}": ("a shortcode is closed here that was not begun.", WRITE),
    rf"\{{\{{%|%\}}\}}|\{{<\s|\{{\{{?\s*(?:{'|'.join(FORMS)})\s": ("this is meant as a shortcode and is none.", WRITE),
    r"<!--": ("this comment is not closed.", "End it with -->."),
    r"-->": ("a comment ends here that was not begun.", "Begin it with <!--, or take the --> out."),
}
"""What must not be left where code, comments and shortcodes are understood; with problem and remedy."""
MARK = re.compile("|".join(f"({pattern})" for pattern in MARKS))
FENCE = re.compile(r"^ *:{3,}[ \t]*(\S)?", re.MULTILINE)
NOTE = re.compile(r"(?P<defines>^)?\[\^(?P<name>[^\]\s]+)\](?(defines)(?P<colon>:)?)", re.MULTILINE)
ALT = re.compile(r"""fig-alt=(?:"[^"]*\w|'[^']*\w)""")


def check(
    source: Source, language: str, keys: Iterable[str], numbers: Numbers | None = None, stage: Path | None = None
) -> Iterator[InputError]:
    """Every mistake in a document: in its form, in its shortcodes, and in what it refers to.

    ``keys`` are those of the bibliography. Without ``numbers`` (numbers.json) and ``stage`` (the folder with tables and
    figures), as before a build, what they hold is taken to be there.
    """
    yield from marks(source)
    yield from shortcodes.check(source, numbers, language)
    yield from untypeset(source)
    yield from dialect.check(source)
    yield from unmeant.check(source)
    yield from references.check(source, keys, stage)


def marks(source: Source) -> Iterator[InputError]:
    """Every mistake in the form of a document."""
    text = masked(source.text)
    for match in MARK.finditer(text):
        yield source.wrong(match.start(), *list(MARKS.values())[match.lastindex - 1])
    boxes: list[int] = []
    for match in FENCE.finditer(text):
        if match[1]:
            boxes.append(match.start())
        elif boxes:
            boxes.pop()
        else:
            yield source.wrong(match.start(), "this ::: closes no box.", "Take it out, or begin the box above.")
    for position in boxes:
        yield source.wrong(position, "this box is not closed.", "End it with a line that is ::: alone.")
    notes = {(match["name"], bool(match["colon"])): match.start() for match in NOTE.finditer(text)}
    for (name, is_text), position in notes.items():
        if (name, not is_text) not in notes:
            said = f"nothing refers to the note [^{name}]." if is_text else f"the note [^{name}] has no text."
            remedy = f"A note is [^{name}] in a sentence and its text in a line [^{name}]: …."
            yield source.wrong(position, said, remedy)
    for match in PICTURE.finditer(text):
        if not ALT.search(match["attributes"] or ""):
            remedy = 'Say what it shows, after its path: {#fig-… fig-alt="…"}.'
            yield source.wrong(match.start(), "this figure has no text for those who cannot see it.", remedy)


def untypeset(source: Source) -> Iterator[InputError]:
    """Every formula that cannot be set: each is tried, since Pandoc would leave what it does not know as it is."""
    matches = list(formulas(source.text))
    if matches:
        tried = "\n\n".join(SHORTCODE.sub("0", match["formula"]) for match in matches)
        html = pandoc(["--from=markdown", "--to=html", "--mathml", "--wrap=none"], tried)
        for match, paragraph in zip(matches, html.split("</p>\n<p>"), strict=True):
            if "<math" not in paragraph:
                problem = f"the formula {' '.join(match['formula'].split())[:60]} is no TeX that can be set."
                remedy = "Correct it; only commands of LaTeX and AMS LaTeX are known."
                yield source.wrong(match.start(), problem, remedy)
