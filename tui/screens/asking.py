"""What a screen asks of the desk: lines typed, keys that begin them, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual import on

from county import commands as ask
from county.board import Key as Record
from county.commands import Ask
from county.gasoline import GasolineWarning
from county.refusals import Refusal
from tui import grammar
from tui.driver.drawing import CalmScreen
from tui.grammar import Completion
from tui.screens.prompt import Prompt
from tui.session import IRREVERSIBLE, Session, subject
from tui.view.alarms import row
from tui.view.voice import Voice
from tui.view.warnings import newest_purchase

if TYPE_CHECKING:
    from tui.app import DeskApp

ALARM_VERBS: dict[str, type[ask.Command]] = {
    "a": ask.Acknowledge,
    "d": ask.Dispatch,
    "n": ask.Note,
    "f": ask.Feedback,
    "c": ask.Close,
    "x": ask.Cancel,
}
WARNING_VERBS: dict[str, type[ask.Command]] = {"v": ask.Verify, "hand": ask.AssignWarning}
PURCHASE_VERBS: dict[str, type[ask.Command]] = {"correct": ask.Correct, "unmask": ask.Unmask}
VERBS = {**ALARM_VERBS, **WARNING_VERBS, **PURCHASE_VERBS}
"""What each key begins to ask."""

ENDED = frozenset({"unmask"})
"""Verbs of many things: a colon ends their numbers."""

AT_ONCE: dict[str, type[ask.Undo | ask.TakeOver]] = {"u": ask.Undo, "t": ask.TakeOver}
"""What some keys do without a line."""


class AskingScreen(CalmScreen):
    """A screen with a line to type in."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._asked_twice = ""

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self.session.voice

    @property
    def desk(self) -> DeskApp:
        """The app that this is a screen of."""
        return cast("DeskApp", self.app)

    @cached_property
    def prompt(self) -> Prompt:
        """The line to type in: always the same one."""
        return self.query_one(Prompt)

    # ---- for subclasses -------------------------------------------------------------------------

    def record(self, part: str) -> Record | None:
        """Give the alarm or warning that a key would be about."""
        raise NotImplementedError

    def give_focus(self) -> None:
        """Put the keyboard where the reader was."""
        raise NotImplementedError

    def notice(self, text: str, tone: str = "") -> None:
        """Say something for a while."""
        raise NotImplementedError

    # ---- what keys are about --------------------------------------------------------------------

    @property
    def warning(self) -> GasolineWarning | None:
        """The warning that a key would be about, as it stands."""
        record = self.record("warning")
        return self.session.mirror.board.warnings.get(int(record[1])) if record else None

    @property
    def purchase(self) -> int | None:
        """The purchase that a key would be about: the newest that the warning rests on."""
        warning = self.warning
        return newest_purchase(warning.raised) if warning else None

    # ---- keys that ask --------------------------------------------------------------------------

    def action_command(self) -> None:
        """Open the line for a command."""
        self.type_command("")

    def action_ask(self, verb: str) -> None:
        """Begin a command about the record that the reader points at."""
        if self.may(VERBS[verb]):
            number = self._number_for(verb)
            end = ":" if verb in ENDED else ""
            self.type_command(f"{verb} " if number is None else f"{verb} {number}{end} ")

    def _number_for(self, verb: str) -> int | None:
        """Give the number of what a verb would be about."""
        if verb in PURCHASE_VERBS:
            return self.purchase
        record = self.record("alarm" if verb in ALARM_VERBS else "warning")
        return None if record is None else int(record[1])

    def action_same_buyer(self) -> None:
        """Begin to look for everything that the purchaser of this warning bought."""
        warning = self.warning
        if warning is None or not warning.raised.buyer:
            self.notice(self.voice.say("same_buyer.nobody"), "muted")
        else:
            self.type_command(f"sales buyer:{warning.raised.buyer} ")

    def may(self, command: type[ask.Command]) -> bool:
        """Tell whether this seat's role may do it, and say why not before anything is typed."""
        forbidden = self.session.forbids(command)
        if forbidden is not None:
            self.notice(forbidden.reason(self.voice.lang), "severe")
        return forbidden is None

    def action_give(self, verb: str) -> None:
        """Do at once what a verb says to the alarm that the reader points at.

        For what does no harm and will not wait: undoing an order, taking over an alarm.
        """
        command = AT_ONCE[verb]
        if not self.may(command):
            return
        record = self.at_once(verb)
        if record is not None:
            self._ask(command(record), f"{verb} {record}")
        else:
            self.notice(self.voice.say("give.nothing"), "muted")

    def at_once(self, verb: str) -> int | None:
        """Give the alarm that a verb done at once is about: what is undone is the last order."""
        target = self.record("alarm")
        pointed = None if target is None else int(target[1])
        if verb != "u":
            return pointed
        held = self.session.held
        return pointed if pointed in held else next(iter(held), None)

    def type_command(self, line: str) -> None:
        """Open the line for a command that begins with `line`."""
        self._asked_twice = ""
        self.prompt.open("command", line, self._complete)

    def _complete(self, line: str) -> Sequence[Completion]:
        return grammar.complete(line, self.session.context)

    @on(Prompt.Submitted)
    def _given(self, event: Prompt.Submitted) -> None:
        if event.purpose == "command":
            self.give_command(event.line)
        elif event.purpose == "pin":
            self.run_worker(self._give_pin(event.line))

    def ask_pin(self) -> None:
        """Open the line for the seat's PIN."""
        self.prompt.open("pin", "", lambda _: ())

    async def _give_pin(self, pin: str) -> None:
        """Unlock, or say why not; what was typed does not stand any longer than it must."""
        self.prompt.open("pin", "", lambda _: ())
        refusal = await self.desk.unlock(pin) if pin else None
        if refusal is not None:
            self.prompt.tell(refusal.reason(self.voice.lang), "severe")
        elif not self.session.lock.locked:
            self.prompt.close()
            self.notice(self.voice.say("lock.opened"), "good")

    @on(Prompt.Closed)
    def _prompt_closed(self) -> None:
        self.give_focus()

    def give_command(self, line: str) -> None:
        """Do what a command line says, or show in place what is wrong with it."""
        if not line.strip():
            self.prompt.close()
            return
        parsed = grammar.parse(line, self.session.context)
        if isinstance(parsed, grammar.Mistake):
            fault = (parsed.start, parsed.end)
            self.prompt.tell(parsed.text(self.voice.lang), "severe", fault)
        elif isinstance(parsed, grammar.View):
            self.session.remember(line)
            self.prompt.close()
            self.desk.view(parsed)
        else:
            self._ask(parsed, line)

    def _ask(self, command: Ask, line: str) -> None:
        """Send a command; what cannot be taken back only after it was given twice."""
        if isinstance(command, IRREVERSIBLE) and self._asked_twice != line:
            self._asked_twice = line
            self.prompt.tell(self._question(command.alarm, line), "alert")
            return
        self.session.remember(line)
        self.prompt.close()
        self.run_worker(self._send(command, line.strip()))

    def _question(self, number: int, line: str) -> str:
        alarm = self.session.mirror.board.alarms.get(number)
        said = row(alarm, self.session.mirror.now(), self.voice) if alarm else None
        what = f"{said.kind} {said.place}" if said else ""
        subject = self.voice.say("subject.alarm", number=number)
        return self.voice.say("prompt.sure", subject=f"{subject} {what}".rstrip(), line=line)

    async def _send(self, command: Ask, line: str) -> None:
        """Say that a command is on its way, and then what became of it."""
        self.notice(self.voice.say("asked.sent", line=line), "muted")
        key = subject(command)
        answering = self.session.ask(command)
        self.desk.tell_pending(key)
        answer = await answering
        if isinstance(answer, Refusal):
            reason = answer.reason(self.voice.lang)
            self.notice(self.voice.say("asked.refused", line=line, reason=reason), "severe")
        else:
            self.notice(self._done(command, line, answer.seq), "good")
            if isinstance(command, ask.Unmask):
                self.desk.await_opening(answer.seq)
        self.desk.tell_pending(key)

    def _done(self, command: Ask, line: str, seq: int) -> str:
        """Say that something was done; of an order, too, for how long it can be undone."""
        alarm, undo_s = None, 0
        if isinstance(command, ask.Dispatch):
            alarm, rules = self.session.mirror.board.alarms.get(command.alarm), self.voice.alarms
            undo_s = rules.of(alarm.priority).undo_s if alarm is not None and rules else 0
        if alarm is None or not undo_s:
            return self.voice.say("asked.done", line=line, seq=seq)
        return self.voice.say("asked.held", line=line, seconds=undo_s, alarm=alarm.number)
