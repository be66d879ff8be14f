"""Read what a hospital writes beside its tables: a mapping in YAML or JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edition.files.errors import InputError


def mapping(file: Path) -> dict[str, Any]:
    """What a YAML or (by its ending) JSON file says.

    Raises InputError, with the line where it is known, if the file is not UTF-8, not well-formed, no mapping, or has a
    key, at any depth, that is no text.
    """
    import json

    import yaml

    from edition.files.settings import line_of

    try:
        text = file.read_text("utf-8-sig")
        content = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise InputError("this file is not UTF-8.", remedy="Save it as UTF-8.", file=file) from error
    except (ValueError, yaml.YAMLError) as error:
        kind, mark = file.suffix[1:].upper(), getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "msg", None) or error
        raise InputError(
            f"this is not well-formed {kind}: {said}.",
            remedy="Correct it at or before this place.",
            file=file,
            row=mark.line + 1 if mark else getattr(error, "lineno", None),
        ) from error
    if not isinstance(content, dict):
        raise InputError(
            "this is no mapping of keys to values.", remedy="Copy the file in data/synthetic and adapt it.", file=file
        )
    for path in _paths(content):
        if not isinstance(path[-1], str):
            problem = f"the key {path[-1]!r} is a number or a truth value, not a text."
            raise InputError(problem, remedy="Put it in quotes.", file=file, row=line_of(path[:-1], file))
    return content


def _paths(content: dict, above: tuple = ()) -> Iterator[tuple]:
    """The keys on the way to each key, at any depth."""
    for key, value in content.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))
