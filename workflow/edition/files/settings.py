"""The configuration: validated against its schema, with defaults filled in."""

import copy
import difflib
import re
from collections.abc import Iterable
from pathlib import Path

import jsonschema
import yaml

from edition.files.errors import InputError

SCHEMA = Path(__file__).parents[2] / "schemas" / "config.schema.yaml"


def filled(given: object, schema: dict) -> object:
    """``given`` with every property that it leaves out set to the schema's default, at any depth.

    A number may be a text: so Snakemake hands over what stands inside ``--config key={...}``.
    """
    if isinstance(given, str) and schema.get("type") in {"number", "integer"}:
        return yaml.safe_load(given)
    if not isinstance(given, dict) or "properties" not in schema:
        return given
    complete = dict(given)
    for key, rule in schema["properties"].items():
        if complete.get(key) is None and "default" in rule:
            complete[key] = copy.deepcopy(rule["default"])
        if key in complete:
            complete[key] = filled(complete[key], rule)
    return complete


def line_of(path: Iterable[object], file: Path) -> int | None:
    """The line of ``file`` (first is 1) where the last key of ``path`` stands, each key sought below the one before."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    found = 0
    for key in (str(part) for part in path if not isinstance(part, int)):
        pattern = re.compile(rf"^\s*['\"]?{re.escape(key)}['\"]?\s*:")
        found = next((row for row in range(found, len(lines)) if pattern.match(lines[row])), None)
        if found is None:
            return None
        found += 1
    return found or None


def settings(given: dict, file: Path) -> dict:
    """The whole configuration from what ``given`` (the merged configuration of ``file`` and the command line) sets.

    Raises InputError, naming the line of ``file``, for an unknown key or a value that the schema does not allow.
    """
    schema = yaml.safe_load(SCHEMA.read_text("utf-8"))
    complete = filled(given, schema)
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(complete))
    if error is None:
        return complete
    path = list(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        unknown = next(key for key in error.instance if key not in known)
        name = ".".join(map(str, [*path, unknown]))
        near = difflib.get_close_matches(unknown, known, n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else f"Known keys are: {', '.join(known)}."
        raise InputError(f"unknown key {name!r}.", remedy=remedy, file=file, row=line_of([*path, unknown], file))
    name = ".".join(map(str, path))
    remedy = f"It is described so: {error.schema.get('description', 'see the comment beside the key.')}"
    raise InputError(f"{name}: {error.message}.", remedy=remedy, file=file, row=line_of(path, file))
