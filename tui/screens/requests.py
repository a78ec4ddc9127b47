"""What one person alone may not do: allowed or refused here by another (双人审批)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from county.board import Key as Record
from tui.keys import REQUESTS, Key, bindings
from tui.mirror import Changes
from tui.panes.facts import Facts
from tui.panes.part import ListPart
from tui.panes.requests import RequestsPart
from tui.screens.desk import DeskScreen
from tui.screens.looks import PaneName
from tui.screens.unmasked import UnmaskedScreen
from tui.session import Session
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from tui.app import DeskApp


class RequestsScreen(DeskScreen):
    """Requests, the oldest first, and what was opened for this seat; Enter reads the latter."""

    KEYS: ClassVar[tuple[Key, ...]] = REQUESTS
    BINDINGS = bindings(REQUESTS)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._list = RequestsPart(session)
        self._one = Facts()

    def body(self) -> Iterable[Widget]:
        """Give the path to here, the list, and the one under the cursor."""
        yield StatusLine(id="path")
        yield self._list
        yield VerticalScroll(self._one, id="case", can_focus=False)

    def word(self) -> None:
        """Say everything anew."""
        path = (
            (f" {self.voice.say('path.overview')} ", "muted"),
            ("> ", "muted"),
            (self.voice.say("requests.title"), "strong"),
        )
        self.query_one("#path", StatusLine).show(path)
        self._list.word()
        super().word()

    def show_body(self, changes: Changes) -> None:
        """Say the list anew when one of them changed."""
        if changes.whole or any(part in ("request", "opening") for part, _ in changes.keys):
            self._tell()
            self._list.entitle(str(len(self.session.mirror.board.requests)))

    def tick_body(self) -> None:
        """Say for how long they stand."""
        self._tell()

    def refresh_record(self, record: Record) -> None:
        """Say the list anew: an answer is on its way, or came."""
        if record[0] == "request":
            self._tell()

    def _tell(self) -> None:
        self._list.tell()
        self._tell_one()

    @on(ListPart.Pointed)
    def _tell_one(self) -> None:
        self._one.show([fact for fact in self._list.one if fact[1]])

    def record(self, part: str) -> Record | None:
        """Give nothing: no alarm or warning is pointed at."""
        return None

    @property
    def text(self) -> str:
        """The row under the cursor."""
        return self._list.text

    @property
    def view(self) -> Record | PaneName:
        """What is read under it."""
        desk: DeskApp = self.desk
        return desk.overview.view

    def give_focus(self) -> None:
        """Put the keyboard into the list."""
        self._list.table.focus()

    def action_answer(self, verb: str) -> None:
        """Begin to allow or refuse the request under the cursor: Enter sends the line."""
        target = self._list.target
        if target is None or target[0] != "request":
            self.notice(self.voice.say("requests.none"), "muted")
        else:
            self.type_command(f"{verb} {target[1]} ")

    @on(LineTable.Chosen)
    def _chosen(self) -> None:
        target = self._list.target
        if target is not None and target[0] == "opening":
            self.app.push_screen(UnmaskedScreen(self.session, int(target[1])))
