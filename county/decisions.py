"""The county at work, in memory: facts and commands go in, journal entries come out.

This is everything the desk decides, without the desk's I/O: the server journals what comes out, a
rehearsal or a test just folds it. Same calls, same clock readings, same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from county import alarms, gasoline, patrol
from county import commands as ask
from county import events as ev
from county.agenda import Agenda
from county.alarms import AlarmRules, Seconds
from county.board import Board, Key
from county.events import Contribution, Entry, Event, PurchaseRegistered
from county.fields import Priority
from county.gasoline import OpenWarnings, Windows
from county.gasoline_rules import GasolineRules
from county.patrol import PatrolRules
from county.refusals import Refusal, refuse
from county.rights import Audience, Rights

DESK = "desk"
"""Who tells what fell due by itself."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Which times of their own clock tellers may give."""

    event_past_s: Seconds
    """Older facts are refused: the clock is not set."""
    event_future_s: Seconds
    """Facts further ahead are refused."""
    skew_s: Seconds
    """Facts further ahead than this are kept but counted by receive time, marked as doubtful."""


class Rulebook(Struct, frozen=True):
    """Everything that the rules take from a county's profile."""

    kinds: dict[str, Priority]
    outcomes: frozenset[str]
    stations: dict[str, str]
    """Petrol stations and the area each lies in."""
    alarms: AlarmRules
    patrol: PatrolRules
    limits: Limits
    gasoline: GasolineRules
    utc_offset_minutes: int


class Located(NamedTuple):
    """Where a point lies: township and patrol cell."""

    area: str
    cell: str


NOWHERE = Located("", "")
"""The place of what has none."""

_WAITED_AFTER = alarms.WAITED_AFTER | gasoline.WAITED_AFTER

Locate = Callable[[float, float], Located | None]
"""Finds the township and cell of a point (latitude, longitude in WGS-84 degrees), if any."""


class Ruled(Struct, frozen=True, gc=False):
    """An entry with the areas that it concerns."""

    entry: Entry
    audience: Audience
    told: int | None = None
    """The number that the source gave the fact it comes of; the first entry of a fact carries it,
    and none whose purchase does."""


class Outcome(Struct, frozen=True, gc=False):
    """What facts or a command led to, in order."""

    received: int
    """When they came in, epoch milliseconds."""
    entries: list[Ruled] = field(default_factory=list)
    purchases: dict[int, PurchaseRegistered] = field(default_factory=dict)
    """By the numbers that the source gave."""

    def __len__(self) -> int:
        return len(self.entries) + len(self.purchases)


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
        self._skew_ms = rulebook.limits.skew_s * 1000
        self.windows = Windows(rulebook.gasoline.longest_window_s)
        self._locate = locate
        self._alarms = max(self.board.alarms, default=0)
        self._warnings = max(self.board.warnings, default=0)
        self._purchases = purchases
        self._agenda: Agenda[Key] = Agenda()
        """When to look again at what."""
        self._open = OpenWarnings()
        for key in self.board.standing():
            self._follow(key)

    def number_from(self, alarms: int, warnings: int) -> None:
        """Go on numbering after these: what was filed left the board but keeps its number."""
        self._alarms = max(self._alarms, alarms)
        self._warnings = max(self._warnings, warnings)

    @property
    def numbered(self) -> tuple[int, int]:
        """The last numbers given to an alarm and to a warning."""
        return self._alarms, self._warnings

    # ---- what comes in --------------------------------------------------------------------------

    def take(
        self, facts: Mapping[int, ev.Report], source: str, into: Outcome
    ) -> list[tuple[int, Refusal]]:
        """Take facts from the feed `source`, by the numbers it gave; give what was refused and why.

        What they lead to goes `into` an outcome as it is decided. Hot: a flood comes through here.
        """
        by = f"feed:{source}"
        plausible = self._plausible(into.received)
        refused = []
        for number, fact in facts.items():
            if fact.at in plausible:
                refusal = self._fact(fact, by, into, number)
            else:
                refusal = refuse("time_out_of_range", "at", at=fact.at)
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
        refusal = (
            rights.forbids(type(command))
            or self._hidden(command, rights)
            or self._obey(command, f"seat:{seat}", outcome)
        )
        return refusal or outcome

    def enrol(self, profile: Iterable[ev.UnitRegistered], now: int) -> Outcome:
        """Bring the board's units in line with the profile's."""
        outcome = Outcome(now)
        self._settle(patrol.enrol(self.board.units, profile, now), DESK, outcome)
        return outcome

    # ---- what falls due -------------------------------------------------------------------------

    @property
    def next_due(self) -> int | None:
        """When something next falls due (epoch milliseconds); it may turn out to be settled."""
        return self._agenda.next_due

    def fall_due(self, now: int) -> Outcome:
        """Do what has fallen due by `now`; what was settled meanwhile leaves no trace."""
        outcome = Outcome(now)
        for key in self._agenda.take(now):
            at = self._due_at(key)
            if at is not None and at <= now:
                self._settle(self._decide(self._duly(key), now), DESK, outcome)
        return outcome

    def _due_at(self, key: Key) -> int | None:
        """Say when something falls due for what stands under `key` now, if anything does."""
        part, name = key
        if part == "alarm":
            alarm = self.board.alarms.get(name)
            return None if alarm is None else alarms.due_at(alarm, self.rulebook.alarms)
        if part == "warning":
            warning = self.board.warnings.get(name)
            return None if warning is None else gasoline.due_at(warning, self.rulebook.gasoline)
        return None

    def _duly(self, key: Key) -> ask.Duly:
        part, name = key
        if part == "alarm":
            return alarms.duly(self.board.alarms[name])
        return gasoline.duly(self.board.warnings[name])

    def _follow(self, key: Key) -> None:
        """Set the timer of what stands under `key` now; timers of its past stay and do no harm."""
        if (at := self._due_at(key)) is not None:
            self._agenda.add(at, key)
        if key[0] == "warning":
            self._open.note(self.board.warnings[key[1]])

    # ---- deciding -------------------------------------------------------------------------------

    def _fact(self, fact: ev.Report, by: str, into: Outcome, told: int) -> Refusal | None:
        if isinstance(fact, ev.AlarmReported):
            return self._alarm(fact, by, into, told)
        if isinstance(fact, PurchaseRegistered):
            return self._purchase(fact, into, told)
        if isinstance(fact, ev.UnitDutyChanged):
            return self._settle(patrol.set_duty(self.board.units, fact), by, into, told)
        return self._settle(alarms.progress(self.board.alarms, fact), by, into, told)

    def _obey(self, command: ask.Ask, by: str, into: Outcome) -> Refusal | None:
        now = into.received
        match command:
            case ask.Report(alarm=fact):
                if fact.at not in self._plausible(now):
                    return refuse("time_out_of_range", "at", at=fact.at)
                return self._alarm(fact, by, into)
            case ask.SetDuty():
                change = ev.UnitDutyChanged(now, command.unit, command.duty)
                return self._settle(patrol.set_duty(self.board.units, change), by, into)
            case _:
                return self._settle(self._decide(command, now), by, into)

    def _decide(self, command: ask.Ask | ask.Duly, now: int) -> tuple[Event, ...] | Refusal:
        if isinstance(command, ask.Verify | ask.FlagOverdue | ask.FileWarning):
            return gasoline.decide(self.board.warnings, command, now)
        return alarms.decide(
            self.board.alarms, self.board.units, self.rulebook.outcomes, command, now
        )

    def _hidden(self, command: ask.Ask, rights: Rights) -> Refusal | None:
        """Refuse what touches something that the seat may not see, as if it were not there.

        Any other words would tell that it is there, or where.
        """
        if rights.areas is None:
            return None
        area_of, sees = self.board.area_of, rights.sees_area
        match command:
            case ask.Report():
                located = sees(self._area(command.alarm.place).area)
                return None if located else refuse("not_your_area", "place")
            case ask.Verify(warning=number):
                if not sees(area_of("warning", number)):
                    return refuse("unknown_warning", "warning", warning=number)
                return None
            case ask.SetDuty(unit=unit):
                seen = sees(area_of("unit", unit))
                return None if seen else refuse("unknown_unit", "unit", unit=unit)
        if not sees(area_of("alarm", command.alarm)):
            return refuse("unknown_alarm", "alarm", alarm=command.alarm)
        for unit in command.units if isinstance(command, ask.Dispatch) else ():
            if not sees(area_of("unit", unit)):
                return refuse("unknown_unit", "units", unit=unit)
        return None

    def _plausible(self, now: int) -> range:
        """Give the times that a fact received at `now` may say it happened at."""
        limits = self.rulebook.limits
        return range(now - limits.event_past_s * 1000, now + limits.event_future_s * 1000 + 1)

    def _area(self, place: ev.Place) -> Located:
        if place.lat is None or place.lon is None:
            return NOWHERE
        return self._locate(place.lat, place.lon) or NOWHERE

    def _alarm(
        self, fact: ev.AlarmReported, by: str, into: Outcome, told: int | None = None
    ) -> Refusal | None:
        if fact.number or fact.area or fact.cell or fact.doubtful:
            return refuse("desk_fills", "number")
        usual = self.rulebook.kinds.get(fact.kind)
        if usual is None:
            return refuse("unknown_kind", "kind", kind=fact.kind)
        place = fact.place
        if (place.lat is None) != (place.lon is None):
            return refuse("half_a_place", "place")
        if place.lat is None and not place.text and not fact.text:
            return refuse("says_nothing", "place")
        self._alarms += 1
        located = self._area(place)
        settled = replace(
            fact,
            number=self._alarms,
            priority=fact.priority or usual,
            area=located.area,
            cell=located.cell,
            doubtful=fact.at > into.received + self._skew_ms,
        )
        self._tell(settled, by, into, told)
        return None

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
            if not gasoline.covered(hit, self._open.of(purchase.buyer), offset):
                self._warnings += 1
                raised = gasoline.raised(hit, purchase, self._warnings, area, now, rules)
                self._tell(raised, DESK, into)

    def recall(self, purchase: PurchaseRegistered, received: int) -> Sequence[Contribution]:
        """Put a purchase into the windows: when it comes in, and again when the desk restarts.

        Gives what rules may look at with it: its buyer's purchases, oldest first.
        """
        when = gasoline.when(purchase, received)
        bought = Contribution(purchase.number, when, purchase.station, float(purchase.litres))
        return self.windows.add(purchase.buyer, bought)

    # ---- telling --------------------------------------------------------------------------------

    def _settle(
        self,
        decision: tuple[Event, ...] | Refusal,
        by: str,
        into: Outcome,
        told: int | None = None,
    ) -> Refusal | None:
        if isinstance(decision, Refusal):
            return decision
        for event in decision:
            self._tell(event, by, into, told)
            told = None
        return None

    def _tell(self, event: Event, by: str, into: Outcome, told: int | None = None) -> None:
        """Give an event its place in the order and fold it in."""
        board = self.board
        entry = Entry(board.seq + 1, into.received, by, event)
        audience = board.audience(event)
        changed = board.evolve(entry)
        into.entries.append(Ruled(entry, audience, told))
        if type(event) in _WAITED_AFTER:
            for key in changed:
                self._follow(key)
