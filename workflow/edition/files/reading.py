"""Read what people write: text in UTF-8, and YAML or JSON with the line of each key."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from edition.files.errors import InputError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_NODES = 200_000
"""What the aliases of a document may expand to."""
Fault = Callable[[yaml.Node, str, str], InputError]
USUAL = {
    "YAML": "Usual causes: a text with a colon that is not in quotation marks; an apostrophe within '…', where it is "
    "written twice; a tab instead of spaces; a line that is not indented as those above it.",
    "JSON": "Usual causes: a comma too few or too many, an open bracket, ' instead of a double quotation mark.",
}


def read_text(file: Path) -> str:
    """The text of a file without its byte order mark. Raises InputError where it is missing or not UTF-8."""
    try:
        content = file.read_bytes()
    except OSError as error:
        remedy = "Write it, or correct its name." if isinstance(error, FileNotFoundError) else "Make it readable."
        raise InputError(f"this file cannot be read ({error.strerror}).", remedy=remedy, file=file) from error
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("this file is not UTF-8.", remedy="Save it as UTF-8.", file=file, line=line) from error


def read_mapping(file: Path) -> dict[str, Any]:
    """What a YAML or JSON file says; InputError as for :func:`parse`."""
    return parse(read_text(file), file)


def parse(text: str, file: object, above: int = 0) -> dict[str, Any]:
    """The mapping that a YAML or JSON text is, with so many lines of ``file`` ``above`` it.

    Raises InputError if it is empty or no such text, or if a key is given twice or is no text, or a number not finite.
    """
    content = _construct(compose(text, file, above), file, above)
    if not isinstance(content, dict):
        empty = "this is empty" if content is None else "this is a list or a single value"
        remedy = "Write `key: value` lines; the file that came with the project shows them."
        raise InputError(f"{empty}, no mapping of keys to values.", remedy=remedy, file=file)
    return content


def read_list(file: Path) -> list[Any]:
    """What a YAML file that is a list says; InputError as for :func:`parse`."""
    content = _construct(compose(read_text(file), file), file, 0)
    if not isinstance(content, list):
        raise InputError("this is no list.", remedy="Begin each entry with `- `.", file=file)
    return content


def compose(text: str, file: object, above: int = 0) -> yaml.Node | None:
    """The nodes of a YAML or JSON text, whose marks count lines from 0; None if it is empty. InputError as above."""
    try:
        root = _root(text)
        if root is not None:
            _check(root, {}, partial(_fault, file=file, above=above))
        return root
    except (yaml.YAMLError, RecursionError) as error:
        raise _malformed(error, file, above) from error


def _root(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, LOADER)
    except yaml.YAMLError:
        return yaml.compose(text, yaml.SafeLoader)  # slower, but names places better


def line_of(path: Iterable[object], file: Path) -> int | None:
    """The line of ``file``, from 1, of the last key or item of ``path`` that is there; None if there is no such file.

    The file has been read before: it is well-formed.
    """
    node, line = compose(read_text(file), file) if file.is_file() else None, None
    for step in path:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            entry = node.value[step], node.value[step]
        else:
            entry = None
        if entry is None:
            break
        line, node = entry[0].start_mark.line + 1, entry[1]
    return line


def _construct(root: yaml.Node | None, file: object, above: int) -> Any:
    if root is None:
        return None
    loader = LOADER("")
    try:
        return loader.construct_document(root)
    except (yaml.YAMLError, ValueError) as error:
        raise _malformed(error, file, above) from error
    finally:
        loader.dispose()


def _malformed(error: Exception, file: object, above: int) -> InputError:
    began = getattr(error, "context_mark", None) if "scanning" in (getattr(error, "context", "") or "") else None
    mark = began or getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).partition("\n")[0]
    kind = "JSON" if str(file).endswith(".json") else "YAML"
    line = mark.line + above + 1 if mark else None
    return InputError(f"this is no valid {kind} ({said}).", remedy=USUAL[kind], file=file, line=line)


def _fault(node: yaml.Node, problem: str, remedy: str, file: object, above: int) -> InputError:
    return InputError(problem, remedy=remedy, file=file, line=node.start_mark.line + above + 1)


def _check(node: yaml.Node, sizes: dict[int, int], fault: Fault) -> int:
    """How many nodes ``node`` is, its aliases expanded; InputError for what the file's reader would take otherwise."""
    if id(node) not in sizes:
        sizes[id(node)] = MOST_NODES + 1  # an alias of itself has no end
        sizes[id(node)] = 1 + sum(_check(child, sizes, fault) for child in _children(node, fault))
        if sizes[id(node)] > MOST_NODES:
            raise fault(node, "the aliases here repeat too much.", "Write out what they stand for.")
    return sizes[id(node)]


def _children(node: yaml.Node, fault: Fault) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                yield value
                continue
            if key.tag != "tag:yaml.org,2002:str":
                raise fault(key, f"the key {key.value} is a number or a truth value, not a text.", "Put it in quotes.")
            if key.value in keys:
                raise fault(key, f"the key {key.value} is given twice.", "Take one of the two out.")
            keys.add(key.value)
            yield value
    elif node.tag == "tag:yaml.org,2002:float" and not _is_finite(node.value):
        raise fault(node, f"{node.value} is no number that can be used.", "Write a finite number.")


def _is_finite(number: str) -> bool:
    """Whether what YAML takes for a number with a fraction is finite: no ``.nan``, ``.inf``, ``1.0e+999``."""
    try:
        return isfinite(float(number.replace("_", "")))
    except ValueError:
        return ":" in number  # to the base of 60
