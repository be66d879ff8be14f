"""Find what identifies a person: names, numbers and addresses have no place in an export that is analysed."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from edition.cleaning.dates import day
from edition.cleaning.dictionary import Table, plain
from edition.cleaning.faults import Fault
from edition.files.reading import read_mapping

TOTAL = re.compile(r"(genel )?(toplam|total|ortalama|mean)\b.*")
"""What stands in the place of a patient where a row is none."""


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """Kind of identifier → what tells it, as identifiers.yaml says."""
    content = read_mapping(Path(__file__).with_suffix(".yaml"))
    for rule in content["kinds"].values():
        for place in ("NUMBER", "PERSON"):
            rule["labels"] = rule["labels"].replace(place, content[place])
    return content["kinds"]


def has_identity_number(text: str) -> bool:
    """Whether ``text`` has a Turkish identity number, in groups or not: eleven digits, the last two check the rest."""
    joined = re.sub(r"(?<=\d)[ .-](?=\d)", "", text)
    for number in re.findall(r"(?<!\d)[1-9]\d{10}(?!\d)", joined):
        digits = [int(digit) for digit in number]
        tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
        if digits[9] == tenth and digits[10] == sum(digits[:10]) % 10:
            return True
    return False


def identifying(rows: list[list[str]], table: Table, file: Path, row: int) -> Iterator[Fault]:
    """A Fault for each column that looks like a direct identifier by label or by value, unless it is ``reviewed``.

    ``rows`` begin with the header, which is ``row`` of the ``file``. No value is told.
    """
    columns = {plain(label): column for label, column in table.columns.items()}
    reviewed = {plain(label) for label in table.reviewed}
    for place, label in enumerate(rows[0]):
        name, column = re.sub(r"[\W_]+", "", plain(label)), columns.get(plain(label))
        if plain(label) in reviewed:
            continue
        values = {cells[place].strip() for cells in rows[1:] if place < len(cells)}
        found = ["identity number"] * any(map(has_identity_number, values))
        if column is None or column.type in {"text", "code"}:
            text, codes = column and column.type == "text", column.codes if column else ()
            values = {value for value in values if value not in codes and not TOTAL.fullmatch(plain(value))}
            for kind, rule in kinds().items():
                sought = rule.get("values") if text or not rule.get("text") else None
                named = (text or column is None) and re.search(rule["labels"], name)
                if named or (sought and any(re.search(sought, value, re.IGNORECASE) for value in values)):
                    found.append(kind)
        elif column.type == "month":
            days = (day(value, table.format.get("date")) for value in values)
            found += ["birth date"] * any(date.day > 1 for date in days if date)
        if found:
            yield Fault("identifier", file, row, label, what=found[0], what_tr=kinds()[found[0]]["tr"])
