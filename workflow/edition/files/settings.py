"""The configuration: every mistake is named with its line, key and remedy; defaults are those of its schema."""

import json
from collections.abc import Iterator
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import Any

from edition.files.errors import InputError, suggestion
from edition.files.reading import line_of, read_mapping
from edition.files.schema import SCHEMAS, schema, validate

FILES = ("manuscript/article.{}.qmd", "manuscript/labels.{}.yaml")
"""What each language has."""


def read_settings(file: Path) -> dict[str, Any]:
    """The whole configuration from a file alone; InputError as for :func:`settings`."""
    return settings(read_mapping(file), file)


def settings(given: dict[str, Any], file: Path) -> dict[str, Any]:
    """The whole configuration from what ``given`` (the merged configuration of ``file`` and the command line) sets.

    Raises InputError, naming the line of ``file``, for an unknown key or a value that cannot be used.
    """
    from snakemake.utils import validate as fill

    rules = schema("config")
    complete = _plain(given, rules)
    validate(complete, file, "config")
    fill(complete, str(SCHEMAS / "config.schema.yaml"))  # fills in the defaults
    with suppress(RuntimeError):  # ~somebody who is not known
        complete["export"]["folder"] = str(Path(complete["export"]["folder"]).expanduser())
    for path, problem, remedy in _unusable(complete, file.parent):
        raise InputError(f"{'.'.join(path)}: {problem}", remedy=remedy, file=file, line=line_of(path, file))
    return complete


def overrides(config: dict[str, Any], file: Path) -> list[str]:
    """What of the whole configuration is another than ``file`` alone gives, as ``render.engine=embedded``."""
    own = _leaves(read_settings(file))
    return [f"{path}={value}" for path, value in _leaves(config) if (path, value) not in own]


def _leaves(part: Any, path: str = "") -> list[tuple[str, str]]:
    if not isinstance(part, dict):
        return [(path, json.dumps(part, ensure_ascii=False))]
    return [leaf for key, value in part.items() for leaf in _leaves(value, f"{path}.{key}".lstrip("."))]


def _plain(given: Any, rule: dict[str, Any]) -> Any:
    """``given`` without keys that have no value (but a folder), numbers and truths where Snakemake hands over texts.

    So it does with what stands inside ``--config key={...}``.
    """
    if isinstance(given, dict):
        rules = rule.get("properties", {})
        return {
            key: _plain(value, rules.get(key, rule.get("additionalProperties") or {}))
            for key, value in given.items()
            if value is not None or key == "folder"  # ~ alone is nothing in YAML, and no home
        }
    if isinstance(given, str) and rule.get("type") == "boolean" and given.lower() in ("true", "false"):
        return given.lower() == "true"
    for number in (int, float) if isinstance(given, str) and rule.get("type") in ("number", "integer") else ():
        with suppress(ValueError, OverflowError):
            if isfinite(value := number(given)):
                return value
    return given


def _unusable(complete: dict[str, Any], project: Path) -> Iterator[tuple[list[str], str, str]]:
    """What a schema cannot know of: keys on the way to what is wrong, the problem and its remedy."""
    for language in complete["languages"]:
        for name in (name.format(language) for name in FILES):
            if not (project / name).is_file():
                yield ["languages"], f"{language!r} has no {name}.", f"Write it, or take {language!r} out."
    sections = schema("claims")["properties"]["section"]["enum"]
    for section in complete["reconstruction"]["weights"]:
        if section not in sections:
            path = ["reconstruction", "weights", section]
            yield path, f"the paper has no section {section!r}.", suggestion(section, sections)
    folder = complete["export"]["folder"]
    if braces := set(folder) & set("{}\n"):
        problem = f"{folder!r} has a {min(braces)!r}, which Snakemake takes for a wildcard."
        yield ["export", "folder"], problem, "Rename the folder."
    elif not _is_there(project / folder):
        remedy = "Name the folder with the tables and their dictionary.yaml."
        yield ["export", "folder"], f"there is no folder {folder!r}.", remedy
    elif not _is_there(project / folder / "dictionary.yaml"):
        problem = f"the folder {folder!r} has no dictionary.yaml that can be read."
        yield ["export", "folder"], problem, "Copy data/synthetic/dictionary.yaml and adapt it, or name another folder."


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, a folder that may not be read
        return False
