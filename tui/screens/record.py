"""What the screens of records share: the way back, the map around, what is on its way."""

from __future__ import annotations

from county.board import Key as Record
from tui.mirror import Changes
from tui.panes.map import MapPane
from tui.screens.desk import DeskScreen
from tui.session import Session
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine


class RecordMap(MapPane):
    """The map around a record, under the number that the record's screen gives it."""

    @property
    def heading(self) -> str:
        """Its name, with the number key that goes to it."""
        return self.voice.say("part.map")


class RecordScreen(DeskScreen):
    """A record beside the map around it. It stays open when the record leaves the board."""

    def __init__(self, session: Session, key: Record) -> None:
        super().__init__(session)
        self._key = key
        self.map = RecordMap(session)
        """The county around the record."""
        self._centred = False

    def word(self) -> None:
        """Say everything anew."""
        self.map.behind = True
        super().word()

    def show_body(self, changes: Changes) -> None:
        """Say the record anew when it changed, and move what moved on the map."""
        self.map.take(changes)
        self._centre()
        self.tell_path()
        self.tell_record(changes)

    def _centre(self) -> None:
        if not self._centred:
            self._centred = self.map.go_to(self.key)

    def turn_to(self, key: Record) -> None:
        """Be the screen of another record from now on."""
        self._key = key
        self._centred = False
        self.show(Changes(whole=True))
        self.desk.visit(self.view)

    def tell_path(self) -> None:
        """Say where the reader is, and whether something asked of the record is on its way."""
        part, name = self.key
        subject = self.voice.say(f"subject.{part}", number=name)
        pending = f" ~ {self.voice.say('asked.pending')}" if self.session.pending(self.key) else ""
        path: list[Cell] = [(f" {self.voice.say('path.overview')} ", "muted")]
        for desk in self.desk.desks[1:]:
            if desk.PATH:
                path += [("> ", "muted"), (f"{self.voice.say(desk.PATH)} ", "muted")]
        path += [("> ", "muted"), (subject, "strong"), (pending, "caution")]
        self.query_one("#path", StatusLine).show(path)

    def tell_record(self, changes: Changes) -> None:
        """Say the record as it stands, as far as `changes` touch it."""
        raise NotImplementedError

    def tick_body(self) -> None:
        """Bring times left and passed up to date."""
        self.tell_record(Changes(keys=frozenset({self.key})))

    @property
    def key(self) -> Record:
        """The record that this is the screen of."""
        return self._key

    @property
    def view(self) -> Record:
        """The record."""
        return self.key

    def record(self, part: str) -> Record | None:
        """Every key is about this record."""
        return self.key if self.key[0] == part else None

    def refresh_record(self, record: Record) -> None:
        """Say whether something asked of it is still on its way."""
        if record == self.key:
            self.show_body(Changes(keys=frozenset({record})))
