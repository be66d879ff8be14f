"""Whatever valid export comes, cleaning, statistics and ledger end with numbers, or cleaning says what is wrong."""

import csv
import json
import tempfile
from pathlib import Path

from cohorts import SYNTHETIC, copied_export, judged, set_cell
from edition.cleaning.dictionary import load
from edition.files.errors import InputError
from edition.ledger.determined import Undetermined
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scripts import clean, flow, survival, table1
from test_ledger import BOUNDS
from workspace import LABELS

DESIGN = {"plan": "recommended", "alpha": 0.05, "confidence": 0.95}


def _cells() -> list[tuple[str, int, str, list[str]]]:
    """File, row and column of every cell that has a code or a grade, with what it may be."""
    cells = []
    for table in load(SYNTHETIC / "dictionary.yaml").values():
        with (SYNTHETIC / f"{table.file}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter=";"))
        for label, column in table.columns.items():
            values = list(column.codes) or [str(n) for n in range(column.low or 0, (column.high or -1) + 1)]
            if values and column.name not in {"term", "death_cause"}:
                cells += [(table.file, row, label, values) for row in range(2, len(rows) + 2)]
    return cells


CELLS = _cells()
CHANGE = st.sampled_from(CELLS).flatmap(lambda cell: st.tuples(*map(st.just, cell[:3]), st.sampled_from(cell[3])))
GIRLS = [("hastalar", row, "cinsiyet", "kadın") for row in (2, 4, 6, 10)]
"""With these "no other feature differs" fails, so that the ledger tries every procedure on the three risk groups."""
NOBODY_IN_GROUP_2 = [(*cell[:3], "FLAG") for cell in CELLS if cell[2] == "tedavi"]


@settings(max_examples=8)
@given(changes=st.lists(CHANGE, max_size=30))
@example(changes=GIRLS)
@example(changes=NOBODY_IN_GROUP_2)
def test_a_random_export_is_refused_or_analysed(changes):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = copied_export(folder)
        (export / "origin.json").unlink()
        for change in changes:
            set_cell(export / f"{change[0]}.csv", *change[1:])
        cohort = folder / "cohort.csv"
        try:
            clean.main(export, cohort, folder / "log.csv", folder / "origin.json")
        except InputError as error:
            assert error.remedy
            return
        analysed(folder, cohort)


def analysed(folder: Path, cohort: Path) -> None:
    """Run the steps that count and compare, and the ledger; each number is finite JSON."""
    registries = {step: folder / f"{step}.json" for step in ("flow", "table1", "survival", "numbers")}
    (folder / "bounds.json").write_text(json.dumps(BOUNDS), "utf-8")
    (folder / "reconstruction.json").write_text(json.dumps({"readings": {}, "given_up": []}), "utf-8")
    (folder / "determined.json").write_text(json.dumps({name: [] for name in Undetermined._fields}), "utf-8")
    flow.main(cohort, registries["flow"])
    table1.main(
        cohort, labels=[LABELS["en"].file], numbers=registries["table1"], tables=[folder / "table1.md"], **DESIGN
    )
    survival.main(cohort, numbers=registries["survival"], curves=folder / "curves.csv", **DESIGN)
    judged(folder)
    for registry in registries.values():
        json.loads(registry.read_text("utf-8"), parse_constant=lambda constant: AssertionError(constant))
