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


def records(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records of one variable, row by row from left to right, the p-value at the end of the first row.

    Ids are ``table1.<variable>.<level>.group<k>.n|percent``, ``table1.<variable>.group<k>.mean|sd`` and
    ``table1.<variable>.p``; each is also the id of the recomputed number. Raises ValueError for a cell of another
    shape.
    """
    variable = entry["variable"]

    def record(name: str, place: str, words: dict, row: dict, expression: dict, printed: str | None) -> dict[str, Any]:
        number, part = f"table1.{variable}.{name}", name.rpartition(".")[2]
        labels = {lang: ", ".join(of["label"][lang] for of in (entry, row) if of) for lang in words}
        return {
            "id": number,
            "place": f"{labels['en']}, {place}",
            "says": {lang: f"{label}: {words[lang]}" for lang, label in labels.items()},
            "expression": expression,
            "printed": printed,
            "kind": "count" if part == "n" else part,
            "number": number,
            "note": UNREADABLE if printed is None else entry.get("note"),
        }

    for position, row in enumerate(entry.get("levels") or [{}]):
        parts, pattern = (("n", "percent"), CELL) if row else (("mean", "sd"), MEAN_SD)
        for group, cell in enumerate(row["cells"] if row else entry["mean_sd"], start=1):
            of, level = {"group": group}, row.get("level")
            expressions = {
                "n": {"count": {**of, variable: level}},
                "percent": {"percent": {"part": {variable: level}, "of": of}},
            }
            for part, printed in zip(parts, split_cell(cell, pattern), strict=True):
                name = ".".join([*([code(level)] if row else []), f"group{group}", part])
                words = {lang: text.format(group=group) for lang, text in PARTS[part].items()}
                expression = expressions.get(part, {part: {"variable": variable, "of": of}})
                yield record(name, f"Group {group}", words, row, expression, printed)
        if position == 0:
            yield record("p", "p", P_VALUE, {}, {"test": {"variable": variable}}, entry.get("p"))
