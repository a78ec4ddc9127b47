"""An alarm from the ring to the file: what decides, whom to send, what was done, what lies around.

Wide terminals show all of it side by side; small ones a page at a time, the first with what
decides. An alarm that has left the board is read out of the journal, and only read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import ClassVar

from textual import on

from county import commands as ask
from county.alarms import Alarm
from county.board import Key as Record
from county.refusals import Refusal, refuse
from feeds.questions import Past, Rank, Story, StoryTold
from tui.asking import Standing
from tui.keys import ALARM, Key, bindings, cap_of
from tui.mirror import Changes
from tui.panes.facts import Fact
from tui.screens.alarm_parts import PARTS, WIDE, AlarmParts
from tui.session import Session
from tui.view import brief, timeline
from tui.widgets.table import LineTable
from tui.widgets.text import fit

STORY_LEAST_S = 5.0
"""The journal is asked for an alarm that is not on the board no more often than this."""


class AlarmScreen(AlarmParts):
    """An alarm: its facts and orders, its units, its story, what belongs beside it, the queue."""

    KEYS: ClassVar[tuple[Key, ...]] = ALARM
    BINDINGS = bindings(ALARM)

    def __init__(self, session: Session, key: Record, part: str = "act") -> None:
        """Be the screen of an alarm, `part` of it in front: one of `PARTS`."""
        super().__init__(session, key, part)
        self._filed: Standing[StoryTold] = Standing(session.clock, STORY_LEAST_S)
        self._shown: Alarm | None = None
        self._storied: Alarm | None = None
        """The alarm as its timeline was told last: that is long, and told only when it changed."""

    # ---- what it shows --------------------------------------------------------------------------

    @property
    def number(self) -> int:
        """The alarm's number."""
        return int(self.key[1])

    @property
    def on_board(self) -> Alarm | None:
        """The alarm as it stands; None when it is not on the board, or not any more."""
        return self.session.mirror.board.alarms.get(self.number)

    def tell_record(self, changes: Changes) -> None:
        """Say what changed of the alarm, of the units for it, and of the queue beside it."""
        named = {key[0] for key in changes.keys}
        whole = changes.whole or bool(changes.topics & {"atlas", "welcome"})
        alarm = self._alarm()
        if whole or "console" in named or self.key in changes.keys or alarm is not self._shown:
            self._tell_alarm(alarm, anew=whole)
        if whole or "unit" in named or self.key in changes.keys:
            self.units.about(alarm if alarm is not None and not alarm.ended else None)
            self.units.tell()
        if whole or "alarm" in named:
            self.related.about(alarm)
            self.related.tell()
            self.queue.show(self.number)
        self._ask_due()

    def _alarm(self) -> Alarm | None:
        """Give the alarm: from the board, else as it was filed, else as it was read last."""
        filed = self._filed.answer
        known = self._shown if self._shown and self._shown.number == self.number else None
        return self.on_board or (filed.alarm if filed else None) or known

    def _tell_alarm(self, alarm: Alarm | None, *, anew: bool = False) -> None:
        self._shown = alarm
        if alarm is None:
            self.facts.show([("", self._missing(), "caution")])
            return
        now = self.session.mirror.now()
        self.facts.show([*self._standing(), *map(_fact, brief.brief(alarm, self._scene(alarm)))])
        self.orders.show([_fact(line) for line in brief.sent(alarm, now, self.voice)])
        if anew or alarm is not self._storied:
            self._storied = alarm
            self.steps.show(list(self._story(alarm, now)))

    def _missing(self) -> str:
        refusal = self._filed.refusal
        return refusal.reason(self.voice.lang) if refusal else self.voice.say("alarm.asked")

    def _standing(self) -> list[Fact]:
        """Say that the alarm is not on the board, if it is not."""
        if self.on_board is not None:
            return []
        key = "alarm.read_only" if self._filed.answer is not None else "record.gone"
        return [("", self.voice.say(key), "caution")]

    def _scene(self, alarm: Alarm) -> brief.Scene:
        mirror, keymap = self.session.mirror, self.session.choices.keymap
        return brief.Scene(
            consoles=mirror.board.consoles,
            seat=mirror.welcome.seat if mirror.welcome else "",
            shape=self.session.glyphs.alarm(alarm.priority),
            keys={name: cap_of(name, ALARM, keymap) for name in ("undo", "take_over")},
            now=mirror.now(),
            voice=self.voice,
        )

    def _story(self, alarm: Alarm, now: int) -> Iterable[Fact]:
        """Tell the latest first: nobody should have to scroll for what just happened."""
        roomy = self.paged or self.app.size.width >= WIDE
        for line in reversed(timeline.lines(alarm, now, self.voice)):
            after = f" {fit(line.after, 9, 'right')}" if roomy else ""
            yield (f"{line.clock}{after}", f"{line.who}  {line.text}", "")
        if timeline.cut(alarm):
            yield ("", self.voice.say("timeline.cut"), "caution")

    def tick_body(self) -> None:
        """Bring times left and passed up to date, and ask for what has grown old."""
        self._tell_alarm(self._alarm())
        self.units.tell_age()
        self._ask_due()

    @property
    def text(self) -> str:
        """What the reader points at in a list; elsewhere the whole record."""
        lists = {"related": self.related, "queue": self.queue, "units": self.units}
        pointed = lists[self.part].text if self.part in lists else ""
        return pointed or "\n".join(p.text for p in (self.facts, self.orders, self.steps))

    # ---- what is asked of the desk for it -------------------------------------------------------

    def _ask_due(self) -> None:
        """Ask for what is not known, or not any more; only while somebody looks."""
        if not self.is_current or not self.session.mirror.has_picture:
            return
        alarm = self.on_board
        if alarm is None:
            if self._filed.due and self._filed.answer is None:
                self.run_worker(self._ask_story(self._filed.ask(), self.number))
            return
        if not alarm.ended and self.units.asked.due:
            self.run_worker(self._ask_rank(self.units.asked.ask(), alarm.number))
        if self.related.asked.due:
            self.run_worker(self._ask_past(self.related.asked.ask(), alarm.number))

    async def _ask_rank(self, basis: Hashable, number: int) -> None:
        answer = await self.desk.inquire(Rank(alarm=number))
        told = answer if isinstance(answer, Refusal) else answer.ranking
        self.units.asked.take(basis, told or refuse("unknown_alarm", alarm=number))
        if self.is_running:
            self.units.tell()

    async def _ask_past(self, basis: Hashable, number: int) -> None:
        self.related.asked.take(basis, await self.desk.inquire(Past(alarm=number)))
        if self.is_running:
            self.related.tell()

    async def _ask_story(self, basis: Hashable, number: int) -> None:
        self._filed.take(basis, await self.desk.inquire(Story(alarm=number)))
        if self.is_running:
            self.show_body(Changes(whole=True))

    def turn_to(self, key: Record) -> None:
        """Be the screen of another alarm from now on: nothing of the last one stays."""
        for asked in (self.units.asked, self.related.asked, self._filed):
            asked.forget()
        self.units.let_go()
        self._shown = None
        self._filed.rests_on(key)
        super().turn_to(key)

    # ---- keys -----------------------------------------------------------------------------------

    def action_ask(self, verb: str) -> None:
        """Begin a command about the alarm; one that was filed takes none."""
        if self.on_board is None:
            self.notice(refuse("filed_read_only").reason(self.voice.lang), "severe")
        else:
            super().action_ask(verb)

    def action_dispatch(self) -> None:
        """Begin to send the units that were selected; without any, to name them."""
        self._begin_dispatch(self.units.selected)

    def action_plan(self) -> None:
        """Begin to send whom the run card's plan names, and those that were selected."""
        named = tuple(dict.fromkeys((*self.units.selected, *self.units.picks)))
        if named:
            self._begin_dispatch(named)
        else:
            self.notice(self.voice.say("alarm.nothing_planned", reason=self.units.plan_text))

    def _begin_dispatch(self, units: tuple[str, ...]) -> None:
        """Put the units into the line, to be seen before they are sent."""
        self.action_ask("d")
        if units and self.prompt.display:
            self.type_command(f"d {self.number} {' '.join(units)} ")

    def action_merge(self) -> None:
        """Begin to merge this alarm into the one that may tell of the same incident."""
        if not self.may(ask.Merge):
            return
        home = self.related.offered
        if home is None:
            self.notice(self.voice.say("alarm.no_offer"), "muted")
        else:
            self.type_command(f"merge {self.number} {home} ")

    def action_story(self) -> None:
        """Show the whole story as text, and copy it."""
        self.give_command(f"story {self.number}")

    def action_turn(self, steps: int) -> None:
        """Go to the next alarm of the queue, or the one before, without leaving."""
        other = self.queue.beside(self.number, steps)
        if other is None:
            self.notice(self.voice.say("alarm.none_beside"), "muted")
        else:
            self.turn_to(("alarm", other))

    def action_part(self, number: int) -> None:
        """Go to a part by its number."""
        self.bring(PARTS[number - 1])

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        """Turn to an alarm of the queue; open a related one over this, to come back from."""
        if event.table is self.queue.table and isinstance(event.key, tuple):
            self.turn_to(("alarm", event.key[1]))
        elif event.table is self.related.table and isinstance(event.key, int):
            self.app.push_screen(AlarmScreen(self.session, ("alarm", event.key)))


def _fact(saying: brief.Saying) -> Fact:
    return (saying.name, saying.text, saying.tone)
