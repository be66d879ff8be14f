"""Turkish suffixes on numbers written in digits, in harmony with the number as it is spoken.

``%75`` is read *yüzde yetmiş beş* and takes the dative of *beş*: ``%75’e``. Two things decide a suffix: the last vowel
of the spoken number (harmony), and whether its last letter is a vowel (buffer letter) or voiceless (*d* becomes *t*).
The suffixes are written with the archiphonemes of Turkish grammars (Göksel A, Kerslake C. Turkish: a comprehensive
grammar. Routledge 2005): ``A`` is a or e, ``I`` is ı, i, u or ü, ``D`` is d or t, and a letter in brackets appears only
where two vowels (a consonant in brackets) or two consonants (a vowel in brackets) would meet. The apostrophe before the
suffix follows the spelling guide of the Turkish Language Association.
"""

import re

UNITS = ("", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
TENS = ("", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")
SCALES = ("", "bin", "milyon", "milyar", "trilyon")

VOWELS = "aeıioöuü"
VOICELESS = "çfhkpsşt"
OPEN = dict(zip(VOWELS, "aeaeaeae", strict=True))  # A after each vowel: back a, front e
CLOSE = dict(zip(VOWELS, "ıiıiuüuü", strict=True))  # I after each vowel: rounding is kept, too

SUFFIXES = {
    "dative": "(y)A",
    "genitive": "(n)In",
    "locative": "DA",
    "ablative": "DAn",
    "accusative": "(y)I",
    "possessive": "(s)I",
    "instrumental": "(y)lA",
    "possessive_dative": "(s)InA",
    "possessive_genitive": "(s)InIn",
    "possessive_locative": "(s)IndA",
    "possessive_ablative": "(s)IndAn",
    "possessive_accusative": "(s)InI",
    "possessive_instrumental": "(s)IylA",
    "ordinal": "(I)ncI",
    "predicative": "DIr",
}
APOSTROPHE = "’"
NUMBER_AT_END = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<fraction>\d+))?$", re.ASCII)


def last_word(text: str) -> str:
    """The last word of the number at the end of a Turkish text, as it is spoken: of ``%0,05`` it is *beş*.

    After the comma, zeros in front are read one by one and the rest as a whole number; a number may have up to fifteen
    digits. Raises ValueError where the text does not end in a number.
    """
    match = NUMBER_AT_END.search(text)
    if match is None:
        raise ValueError(f"{text!r} does not end in a number")
    number = int(match["fraction"] or match["whole"].replace(".", ""))
    for scale in SCALES:
        number, group = divmod(number, 1000)
        if group:
            return scale or UNITS[group % 10] or TENS[group // 10 % 10] or "yüz"
    return "sıfır"


def inflected(word: str, suffix: str) -> str:
    """``word`` with a suffix in archiphonemes, both as spoken: *altı* with ``(s)IndA`` is *altısında*."""
    for optional, letter in re.findall(r"\((.)\)|(.)", suffix):
        symbol = optional or letter
        last_vowel = next(character for character in reversed(word) if character in VOWELS)
        sound = {
            "A": OPEN[last_vowel],
            "I": CLOSE[last_vowel],
            "D": "t" if word[-1] in VOICELESS else "d",
        }.get(symbol, symbol)
        if not optional or (sound in VOWELS) != (word[-1] in VOWELS):
            word += sound
    return word


def suffixed(text: str, case: str) -> str:
    """A text that ends in a number with the suffix of ``case`` (a key of ``SUFFIXES``): ``%75``, dative → ``%75’e``."""
    word = last_word(text)
    return text + APOSTROPHE + inflected(word, SUFFIXES[case])[len(word) :]


def cases(text: str) -> dict[str, str]:
    """All suffixed forms of a text that ends in a number, in the order of ``SUFFIXES``."""
    return {case: suffixed(text, case) for case in SUFFIXES}
