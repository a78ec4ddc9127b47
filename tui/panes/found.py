"""What a search found, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from county.cases import CaseLine
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view import cases as view
from tui.widgets.rows import Cell, Row


class FoundPart(ListPart):
    """One row for each case; Enter opens it."""

    NAME: ClassVar[str] = "found"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("severity", 6, 4),
        Spec("number", 7, 7),
        Spec("when", 14, 14),
        Spec("kind", 12, 16),
        Spec("result", 10, 16, least=60),
        Spec("place", None, None),
        Spec("area", 10, 16, least=100),
        Spec("units", 14, 14, least=120),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.cases: tuple[CaseLine, ...] = ()
        """What was found so far."""
        self.note: Cell = ""
        """What an empty list says."""

    @property
    def number(self) -> int | None:
        """The alarm under the cursor."""
        key = self.table.cursor_key
        return key if isinstance(key, int) else None

    @property
    def case(self) -> CaseLine | None:
        """The case under the cursor."""
        return next((case for case in self.cases if case.number == self.number), None)

    def rows(self) -> Sequence[Row]:
        """Give a row for each case."""
        self.table.set_placeholder(self.note)
        return [self._row(case) for case in self.cases]

    def _row(self, case: CaseLine) -> Row:
        line = view.row(case, self.session.mirror.now(), self.voice)
        shape = self.session.glyphs.alarm(case.priority)
        cells: dict[str, Cell] = {
            "severity": (f"{shape} {line.severity}", line.tone),
            "number": (str(line.number), "strong"),
            "when": (line.when, "muted"),
            "kind": f"{line.simulated} {line.kind}".strip(),
            "result": (line.status, "muted" if line.ended else "accent"),
            "place": line.place,
            "area": (line.area, "muted"),
            "units": (line.units, "muted"),
        }
        return self.row(line.number, cells)
