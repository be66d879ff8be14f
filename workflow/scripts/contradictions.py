"""Write the table of what contradicts what in the paper, from what the consistency step proved."""

import json
from pathlib import Path

from edition.claims.records import load
from edition.ledger.contradictions_table import Words, rows
from edition.numbers.labels import read_labels
from edition.numbers.tables import write_table


def main(published: Path, consistency: Path, labels: list[Path], tables: list[Path]) -> None:
    """Read the proven contradictions (JSON) and the records that they name; write a table a language."""
    claims = {claim.id: claim for claim in load(published)}
    proven = json.loads(consistency.read_text("utf-8"))
    for file, words in zip(tables, map(read_labels, labels), strict=True):
        cells = rows(proven, Words(words.language, words, claims))
        caption, note = words["consistency.caption"], words["consistency.note"]
        write_table(file, cells, (38, 39, 23), caption, "contradictions", note, "lll")
