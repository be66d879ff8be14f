"""The data dictionary of an export: what each column means, its type, and the codes with their canonical values."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from edition.cleaning.dates import day
from edition.cleaning.faults import Fault
from edition.files.errors import nearest
from edition.files.letters import lower
from edition.files.reading import line_of, read_mapping
from edition.files.schema import validate
from edition.study.definitions import LATEST
from edition.study.export import EVER, MAY_BE_EMPTY, NEEDED, ONE_ROW


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


def folded(text: str) -> str:
    """``text`` for comparison: lower case by Turkish rules, without blanks around and with single ones inside."""
    return lower(unicodedata.normalize("NFC", " ".join(text.split())), "tr")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """``text`` as ASCII for the comparison of labels: CİNSİYET, CINSIYET and cinsiyet are one."""
    decomposed = unicodedata.normalize("NFKD", folded(text).replace("ı", "i"))
    return decomposed.encode("ascii", "ignore").decode()


def load(file: Path) -> dict[str, Table]:
    """The tables by their canonical names.

    Raises InputError if the file is missing or not a dictionary, or if the derivation could not use what it describes.
    """
    if not file.is_file():
        raise Fault("no_dictionary", file) if file.parent.is_dir() else Fault("no_folder", file.parent)
    content = read_mapping(file)
    validate(content, file, "dictionary", remedy="data/synthetic/dictionary.yaml shows the form.")
    for name in sorted({*NEEDED} ^ {*content["tables"]}):
        kind = "table_needed" if name in NEEDED else "table_unknown"
        raise Fault(kind, file, line=line_of(["tables", name], file), name=name, tables=", ".join(NEEDED))
    described = {"name", "type", "required", "codes", "low", "high", "missing"}
    common = {"format": content.get("format", {})}
    if "exported" in content:
        common["exported"] = day(str(content["exported"]))
        if common["exported"] is None:
            raise Fault("no_export_day", file, line=line_of(["exported"], file), day=content["exported"])
    tables = {}
    for name, entry in content["tables"].items():
        columns = {
            label: Column(label, **{key: rule[key] for key in described & rule.keys()})
            for label, rule in entry["columns"].items()
        }
        tables[name] = Table(
            name, entry["file"], entry["unique"], columns, reviewed=tuple(entry.get("reviewed", ())), **common
        )
        for kind, column, values in _unusable(tables[name]):
            path = ["tables", name, *(["columns", column.label] if column else [])]
            raise Fault(kind, file, None, column and column.label, line_of(path, file), table=name, **values)
    return tables


def _unusable(table: Table) -> Iterator[tuple[str, Column | None, dict[str, Any]]]:
    """Kinds of fault, with the column and the values, where the derivation could not use a table or would mistake it.

    A column that it needs is missing, may be empty or is of another type; a code is unknown, or has no counterpart.
    """
    columns = {column.name: column for column in table.columns.values()}
    if re.search(r"^$|[/\\]|\.(csv|xlsx|sav)$", table.file):
        yield "file_elsewhere", None, {"other": table.file}
    for column in (column for column in table.columns.values() if column is not columns[column.name]):
        yield "name_twice", column, {"name": column.name}
    for name, rule in NEEDED[table.name].items():
        if name not in columns:
            yield "column_needed", None, {"name": name}
            return
        column, kind = columns[name], rule if isinstance(rule, str) else "code"
        if column.type != kind:
            yield "type_needed", column, {"name": name, "type": column.type, "needed": kind}
        if not column.required and f"{table.name}.{name}" not in MAY_BE_EMPTY:
            yield "value_needed", column, {"name": name}
        known = {
            value: str(value).lower() if isinstance(value, bool) else value for value in (rule if kind != rule else ())
        }
        for code, value in column.codes.items():
            if known and value not in known:
                near = "".join(f"{word}? " for word in nearest(value, known.values()))
                meant = {"name": name, "code": code, "value": value, "values": ", ".join(known.values())}
                meant |= {"near_en": near and f"Did you mean {near}", "near_tr": near and f"Şu mu olacaktı: {near}"}
                yield "value_unknown", column, meant
        for value in (*known, *EVER.get(f"{table.name}.{name}", ())):
            if value not in column.codes.values():
                yield "code_lacking", column, {"value": known.get(value, value)}
    for column in columns.values():
        for code in column.codes:
            if (other := column.canonical(code)) != code:
                yield "codes_alike", column, {"code": code, "other": other}
        if None not in (column.low, column.high) and column.low > column.high:
            yield "limits_exchanged", column, {"low": column.low, "high": column.high}
    for name in table.unique:
        if name not in columns:
            yield "unique_unknown", None, {"name": name, "columns": ", ".join(columns)}
    if table.name in ONE_ROW and table.unique != ["patient"]:
        yield "one_row", None, {}
