"""What is wrong with an export: each fault has a kind and a place; faults.yaml has the words of every kind."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.study.order import FAULTS

WORDS = (Path(__file__).with_suffix(".yaml"), FAULTS)
FLAT = 10**9
"""Beyond any row of a file: the n-th part of a row that is several has the number of the row and n-1 times this."""
LONGEST = 40
"""Characters of a cell that are shown: behind an open quotation mark a cell can hold the rows of many patients."""


@cache
def words() -> dict[str, Any]:
    """Kind → language → problem and remedy, with the names of values in braces; ``{cell}`` is a value of the export."""
    return {kind: said for file in WORDS for kind, said in read_mapping(file).items()}


def decides(kind: str) -> bool:
    """Whether the data are used although there is a fault of this kind."""
    return "decision" in words()[kind]


class Fault(InputError):
    """Something in a file of the export; a ``decision`` stops nothing but is logged and told at the build's end."""

    def __init__(
        self,
        kind: str,
        file: Path,
        row: int | None = None,
        column: str | None = None,
        line: int | None = None,
        **values: object,
    ) -> None:
        """Rows count as in a spreadsheet, those of n-th parts (``FLAT``) as their first.

        ``column`` is the label in the file, ``values`` stand in the words; those of one language end in its name.
        """
        self.kind, self.values = kind, values
        problem, remedy = self.said(show=False)
        row = None if row is None else row % FLAT
        super().__init__(problem, remedy=remedy, file=file, line=line, row=row, column=column)

    @property
    def decision(self) -> bool:
        """Whether the data are used nevertheless."""
        return decides(self.kind)

    def said(self, language: str = "en", show: bool = True) -> tuple[str, str]:
        """Problem and remedy; ``show`` a cell's value, or keep it out of files that may be handed on."""
        cell = str(self.values.get("cell", ""))
        cell = repr(cell if len(cell) <= LONGEST else f"{cell[:LONGEST]}…") if show else "'…'"
        problem, remedy = (text.format(**{**self.values, "cell": cell}) for text in words()[self.kind][language])
        return problem, remedy


class Faults(list[Fault]):
    """The faults that were found. Values of cells are shown only where ``show`` allows it."""

    show = True

    def add(self, kind: str, file: Path, *place: int | str | None, **values: object) -> None:
        """Note a fault, as :class:`Fault` takes it."""
        self.append(Fault(kind, file, *place, **values))

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note the Fault, or another InputError, that ends what is done within."""
        try:
            yield
        except Fault as fault:
            self.append(fault)
        except InputError as error:
            said = {"problem": error.problem, "remedy": error.remedy}
            turkish = {f"{name}_tr": _turkish(text) for name, text in said.items()}
            self.add("elsewhere", error.file, error.row, error.column, error.line, **said, **turkish)

    def stop(self) -> None:
        """Raise InputError for the fault that stands first in the first faulty file; it counts the other rows."""
        grave = [fault for fault in self if not fault.decision]
        if not grave:
            return
        first = min(
            (fault for fault in grave if fault.file == grave[0].file), key=lambda fault: (fault.row or 0, fault.kind)
        )
        problem, remedy = first.said(show=self.show)
        if more := len({(fault.file, fault.row) for fault in grave}) - 1:
            remedy += f" (Other faulty places: {more}; `make check-data DATA={first.file.parent}` lists them.)"
        elif not self.show and first.values.get("cell"):
            remedy += f" (`make check-data DATA={first.file.parent}` shows the cell.)"
        raise InputError(problem, remedy=remedy, file=first.file, row=first.row, column=first.column) from None


def _turkish(text: str) -> str:
    """What the readers of YAML and JSON say in English."""
    for pattern, said in words()["elsewhere"]["turkish"].items():
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return match.expand(said)
    return text


@contextmanager
def readable(kind: str, file: Path) -> Iterator[None]:
    """Whatever a library raises at the content of a file is that file's Fault of this kind."""
    try:
        yield
    except Fault:
        raise
    except Exception as error:
        raise Fault(kind, file, error=type(error).__name__) from error
