"""The step that sums up the ledger for the article."""

import json
from pathlib import Path

import pytest
from edition.files.letters import capitalized
from edition.ledger.verdicts import VERDICTS
from scripts.verdicts import main
from workspace import LABELS

COUNTS = dict.fromkeys(VERDICTS, 0) | {"reproduced": 20, "other_rounding": 3, "contradicted": 2, "not_identifiable": 4}
COUNTS |= {"quoted": 5, "stated": 6}


def run(folder: Path, synthetic: bool) -> tuple[dict, str]:
    (folder / "ledger.json").write_text(json.dumps({"synthetic_cohort": synthetic, "verdicts": COUNTS}), "utf-8")
    tables = [folder / f"{language}.md" for language in ("en", "tr")]
    main(
        ledger=folder / "ledger.json",
        published=Path("data/published"),
        labels=[labels.file for labels in LABELS.values()],
        numbers=folder / "numbers.json",
        tables=tables,
    )
    return json.loads((folder / "numbers.json").read_text("utf-8")), tables[1].read_text("utf-8")


def test_every_number_is_in_one_sum(tmp_path):
    numbers, _ = run(tmp_path, synthetic=True)
    sums = {name: numbers[f"ledger.{name}.n"]["value"] for name in ("checked", "disagreeing", "open")}
    assert sums == {"checked": 29, "disagreeing": 2, "open": 4}


@pytest.mark.parametrize(
    ("number", "value", "digits"),
    [("status.p", 0.04, 2), ("acute_gvhd.p", 0.6, 2), ("age.p", 0.66, 2), ("survival.group2.percent", 75, 0)],
)
def test_printed_numbers_keep_their_digits(tmp_path, number, value, digits):
    record = run(tmp_path, synthetic=True)[0][f"printed.{number}"]
    assert (record["value"], record["digits"]) == (value, digits)


@pytest.mark.parametrize(("synthetic", "rows"), [(True, 11), (False, 11)])
def test_the_table_has_the_verdicts_that_a_printed_number_can_get_and_their_total(tmp_path, synthetic, rows):
    _, table = run(tmp_path, synthetic)
    cells = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(cells) == rows + 1
    assert cells[0][0] == "| Yeniden elde edildi" and "{{< num ledger.total.n >}}" in cells[-1][2]
    assert ("{{< num ledger.differs.n >}}" in table) is not synthetic
    (open_row,) = (row for row in cells if "{{< num ledger.not_identifiable.n >}}" in row[2])
    assert open_row[1].startswith("Değer, özgün" if synthetic else "Hastanenin veri dökümünde bulunmayan")


def test_turkish_capitals_keep_their_dots():
    assert capitalized("için", "tr") == "İçin"
    assert capitalized("ıslak", "tr") == "Islak"
    assert capitalized("impossible", "en") == "Impossible"
