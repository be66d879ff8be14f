"""What a step did, as it records it itself: its command, its files with their checksums, its time.

The records stand in ``results/runs/``, one a step, language, and size of a figure. Audit pages and crate read them.
"""

import hashlib
import json
import shlex
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from platform import python_version
from time import time
from typing import Any

RUNS = Path("results/runs")
SOFTWARE = ("babel", "lifelines", "matplotlib", "numpy", "ortools", "pandas", "scipy", "statsmodels", "typst")
"""Packages on which results may depend; a record has the version of each that its step loaded."""


def checksum(file: Path) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the file's bytes, as provenance names them."""
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def files_below(paths: list[Path]) -> list[Path]:
    """The files among ``paths`` and in the folders among them, without Snakemake's own, each once, in order."""
    files = {file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()}
    return sorted(file for file in files if file.name != ".snakemake_timestamp")


def stamps(options: Mapping[str, Any]) -> dict[Path, int]:
    """When each of the files that a step was given as options was last written (ns)."""
    values = chain.from_iterable(value if isinstance(value, list) else [value] for value in options.values())
    paths = [value for value in values if isinstance(value, Path)]
    return {file: file.stat().st_mtime_ns for file in files_below(paths)}


def write_record(
    step: str, arguments: list[str], options: Mapping[str, Any], before: Mapping[Path, int], started: float
) -> None:
    """Record a run of ``step`` that began at ``started`` (seconds since 1970) and has just ended.

    A file that is new or was written since ``before`` is an output, every other one an input. A run with outputs
    outside ``results`` is somebody's own and leaves no record.
    """
    after = stamps(options)
    files, outputs = list(after), [file for file, stamp in after.items() if before.get(file) != stamp]
    if not outputs or not all(file.is_relative_to("results") for file in outputs):
        return
    loaded = [name for name in SOFTWARE if name in sys.modules]
    languages = [options[name] for name in ("lang", "language") if name in options]
    record = {
        "step": step,
        "command": shlex.join(["python", "workflow/step.py", *arguments]),
        "inputs": {file.as_posix(): checksum(file) for file in files if file not in outputs},
        "outputs": {file.as_posix(): checksum(file) for file in outputs},
        "software": {"python": python_version(), **{name: sys.modules[name].__version__ for name in loaded}},
        "started": round(started, 3),
        "seconds": round(time() - started, 3),
    }
    file = RUNS / f"{options.get('size', '')}{'-'.join([step, *languages])}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_records(folder: Path = RUNS) -> dict[str, dict[str, Any]]:
    """Name of a run (its step, with size and language if it has them, as its log is called) → its record, by name.

    A record that a kill cut short tells nothing and is left out.
    """
    records = {}
    for file in sorted(folder.rglob("*.json")):
        with suppress(ValueError):
            records[file.relative_to(folder).with_suffix("").as_posix()] = json.loads(file.read_text("utf-8"))
    return records


def leading_to(files: Iterable[Path], folder: Path = RUNS) -> list[dict[str, Any]]:
    """The runs that made ``files``, or what these were made from, and so on; each with its ``name``, by name."""
    records = read_records(folder)
    makers = {file: name for name, record in records.items() for file in record["outputs"]}
    waiting, names = [makers[file.as_posix()] for file in files if file.as_posix() in makers], set()
    while waiting:
        if (name := waiting.pop()) not in names:
            names.add(name)
            waiting += [makers[file] for file in records[name]["inputs"] if file in makers]
    return [{"name": name, **records[name]} for name in sorted(names)]
