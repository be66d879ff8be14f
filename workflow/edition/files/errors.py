"""The one kind of error that a person using the workflow is meant to read."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager


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
