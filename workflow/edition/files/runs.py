"""What a step did, as it records it itself: its command, its files with their checksums, its time.

The records stand in ``results/runs/``, one a step (and language). Audit pages and crate read them.
"""

import json
import shlex
def read_records(folder: Path = RUNS) -> dict[str, dict[str, Any]]:
    """Name of a run (its step, and its language if it has one) → its record, by name.

    A record that a kill cut short tells nothing and is left out.
    """
    records = {}
    for file in sorted(folder.glob("*.json")):
        with suppress(ValueError):
            records[file.stem] = json.loads(file.read_text("utf-8"))
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
