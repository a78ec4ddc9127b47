"""The county at work, in memory: facts and commands go in, journal entries come out.

This is everything the desk decides, without the desk's I/O: the server journals what comes out, a
rehearsal or a test just folds it. Same calls, same clock readings, same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from county import alarms, gasoline, patrol
from county import commands as ask
from county import events as ev
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


class Outcome(Struct, frozen=True, gc=False):
    """What one fact or command led to: entries in order, and a purchase to store if it was one."""

    entries: tuple[Ruled, ...] = ()
    purchase: PurchaseRegistered | None = None


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
        limits = rulebook.limits
        self._past_ms = limits.event_past_s * 1000
        self._future_ms = limits.event_future_s * 1000
        self._skew_ms = limits.skew_s * 1000
        self.windows = Windows(rulebook.gasoline.longest_window_s)
        self._locate = locate
        self._alarms = max(self.board.alarms, default=0)
        self._warnings = max(self.board.warnings, default=0)
        self._purchases = purchases
        self._timers: list[tuple[int, Key]] = []
        """A heap: when to look again at what."""
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

    def report(self, fact: ev.Report, source: str, now: int) -> Outcome | Refusal:
        """Take a fact from the feed `source` at `now` (epoch milliseconds)."""
        implausible = self._implausible(fact.at, now)
        if implausible is not None:
            return implausible
        by = f"feed:{source}"
        match fact:
            case ev.AlarmReported():
                return self._alarm(fact, by, now)
            case PurchaseRegistered():
                return self._purchase(fact, by, now)
            case ev.UnitDutyChanged():
                return self._settle(patrol.set_duty(self.board.units, fact), by, now)
            case _:
                return self._settle(alarms.progress(self.board.alarms, fact), by, now)

    def obey(self, command: ask.Ask, seat: str, rights: Rights, now: int) -> Outcome | Refusal:
        """Take a command from `seat` at `now` (epoch milliseconds)."""
        forbidden = rights.forbids(command, self._area_asked(command))
        if forbidden is not None:
            return forbidden
        by = f"seat:{seat}"
        match command:
            case ask.Report():
                return self._implausible(command.alarm.at, now) or self._alarm(
                    command.alarm, by, now
                )
            case ask.SetDuty():
                change = ev.UnitDutyChanged(now, command.unit, command.duty)
                return self._settle(patrol.set_duty(self.board.units, change), by, now)
            case _:
                return self._settle(self._decide(command, now), by, now)

    def enrol(self, profile: Iterable[ev.UnitRegistered], now: int) -> Outcome:
        """Bring the board's units in line with the profile's."""
        return self._tell(patrol.enrol(self.board.units, profile, now), DESK, now)

    # ---- what falls due -------------------------------------------------------------------------

    @property
    def next_due(self) -> int | None:
        """When something next falls due (epoch milliseconds); it may turn out to be settled."""
        return self._timers[0][0] if self._timers else None

    def fall_due(self, now: int) -> Outcome:
        """Do what has fallen due by `now`; what was settled meanwhile leaves no trace."""
        entries: list[Ruled] = []
        while self._timers and self._timers[0][0] <= now:
            _, key = heappop(self._timers)
            at = self._due_at(key)
            if at is None or at > now:
                continue
            outcome = self._settle(self._decide(self._duly(key), now), DESK, now)
            if isinstance(outcome, Outcome):
                entries.extend(outcome.entries)
        return Outcome(tuple(entries))

    def _due_at(self, key: Key) -> int | None:
        """Say when something falls due for what stands under `key` now, if anything does."""
        part, name = key
        if part == "alarm" and (alarm := self.board.alarms.get(name)) is not None:
            return alarms.due_at(alarm, self.rulebook.alarms)
        if part == "warning" and (warning := self.board.warnings.get(name)) is not None:
            return gasoline.due_at(warning, self.rulebook.gasoline)
        return None

    def _duly(self, key: Key) -> ask.Duly:
        part, name = key
        if part == "alarm":
            return alarms.duly(self.board.alarms[name])
        return gasoline.duly(self.board.warnings[name])

    def _follow(self, key: Key) -> None:
        """Set the timer of what stands under `key` now; timers of its past stay and do no harm."""
        if (at := self._due_at(key)) is not None:
            heappush(self._timers, (at, key))
        if key[0] == "warning":
            self._open.note(self.board.warnings[key[1]])

    # ---- deciding -------------------------------------------------------------------------------

    def _decide(self, command: ask.Ask | ask.Duly, now: int) -> tuple[Event, ...] | Refusal:
        if isinstance(command, ask.Verify | ask.FlagOverdue | ask.FileWarning):
            return gasoline.decide(self.board.warnings, command, now)
        return alarms.decide(
            self.board.alarms, self.board.units, self.rulebook.outcomes, command, now
        )

    def _area_asked(self, command: ask.Ask) -> str:
        if isinstance(command, ask.Verify):
            return self.board.area_of("warning", command.warning)
        if isinstance(command, ask.SetDuty):
            return self.board.area_of("unit", command.unit)
        if isinstance(command, ask.Report):
            place = command.alarm.place
            return self._area(place)[0] if place.lat is not None else ""
        return self.board.area_of("alarm", command.alarm)

    def _implausible(self, at: int, now: int) -> Refusal | None:
        if now - self._past_ms <= at <= now + self._future_ms:
            return None
        return refuse("time_out_of_range", "at", at=at)

    def _area(self, place: ev.Place) -> Located:
        if place.lat is None or place.lon is None:
            return NOWHERE
        return self._locate(place.lat, place.lon) or NOWHERE

    def _alarm(self, fact: ev.AlarmReported, by: str, now: int) -> Outcome | Refusal:
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
            doubtful=fact.at > now + self._skew_ms,
        )
        return self._tell((settled,), by, now)

    def _purchase(self, fact: PurchaseRegistered, by: str, now: int) -> Outcome | Refusal:
        if fact.number or fact.doubtful:
            return refuse("desk_fills", "number")
        area = self.rulebook.stations.get(fact.station)
        if area is None:
            return refuse("unknown_station", "station", station=fact.station)
        in_clear = gasoline.check(fact)
        if in_clear is not None:
            return in_clear
        self._purchases += 1
        purchase = replace(fact, number=self._purchases, doubtful=fact.at > now + self._skew_ms)
        self.recall(purchase, now)
        raised = self._warn(purchase, area, now)
        return Outcome(self._tell(raised, DESK, now).entries if raised else (), purchase)

    def _warn(self, purchase: PurchaseRegistered, area: str, now: int) -> tuple[Event, ...]:
        """Give the warnings that the purchase calls for and that are not open yet."""
        rules, offset = self.rulebook.gasoline, self.rulebook.utc_offset_minutes
        when = gasoline.when(purchase, now)
        history = self.windows.history(purchase.buyer, when - self.windows.kept_ms)
        raised: list[Event] = []
        for hit in gasoline.assess(purchase, history, when, rules, offset):
            if not gasoline.covered(hit, self._open.of(purchase.buyer), offset):
                self._warnings += 1
                raised.append(gasoline.raised(hit, purchase, self._warnings, area, now, rules))
        return tuple(raised)

    def recall(self, purchase: PurchaseRegistered, received: int) -> None:
        """Put a purchase into the windows: when it comes in, and again when the desk restarts."""
        when = gasoline.when(purchase, received)
        bought = Contribution(purchase.number, when, purchase.station, float(purchase.litres))
        self.windows.add(purchase.buyer, bought)

    # ---- telling --------------------------------------------------------------------------------

    def _settle(
        self, decision: tuple[Event, ...] | Refusal, by: str, now: int
    ) -> Outcome | Refusal:
        return decision if isinstance(decision, Refusal) else self._tell(decision, by, now)

    def _tell(self, events: tuple[Event, ...], by: str, now: int) -> Outcome:
        """Give the events their places in the order and fold them in."""
        board = self.board
        ruled: list[Ruled] = []
        for event in events:
            entry = Entry(board.seq + 1, now, by, event)
            ruled.append(Ruled(entry, board.audience(event)))
            changed = board.evolve(entry)
            if type(event) in _WAITED_AFTER:
                for key in changed:
                    self._follow(key)
        return Outcome(tuple(ruled))
