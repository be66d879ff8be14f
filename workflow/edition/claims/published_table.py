"""Turn the compact rows of Table 1, cells as printed, into records of the same shape as all others."""

import re
from collections.abc import Iterator
from typing import Any

CELL = re.compile(r"(\d+) ?\((\d+(?:\.\d+)?%)\)")
MEAN_SD = re.compile(r"(\d+(?:\.\d+)?) ?± ?(\d+(?:\.\d+)?)")

# What the second part of a record's id stands for, in words.
PARTS = {
    "n": {"en": "number of patients in Group {group}", "tr": "Grup {group}’deki hasta sayısı"},
    "percent": {"en": "proportion of Group {group}", "tr": "Grup {group}’deki oran"},
    "mean": {"en": "mean in Group {group}", "tr": "Grup {group}’deki ortalama"},
    "sd": {"en": "standard deviation in Group {group}", "tr": "Grup {group}’deki standart sapma"},
}
UNREADABLE = {
    "en": "This cell cannot be read in the text of the article.",
    "tr": "Bu hücre özgün makalenin metninde okunamamaktadır.",
}
P_VALUE = {"en": "p-value for the difference between the groups", "tr": "gruplar arası fark için p değeri"}


def code(level: Any) -> str:
    """A level as ids spell it: ``true`` and ``false`` for flags, else the code itself."""
    return str(level).lower() if isinstance(level, bool) else str(level)


def split_cell(cell: str | None, pattern: re.Pattern) -> tuple[str | None, str | None]:
    """The two numbers of a printed cell, ``8(88%)`` or ``6.9 ± 2.8``; nothing for an unreadable cell.

    Raises ValueError if the cell has another shape.
    """
    if cell is None:
        return None, None
    match = pattern.fullmatch(cell)
    if match is None:
        raise ValueError(f"the cell {cell!r} does not have the shape n(percent%) or mean ± SD")
    return match.group(1), match.group(2)


def _cell(entry: dict[str, Any], row: dict[str, Any], part: str, group: int, printed: str | None) -> dict[str, Any]:
    """The record of one number in one group's cell; ``row`` is empty for a mean or a standard deviation."""
    variable, level = entry["variable"], row.get("level")
    labels = {lang: ", ".join([entry["label"][lang], *([row["label"][lang]] if row else [])]) for lang in ("en", "tr")}
    expression = {
        "n": {"count": {"group": group, variable: level}},
        "percent": {"percent": {"part": {variable: level}, "of": {"group": group}}},
    }.get(part, {part: {"variable": variable, "of": {"group": group}}})
    return {
        "id": ".".join(["table1", variable, *([code(level)] if row else []), f"group{group}", part]),
        "place": f"{labels['en']}, Group {group}",
        "says": {lang: f"{label}: {PARTS[part][lang].format(group=group)}" for lang, label in labels.items()},
        "expression": expression,
        "printed": printed,
        "kind": "count" if part == "n" else part,
    }


def _p_value(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"table1.{entry['variable']}.p",
        "place": f"{entry['label']['en']}, p",
        "says": {lang: f"{entry['label'][lang]}: {P_VALUE[lang]}" for lang in ("en", "tr")},
        "expression": {"test": {"variable": entry["variable"]}},
        "printed": entry.get("p"),
        "kind": "p",
    }


def records(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records of one variable, row by row from left to right, the p-value at the end of the first row.

    Ids are ``table1.<variable>.<level>.group<k>.n|percent``, ``table1.<variable>.group<k>.mean|sd`` and
    ``table1.<variable>.p``; each is also the id of the recomputed number. Raises ValueError for a cell of another
    shape.
    """
    numbers_of_row = []
    for position, row in enumerate(entry.get("levels") or [{}]):
        parts, pattern = (("n", "percent"), CELL) if row else (("mean", "sd"), MEAN_SD)
        for group, cell in enumerate(row["cells"] if row else entry["mean_sd"], start=1):
            numbers = zip(parts, split_cell(cell, pattern), strict=True)
            numbers_of_row += [_cell(entry, row, part, group, printed) for part, printed in numbers]
        if position == 0:
            numbers_of_row.append(_p_value(entry))
    for record in numbers_of_row:
        note = UNREADABLE if record["printed"] is None else entry.get("note")
        yield record | {"number": record["id"], "note": note}
