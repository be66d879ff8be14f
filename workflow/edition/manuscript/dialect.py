"""What an article may contain (manuscript/DIALECT.md): what engines would read differently is refused, by its line."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from edition.files.errors import InputError, suggestion
from edition.files.reading import compose, read_text
from edition.manuscript.authors import ATTRIBUTES
from edition.manuscript.metadata import Part, front_matter, front_part, shared_parts
from edition.manuscript.shortcodes import masked
from edition.manuscript.source import Source

SEE = "What an article may contain is in manuscript/DIALECT.md."


class Format(NamedTuple):
    """An output format: its ``name`` for Quarto and Pandoc's readers, Pandoc's ``writer``, and what people call it.

    ``template`` is the embedded engine's own, where Pandoc's does not do; ``settings`` have an effect in _quarto.yml.
    """

    name: str
    writer: str
    called: str
    template: str = ""
    settings: tuple[str, ...] = ()


PAGE = ("theme", "minimal", "embed-resources", "html-math-method", "css", "template-partials")
FORMATS = {
    ".html": Format("html", "html5", "HTML", "article.html", PAGE),
    ".pdf": Format("typst", "typst", "PDF", "article.typ", ("template-partials", "citeproc", "pdf-standard")),
    ".docx": Format("docx", "docx", "Word", settings=("shift-heading-level-by", "reference-doc")),
    ".xml": Format("jats", "jats_archiving+element_citations", "JATS", "article.xml", ("template",)),
}
"""The formats in which the article is handed over, by the suffix of the file."""
ANY: dict[str, Any] = {}
"""A value that is not looked into."""


def _keys(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, ANY)


PLACE = _keys("id", "name", "department", "city", "country")
AUTHOR = {
    **_keys("orcid", "email", "degrees", "roles", "note", *ATTRIBUTES),
    "name": _keys("literal", "given", "family"),
    "affiliations": PLACE | _keys("ref"),
    "attributes": _keys("group"),
}
ABOUT = {
    **_keys("date", "doi"),
    "author": AUTHOR,
    "affiliations": PLACE,
    "license": _keys("text", "url", "type"),
    "citation": _keys("type", "container-title", "publisher", "issn", "volume", "issue", "page", "doi", "url"),
    "funding": {"statement": ANY, "awards": _keys("id", "source")},
    "original": _keys("title", "container-title", "year", "doi"),
}
"""What is said of the article as a whole; may stand in a metadata file that several articles share."""
COMMON = ("link-citations", "number-sections", "lang", "filters", "editor")
FORMAT = {form.name: _keys(*form.settings, "default-image-extension") for form in FORMATS.values()}
PROJECT = _keys(*COMMON, "project", "bibliography", "csl", "metadata-files") | {"format": FORMAT} | ABOUT
"""Keys of _quarto.yml that have an effect."""
FRONT = _keys("title", "subtitle", "abstract", "keywords", "running-head", *COMMON) | {"format": FORMAT} | ABOUT
"""Keys of the front matter that have an effect."""

IN_CODE = {
    re.compile(r"^ {0,3}(?:`{3,}|~{3,})[ \t]*\{[ \t]*(?![.=#])", re.MULTILINE): (
        "this is a cell to be executed; code is run by the steps of the workflow only.",
        "Name numbers, tables and figures that a step makes.",
    ),
    re.compile(r"(?<=[`~])[ \t]*\{=(?!(?:html|typst|openxml|jats)\})[^}\n]*\}"): (
        "no format understands {}.",
        "They are html, typst, openxml (Word), and jats.",
    ),
    re.compile(r"(?<=\$\$)[ \t]*\{#(?!eq-)[^}\n]*\}"): ("{} labels no formula.", "Begin its label with eq-."),
}
"""What would be misread in code and formulas."""
BOX = re.compile(r"^ *:{3,}[ \t]*(?:\{(?P<attributes>[^}\n]*)\}|(?P<bare>[\w-]+))", re.MULTILINE)
BRACKETED = r"\[(?:[^\[\]]|\[[^\]]*\])*\](?:\([^)]*\))?\{(?P<attributes>[^{}]*)\}"
IMAGE, SPAN = re.compile("!" + BRACKETED), re.compile("(?<!!)" + BRACKETED)
HEADING = re.compile(r"^#{1,6} .*\{(?P<attributes>[^{}]*)\}[ \t]*$", re.MULTILINE)
CAPTION = re.compile(r"^: .*\{(?P<attributes>[^{}]*)\}[ \t]*$", re.MULTILINE)
ATTRIBUTE = re.compile(r"""(?P<name>[.#]?[\w:-]+)(?P<value>=(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"']*))?""")
MISREAD = {
    re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>"): (
        "other formats than HTML would drop {}.",
        "Write Markdown, or mark it for its format: `…`{{=html}}.",
    ),
    re.compile(r"^[ \t]*[-*+] \[[ xX]\] ", re.MULTILINE): (
        "{} is a list of tasks, for whose boxes the PDF has no sign.",
        "Write a list, and what is done in words.",
    ),
    re.compile(r"\\[a-zA-Z]+"): (
        "the formats would drop {}, which is TeX outside of a formula.",
        "Write Markdown, or put a formula between dollar signs.",
    ),
    re.compile(r"(?<!\\)\$"): (
        "this dollar sign begins or ends no formula.",
        "Write \\$ for the sign itself; a formula has no blank inside its dollar signs.",
    ),
    re.compile(r"@(?:(?:supp)?(?:fig|tbl)|sec|eq)-[\w-]+[ \t]*\n?[ \t]*\[(?=[^\]]*@)"): (
        "{}@…] is read as one citation of both.",
        "Put a word or a comma between the reference and the citation.",
    ),
}
ROWS = re.compile(r"^\|.*(?:\n\|.*)*", re.MULTILINE)
ROW, BARS = re.compile(r"^.*", re.MULTILINE), re.compile(r"(?<!\\)\|")
INSTEAD = {
    "layout": "Put the panels into one image, with their letters.",
    "#fig-": "Put the panels into one image, with their letters.",
    "#tbl-": "Its label belongs to its caption: `: Caption. {#tbl-x}`.",
    ".panel-tabset": "Give each part a heading.",
}
"""The way to what is wanted, by what an attribute that is refused begins with."""
TOUCHING = re.compile(r">\}\}[^ \t\n]*\{\{<")
"""Shortcodes with no plain blank between them; a no-break space is none."""
CALLOUTS = tuple(f".callout-{kind}" for kind in ("note", "tip", "warning", "important", "caution"))
CONDITIONS = ("when-format", "unless-format")
BOXES = (*CALLOUTS, ".content-visible", ".content-hidden", ".landscape", ".table-note", "#refs", "title", *CONDITIONS)


def check(source: Source) -> Iterator[InputError]:
    """Every part of a document that is outside the dialect."""
    text = masked(source.text)
    for pattern, allowed, what in (
        (BOX, BOXES, "a box"),
        (HEADING, ("#", ".unnumbered", "-"), "a heading"),
        (CAPTION, ("#tbl-", "#supptbl-"), "the caption of a table"),
        (IMAGE, ("#fig-", "#suppfig-", "fig-alt", "width", "height"), "an image"),
        (SPAN, (".smallcaps", ".underline", ".mark", "lang"), "a span"),
    ):
        for match in pattern.finditer(text):
            yield from _attributes(source, match, allowed, what)
    for where, misread in ((source.text, IN_CODE), (text, MISREAD)):
        for pattern, (problem, remedy) in misread.items():
            for match in pattern.finditer(where):
                yield source.wrong(match.start(), problem.format(match[0].strip()), remedy.format())
    for table in ROWS.finditer(text):
        rows = {row.start(): len(BARS.findall(row[0].rstrip().removesuffix("|"))) for row in ROW.finditer(table[0])}
        for start, cells in rows.items():
            if cells > rows[0]:
                problem = f"this row has {cells} cells, the head of its table {rows[0]}: the rest would be dropped."
                yield source.wrong(table.start() + start, problem, "Write \\| for a bar in a cell.")
    file = source.origins[0][0]
    for match in TOUCHING.finditer(front_matter(source.text, file)[0]):
        problem = "two shortcodes touch in the front matter, where Quarto reads them as one."
        yield source.wrong(match.start(), problem, "Put a blank between them.")
    yield from unknown(front_part(source.text, file), FRONT)


def _attributes(source: Source, match: re.Match[str], allowed: tuple[str, ...], what: str) -> Iterator[InputError]:
    """Every attribute, class or label in braces that is not ``allowed``; a label there (#fig-) begins any like it."""
    bare = match.groupdict().get("bare")
    written = f".{bare}" if bare else source.text[slice(*match.span("attributes"))]
    labels = tuple(name for name in allowed if name[0] == "#" and name[-1] in "#-")
    for attribute in ATTRIBUTE.finditer(written):
        name, value = attribute["name"], (attribute["value"] or "").strip("=\"'")
        if name not in allowed and not (labels and name.startswith(labels)):
            remedy = suggestion(name, allowed, SEE)
            remedy = next((way for start, way in INSTEAD.items() if name.startswith(start)), remedy)
            yield source.wrong(match.start(), f"{name!r} is nothing that {what} can have.", remedy)
        elif name in CONDITIONS and value not in FORMAT:
            remedy = "The PDF is made by Typst: write typst." if value == "pdf" else suggestion(value, FORMAT)
            yield source.wrong(match.start(), f"there is no format {value!r}.", remedy)


def check_project(file: Path) -> Iterator[InputError]:
    """Every setting in _quarto.yml, and in the metadata files that it names, that would have no effect."""
    project = Part(compose(read_text(file), file), file.name)
    yield from unknown(project, PROJECT)
    for key, value in (entry for item in project.items for entry in item.entries):
        if key.text == "csl" and not (file.parent / value.text).is_file():
            problem = f"there is no style {value.text!r}."
            yield value.wrong(problem, "Put the file beside _quarto.yml, or correct its name.")
    for shared in shared_parts(file.parent):
        yield from unknown(shared, ABOUT | _keys("translations"))


def unknown(part: Part, effective: Mapping[str, Any]) -> Iterator[InputError]:
    """Every key of ``part``, at any depth, that is none of the ``effective`` ones."""
    for item in part.items if effective else ():
        for key, value in item.entries:
            if key.text in effective:
                yield from unknown(value, effective[key.text])
            else:
                problem = f"the key {key.text!r} has no effect here."
                yield key.wrong(problem, suggestion(key.text, effective, SEE))
