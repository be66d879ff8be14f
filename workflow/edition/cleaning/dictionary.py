"""The data dictionary of an export: what each column means, its type, and the codes with their canonical values."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from edition.cleaning.dates import day
from edition.files.errors import InputError
from edition.files.reading import line_of, read_mapping
from edition.files.schema import validate
from edition.files.suggestion import nearest
from edition.study.definitions import LATEST
from edition.study.export import EVER, NEEDED


@dataclass(frozen=True)
class Column:
    """``label`` is the name in the export, ``name`` the one in the workflow; ``codes`` maps code to canonical value."""

    label: str
    name: str
    type: str
    required: bool
    codes: Mapping[str, Any] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None
    missing: tuple[str, ...] = ()

    def canonical(self, code: str) -> str | None:
        """The code as the dictionary writes it, whatever the case and the blanks of ``code``; None if unknown."""
        return self._folded.get(folded(code))

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {folded(code): code for code in self.codes}


@dataclass(frozen=True)
class Table:
    """A table of the export: ``file`` without its ending, columns by label, the names that together are unique.

    ``format`` says how values are written, where it is declared; ``reviewed`` columns may look like identifiers;
    nothing lies after the day of the export, ``exported``.
    """

    name: str
    file: str
    unique: list[str]
    columns: dict[str, Column]
    format: Mapping[str, str] = field(default_factory=dict)
    reviewed: tuple[str, ...] = ()
    exported: date = LATEST - timedelta(days=1)

    def label(self, name: str) -> str:
        """The label in the export of a column that the workflow calls ``name``."""
        return next(column.label for column in self.columns.values() if column.name == name)


def lower(text: str) -> str:
    """Lower case by Turkish rules: I is ı, İ is i."""
    return unicodedata.normalize("NFC", text).replace("I", "ı").replace("İ", "i").lower()


def upper(text: str) -> str:
    """Upper case by Turkish rules: i is İ, ı is I."""
    return unicodedata.normalize("NFC", text).replace("i", "İ").upper()


def folded(text: str) -> str:
    """``text`` for comparison: lower case by Turkish rules, without blanks around and with single ones inside."""
    return lower(" ".join(text.split()))


def plain(text: str) -> str:
    """``text`` as ASCII for the comparison of labels: CİNSİYET, CINSIYET and cinsiyet are one."""
    decomposed = unicodedata.normalize("NFKD", folded(text).replace("ı", "i"))
    return decomposed.encode("ascii", "ignore").decode()


def load(file: Path) -> dict[str, Table]:
    """The tables by their canonical names.

    Raises InputError if the file is missing or not a dictionary, or if the derivation could not use what it describes.
    """
    if not file.is_file():
        raise InputError(
            "there is no data dictionary.", remedy="Copy data/synthetic/dictionary.yaml and adapt it.", file=file
        )
    content = read_mapping(file)
    validate(content, file, "dictionary", remedy="data/synthetic/dictionary.yaml shows the form.")
    for name in sorted({*NEEDED} ^ {*content["tables"]}):
        problem = f"there is no table {name!r}." if name in NEEDED else f"the table {name!r} is not of this study."
        remedy = f"Its tables are: {', '.join(NEEDED)}."
        raise InputError(problem, remedy=remedy, file=file, line=line_of(["tables", name], file))
    described = {"name", "type", "required", "codes", "low", "high", "missing"}
    common = {"format": content.get("format", {})}
    if "exported" in content:
        common["exported"] = day(content["exported"])
        if common["exported"] is None:
            problem, remedy = f"exported: there is no day {content['exported']!r}.", "Write it as dd.mm.yyyy."
            raise InputError(problem, remedy=remedy, file=file, line=line_of(["exported"], file))
    tables = {}
    for name, entry in content["tables"].items():
        columns = {
            label: Column(label, **{key: rule[key] for key in described & rule.keys()})
            for label, rule in entry["columns"].items()
        }
        tables[name] = Table(
            name, entry["file"], entry["unique"], columns, reviewed=tuple(entry.get("reviewed", ())), **common
        )
        _usable(tables[name], file)
    return tables


def _usable(table: Table, file: Path) -> None:
    """Raise InputError if a column that the derivation needs is missing, or of another type, or has other codes."""
    columns = {column.name: column for column in table.columns.values()}
    for name, rule in NEEDED[table.name].items():
        if name not in columns:
            problem = f"no column of the table {table.name} is named {name!r}, which the cohort is derived from."
            remedy = f"Write name: {name} below the label that it has in the export."
            raise _error(problem, remedy, file, table)
        column, kind = columns[name], rule if isinstance(rule, str) else "code"
        if column.type != kind:
            raise _error(f"{name} has the type {column.type}.", f"It must be {kind}.", file, table, column)
        if kind != rule:
            _known(column, rule, file, table)
    for name, value in EVER.get(table.name, {}).items():
        if value not in columns[name].codes.values():
            remedy = "Give one, even if it never occurred."
            raise _error(f"no code has the canonical value {value}.", remedy, file, table, columns[name])
    for column in columns.values():
        for code in column.codes:
            if (other := column.canonical(code)) != code:
                problem = f"the codes {code!r} and {other!r} are one: case and blanks do not count."
                raise _error(problem, "Take one of the two out.", file, table, column)
    for name in table.unique:
        if name not in columns:
            problem = f"{table.name}.unique: there is no column named {name!r}."
            raise _error(problem, f"The table has: {', '.join(columns)}.", file, table)


def _known(column: Column, values: tuple[str | bool, ...], file: Path, table: Table) -> None:
    """Raise InputError if a code has another canonical value than these."""
    words = [str(value).lower() if isinstance(value, bool) else value for value in values]
    for code, value in column.codes.items():
        if value not in values:
            remedy = "".join(f"Did you mean {near}? " for near in nearest(value, words))
            remedy += f"Canonical values of {column.name} are: {', '.join(words)}."
            raise _error(f"the code {code!r} has the unknown canonical value {value!r}.", remedy, file, table, column)


def _error(problem: str, remedy: str, file: Path, table: Table, column: Column | None = None) -> InputError:
    """The error, with the line of the table or of its column."""
    path = ["tables", table.name, *(["columns", column.label] if column else [])]
    line, label = line_of(path, file), column.label if column else None
    return InputError(problem, remedy=remedy, file=file, line=line, column=label)
