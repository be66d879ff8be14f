"""The data dictionary of an export: what each column means, its type, and the codes with their canonical values."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salvage.errors import InputError

SCHEMA = Path(__file__).parent.parent.parent / "schemas" / "dictionary.schema.yaml"


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

    def canonical(self, code: str) -> str | None:
        """The code as the dictionary writes it, whatever the case and the blanks of ``code``; None if unknown."""
        return next((known for known in self.codes if folded(known) == folded(code)), None)


@dataclass(frozen=True)
class Table:
    """A table of the export: ``file`` without its ending, columns by label, the names that together are unique."""

    name: str
    file: str
    unique: list[str]
    columns: dict[str, Column]

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


def load(file: Path) -> dict[str, Table]:
    """The tables by their canonical names. Raises InputError if the file is missing or not a dictionary."""
    import jsonschema
    import yaml

    if not file.is_file():
        raise InputError(
            "there is no data dictionary.", remedy="Copy data/synthetic/dictionary.yaml and adapt it.", file=file
        )
    content = yaml.safe_load(file.read_text("utf-8"))
    schema = yaml.safe_load(SCHEMA.read_text("utf-8"))
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
    if error:
        where = ".".join(map(str, error.absolute_path))
        raise InputError(
            f"{where}: {error.message}.", remedy="data/synthetic/dictionary.yaml shows the form.", file=file
        )
    described = {"name", "type", "required", "codes", "low", "high"}
    tables = {}
    for name, entry in content["tables"].items():
        columns = {
            label: Column(label, **{key: rule[key] for key in described & rule.keys()})
            for label, rule in entry["columns"].items()
        }
        tables[name] = Table(name, entry["file"], entry["unique"], columns)
    return tables
