"""References inside a document, ``@fig-…``, ``@tbl-…``, ``@sec-…`` and citations: each must lead somewhere."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from edition.files.errors import InputError, suggestion
from edition.files.reading import read_list, read_mapping, read_text
from edition.manuscript.metadata import FRONT_MATTER, as_list
from edition.manuscript.shortcodes import masked
from edition.manuscript.source import CODE, Source

LABEL = re.compile(r"\{#(?P<label>[\w:-]+)")
LINK = re.compile(r"\]\(#(?P<label>[^)\s]+)\)")
MENTION = re.compile(CODE + r"|(?<![\w\\.])@(?P<key>\w(?:[\w:.#$%&+?<>~/-]*\w)?)", re.DOTALL | re.MULTILINE)
PICTURE = re.compile(r"!\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<path>[^)\s]*)[^)]*\)(?P<attributes>\{[^{}]*\})?")
CAPTIONLESS = re.compile(r"!\[\s*\]\([^)\n]*\)\{#|^:[ \t]*\{#", re.MULTILINE)
SIGNS = {".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8"}
"""What image files that all formats show begin with, by their ending."""
SEE_KEYS = "Works are in the bibliographies that _quarto.yml names."
CROSSREF = re.compile(r"([Ff]ig|[Tt]bl|[Ss]ec|[Ee]q|[Ss]uppfig|[Ss]upptbl)-")
ENTRY = re.compile(r"^\s*@(?!comment|preamble|string)\w+\s*\{\s*([^\s,]+)\s*,", re.IGNORECASE | re.MULTILINE)


def bibliographies(folder: Path) -> list[Path]:
    """Files with the works that may be cited, one or several, as the project in ``folder`` names them."""
    return [folder / name for name in as_list(read_mapping(folder / "_quarto.yml").get("bibliography"))]


def known_keys(folder: Path) -> list[str]:
    """Keys of all works in the bibliographies of the project in ``folder``, in their order.

    Raises InputError for a key that is given twice: one of the two works would be cited for the other.
    """
    places: dict[str, str] = {}
    for file in bibliographies(folder):
        text = read_text(file)
        for key, position in _entries(text, file):
            place = f"{file.name}, line {text.count(chr(10), 0, position) + 1}"
            if key in places:
                problem = f"the work {key!r} is given twice, first in {places[key]}."
                raise InputError(problem, remedy="Give one of the two another key.", file=place)
            places[key] = place
    return list(places)


def _entries(text: str, file: Path) -> Iterator[tuple[str, int]]:
    """Key and position of each entry of a BibTeX or CSL-JSON file. InputError names an entry that does not end."""
    if file.suffix == ".json":
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            problem, remedy = f"this is no valid JSON ({error.msg}).", "Correct it, here or right before."
            raise InputError(problem, remedy=remedy, file=file, line=error.lineno) from error
        for work in read_list(file):
            yield str(work["id"]), max(text.find(json.dumps(work["id"], ensure_ascii=False)), 0)
        return
    matches = list(ENTRY.finditer(text))
    for match, end in zip(matches, [*(later.start() for later in matches[1:]), len(text)], strict=True):
        if text.count("{", match.start(), end) > text.count("}", match.start(), end):
            line = text.count("\n", 0, match.start(1)) + 1
            raise InputError(
                f"the work {match[1]!r} is not closed.", remedy="Add the } it lacks.", file=file, line=line
            )
        yield match[1], match.start(1)


def mentions(text: str) -> Iterator[tuple[int, str]]:
    """Position and key of all that is cited or referred to; a figure, table or section in lower case (fig-x)."""
    for match in MENTION.finditer(text):
        if key := match["key"]:
            yield match.start(), key[0].lower() + key[1:] if CROSSREF.match(key) else key


def check(source: Source, keys: Iterable[str], stage: Path | None = None) -> Iterator[InputError]:
    """Every label that is given twice, and every reference, citation or link that leads nowhere.

    Tables are included, and figures drawn, in a ``stage``; without it they are taken to be there.
    """
    text, keys = masked(source.text), set(keys)
    labels: dict[str, int] = {}
    for match in LABEL.finditer(text):
        if match["label"] in labels:
            problem = f"the label {match['label']} is given twice, first in {source.place(labels[match['label']])}."
            yield source.wrong(match.start(), problem, "Rename one of the two.")
        labels.setdefault(match["label"], match.start())
    links = ((match.start(), match["label"]) for match in LINK.finditer(text))
    front = FRONT_MATTER.match(text)
    for position, key in (*mentions(text), *links):
        is_label = CROSSREF.match(key) or text[position] == "]"
        if is_label and front and position < front.end():
            problem = f"{key!r} is referred to in the front matter, which editions in other languages show, too."
            yield source.wrong(position, problem, "Refer to it in the text.")
        if key not in (labels if is_label else keys) and (stage or not key.startswith("tbl-")):
            what = "figure, table or section is labelled" if is_label else "entry of the bibliography is called"
            what = "formula is labelled" if key.startswith("eq-") else what
            like = [label for label in labels if label.partition("-")[0] == key.partition("-")[0]]
            remedy = suggestion(key, sorted(keys), suggestion(key, labels, SEE_KEYS)) if not is_label else ""
            yield source.wrong(position, f"no {what} {key!r}.", remedy or suggestion(key, like or labels))
    for match in CAPTIONLESS.finditer(text):
        yield source.wrong(match.start(), "what has a label has a number, and needs a caption.", "Write what it shows.")
    for match in PICTURE.finditer(text) if stage else ():
        if fault := lacking(match["path"], stage):
            yield source.wrong(match.start(), *fault)


def lacking(path: str, stage: Path) -> tuple[str, str] | None:
    """What is wrong with the path of a picture, and the remedy; without an ending, a format takes SVG or PNG."""
    if "://" in path or path.startswith("/"):
        remedy = "Put the file into manuscript/images and name it from there: images/…"
        return f"the image {path!r} is not the article's own.", remedy
    name, endings = path.removesuffix(".svg"), ("",) if Path(path).suffix else (".svg", ".png")
    missing = [ending for ending in endings if not (stage / f"{path}{ending}").is_file()]
    if name != path or missing == [".png"]:
        remedy = f"Save it as {name}.png as well, and name both without their ending: {name}"
        return f"Word and JATS cannot show {name}.svg.", remedy
    if missing == [".svg"]:
        return f"there is no figure '{path}.svg'.", f"Write the ending: {path}.png"
    names = {f"figures/{file.stem}" for file in stage.glob("figures/*")}
    names |= {f"images/{file.name}" for file in stage.glob("images/*")}
    if missing:
        return f"there is no figure {path!r}.", suggestion(path, names)
    sign = SIGNS.get(Path(path).suffix.lower())
    if Path(path).suffix and not (sign and (stage / path).read_bytes().startswith(sign)):
        return f"the image {path!r} is neither PNG nor JPEG.", "Save it as one of them; renaming it is not enough."
    return None
