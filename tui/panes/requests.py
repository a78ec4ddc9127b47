"""What waits for a second person, and the identities that this seat may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from county.board import Key
from county.consents import Opening, Request
from tui.panes.facts import Fact
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.view import consents as view
from tui.widgets.rows import Cell, Row


class RequestsPart(ListPart):
    """One row for each request, and for each opening of this seat."""

    NAME: ClassVar[str] = "requests"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("request", 8, 8),
        Spec("asked_for", None, None),
        Spec("reason", 24, 24, least=100),
        Spec("asked_by", 12, 12, least=50),
        Spec("stands", 22, 26, least=60),
    )

    def rows(self) -> Sequence[Row]:
        """Give what stands now, the oldest first."""
        board = self.session.mirror.board
        self.table.set_placeholder((self.voice.say("requests.none"), "muted"))
        return [
            *(self._request(board.requests[number]) for number in sorted(board.requests)),
            *(self._opening(opening) for opening in self._mine()),
        ]

    @property
    def target(self) -> Key | None:
        """The request or opening under the cursor."""
        key = self.table.cursor_key
        return key if isinstance(key, tuple) else None

    @property
    def one(self) -> Iterator[Fact]:
        """All of the request under the cursor: who answers must have read it whole."""
        mirror, target = self.session.mirror, self.target
        request = mirror.board.requests.get(int(target[1])) if target else None
        if request is None or target is None or target[0] != "request":
            return
        line = view.row(request, mirror.board, mirror.now(), self.voice, self.session.seat)
        yield "", f"{line.number}  {line.what}", "strong"
        yield self.voice.say("column.reason"), line.reason, ""
        yield self.voice.say("column.asked_by"), line.asked_by, ""
        yield self.voice.say("column.stands"), line.state, ""

    def _mine(self) -> Iterator[Opening]:
        openings = self.session.mirror.board.openings
        return (openings[n] for n in sorted(openings) if openings[n].seat == self.session.seat)

    def _request(self, request: Request) -> Row:
        mirror = self.session.mirror
        line = view.row(request, mirror.board, mirror.now(), self.voice, self.session.seat)
        cells: dict[str, Cell] = {
            "request": (str(line.number), "strong"),
            "asked_for": line.what,
            "reason": (line.reason, "muted"),
            "asked_by": line.asked_by,
            "stands": (self.voice.say("request.mine") if line.mine else line.state, "muted"),
        }
        return self.row(("request", line.number), cells, "muted" if line.mine else "")

    def _opening(self, opening: Opening) -> Row:
        said = view.opened(opening, self.session.mirror.now(), self.voice)
        cells: dict[str, Cell] = {
            "request": (str(opening.number), "strong"),
            "asked_for": (said, "accent"),
            "reason": (self.voice.said(opening.reason), "muted"),
            "asked_by": opening.seat,
            "stands": "",
        }
        return self.row(("opening", opening.number), cells)
