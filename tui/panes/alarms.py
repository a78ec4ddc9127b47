"""The alarms in their working order."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from county.alarms import Alarm
from county.board import Key
from county.consoles import quiet
from tui.mirror import Changes
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import alarms as view
from tui.view import duties, flood
from tui.view.alarms import AlarmLine
from tui.view.flood import Group
from tui.view.twins import Twins
from tui.view.voice import Voice
from tui.widgets.rows import Cell, Pieces, Row

FRESH_MS = 60_000
"""How long an alarm's age is told by the second, and from how far off what falls due is."""

PENDING = "~"
"""Stands where something was asked and the desk has not answered yet."""

FINE_MS, COARSE_MS = 1_000, 10_000
"""The steps of what is told by the second, and of the rest: a row that changes each second is
traffic on a thin line, and most of what a busy screen costs."""

NEVER_MS = 1 << 50
"""Longer than any desk runs, in milliseconds."""

OWNED_FROM = 100
"""From what width of the pane on who has an alarm stands in a column of its own."""


class Step(NamedTuple):
    """How far an alarm's times have run, in epoch milliseconds."""

    moment: int
    """What they are told for."""
    until: int
    """Until when they are told so."""


class Said(NamedTuple):
    """An alarm or a group as it stands in the list."""

    of: Alarm | Group
    step: Step
    row: Row


class AlarmsPane(ListPane):
    """The list of alarms: what nobody has taken stands on top, in reverse video.

    While the desk is in flood, alarms of one kind in one area stand as one row that opens.
    """

    NAME: ClassVar[PaneName] = "alarms"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("severity", 6, 4),
        Spec("number", 4, 4),
        Spec("due", 18, 17, least=56),
        Spec("age", 8, 7, least=90),
        Spec("state", 9, 11, least=34),
        Spec("owner", 12, 13, least=OWNED_FROM),
        Spec("kind", 8, 14),
        Spec("place", None, None),
        Spec("area", 8, 14, least=116),
        Spec("units", 11, 9, least=62),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.oldest = False
        """Whether what was left alone the longest stands on top."""
        self.ungrouped = False
        """Whether the officer wants every alarm as a row, flood or not."""
        self.opened: set[str] = set()
        """The groups whose alarms are shown."""
        self._listed: dict[Hashable, Alarm | Group] = {}
        """What stands in the list, by the keys of the rows, in its order."""
        self._said: dict[Hashable, Said] = {}
        """The rows as they were said last: of what was in view."""
        self._twins = Twins()
        self._in_flood = False

    @property
    def _shows_age(self) -> bool:
        return any(column.key == "age" for column in self.columns)

    @property
    def grouping(self) -> bool:
        """Whether alarms are grouped now."""
        return self.session.flood and not (self.ungrouped or self.oldest or self.sought)

    def show(self, changes: Changes) -> None:
        """Say what changed anew and put the rows in order."""
        if not self.columns:
            return
        board = self.session.mirror.board
        whole = changes.whole or bool(changes.topics & {"atlas", "welcome"})
        changed = {int(number) for part, number in changes.keys if part == "alarm"}
        changed |= self._owned_by({str(seat) for part, seat in changes.keys if part == "console"})
        if not (whole or changed):
            return
        if whole:
            self._said.clear()
            self._twins = Twins()
            changed = set(board.alarms)
        rules = self.voice.alarms
        changed |= self._twins.look(changed, board.alarms, rules.duplicates if rules else None)
        for number in changed:
            self._said.pop(("alarm", number), None)
        self._arrange()

    def _owned_by(self, seats: set[str]) -> set[int]:
        """Give the open alarms of consoles that came or went: their rows say so."""
        if not seats:
            return set()
        alarms = self.session.mirror.board.alarms.values()
        return {a.number for a in alarms if not a.ended and a.owner.removeprefix("seat:") in seats}

    def _arrange(self) -> None:
        """Put the rows in order: the officer's, and the flood's."""
        alarms = list(view.listed(self.session.mirror.board.alarms.values()))
        ordered = view.oldest_acted(alarms) if self.oldest else view.order(alarms)
        self._in_flood = self.session.flood
        self._listed = dict(self._keyed(ordered))
        self.fill(list(self._listed), self._note(len(ordered)))

    def _note(self, count: int) -> str:
        """Say how many alarms there are, and in what order they stand when that is unusual."""
        if self.oldest:
            return f"{count} {self.voice.say('alarms.oldest')}"
        return f"{count} {self.voice.say('alarms.grouped')}" if self.grouping else str(count)

    def _keyed(self, ordered: Sequence[Alarm]) -> Iterator[tuple[Hashable, Alarm | Group]]:
        """Give what stands in the list, each with its key."""
        if not self.grouping:
            yield from ((_key(alarm), alarm) for alarm in ordered)
            return
        known, opened = self._listed, self.opened
        for each in flood.grouped(ordered):
            if isinstance(each, Alarm):
                yield _key(each), each
                continue
            key = each.key
            # The same one, if nothing happened to its alarms: it was said already.
            yield key, each if (was := known.get(key)) != each else was
            if key in opened:
                yield from ((_key(alarm), alarm) for alarm in each.alarms)

    def tick(self) -> None:
        """Say those in view anew whose age has come to another step; notice a flood that ends."""
        if self.session.flood != self._in_flood and self.columns:
            self._arrange()
        self.table.renew()

    def refresh_row(self, number: int) -> None:
        """Say one alarm anew: something was asked of it or its answer came."""
        self._said.pop(("alarm", number), None)
        self.table.renew()

    def hay(self, key: Hashable) -> str:
        """Give all that is known of an alarm, in both languages."""
        alarm = self._listed[key]
        assert isinstance(alarm, Alarm)  # while a filter holds, nothing is grouped
        return view.hay(alarm, self.voice)

    # ---- what the reader does -------------------------------------------------------------------

    def choose(self) -> bool:
        """Open or close the group under the cursor; tell whether there is one."""
        key = self.table.cursor_key
        if not isinstance(key, str):
            return False
        self.opened ^= {key}
        self._said.pop(key, None)
        self._arrange()
        return True

    def toggle_groups(self) -> None:
        """Group in a flood, or show every alarm as a row."""
        self.ungrouped = not self.ungrouped
        self._arrange()

    def toggle_oldest(self) -> None:
        """Put on top what its owner left alone the longest, or go back to the working order."""
        self.oldest = not self.oldest
        self._said.clear()
        self._arrange()

    @property
    def like(self) -> int | None:
        """The alarm that the one under the cursor may belong to."""
        target = self.target
        return None if target is None else self._twins.of(int(target[1]))

    # ---- rows -----------------------------------------------------------------------------------

    def say_row(self, key: Hashable) -> Row:
        """Say an alarm or a group, anew when it changed or its age has come to another step."""
        of, said = self._listed[key], self._said.get(key)
        now = self.session.mirror.now()
        if said is None or said.of is not of or not said.step.moment <= now < said.step.until:
            said = self._said[key] = self._told(of, now)
        return said.row

    def _told(self, of: Alarm | Group, now: int) -> Said:
        first, since = (of.first, of.since) if isinstance(of, Group) else (of, of.when)
        step = step_of(first, now, self.voice, since if self._shows_age else None)
        at = step.moment
        row = self._say_group(of, at) if isinstance(of, Group) else self._say(of, at)
        return Said(of, step, row)

    def _say(self, alarm: Alarm, moment: int) -> Row:
        elsewhere = alarm.owner and alarm.owner != f"seat:{self.session.seat}"
        gone = bool(elsewhere) and quiet(self.session.mirror.board.consoles, alarm.owner)
        like = self._twins.of(alarm.number)
        line = view.row(alarm, moment, self.voice, quiet=gone, like=like)
        tone = "muted" if line.ended or alarm.shelf else ""
        pending = self.session.pending(_key(alarm))
        cells = self._cells(line, pending, elsewhere=bool(elsewhere))
        return self.row(_key(alarm), cells, tone)

    def _cells(
        self, line: AlarmLine, pending: bool, *, elsewhere: bool
    ) -> dict[str, Cell | Pieces]:
        glyphs = self.session.glyphs
        flag = glyphs.unacknowledged if line.unacknowledged else " "
        idle = line.idle if self.oldest else ""
        return {
            "age": line.age,
            "severity": (f"{glyphs.alarm(line.priority)} {line.severity}", line.tone),
            "number": str(line.number),
            "state": (
                f"{PENDING if pending else flag} {line.status}",
                "alert" if line.unacknowledged else "",
            ),
            "owner": (line.owner, "alert" if line.owner_quiet else "muted"),
            "kind": (line.kind, "" if line.ended else "strong"),
            "place": "".join(f"{word} " for word in self._words(line, elsewhere)) + line.place,
            "area": (line.area, "muted"),
            "units": self._units(line),
            "due": (idle or line.due, "severe" if line.late else "muted"),
        }

    def _words(self, line: AlarmLine, elsewhere: bool) -> Iterator[str]:
        """Give what must stand before the place: marks, notes, and who has it if not this seat."""
        if elsewhere and line.owner and self.size.width < OWNED_FROM:
            yield line.owner
        # That nobody took it in time stands in the column of what is due already.
        unanswered = self.voice.say("mark.unanswered")
        yield from (mark for mark in line.marks if mark != unanswered)
        yield from line.notes

    def _units(self, line: AlarmLine) -> Pieces:
        """Give the call signs, each in the tone of its band of signing and with its sign."""
        parts = []
        for mark in line.orders:
            late = mark.band if mark.unsigned and mark.band else 0
            sign = self.session.glyphs.bands[late - 1] if late else ""
            parts.append((f"{mark.text}{sign} ", mark.tone))
        return Pieces(tuple(parts))

    def _say_group(self, group: Group, moment: int) -> Row:
        line = flood.row(group, moment, self.voice)
        fold = "-" if group.key in self.opened else "+"
        flag = self.session.glyphs.unacknowledged if line.unacknowledged else " "
        cells: dict[str, Cell | Pieces] = {
            "age": line.age,
            "severity": (f"{fold} {line.severity}", line.tone),
            "number": (line.count, "strong"),
            "state": (f"{flag} {line.waiting}", "alert" if line.unacknowledged else ""),
            "owner": "",
            "kind": (line.kind, "strong"),
            "place": f"{line.area} {line.numbers}",
            "area": (line.area, "muted"),
            "units": "",
            "due": (line.due, "severe" if line.late else "muted"),
        }
        return self.row(group.key, cells)


def _key(alarm: Alarm) -> Key:
    return "alarm", alarm.number


def step_of(alarm: Alarm, now: int, voice: Voice, since: int | None) -> Step:
    """Give the step of an alarm's times at `now`, epoch milliseconds.

    They run by the second while something falls due soon, and while the age that is shown is
    young; else by ten. `since` is when that age begins, None when none is shown. When the alarm
    ended they stand.
    """
    if alarm.ended_at is not None:
        return Step(alarm.ended_at, alarm.ended_at + NEVER_MS)
    promise = duties.promised(alarm, voice)
    left = -1 if promise is None else promise.at - now
    young = since is not None and now - since <= FRESH_MS
    length = FINE_MS if young or 0 <= left <= FRESH_MS else COARSE_MS
    moment = now - (now - (alarm.when if since is None else since)) % length
    until = moment + length
    return Step(moment, until if left <= FRESH_MS else min(until, now + left - FRESH_MS))
