"""What happened lately, the latest first."""

from __future__ import annotations

from itertools import islice
from typing import ClassVar

from county import events as ev
from county.board import Key
from tui.mirror import Changes
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import activity as view
from tui.widgets.rows import Cell, Row

SHOWN = 60
"""Entries in the list, the newest: in a flood no more than a screenful is worth wording."""

ROSTER = (ev.UnitRegistered, ev.UnitRetired)
"""What the profile says, told at start: a hundred lines that would bury what happened."""


class ActivityPane(ListPane):
    """One sentence for each entry of the journal."""

    NAME: ClassVar[PaneName] = "activity"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("clock", 8, 8),
        Spec("about", 11, 12),
        Spec("what", None, None),
        Spec("who", 16, 16, least=64),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows: dict[int, Row] = {}

    @property
    def target(self) -> Key | None:
        """The record that the entry under the cursor is about."""
        key = self.table.cursor_key
        recent = self.session.mirror.recent
        return next((subject(entry.event) for entry in recent if entry.seq == key), None)

    def show(self, changes: Changes) -> None:
        """Put new entries on top."""
        whole = changes.whole or "atlas" in changes.topics
        if not self.columns or not (whole or "recent" in changes.topics):
            return
        if whole:
            self._rows.clear()
        rows: dict[int, Row] = {}
        told = (e for e in reversed(self.session.mirror.recent) if not isinstance(e.event, ROSTER))
        for entry in islice(told, SHOWN):
            known = self._rows.get(entry.seq)
            if known is None:
                line = view.row(entry, self.voice)
                cells: dict[str, Cell] = {
                    "clock": (line.clock, "muted"),
                    "about": line.about,
                    "what": (line.text, line.tone),
                    "who": (line.who, "muted"),
                }
                known = self.row(entry.seq, cells)
            rows[entry.seq] = known
        self._rows = rows
        self.fill(list(rows.values()))


def subject(event: ev.Event) -> Key | None:
    """Name the record that an event is about; None when it is about none that opens."""
    match event:
        case ev.AlarmReported():
            return ("alarm", event.number)
        case ev.WarningRaised():
            return ("warning", event.number)
        case _ if isinstance(event, _OF_WARNINGS):
            return ("warning", event.warning)
        case _ if isinstance(event, view.OF_UNITS):
            return ("unit", event.unit)
        case _ if isinstance(event, ev.AlarmEvent):
            return ("alarm", event.alarm)
        case _:
            return None


_OF_WARNINGS = ev.WarningAssigned | ev.WarningOverdue | ev.WarningVerified | ev.WarningFiled
