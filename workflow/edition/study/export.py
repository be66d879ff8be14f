"""The hospital's tables: which there are, what the derivation needs of each, and how a synthetic one is disordered."""

from edition.study.variables import VARIABLES, copied

Rule = str | tuple[str | bool | int, ...]


def _as_they_are(table: str) -> dict[str, Rule]:
    return {name: VARIABLES[name].levels or "integer" for name in copied(table)}


NEEDED: dict[str, dict[str, Rule]] = {
    "patients": {"patient": "text", "birth_month": "month", "diagnosis_date": "date", **_as_they_are("patients")},
    "relapses": {"patient": "text", "relapse_date": "date", "site": ("bm", "bm_cns", "bm_testis", "cns", "testis")},
    "courses": {
        "patient": "text",
        "regimen": (
            *("front_line", "rez_bfm_2002", "flag", "flag_ida", "clove"),
            *("bortezomib", "blinatumomab", "cart"),
        ),
        "start_date": "date",
        "end_date": "date",
        "response": ("complete", "none", "not_assessed"),
        "ending": ("completed", "stopped", "refused"),
    },
    "transplants": {"patient": "text", "transplant_date": "date", **_as_they_are("transplants")},
    "events": {"patient": "text", "event_date": "date", "term": "code", "grade": "integer"},
    "follow_up": {
        "patient": "text",
        "last_date": "date",
        "status": ("alive", "died", "unknown"),
        "death_cause": VARIABLES["death_cause"].levels,
    },
}
"""Table → column that the derivation needs → its type, or the canonical values of its codes, each of which has one."""

EVER = {"events.term": ("cytokine_release",)}
"""Column → canonical values, besides those above, that a code must have although no row need have it: it is counted."""

MAY_BE_EMPTY = ("courses.end_date", "follow_up.last_date", "follow_up.death_cause")
"""The needed columns whose empty cells mean something, or are told of; elsewhere they would change results silently."""
ONE_ROW = ("patients", "follow_up")
"""Tables with one row a patient."""

DISORDERED = ("courses", "regimen", "front_line", "end_date")
"""Of a synthetic export: the table with a row twice; a row with this value in this column loses its last date."""
