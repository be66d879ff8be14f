"""A revision of the project, in a folder where its article can be built."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.tool import run

DEFAULT = ["en", "tr"]


def git(*arguments: str) -> str:
    """What git answers. Raises InputError with its message where it fails."""
    return run(["git", *arguments], f"git {arguments[0]} failed.", "Run this in a clone of the project.").strip()


def commit(revision: str) -> str:
    """The full name of a commit. Raises InputError where there is none of that name."""
    try:
        return git("rev-parse", "--verify", f"{revision}^{{commit}}")
    except InputError:
        known = ", ".join(git("for-each-ref", "--format=%(refname:short)").split()[:8])
        remedy = f"Name a commit, or one of: {known}."
        raise InputError(f"there is no revision {revision!r}.", remedy=remedy) from None


def languages(folder: Path) -> list[str]:
    """The languages of the article in ``folder``, whose configuration may have other keys than today's."""
    return read_mapping(folder / "config.yaml").get("languages", DEFAULT)


@contextmanager
def checked_out(revision: str, scratch: Path) -> Iterator[Path]:
    """A folder with ``revision``; what the present build has in common with it need not be made again."""
    folder = scratch / "revision"
    git("worktree", "add", "--quiet", "--detach", str(folder), commit(revision))
    try:
        # Snakemake compares checksums and reruns what differs, as it would after `git checkout`.
        for made in (Path("results"), Path(".snakemake/metadata")):
            if made.is_dir():
                shutil.copytree(made, folder / made)
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))
