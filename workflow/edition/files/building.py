"""What a build does besides its rules: it undoes what a kill or a hand left, and ends with the words of a failed step.

A build that lives holds ``.snakemake/alive`` together with every other one; the system lets go of it however the build
ends. Who can have it alone is the only build, and locks that are there belong to a dead one.
"""

import atexit
import fcntl
import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any

from edition.files.errors import InputError, exit_plainly
from edition.files.runs import checksum, read_records

LOOKING = re.compile(
    r"-[a-zA-Z]*[nlLSDt][a-zA-Z]*"
    r"|--(dry-?run|lint|list|summary|detailed|report|dag|rulegraph|filegraph|unlock|cleanup|touch|archive|delete)\b.*"
)
"""Options with which Snakemake builds nothing."""
LITTLE = 2**20
"""Bytes of a disk that count as none: logs do not tell of it, for they lie there too."""
_held: list[IO[str]] = []


def note(text: str) -> None:
    """Tell the user something that is no error."""
    print(f"note: {text}", file=sys.stderr)


def prepare(workflow: Any) -> list[str]:
    """Do all this for the build that Snakemake's ``workflow`` begins, once its rules are known.

    Returns the results that have to be made anew; they are gone, unless Snakemake was only asked to look.
    """
    logging.getLogger("snakemake.logging").addFilter(OwnWords())
    with suppress(OSError):  # where nothing can be written Snakemake says so
        if unlock(Path(".snakemake")):
            note("the last build was killed; its locks are taken away.")
    wanting = sorted(set(producible(chain(altered(), stale()), workflow.rules)))
    if not any(LOOKING.fullmatch(argument) for argument in sys.argv[1:]):
        with exit_plainly():  # Snakemake would end in a traceback
            for folder in (path for path in (Path("results"), *Path("results").rglob("*")) if path.is_dir()):
                if not os.access(folder, os.W_OK):
                    problem, remedy = "nothing can be written here.", "Make it writable, then run this again."
                    raise InputError(problem, remedy=remedy, file=folder)
        for path in map(Path, wanting):
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
    return wanting


def unlock(folder: Path) -> bool:
    """Remove the locks in ``folder`` where no other build lives, and join those that do. Whether there were any."""
    folder.mkdir(exist_ok=True)
    alive = (folder / "alive").open("w")
    _held.append(alive)
    locks = list(folder.glob("locks/*"))
    try:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        locks = []
    for lock in locks:
        lock.unlink()
    fcntl.flock(alive, fcntl.LOCK_SH)
    return bool(locks)


def altered() -> Iterator[str]:
    """Results that are not, or no longer, what a step recorded that it wrote; tells which differ.

    A step that is given a folder may record what another one wrote there meanwhile: any of their records will do.
    """
    written: dict[str, dict[str, str]] = {}
    for record in read_records().values():
        for name, recorded in record["outputs"].items():
            written.setdefault(name, {})[recorded] = record["step"]
    for name, steps in written.items():
        if not Path(name).is_file():
            yield name
        elif checksum(Path(name)) not in steps:
            note(f"{name} is not what its step {' or '.join(dict.fromkeys(steps.values()))} wrote; it is made anew.")
            yield name


def stale() -> Iterator[str]:
    """Results of a step whose sources differ from those that it read although their times do not say so.

    So it is where the clock was set back, or a copy kept the time of an older file. Snakemake goes by the times.
    """
    for record in read_records().values():
        outputs = [Path(name) for name in record["outputs"] if Path(name).is_file()]
        oldest = min((file.stat().st_mtime_ns for file in outputs), default=0)
        for name, recorded in record.get("inputs", {}).items():
            source = Path(name)
            if not source.is_file() or source.is_relative_to("results"):
                continue
            if source.stat().st_mtime_ns <= oldest and checksum(source) != recorded:
                note(f"{name} changed, although its time is older; what the step {record['step']} made is made anew.")
                yield from map(str, outputs)
                break


def producible(files: Iterator[str], rules: Any) -> Iterator[str]:
    """The outputs of rules that ``files`` are or, where a folder is the output, lie in; none that are temporary."""
    from snakemake.io import is_flagged

    for file in files:
        for path in (file, *map(str, Path(file).parents)):
            outputs = [output for rule in rules for output in rule.output if output.match(path)]
            if outputs:
                yield from [path] * (not is_flagged(outputs[0], "temp"))
                break


class OwnWords:
    """Keeps back what Snakemake says around a step that failed; at the very end the step's own words stand alone."""

    def __init__(self) -> None:
        self.words: dict[str, None] = {}
        self.kept: list[str] = []
        atexit.register(self.tell)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether Snakemake's message is shown now: it is where the failed step said nothing."""
        if "CalledProcessError" in record.getMessage():
            self.kept.append(record.getMessage())
            return False
        if getattr(record, "event", None) != "job_error":
            return True
        logs = [Path(log).read_text("utf-8", errors="replace").strip() for log in record.log if Path(log).is_file()]
        said = "\n".join(filter(None, logs))
        if said:
            self.words[said] = None
        return not said

    def tell(self) -> None:
        """Print the words of each step that failed, once; without any, what Snakemake knows of the command."""
        if any("died with <Signals.SIGTERM" in text for text in self.kept):
            self.words["error: the build was ended from outside (SIGTERM). Run this again to go on."] = None
        if self.words or self.kept:
            print("", *(self.words or self.kept), sep="\n", file=sys.stderr)
        disks = [folder for folder in (".", "results") if Path(folder).is_dir()]
        if self.kept and min(shutil.disk_usage(folder).free for folder in disks) < LITTLE:
            print("error: the disk is full. Make room, then run this again.", file=sys.stderr)
