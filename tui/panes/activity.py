"""What happened lately, the latest first."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import islice
from typing import ClassVar

from county import events as ev
from county.board import Key
from county.events import Entry
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
        self._listed: dict[Hashable, Entry] = {}
        """The entries by their places in the journal's order, the latest first."""
        self._said: dict[Hashable, Row] = {}

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
        told = (e for e in reversed(self.session.mirror.recent) if not isinstance(e.event, ROSTER))
        self._listed = {entry.seq: entry for entry in islice(told, SHOWN)}
        kept = () if whole else self._said.keys() & self._listed.keys()
        self._said = {seq: self._said[seq] for seq in kept}
        self.fill(list(self._listed))

    def say_row(self, key: Hashable) -> Row:
        """Say an entry, once: what happened does not change."""
        if key not in self._said:
            self._said[key] = self._say(self._listed[key])
        return self._said[key]

    def _say(self, entry: Entry) -> Row:
        line = view.row(entry, self.voice)
        cells: dict[str, Cell] = {
            "clock": (line.clock, "muted"),
            "about": line.about,
            "what": (line.text, line.tone),
            "who": (line.who, "muted"),
        }
        return self.row(entry.seq, cells)


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
