"""The alarms in their working order."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from county.alarms import Alarm
from county.board import Key
from tui.mirror import Changes
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import alarms as view
from tui.view.alarms import AlarmLine
from tui.widgets.rows import Cell, Row

FRESH_MS = 60_000
"""How long an alarm's age is told by the second."""

PENDING = "~"
"""Stands where something was asked and the desk has not answered yet."""

FINE_MS, COARSE_MS = 1_000, 10_000
"""By how much a fresh one steps, and an older one: a row that changes each second is traffic on a
thin line."""


class Said(NamedTuple):
    """An alarm as it stands in the list."""

    moment: int
    """The step of its age that it was said at, epoch milliseconds."""
    row: Row


class AlarmsPane(ListPane):
    """The list of alarms: what nobody has taken stands on top, in reverse video."""

    NAME: ClassVar[PaneName] = "alarms"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("severity", 6, 4),
        Spec("number", 4, 4),
        Spec("due", 15, 16, least=56),
        Spec("age", 8, 7, least=90),
        Spec("state", 9, 11, least=34),
        Spec("kind", 8, 14),
        Spec("place", None, None),
        Spec("area", 8, 14, least=104),
        Spec("units", 11, 9, least=62),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._said: dict[int, Said] = {}

    def show(self, changes: Changes) -> None:
        """Say what changed anew and put the rows in order."""
        if not self.columns:
            return
        board = self.session.mirror.board.alarms
        if changes.whole or changes.topics & {"atlas", "welcome"}:
            self._said.clear()
        changed = [number for part, number in changes.keys if part == "alarm"]
        if not (changes.whole or changed or changes.topics & {"atlas", "welcome"}):
            return
        for number in changed:
            self._said.pop(int(number), None)
        rows = [self._row_of(alarm) for alarm in view.order(board.values())]
        self.fill(rows, str(len(rows)))

    def tick(self) -> None:
        """Say those in view anew whose age has come to another step."""
        board, now = self.session.mirror.board.alarms, self.session.mirror.now()
        for key in self.table.visible_keys:
            assert isinstance(key, tuple)
            alarm = board.get(key[1])
            if alarm is None or alarm.ended:
                continue
            if self._said[alarm.number].moment != moment_of(alarm, now):
                self.table.patch(self._say(alarm))

    def refresh_row(self, number: int) -> None:
        """Say one alarm anew: something was asked of it or its answer came."""
        alarm = self.session.mirror.board.alarms.get(number)
        if alarm is not None and number in self._said and self.columns:
            row = self._say(alarm)
            if self.keeps(row):
                self.table.patch(row)

    def hay(self, row: Row) -> str:
        """Give all that is known of an alarm, in both languages."""
        assert isinstance(row.key, tuple)
        return view.hay(self.session.mirror.board.alarms[row.key[1]], self.voice)

    def _row_of(self, alarm: Alarm) -> Row:
        said = self._said.get(alarm.number)
        return said.row if said else self._say(alarm)

    def _say(self, alarm: Alarm) -> Row:
        moment = moment_of(alarm, self.session.mirror.now())
        line = view.row(alarm, moment, self.voice)
        key: Key = ("alarm", alarm.number)
        tone = "muted" if line.ended else ""
        row = self.row(key, self._cells(line, self.session.pending(key)), tone)
        self._said[alarm.number] = Said(moment, row)
        return row

    def _cells(self, line: AlarmLine, pending: bool) -> dict[str, Cell]:
        glyphs = self.session.glyphs
        flag = glyphs.unacknowledged if line.unacknowledged else " "
        # That nobody took it in time stands in the last column already.
        told = [mark for mark in line.marks if mark != self.voice.say("mark.unanswered")]
        marks = "".join(f"{mark} " for mark in told)
        return {
            "age": line.age,
            "severity": (f"{glyphs.alarm(line.priority)} {line.severity}", line.tone),
            "number": str(line.number),
            "state": (
                f"{PENDING if pending else flag} {line.status}",
                "alert" if line.unacknowledged else "",
            ),
            "kind": (line.kind, "" if line.ended else "strong"),
            "place": marks + line.place,
            "area": (line.area, "muted"),
            "units": (line.units, "accent" if line.units and not line.ended else ""),
            "due": (line.due, "severe" if line.late else "muted"),
        }


def moment_of(alarm: Alarm, now: int) -> int:
    """Give the moment that an alarm is told for at `now`, epoch milliseconds."""
    old = now - alarm.when
    return now - old % (COARSE_MS if old > FRESH_MS else FINE_MS)
