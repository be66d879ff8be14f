"""Turn the compact rows of Table 1, cells as printed, into records of the same shape as all others."""

import re
from collections.abc import Iterator
from typing import Any

CELL = re.compile(r"(\d+) ?\((\d+(?:\.\d+)?%)\)")
MEAN_SD = re.compile(r"(\d+(?:\.\d+)?) ?± ?(\d+(?:\.\d+)?)")

# What the second part of a record's id stands for, in words.
PARTS = {
    "n": {"en": "number of patients in Group {group}", "tr": "Grup {group}'deki hasta sayısı"},
    "percent": {"en": "share of Group {group}", "tr": "Grup {group}'deki oran"},
    "mean": {"en": "mean in Group {group}", "tr": "Grup {group}'deki ortalama"},
    "sd": {"en": "standard deviation in Group {group}", "tr": "Grup {group}'deki standart sapma"},
}
KINDS = {"n": "count", "percent": "percent", "mean": "mean", "sd": "sd"}
UNREADABLE = "This cell cannot be read in the text of the article."
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


def _expression(part: str, variable: str, level: Any, group: int) -> dict[str, Any]:
    if part in {"mean", "sd"}:
        return {part: {"variable": variable, "of": {"group": group}}}
    if part == "n":
        return {"count": {"group": group, variable: level}}
    return {"percent": {"part": {variable: level}, "of": {"group": group}}}


def _row(entry: dict[str, Any], row: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The four records of one printed row: two numbers for each of two groups."""
    parts = ("n", "percent") if row else ("mean", "sd")
    cells = row["cells"] if row else entry["mean_sd"]
    level = row["level"] if row else None
    name = ".".join(["table1", entry["variable"], *([code(level)] if row else [])])
    labels = {lang: [entry["label"][lang], *([row["label"][lang]] if row else [])] for lang in ("en", "tr")}
    for group, cell in enumerate(cells, start=1):
        tokens = split_cell(cell, CELL if row else MEAN_SD)
        for part, token in zip(parts, tokens, strict=True):
            yield {
                "id": f"{name}.group{group}.{part}",
                "place": ", ".join(labels["en"]) + f", Group {group}",
                "says": {
                    lang: f"{', '.join(names)}: {PARTS[part][lang].format(group=group)}"
                    for lang, names in labels.items()
                },
                "expression": _expression(part, entry["variable"], level, group),
                "printed": token,
                "kind": KINDS[part],
            }


def records(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records of one variable, row by row from left to right, the p-value at the end of the first row.

    Ids are ``table1.<variable>.<level>.group<k>.n|percent``, ``table1.<variable>.group<k>.mean|sd`` and
    ``table1.<variable>.p``; each is also the id of the recomputed number. Raises ValueError for a cell of another
    shape.
    """
    rows = entry.get("levels") or [None]
    for position, row in enumerate(rows):
        cells = list(_row(entry, row))
        if position == 0:
            cells.append(
                {
                    "id": f"table1.{entry['variable']}.p",
                    "place": f"{entry['label']['en']}, p",
                    "says": {lang: f"{entry['label'][lang]}: {P_VALUE[lang]}" for lang in ("en", "tr")},
                    "expression": {"test": {"variable": entry["variable"]}},
                    "printed": entry.get("p"),
                    "kind": "p",
                }
            )
        for record in cells:
            note = UNREADABLE if record["printed"] is None else entry.get("note")
            yield {**record, "number": record["id"], "note": note}
