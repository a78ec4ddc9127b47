"""The county at work, in memory: facts and commands go in, journal entries come out.

This is everything the desk decides, without the desk's I/O: the server journals what comes out, a
rehearsal or a test just folds it. Same calls, same clock readings, same entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from county import commands as ask
from county import consoles, gasoline, patrol, tasks
from county import events as ev
from county.alarms import handling, ordering
from county.alarms.scene import Decision, Ground, Scene
from county.board import Board
from county.events import Contribution, Event, PurchaseRegistered
from county.gasoline import Windows
from county.intake import Intake
from county.patrol import Position
from county.record import DESK, Outcome, Record, Ruled
from county.refusals import Refusal, refuse
from county.rights import Rights
from county.rulebook import NOWHERE, Limits, Locate, Located, Rulebook
from county.sightings import Sightings
from county.unseen import hidden

__all__ = [
    "DESK",
    "NOWHERE",
    "County",
    "Limits",
    "Locate",
    "Located",
    "Outcome",
    "Rulebook",
    "Ruled",
]


class County:
    """The board, the purchase windows and what falls due, under one rulebook.

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
        self.windows = Windows(rulebook.gasoline.longest_window_s)
        self._skew_ms = rulebook.limits.skew_s * 1000
        self._warnings = max(self.board.warnings, default=0)
        self._purchases = purchases
        self._ground = Ground(
            rulebook.alarms, rulebook.kinds, rulebook.outcomes, rulebook.departments
        )
        self._record = Record(rulebook, self.board)
        self._intake = Intake(rulebook, locate, self._record)
        self._sightings = Sightings(rulebook.alarms.seen, rulebook.pastures)

    def number_from(self, alarms: int, warnings: int) -> None:
        """Go on numbering after these: what was filed left the board but keeps its number."""
        self._intake.last = max(self._intake.last, alarms)
        self._warnings = max(self._warnings, warnings)

    @property
    def numbered(self) -> tuple[int, int]:
        """The last numbers given to an alarm and to a warning."""
        return self._intake.last, self._warnings

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
                refusal = self._purchase(fact, into, number)
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

    def obey(self, command: ask.Ask, seat: str, rights: Rights, now: int) -> Outcome | Refusal:
        """Take a command from `seat` at `now` (epoch milliseconds)."""
        outcome = Outcome(now)
        entered = command.alarm.place if isinstance(command, ask.Report) else None
        area = self._intake.area(entered).area if entered else ""
        refusal = (
            rights.forbids(type(command))
            or hidden(command, area, self.board, rights)
            or self._obey(command, seat, rights, outcome)
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

    def _obey(self, command: ask.Ask, seat: str, rights: Rights, into: Outcome) -> Refusal | None:
        now, by = into.received, f"seat:{seat}"
        match command:
            case ask.Report(alarm=report):
                if report.at not in self.rulebook.limits.plausible(now):
                    return refuse("time_out_of_range", "at", at=report.at)
                return self._intake.take(report, by, into)
            case ask.Verify():
                decided = gasoline.decide(self.board.warnings, command, now)
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
        board = self.board
        alarm = board.alarms.get(command.alarm)
        if alarm is None:
            return refuse("unknown_alarm", "alarm", alarm=command.alarm)
        scene = Scene(
            alarm, board.alarms, board.units, board.consoles, self._ground, by, rights, now
        )
        return handling.decide(scene, command)

    # ---- gasoline -------------------------------------------------------------------------------

    def _purchase(self, fact: PurchaseRegistered, into: Outcome, told: int) -> Refusal | None:
        if fact.number or fact.doubtful:
            return refuse("desk_fills", "number")
        area = self.rulebook.stations.get(fact.station)
        if area is None:
            return refuse("unknown_station", "station", station=fact.station)
        in_clear = gasoline.check(fact)
        if in_clear is not None:
            return in_clear
        self._purchases += 1
        purchase = replace(
            fact, number=self._purchases, doubtful=fact.at > into.received + self._skew_ms
        )
        into.purchases[told] = purchase
        self._warn(purchase, area, into)
        return None

    def _warn(self, purchase: PurchaseRegistered, area: str, into: Outcome) -> None:
        """Raise the warnings that the purchase calls for and that are not open yet."""
        rules, offset = self.rulebook.gasoline, self.rulebook.utc_offset_minutes
        now = into.received
        history = self.recall(purchase, now)
        when = gasoline.when(purchase, now)
        for hit in gasoline.assess(purchase, history, when, rules, offset):
            if not gasoline.covered(hit, self._record.open.of(purchase.buyer), offset):
                self._warnings += 1
                raised = gasoline.raised(hit, purchase, self._warnings, area, now, rules)
                self._record.tell(raised, DESK, into)

    def recall(self, purchase: PurchaseRegistered, received: int) -> Sequence[Contribution]:
        """Put a purchase into the windows: when it comes in, and again when the desk restarts.

        Gives what rules may look at with it: its buyer's purchases, oldest first.
        """
        when = gasoline.when(purchase, received)
        bought = Contribution(purchase.number, when, purchase.station, float(purchase.litres))
        return self.windows.add(purchase.buyer, bought)
