"""The open alarms in a narrow list beside one of them: to go to the next without leaving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from county.alarms import Alarm
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view import alarms as view
from tui.widgets.rows import Cell, Row


class Said(NamedTuple):
    """An alarm's row, and what it was said of."""

    alarm: Alarm
    around: tuple[object, ...]
    """Language, characters, columns, and whether it is the one that is read."""
    row: Row


class QueuePart(ListPart):
    """Open alarms in their working order, the one that is read marked among them."""

    NAME: ClassVar[str] = "queue"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("severity", 6, 4),
        Spec("number", 5, 5),
        Spec("kind", None, None),
        Spec("state", 8, 10, least=34),
        Spec("place", 30, 26, least=70),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.here = 0
        """The number of the alarm that is read."""
        self._said: dict[int, Said] = {}
        """Each alarm's row, with what it was said of: a flood changes a few of hundreds."""

    def show(self, here: int) -> None:
        """Show the queue as it stands, with the alarm that is read."""
        moved, self.here = here != self.here, here
        self.tell()
        if moved or not self.table.has_focus:
            self.point_at(("alarm", here))  # the mark stays with what is read, not with the top

    def standing(self) -> list[Alarm]:
        """Give the open alarms in their working order."""
        board = self.session.mirror.board.alarms
        return [alarm for alarm in view.order(view.listed(board.values())) if not alarm.ended]

    def beside(self, number: int, steps: int) -> int | None:
        """Give the alarm so many places after one, round the end; None when there is no other."""
        numbers = [alarm.number for alarm in self.standing()]
        others = [each for each in numbers if each != number]
        if not others:
            return None
        if number not in numbers:
            return others[0] if steps > 0 else others[-1]
        return numbers[(numbers.index(number) + steps) % len(numbers)]

    def rows(self) -> Sequence[Row]:
        """Give a row for each open alarm."""
        standing = self.standing()
        waiting = sum(not alarm.owner for alarm in standing)
        note = self.voice.say("queue.note", waiting=waiting, count=len(standing))
        self.entitle(note)
        self.table.set_placeholder((self.voice.say("empty.alarms"), "muted"))
        known, self._said = self._said, {}
        return [self._known(alarm, known.get(alarm.number)) for alarm in standing]

    def _known(self, alarm: Alarm, said: Said | None) -> Row:
        """Give an alarm's row: as it was said before, unless something about it changed."""
        around = (alarm.number == self.here, self.columns, self.session.glyphs, self.voice)
        if said is None or said.alarm is not alarm or said.around != around:
            said = Said(alarm, around, self._row(alarm))
        self._said[alarm.number] = said
        return said.row

    def _row(self, alarm: Alarm) -> Row:
        voice, glyphs = self.session.voice, self.session.glyphs
        waits = not alarm.owner and alarm.shelf is None
        flag = glyphs.unacknowledged if waits else ""
        severity = f"{glyphs.alarm(alarm.priority)} {voice.say(f'priority.{alarm.priority}')}"
        here = "strong" if alarm.number == self.here else ""
        cells: dict[str, Cell] = {
            "severity": (severity, "muted" if alarm.shelf else view.TONES[alarm.priority]),
            "number": (f"{alarm.number}{flag}", "alert" if waits else ""),
            "kind": (voice.name(voice.kinds, alarm.report.kind), here),
            "state": voice.say(f"status.{alarm.status}"),
            "place": (view.where(alarm.report), "muted"),
        }
        return self.row(("alarm", alarm.number), cells)
