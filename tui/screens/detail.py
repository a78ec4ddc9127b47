"""One record in full: an alarm with its orders and its story, or a warning with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from county.alarms import Alarm
from county.board import Key as Record
from tui.keys import ALARM, WARNING, Key, bindings
from tui.mirror import Changes
from tui.panes.facts import Fact, Facts
from tui.panes.map import MapPane
from tui.screens.desk import DeskScreen
from tui.session import Session
from tui.view import alarms, duties, timeline, warnings
from tui.widgets.status import StatusLine
from tui.widgets.text import fit, plain

STAGE_TIMES = ("sent_at", "signed_at", "moving_at", "on_scene_at", "released_at")


HEADED = ("kind", "priority", "status", "place")
"""Facts of an alarm that stand in its heading."""


class RecordScreen(DeskScreen):
    """A record beside the map around it. It stays open when the record leaves the board."""

    def __init__(self, session: Session, key: Record) -> None:
        super().__init__(session)
        self._key = key
        self._parts: dict[str, Facts] = {name: Facts() for name in self.PARTS}
        self._map = MapPane(session)
        self._centred = False

    PARTS: ClassVar[tuple[str, ...]]
    """What the record is divided into; each has a title in the catalogue, ``part.<name>``."""

    def body(self) -> Iterable[Widget]:
        """Give the path to here, the parts of the record, and the map."""
        yield StatusLine(id="path")
        pages = [VerticalScroll(facts, id=name) for name, facts in self._parts.items()]
        yield Container(Container(*pages, id="pages"), self._map, id="record")

    def word(self) -> None:
        """Say everything anew."""
        self._map.behind = True
        for name in self.PARTS:
            title = plain(self.voice.say(f"part.{name}"))
            self.query_one(f"#{name}").border_title = title
        super().word()

    def show_body(self, changes: Changes) -> None:
        """Say the record anew when it changed, and move what moved on the map."""
        self._map.take(changes)
        if not self._centred:
            self._centred = self._map.go_to(self.key)
        part, name = self.key
        subject = self.voice.say(f"subject.{part}", number=name)
        pending = f" ~ {self.voice.say('asked.pending')}" if self.session.pending(self.key) else ""
        path = [
            (f" {self.voice.say('path.overview')} ", "muted"),
            ("> ", "muted"),
            (subject, "strong"),
            (pending, "caution"),
        ]
        self.query_one("#path", StatusLine).show(path)
        self.tell_record()

    def tick_body(self) -> None:
        """Bring times left and passed up to date."""
        self.tell_record()

    def tell_record(self) -> None:
        """Say the record as it stands."""
        raise NotImplementedError

    def tell(self, part: str, facts: Iterable[Fact]) -> None:
        """Fill a part."""
        self._parts[part].show(list(facts))

    @property
    def key(self) -> Record:
        """The record that this is the screen of."""
        return self._key

    @property
    def view(self) -> Record:
        """The record."""
        return self.key

    @property
    def text(self) -> str:
        """The whole record."""
        return "\n".join(facts.text for facts in self._parts.values())

    def record(self, part: str) -> Record | None:
        """Every key is about this record."""
        return self.key if self.key[0] == part else None

    def refresh_record(self, record: Record) -> None:
        """Say whether something asked of it is still on its way."""
        if record == self.key:
            self.show_body(Changes(keys=frozenset({record})))

    def give_focus(self) -> None:
        """Put the keyboard into the last part, the one that grows."""
        self.query_one(f"#{self.PARTS[-1]}").focus()

    def on_resize(self) -> None:
        """Leave the map out where there is no room for it."""
        self.set_class(self.size.width < 110, "-narrow")
        self.tell_state()


class AlarmScreen(RecordScreen):
    """An alarm: its facts, its orders, its story."""

    KEYS: ClassVar[tuple[Key, ...]] = ALARM
    BINDINGS = bindings(ALARM)
    PARTS: ClassVar[tuple[str, ...]] = ("facts", "orders", "timeline")

    def tell_record(self) -> None:
        """Say the alarm as it stands; one that was filed says so and stays as it was read last."""
        alarm = self.session.mirror.board.alarms.get(int(self.key[1]))
        if alarm is None:
            self.notice(self.voice.say("record.gone"), "caution")
            return
        self.tell("facts", self._facts(alarm))
        self.tell("orders", self._orders(alarm))
        self.tell("timeline", self._story(alarm))

    def _facts(self, alarm: Alarm) -> Iterator[Fact]:
        now = self.session.mirror.now()
        line = alarms.row(alarm, now, self.voice)
        meaning = self.voice.say(f"priority.{alarm.priority}.meaning")
        shape = f"{self.session.glyphs.alarm(alarm.priority)} {line.severity} {meaning}"
        yield ("", f"{shape}  {line.kind}  {line.place}", line.tone)
        yield (
            "",
            " ".join((line.status, *line.marks)),
            "alert" if line.unacknowledged else "strong",
        )
        promise = duties.promised(alarm, self.voice)
        if promise is not None:
            yield ("", promise.text(now, self.voice), "severe" if line.late else "")
        said = {self.voice.say(f"fact.{name}") for name in HEADED}
        for name, value in alarms.facts(alarm, now, self.voice):
            if name not in said:
                yield (name, value, "")

    def _orders(self, alarm: Alarm) -> Iterator[Fact]:
        if not alarm.orders:
            yield ("", self.voice.say("empty.orders"), "muted")
        for order in alarm.orders:
            steps = []
            for step in STAGE_TIMES:
                at = getattr(order, step)
                if at is not None:
                    steps.append(f"{self.voice.say(f'order.{step}')} {self.voice.clock(at)}")
            over = order.released_at is not None
            yield (order.unit, "  ".join(steps), "muted" if over else "accent")

    def _story(self, alarm: Alarm) -> Iterator[Fact]:
        """Tell the latest first: nobody should have to scroll for what just happened."""
        told = timeline.lines(alarm, self.session.mirror.now(), self.voice)
        for line in reversed(told):
            yield (f"{line.clock} {fit(line.after, 9, 'right')}", f"{line.who}  {line.text}", "")
        if timeline.cut(alarm):
            yield ("", self.voice.say("timeline.cut"), "caution")


class WarningScreen(RecordScreen):
    """A gasoline warning: why it was raised, and what was found."""

    KEYS: ClassVar[tuple[Key, ...]] = WARNING
    BINDINGS = bindings(WARNING)
    PARTS: ClassVar[tuple[str, ...]] = ("reasons",)

    def tell_record(self) -> None:
        """Say the warning as it stands; one that was filed says so."""
        warning = self.session.mirror.board.warnings.get(int(self.key[1]))
        if warning is None:
            self.notice(self.voice.say("record.gone"), "caution")
            return
        now = self.session.mirror.now()
        line = warnings.row(warning, now, self.voice)
        head = f"{self.session.glyphs.warning} {line.level} {line.rule}  {line.station}"
        self.tell(
            "reasons",
            [
                ("", " ".join((head, *line.marks)), line.tone),
                *(("", text, "") for text in warnings.explain(warning, now, self.voice)),
            ],
        )


def screen_for(session: Session, key: Record) -> RecordScreen | None:
    """Give the screen of a record; a unit has none, it stands on the map."""
    part = key[0]
    if part == "alarm":
        return AlarmScreen(session, key)
    return WarningScreen(session, key) if part == "warning" else None
