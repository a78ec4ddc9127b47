"""The county at work, in memory: facts and commands go in, journal entries come out.

This is everything the desk decides, without the desk's I/O: the server journals what comes out, a
rehearsal or a test just folds it. Same calls, same clock readings, same entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from county import commands as ask
from county import consoles, patrol, seconding, tasks
from county import events as ev
from county.alarms import Alarm, handling, ordering
from county.alarms.scene import Decision, Ground, Scene, in_hand
from county.board import Board
from county.events import Event, PurchaseRegistered
from county.gasoline import warnings
from county.gasoline.corrections import corrected
from county.gasoline.engine import Engine
from county.gasoline.ringing import alarm_of
from county.intake import Intake
from county.patrol import Position
from county.record import DESK, Outcome, Record, Ruled
from county.refusals import Refusal, refuse
from county.rights import Rights
from county.rulebook import NOWHERE, Limits, Locate, Located, Rulebook
from county.sales import Sales
from county.seconding import Asking, Bought
from county.sightings import Sightings
from county.unseen import hidden

__all__ = [
    "DESK",
    "NOWHERE",
    "Bought",
    "County",
    "Limits",
    "Locate",
    "Located",
    "Outcome",
    "Rulebook",
    "Ruled",
]


NOTHING_BOUGHT: Bought = {}


class County:
    """The board, the windows of purchases and what falls due, under one rulebook.

    `board` runs ahead of what is durable by the batch in flight; only the single writer holds one.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        locate: Locate,
        board: Board | None = None,
        purchases: int = 0,
    ) -> None:
        self.rulebook = rulebook
        self.board = board or Board()
        self._ground = Ground(
            rulebook.alarms, rulebook.kinds, rulebook.outcomes, rulebook.departments
        )
        self._record = Record(rulebook, self.board)
        self._intake = Intake(rulebook, locate, self._record)
        self._sales = Sales(rulebook, self._record, self._intake, purchases)
        self._record.notice = self._sales.notice
        self._sightings = Sightings(rulebook.alarms.seen, rulebook.pastures)

    def number_from(self, alarms: int, warnings: int) -> None:
        """Go on numbering after these: what was filed left the board but keeps its number."""
        self._intake.last = max(self._intake.last, alarms)
        self._sales.warnings = max(self._sales.warnings, warnings)

    @property
    def numbered(self) -> tuple[int, int]:
        """The last numbers given to an alarm and to a warning."""
        return self._intake.last, self._sales.warnings

    @property
    def engine(self) -> Engine:
        """The gasoline rules as they hold now, and what they look at."""
        return self._sales.engine

    # ---- what comes in --------------------------------------------------------------------------

    def take(
        self, facts: Mapping[int, ev.Report], source: str, into: Outcome
    ) -> list[tuple[int, Refusal]]:
        """Take facts from the feed `source`, by the numbers it gave; give what was refused and why.

        What they lead to goes `into` an outcome as it is decided. Hot: a flood comes through here.
        """
        by = f"feed:{source}"
        plausible = self.rulebook.limits.plausible(into.received)
        refused = []
        for number, fact in facts.items():
            if fact.at not in plausible:
                refusal: Refusal | None = refuse("time_out_of_range", "at", at=fact.at)
            elif isinstance(fact, ev.AlarmReported):
                refusal = self._intake.take(fact, by, into, number)
            elif isinstance(fact, PurchaseRegistered):
                refusal = self._sales.take(fact, into, number)
            elif isinstance(fact, ev.PumpTotalled):
                refusal = self._sales.totalled(fact, by, into, number)
            else:
                refusal = self._record.settle(self._step(fact), by, into, number)
            if refusal is not None:
                refused.append((number, refusal))
        return refused

    def report(self, fact: ev.Report, source: str, now: int) -> Outcome | Refusal:
        """Take one fact from the feed `source` at `now` (epoch milliseconds)."""
        outcome = Outcome(now)
        refused = self.take({1: fact}, source, outcome)
        return refused[0][1] if refused else outcome

    def obey(
        self,
        command: ask.Ask,
        seat: str,
        rights: Rights,
        now: int,
        bought: Bought = NOTHING_BOUGHT,
    ) -> Outcome | Refusal:
        """Take a command from `seat` at `now` (epoch milliseconds).

        `bought`: the purchases that it names, as they count now. The county holds none that was
        judged; whoever keeps them looks them up, and lets nothing correct them meanwhile.
        """
        outcome = Outcome(now)
        entered = command.alarm.place if isinstance(command, ask.Report) else None
        area = self._intake.area(entered).area if entered else ""
        refusal = (
            rights.forbids(type(command))
            or hidden(command, area, self.board, rights)
            or self._obey(command, seat, rights, outcome, bought)
        )
        return refusal or outcome

    def enrol(self, profile: Iterable[ev.UnitRegistered], now: int) -> Outcome:
        """Bring the board's units in line with the profile's."""
        return self._told(patrol.enrol(self.board.units, profile, now), now)

    def sighted(self, positions: Iterable[Position], now: int) -> Outcome:
        """See what positions show of units under orders."""
        outcome, board = Outcome(now), self.board
        for position in positions:
            unit = board.units.get(position.unit)
            if unit is not None and unit.alarm is not None:
                alarm = board.alarms.get(unit.alarm)
                if alarm is not None:
                    seen = self._sightings.look(position, alarm)
                    self._record.settle(seen, DESK, outcome)
        return outcome

    def console_heard(self, seat: str, now: int, areas: Collection[str] | None = None) -> Outcome:
        """Note that somebody is at the console of `seat`, which sees `areas` (None: all)."""
        return self._told(consoles.heard(self.board.consoles, seat, areas, now), now)

    def console_silent(self, seat: str, now: int) -> Outcome:
        """Note that nothing was heard of the console of `seat` for too long."""
        return self._told(consoles.silent(self.board.consoles, seat, now), now)

    def _told(self, happened: tuple[Event, ...], now: int) -> Outcome:
        outcome = Outcome(now)
        self._record.settle(happened, DESK, outcome)
        return outcome

    # ---- what falls due -------------------------------------------------------------------------

    @property
    def next_due(self) -> int | None:
        """When something next falls due, epoch milliseconds."""
        return self._record.next_due

    def fall_due(self, now: int) -> Outcome:
        """Do what has fallen due by `now`; what was settled meanwhile leaves no trace."""
        outcome = Outcome(now)
        self._record.fall_due(outcome)
        return outcome

    # ---- deciding -------------------------------------------------------------------------------

    def _step(self, fact: ordering.Step | ev.UnitDutyChanged | ev.TaskAdvanced) -> Decision:
        """Decide what a unit's own device tells of it."""
        if isinstance(fact, ev.UnitDutyChanged):
            return patrol.set_duty(self.board.units, fact)
        if isinstance(fact, ev.TaskAdvanced):
            return tasks.advance(self.board.units, fact)
        return ordering.progress(self.board.alarms, fact)

    def _obey(
        self, command: ask.Ask, seat: str, rights: Rights, into: Outcome, bought: Bought
    ) -> Refusal | None:
        now, by = into.received, f"seat:{seat}"
        match command:
            case ask.Report(alarm=report):
                if report.at not in self.rulebook.limits.plausible(now):
                    return refuse("time_out_of_range", "at", at=report.at)
                return self._intake.take(report, by, into)
            case ask.Verify():
                return self._verify(command, by, rights, into)
            case ask.Correct():
                return self._correct(command, self._asking(by, rights, now, bought), into)
            case ask.ChangeRule() | ask.Unmask() | ask.AskPurge() | ask.Consent() | ask.Withhold():
                return self._of_two(command, self._asking(by, rights, now, bought), into)
            case ask.VerifyMany():
                decided = warnings.verify_many(self.board.warnings, command, now)
            case ask.AssignWarning():
                decided = warnings.assign(self.board.warnings, command, self.rulebook.police, now)
            case ask.Mute() | ask.Unmute():
                known, rules = self.board.consoles, self.rulebook.alarms
                decided = consoles.mute(known, seat, rights.areas, command, rules, now)
            case ask.SetDuty() | ask.Assign() | ask.Advance() | ask.EndTask():
                decided = self._of_unit(command, now)
            case _:
                decided = self._of_alarm(command, by, rights, now)
        return self._record.settle(decided, by, into)

    def _of_unit(self, command: ask.OfUnit, now: int) -> Decision:
        units = self.board.units
        match command:
            case ask.SetDuty():
                return patrol.set_duty(units, ev.UnitDutyChanged(now, command.unit, command.duty))
            case ask.Assign():
                return tasks.assign(units, command, now)
            case ask.Advance():
                return tasks.advance(units, ev.TaskAdvanced(now, command.unit, command.state))
            case ask.EndTask():
                return tasks.end(units, command, now)

    def _of_alarm(self, command: ask.OfAlarm, by: str, rights: Rights, now: int) -> Decision:
        alarm = self.board.alarms.get(command.alarm)
        if alarm is None:
            return refuse("unknown_alarm", "alarm", alarm=command.alarm)
        return handling.decide(self._scene(alarm, by, rights, now), command)

    def _scene(self, alarm: Alarm, by: str, rights: Rights, now: int) -> Scene:
        board = self.board
        return Scene(
            alarm, board.alarms, board.units, board.consoles, self._ground, by, rights, now
        )

    def _asking(self, by: str, rights: Rights, now: int, bought: Bought) -> Asking:
        rules = self._sales.engine.rules
        return Asking(self.board, self.rulebook, rules, bought, by, rights, now)

    # ---- gasoline -------------------------------------------------------------------------------

    def recall(self, purchase: PurchaseRegistered, received: int) -> None:
        """Put a purchase of before into the windows, unjudged: when the desk restarts."""
        self._sales.recall(purchase, received)

    def resume(self, last: int, now: int) -> None:
        """Go on at `now`, when everything was recalled; the desk was last told anything at `last`.

        Both in epoch milliseconds.
        """
        self._sales.resume(last, now)

    def destroyed(self, told: ev.Purged, now: int) -> Outcome:
        """Note that what two persons allowed to be destroyed is; what nobody allowed is not."""
        request = self.board.requests.get(told.request)
        allowed = request is not None and request.allowed_by
        return self._told((told,) if allowed else (), now)

    def _verify(
        self, command: ask.Verify, by: str, rights: Rights, into: Outcome
    ) -> Refusal | None:
        """Record what was found; the alarm that a warning became ends with it, unless units run."""
        known = self.board.warnings
        refusal = self._record.settle(warnings.verify(known, command, into.received), by, into)
        if refusal is None and known[command.warning].raised.level == "W1":
            self._end_alarm_of(command, by, rights, into)
        return refusal

    def _end_alarm_of(self, command: ask.Verify, by: str, rights: Rights, into: Outcome) -> None:
        alarms, known = self.board.alarms, self.board.warnings
        alarm = alarm_of(known[command.warning], alarms)
        if alarm is None or alarm.ended or alarm.merged or any(alarm.running):
            return
        if any(each.finding is None and alarm_of(each, alarms) is alarm for each in known.values()):
            return  # another warning still stands behind it
        if not rights.sees_area(alarm.area):
            return
        scene = self._scene(alarm, by, rights, into.received)
        self._record.settle(in_hand(scene), by, into)
        outcome = self._sales.engine.rules.alarm_outcome
        closes = ask.Close(alarm.number, outcome, command.text)
        scene = scene._replace(alarm=self.board.alarms[alarm.number])
        self._record.settle(handling.decide(scene, closes), by, into)

    def _correct(self, command: ask.Correct, asking: Asking, into: Outcome) -> Refusal | None:
        """Let a purchase count as it should have been written down."""
        area = asking.area(command.purchase)
        if isinstance(area, Refusal):
            return area
        refusal = warnings.check_correction(command.correction)
        if refusal is not None:
            return refusal
        line, change = asking.bought[command.purchase], command.correction
        before = None if line.void else line.purchase
        after = None if change.void else corrected(line.purchase, change)
        if before == after:
            return refuse("nothing_corrected", "correction", purchase=command.purchase)
        told = ev.PurchaseCorrected(
            into.received,
            purchase=command.purchase,
            station=line.purchase.station,
            area=area,
            buyer=line.purchase.buyer,
            correction=change,
            reason=command.reason,
        )
        self._record.tell(told, asking.by, into)
        self._sales.correct(before, after, line.at, into)
        return None

    def _of_two(self, command: ask.OfTwo, asking: Asking, into: Outcome) -> Refusal | None:
        refusal = self._record.settle(seconding.decide(asking, command), asking.by, into)
        if any(isinstance(ruled.entry.event, ev.RuleChanged) for ruled in into.entries):
            self._sales.rules_changed()
        return refusal
