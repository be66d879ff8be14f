"""Texts of a figure: templates from ``manuscript/labels.<language>.yaml``, filled with the numbers of ``numbers.json``.

``{id}`` in a template is that number's text. A p-value brings its sign along: "p {km.logrank.p}" becomes "p = 0.057" or
"p < 0.001", or "p not estimable" where nothing was tested.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from edition.files.errors import InputError, suggestion
from edition.numbers.formatting import MARK
from edition.numbers.labels import Labels, read_labels

NUMBER = re.compile(r"\{([\w.]+)\}")
TIED = re.compile(r" (?=[=<] )|(?<= [=<]) |(?<=:) (?=[%\d])")  # spaces in "n = 9" and "died: 4": no line breaks there
NO_BREAK = "\N{NO-BREAK SPACE}"


def number_ids(template: str) -> list[str]:
    """The ids that ``template`` names, in order."""
    return NUMBER.findall(template)


@dataclass(frozen=True)
class Phrases:
    """The texts of one figure in one language, by their keys below ``figures.<figure>`` in ``labels``."""

    labels: Labels
    figure: str
    numbers: dict[str, dict]
    language: str

    def template(self, key: str) -> str:
        """A text before its numbers are filled in."""
        return self.labels[f"figures.{self.figure}.{key}"]

    def __getitem__(self, key: str) -> str:
        """A text with its numbers."""
        return self.fill(self.template(key))

    def record(self, number: str) -> dict:
        """The record of a number. Raises InputError, naming the nearest known ids, if there is none."""
        if number not in self.numbers:
            problem = f"a text of the figure {self.figure!r} names the number {number!r}, which no step makes."
            remedy = suggestion(number, self.numbers, "Correct the id.", most=3)
            raise InputError(problem, remedy=remedy, file=self.labels.file)
        return self.numbers[number]

    def fill(self, template: str, *, mark: bool = False) -> str:
        """``template`` with the texts of its numbers; with ``mark``, synthetic numbers get the mark."""

        def text(match: re.Match[str]) -> str:
            record = self.record(match[1])
            shown = record[self.language]
            if record["kind"] == "p" and record["value"] is not None:
                shown = f"< {shown[1:]}" if shown.startswith("<") else f"= {shown}"
            return shown + (MARK if mark and record["synthetic"] else "")

        return TIED.sub(NO_BREAK, NUMBER.sub(text, template)).replace("'", "’")

    def is_synthetic(self, *keys: str) -> bool:
        """Whether any number in the texts rests on values that were made up for the reconstruction."""
        return any(self.record(number)["synthetic"] for key in keys for number in number_ids(self.template(key)))


def read_phrases(labels: Path, figure: str, numbers: Path, language: str) -> Phrases:
    """The texts of one figure from a file of labels and ``numbers.json``."""
    return Phrases(read_labels(labels), figure, json.loads(numbers.read_text("utf-8")), language)
