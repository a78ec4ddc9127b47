"""A gasoline warning in full: why it was raised, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from county.board import Key as Record
from county.gasoline.ringing import alarm_of
from tui.keys import WARNING, Key, bindings
from tui.mirror import Changes
from tui.panes.facts import Facts
from tui.screens.record import RecordScreen
from tui.session import Session
from tui.view.warnings import told_at
from tui.view.why import Around, explain
from tui.widgets.status import StatusLine
from tui.widgets.text import plain


class WarningScreen(RecordScreen):
    """A warning beside the map around its station."""

    KEYS: ClassVar[tuple[Key, ...]] = WARNING
    BINDINGS = bindings(WARNING)

    def __init__(self, session: Session, key: Record) -> None:
        super().__init__(session, key)
        self._reasons = Facts()

    def body(self) -> Iterable[Widget]:
        """Give the path to here, the reasons, and the map."""
        yield StatusLine(id="path")
        reasons = VerticalScroll(self._reasons, id="reasons")
        yield Container(Container(reasons, id="pages"), self.map, id="record")

    def word(self) -> None:
        """Say everything anew."""
        self.query_one("#reasons").border_title = plain(self.voice.say("part.reasons"))
        super().word()

    def tell_record(self, changes: Changes) -> None:
        """Say the warning as it stands; one that was filed says so."""
        mirror = self.session.mirror
        warning = mirror.board.warnings.get(int(self.key[1]))
        if warning is None:
            self.notice(self.voice.say("record.gone"), "caution")
            return
        alarms, incident = mirror.board.alarms, warning.raised.incident
        around = Around(
            told_at(warning, mirror.now()),
            self.voice,
            self.session.glyphs.warning,
            alarm=alarm_of(warning, alarms),
            incident=None if incident is None else alarms.get(incident),
        )
        said = explain(warning, around)
        self._reasons.show([(each.name, each.text, each.tone) for each in said])

    @property
    def text(self) -> str:
        """The whole record."""
        return self._reasons.text

    def give_focus(self) -> None:
        """Put the keyboard into the reasons."""
        self.query_one("#reasons").focus()

    def on_resize(self) -> None:
        """Leave the map out where there is no room for it."""
        self.set_class(self.size.width < 110, "-narrow")
        self.tell_state()
