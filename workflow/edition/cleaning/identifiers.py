"""Find what identifies a person: names, numbers and addresses have no place in an export that is analysed."""

import re
from collections.abc import Iterator
from pathlib import Path

from edition.cleaning.dictionary import Table, plain
from edition.cleaning.faults import Fault

HEADERS = {
    "identity number": r"tc|tckn|(tc_?)?kimlik(_?no)?|identity(_?number)?",
    "name": r"adi?(_?(ve_?)?soyadi?)?|soyadi?|(hasta|anne|baba)_?adi?|isim|(patient_?|first_?|last_?|sur)?name",
    "phone": r"tel|telefon(_?no)?|gsm|cep(_?tel(efonu)?)?|phone|mobile",
    "e-mail": r"e_?posta|e_?mail|mail",
    "address": r"(ev_?|acik_?)?adres[i]?|address|mahalle|sokak|posta_?kodu",
    "record number": r"(dosya|protokol|arsiv|kayit|barkod|basvuru)_?(no|numarasi)|mrn|record_?(no|number)",
    "birth date": r"dogum_?(tarihi|gunu)|birth_?(date|day)|date_?of_?birth|dob",
}
"""Kind → labels of columns, as ``plain`` writes them."""
VALUES = {
    "e-mail": r"\S+@\S+\.\w+",
    "phone": r"(\+?90|0)[ (]*[2-5]\d\d[) ]*\d{3}[ -]*\d\d[ -]*\d\d",
    "address": r".*\b(mah(allesi)?|sok(ak)?|sk|cad(desi)?|cd|apt|bulvarı)\b\.?.*\d.*",
    "record number": r"\d{6,}",
    "name": r"[^\W\d_]{3,}( [^\W\d_]{2,})*",
}
"""Kind → values of a text; numbers and names are sought in texts only, where nothing else is expected."""
BIRTHDAY = re.compile(r"(?!0?1\.)\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-(?!01)\d\d")
TEXT_ONLY = {"record number", "name"}


def is_identity_number(text: str) -> bool:
    """Whether ``text`` is a Turkish identity number: eleven digits, of which the last two check the others."""
    if not re.fullmatch(r"[1-9]\d{10}", text):
        return False
    digits = [int(digit) for digit in text]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def identifying(rows: list[list[str]], table: Table, file: Path, row: int) -> Iterator[Fault]:
    """A Fault for each column that looks like a direct identifier by label or by value, unless it is ``reviewed``.

    ``rows`` begin with the header, which is ``row`` of the ``file``. No value is told.
    """
    columns = {plain(label): column for label, column in table.columns.items()}
    reviewed = {plain(label) for label in table.reviewed}
    for place, label in enumerate(rows[0]):
        name, column = re.sub(r"[\W_]+", "_", plain(label)).strip("_"), columns.get(plain(label))
        if plain(label) in reviewed:
            continue
        values = {cells[place].strip() for cells in rows[1:] if place < len(cells)}
        kinds = [kind for kind, pattern in HEADERS.items() if column is None and re.fullmatch(pattern, name)]
        kinds += ["identity number"] * any(map(is_identity_number, values))
        if column is None or column.type in {"text", "code"}:
            values -= set() if column is None else {*column.codes}
            kinds += [
                kind
                for kind, pattern in VALUES.items()
                if (kind not in TEXT_ONLY or (column and column.type == "text"))
                and any(re.fullmatch(pattern, value, re.IGNORECASE) for value in values)
            ]
        whole = column and column.type == "month" and any(map(BIRTHDAY.fullmatch, values))
        if kinds or whole:
            yield Fault("identifier", file, row, label, what=(kinds or ["birth date"])[0])
