"""What Markdown reads otherwise than it was meant, without a word: emphasis that does not end, lists and figures that
begin within a paragraph, front matter in the text, headings that skip a level, notes given twice or without a text.
"""

import re
from collections.abc import Iterator

from edition.files.errors import InputError
from edition.manuscript.metadata import FRONT_MATTER
from edition.manuscript.references import PICTURE
from edition.manuscript.shortcodes import masked
from edition.manuscript.source import Source

BLOCK = re.compile(r"(?:^.*\S.*(?:\n|\Z))+", re.MULTILINE)
OTHER = re.compile(r" {0,3}(?:[-*+#:|<>]|\d+[.)] |\[\^)| {4}")
"""How a block begins that is no paragraph."""
LATE_LIST = re.compile(r"^[-*+] +\S.*", re.MULTILINE)
ASTERISKS = re.compile(r"(?<![\\*])(?<!\{\{</)\*+(?!/>\}\})")
HEADING = re.compile(r"(#{1,6}) ")
SETTINGS = re.compile(r"---[ \t]*\n(?=\S)")
NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\]:[ \t]*(?P<text>\S)?")


def check(source: Source) -> Iterator[InputError]:
    """Every such place in a document."""
    text = masked(source.text)
    front = FRONT_MATTER.match(text)
    level, notes = 1, set()
    for match in BLOCK.finditer(text, front.end() if front else 0):
        block, start = match[0], match.start()
        for position in _unended(block):
            remedy = "End it, without a blank inside; write \\* for the sign itself."
            yield source.wrong(start + position, "this emphasis does not end, or begins nothing.", remedy)
        if SETTINGS.match(block):
            problem = "this is read as front matter, which stands at the head alone."
            yield source.wrong(start, problem, "Write it there.")
        if heading := HEADING.match(block):
            if len(heading[1]) > level + 1:
                said = f"this heading skips a level: {len(heading[1])} follows {level}."
                yield source.wrong(start, said, f"Begin it with {'#' * (level + 1)}.")
            level = len(heading[1])
        if note := NOTE.match(block):
            if note["name"] in notes:
                yield source.wrong(start, f"the note [^{note['name']}] is given twice.", "Rename one of the two.")
            if not note["text"] and len(block.splitlines()) == 1:
                yield source.wrong(start, f"the note [^{note['name']}] is empty.", "Write its text after the colon.")
            notes.add(note["name"])
        if not OTHER.match(block):
            if late := LATE_LIST.search(block):
                problem = "this list begins within a paragraph."
                yield source.wrong(start + late.start(), problem, "Leave a line empty above it.")
            for picture in PICTURE.finditer(block):
                if "#" in (picture["attributes"] or "") and block.strip() != picture[0]:
                    problem = "this figure, which has a label, stands within a paragraph."
                    yield source.wrong(start + picture.start(), problem, "Leave a line empty above and below it.")


def _unended(block: str) -> Iterator[int]:
    """Where asterisks begin what does not end in a block, or stand together and neither begin nor end anything."""
    begun: list[tuple[int, int]] = []
    for match in ASTERISKS.finditer(block):
        left, before, after = len(match[0]), block[: match.start()], block[match.end() :]
        in_word = re.search(r"\w\Z", before), re.match(r"\w", after)
        begins = in_word[1] or (re.match(r"\S", after) and not in_word[0])
        ends = in_word[0] or (re.search(r"\S\Z", before) and not in_word[1])
        while ends and left and begun:
            position, length = begun.pop()
            both = min(left, length)
            left -= both
            if length > both:
                begun.append((position, length - both))
        if left and begins:
            begun.append((match.start(), left))
        elif left > 1 and not ends:
            yield match.start()
    yield from (position for position, _ in begun)
