"""Which files of the workflow a step runs: its script and all shared modules that it imports, directly or not.

Snakemake reruns a step when one of its inputs changes. It does not look into imports; this does, by reading the code.
A YAML file beside a module, of its name, has its data and counts with it.
"""

import re
from functools import cache
from pathlib import Path

IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<above>[\w.]+)[ \t]+)?import[ \t]+(?P<names>\([^)]*\)|[\w., \t]+)", re.MULTILINE
)
"""Ten times as fast as parsing the code; a test holds both against each other."""
WORKFLOW = Path(__file__).parents[2]


@cache
def module_files(name: str, root: Path = WORKFLOW) -> list[Path]:
    """Files that importing the dotted ``name`` runs: the packages on its way, then the module; [] if it is not ours."""
    path = root
    files = []
    for part in name.split("."):
        path = path / part
        if path.with_suffix(".py").is_file():
            return [*files, path.with_suffix(".py")]
        if not (path / "__init__.py").is_file():
            break
        files.append(path / "__init__.py")
    return files


@cache
def imported_modules(file: Path) -> tuple[str, ...]:
    """Dotted names that ``file`` imports anywhere in its text, ``from a import b`` giving both ``a`` and ``a.b``.

    Text that reads like an import is taken for one: it can only add a file that exists.
    """
    names: list[str] = []
    for match in IMPORT.finditer(file.read_text("utf-8")):
        imported = [part.split()[0] for part in match["names"].strip("() ").split(",") if part.strip()]
        above = match["above"]
        names += imported if above is None else [above, *(f"{above}.{name}" for name in imported)]
    return tuple(names)


def sources(step: str, root: Path = WORKFLOW) -> list[str]:
    """Paths below the folder that holds ``root``, the step runner first, then the rest in alphabetical order."""
    runner = root / "step.py"
    waiting = [runner, root / "scripts" / f"{step}.py"]
    files: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in files:
            files.add(file)
            waiting += [path for name in imported_modules(file) for path in module_files(name, root)]
    files |= {data for file in files if (data := file.with_suffix(".yaml")).is_file()}
    above = len(root.parent.as_posix().rstrip("/")) + 1
    return [path.as_posix()[above:] for path in (runner, *sorted(files - {runner}, key=str))]
