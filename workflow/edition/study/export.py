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
"""Table → column that the derivation needs → its type, or the canonical values that it may have."""

EVER = {"events": {"term": "cytokine_release"}}
"""Table → column → the canonical value that a code must have although no row need have it: it is counted."""

DISORDERED = ("courses", "regimen", "front_line", "end_date")
"""Of a synthetic export: the table with a row twice; a row with this value in this column loses its last date."""
