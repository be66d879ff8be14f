"""Days as hospitals write them, in one spelling: dd.mm.yyyy, and mm.yyyy for months."""

import re
from datetime import date, timedelta

EARLIEST, LATEST = 1950, 2100
FIRST_OF_EXCEL = date(1899, 12, 30)
MIDNIGHT = r"([T ]0?0:00(:00(\.0+)?)?)?"
ORDERS = {
    "dd.mm.yyyy": r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})" + MIDNIGHT,
    "yyyy-mm-dd": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)" + MIDNIGHT,
    "dd/mm/yyyy": r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})",
    "mm/dd/yyyy": r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})",
}
"""Those with strokes are read only where the dictionary declares them: nothing tells the day from the month."""
CLEAR = ("dd.mm.yyyy", "yyyy-mm-dd")
MONTHS = (r"(?P<m>\d{1,2})\.(?P<y>\d{4})", r"(?P<y>\d{4})-(?P<m>\d\d)")


def day(text: str, declared: str | None = None) -> date | None:
    """The day that ``text`` names, as Excel's serial number too; None if there is none."""
    for order in (declared,) if declared else CLEAR:
        if match := re.fullmatch(ORDERS[order], text):
            return _existing(*(int(match[part]) for part in "ymd"))
    if re.fullmatch(r"\d{5}", text):
        serial = FIRST_OF_EXCEL + timedelta(days=int(text))
        return serial if EARLIEST <= serial.year < LATEST else None
    return day(text) if declared else None


def month(text: str, declared: str | None = None) -> date | None:
    """The first day of the month that ``text`` names; a whole day counts by its month."""
    for pattern in MONTHS:
        if match := re.fullmatch(pattern, text):
            return _existing(int(match["y"]), int(match["m"]), 1)
    whole = day(text, declared)
    return whole and whole.replace(day=1)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year < LATEST else None
    except ValueError:
        return None


DATES = {"date": day, "month": month}
"""Type of a column → what reads its cells."""
SPELLED = {"date": "%d.%m.%Y", "month": "%m.%Y"}
