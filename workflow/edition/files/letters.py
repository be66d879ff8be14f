"""Small and capital letters by the rules of a language: in Turkish the capital of i is İ, and that of ı is I."""

TURKIC = ("tr", "az")


def lower(text: str, language: str) -> str:
    """Lower case, character by character, so that every one keeps its place."""
    if language in TURKIC:
        text = text.replace("İ", "i").replace("I", "ı")
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def upper(text: str, language: str) -> str:
    """Upper case."""
    return (text.replace("i", "İ") if language in TURKIC else text).upper()


def capitalized(text: str, language: str) -> str:
    """``text`` with a capital letter."""
    return upper(text[:1], language) + text[1:]
