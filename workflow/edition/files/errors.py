"""The one kind of error that a person using the workflow is meant to read, and what may have been meant."""

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class InputError(Exception):
    """Something that was handed to the workflow cannot be used.

    The message is one sentence of what is wrong and one of how to mend it. ``step.py`` prints it without a traceback.
    """

    def __init__(
        self,
        problem: str,
        *,
        remedy: str,
        file: object = None,
        line: int | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """A text has lines, from 1; a table has rows, counted as a spreadsheet does: the header is row 1."""
        place = {"{}": file, "line {}": line, "row {}": row, "column {!r}": column}
        where = ", ".join(name.format(value) for name, value in place.items() if value is not None)
        super().__init__(f"{where}: {problem} {remedy}" if where else f"{problem} {remedy}")
        self.problem, self.remedy, self.file = problem, remedy, file
        self.line, self.row, self.column = line, row, column


def nearest(word: object, known: Iterable[object], most: int = 1, like: float = 0.6) -> list[str]:
    """The ``most`` words most like ``word`` among ``known``, best first: those at least ``like`` it (0 to 1)."""
    return get_close_matches(str(word), sorted(map(str, known)), n=most, cutoff=like)


def suggestion(word: object, known: Iterable[object], otherwise: str | None = None, most: int = 1) -> str:
    """``Did you mean x or y?``; where nothing is similar ``otherwise``, or else all that is known."""
    words = [str(name) for name in known]
    near = nearest(word, words, most)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Known are: {', '.join(words)}." if otherwise is None else otherwise


REMEDIES = {
    **dict.fromkeys([errno.ENOSPC, errno.EDQUOT], "Make room on the disk, then run this again."),
    **dict.fromkeys([errno.EACCES, errno.EPERM, errno.EROFS], "Make it writable, then run this again."),
}
"""Of what only the user of the machine can mend."""


@contextmanager
def exit_plainly() -> Iterator[None]:
    """End the program with the message of an InputError, or of a disk that takes nothing, alone; and with status 1."""
    try:
        yield
    except InputError as error:
        sys.exit(f"error: {error}")
    except OSError as error:
        if error.errno not in REMEDIES:
            raise
        sys.exit(f"error: {error.filename or 'the results'}: {error.strerror}. {REMEDIES[error.errno]}")
