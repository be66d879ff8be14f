"""What is counted on the way through the study, as flow.yaml says it."""

from functools import cache
from pathlib import Path
from typing import Any

from edition.files.reading import read_mapping


@cache
def counted() -> dict[str, Any]:
    """The shares, counts, responses, courses and summaries."""
    return read_mapping(Path(__file__).with_suffix(".yaml"))
