"""Which files have changed since they were last looked at."""

from collections.abc import Iterable, Iterator
from pathlib import Path

Times = dict[Path, int]


def times(roots: Iterable[Path], without: Iterable[Path] = ()) -> Times:
    """When each file at or below ``roots`` was last written (ns); ``without`` are files and folders to leave out."""
    found = (path for root in roots for path in ([root] if root.is_file() else root.rglob("*")) if path.is_file())
    left_out = set(without)
    return {path: path.stat().st_mtime_ns for path in found if left_out.isdisjoint([path, *path.parents])}


def changed(before: Times, after: Times) -> set[Path]:
    """Files that are new, gone or written again."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def saves(look: Iterator[Times]) -> Iterator[set[Path]]:
    """What each save changed, once two looks in a row find the same: an editor may write a file in several steps."""
    settled = latest = next(look)
    for now in look:
        if now == latest and now != settled:
            yield changed(settled, now)
            settled = now
        latest = now
