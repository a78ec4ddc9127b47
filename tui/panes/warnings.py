"""Gasoline warnings, the gravest first."""

from __future__ import annotations

from typing import ClassVar

from county.board import Key
from county.gasoline import GasolineWarning, gravest_first
from tui.mirror import Changes
from tui.panes.alarms import PENDING
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.view import warnings as view
from tui.widgets.rows import Cell, Row


class WarningsPane(ListPane):
    """The list of warnings to verify, and of those verified lately."""

    NAME: ClassVar[PaneName] = "warnings"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("due", 10, 12, least=64),
        Spec("level", 4, 5),
        Spec("number", 4, 4),
        Spec("rule", 8, 17),
        Spec("measured", 10, 10, least=58),
        Spec("station", None, None),
        Spec("buyer", 12, 12, least=80),
        Spec("found", 10, 16),
    )

    def show(self, changes: Changes) -> None:
        """Say the warnings anew when one of them changed."""
        mine = any(part == "warning" for part, _ in changes.keys)
        if not self.columns or not (changes.whole or mine or "atlas" in changes.topics):
            return
        warnings = self.session.mirror.board.warnings
        waiting = sum(w.finding is None for w in warnings.values())
        rows = [self._say(warning) for warning in gravest_first(warnings.values())]
        self.fill(rows, self.voice.say("warnings.note", waiting=waiting, total=len(rows)))

    def tick(self) -> None:
        """Say the time left of those in view anew."""
        warnings = self.session.mirror.board.warnings
        for key in self.table.visible_keys:
            assert isinstance(key, tuple)
            warning = warnings.get(key[1])
            if warning is not None and warning.finding is None:
                self.table.patch(self._say(warning))

    def _say(self, warning: GasolineWarning) -> Row:
        now = self.session.mirror.now()
        # Deadlines are hours away: told by the minute, they cost a thin line nothing.
        line = view.row(warning, now + (warning.raised.due_at - now) % 60_000, self.voice)
        marks = "".join(f"{mark} " for mark in line.marks)
        key: Key = ("warning", line.number)
        pending = f"{PENDING} " if self.session.pending(key) else ""
        cells: dict[str, Cell] = {
            "due": (line.due, "severe" if line.late else "muted"),
            "level": (line.level, line.tone),
            "number": str(line.number),
            "rule": (line.rule, "" if line.verified else "strong"),
            "measured": line.measured,
            "station": marks + line.station,
            "buyer": (line.buyer, "muted"),
            "found": (pending + line.status, "good" if line.verified else ""),
        }
        return self.row(key, cells, "muted" if line.verified else "")
