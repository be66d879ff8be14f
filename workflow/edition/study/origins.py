"""From which columns of the export each variable of the cohort is made: origins.yaml, and what is copied."""

from functools import cache
from pathlib import Path

from edition.files.reading import read_mapping
from edition.study.variables import VARIABLES


@cache
def made_from() -> dict[str, list[str]]:
    """Variable → the columns, as ``table.column``, by their names in the workflow."""
    content = read_mapping(Path(__file__).with_suffix(".yaml"))
    copied = {name: of.table for name, of in VARIABLES.items() if of.table}
    found = {name: [f"{table}.{name}", *content["found_by"][table]] for name, table in copied.items()}
    return found | content["made_from"]
