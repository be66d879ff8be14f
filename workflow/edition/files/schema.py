"""Check what a file says against a schema: the first mistake is named with its place and a remedy."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from edition.files.errors import InputError, suggestion
from edition.files.reading import line_of, read_mapping

SCHEMAS = Path(__file__).parents[2] / "schemas"
LONGEST = 160
"""Characters of a message; it may quote a whole section."""

Name = Callable[[list[Any]], str]


def dotted(path: list[Any]) -> str:
    """A place as the words of its path."""
    return ".".join(map(str, path))


@cache
def schema(name: str, part: str | None = None) -> dict[str, Any]:
    """``schemas/<name>.schema.yaml``, or the ``part`` of it that its ``$defs`` name."""
    whole = read_mapping(SCHEMAS / f"{name}.schema.yaml")
    return whole | {"$ref": f"#/$defs/{part}"} if part else whole


@cache
def _validator(name: str, part: str | None) -> Any:
    import jsonschema

    draft = jsonschema.Draft202012Validator
    return draft(schema(name, part), format_checker=draft.FORMAT_CHECKER)


def validate(
    content: Any, file: Path, name: str, part: str | None = None, *, remedy: str = "", place: Name = dotted
) -> None:
    """Raise InputError for the mistake in ``content`` (what ``file`` says) that tells most, if there is one.

    The remedy is the word that was meant, or what the schema says of the place, or else ``remedy``.
    """
    from jsonschema.exceptions import best_match

    error = best_match(_validator(name, part).iter_errors(content))
    if error is None:
        return
    path = list(error.absolute_path)
    if error.validator == "additionalProperties" and "properties" in error.schema:
        allowed = list(error.schema["properties"])
        unknown = next(key for key in error.instance if key not in allowed)
        where = place(path)
        path.append(unknown)
        said, advice = f"unknown key {unknown!r}", suggestion(unknown, allowed)
    else:
        where, said = place(path), error.message
        if error.validator == "pattern":
            said = f"{error.instance!r} is not of the form that is needed here"
        if error.validator == "type" and error.validator_value == "string" and isinstance(error.instance, int | float):
            said += "; in quotation marks it is"
        if len(said) > LONGEST:
            said = f"{said[: LONGEST // 4]} … {said[-LONGEST // 2 :]}"
        description = error.schema.get("description")
        advice = remedy or (f"It is described so: {description}" if description else "Correct this place.")
    problem = f"{where}: {said}." if where else f"{said}."
    raise InputError(problem, remedy=advice, file=file, line=line_of(path, file))
