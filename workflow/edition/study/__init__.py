"""All that is this paper's own. The rest of the workflow is general and takes from here what ``INTERFACE`` lists.

A second paper needs a room of its own that offers the same names.
"""

INTERFACE = {
    "definitions": (
        *("VERY_EARLY_MONTHS", "EARLY_MONTHS", "PERIOD", "AVAILABLE_FROM", "CLOVE_IN_USE", "LATEST"),
        *("READ_AT", "GROUPS", "DRUGS", "FEW", "RELAPSED", "Where"),
    ),
    "variables": (
        *("VARIABLES", "COLUMNS", "Variable", "Level", "DAYS_PER_YEAR"),
        *("TABLE1", "OUTCOMES", "COMPARISONS", "SECTIONS"),
    ),
    "export": ("NEEDED", "EVER", "MAY_BE_EMPTY", "ONE_ROW", "DISORDERED"),
    "order": ("rules", "joined", "FAULTS"),
    "derive": ("close_courses", "cohort", "exclusions", "CRITERIA", "relapse_type"),
    "flow": ("counted",),
    "origins": ("made_from",),
    "plausibility": ("rules", "SHARES", "level", "days_to_relapse", "survival_days"),
    "chronology": ("tables",),
}
"""Module → its names that modules outside this room import."""
