"""What cleaning decided: a line for each change of a cell or row, and one for each rule with rows before and after."""

from dataclasses import dataclass, field

import pandas as pd

COLUMNS = ("step", "rule", "table", "patient", "column", "before", "after", "rows_in", "rows_out", "note")


@dataclass
class Log:
    """The lines in the order in which they were written."""

    lines: list[dict] = field(default_factory=list)

    def change(self, step: str, rule: str, table: str, patient: str, column: str, before: str, after: str) -> None:
        """A cell of one patient that was changed."""
        same = {"step": step, "rule": rule, "table": table, "patient": patient}
        self.lines.append(same | {"column": column, "before": before, "after": after})

    def rule(self, step: str, rule: str, table: str, rows_in: int, rows_out: int, note: str) -> None:
        """A rule that was applied to a whole table, with its rows before and after."""
        same = {"step": step, "rule": rule, "table": table}
        self.lines.append(same | {"rows_in": str(rows_in), "rows_out": str(rows_out), "note": note})

    def frame(self) -> pd.DataFrame:
        """The log as a table of texts."""
        return pd.DataFrame(self.lines, columns=COLUMNS).fillna("")
