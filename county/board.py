"""The board: the slices together are the county's picture now.

The same entries folded in the same order give the same board, on the server and on every screen;
`digest` proves it. A seat's board is the part it may see: folding the entries it may see gives
exactly that part (a property test holds this).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import Any, Literal, TypeVar, get_args

import msgspec

from county import alarms, consents, consoles, patrol
from county import events as ev
from county.alarms import Alarm
from county.consents import Opening, Request
from county.consoles import Console
from county.events import Entry, Event
from county.gasoline import standing, warnings, yields
from county.gasoline.standing import RuleStanding, StationStanding
from county.gasoline.warnings import GasolineWarning
from county.gasoline.yields import RuleYield, Yields
from county.patrol import Unit
from county.rights import Audience, Rights

Slice = Literal["alarm", "unit", "warning", "console", "station", "rule", "request", "opening"]
Key = tuple[Slice, Any]
"""What changed on the board: ("alarm", 42), ("unit", "B3"), ("console", "wang"). A rule's key also
stands for what its warnings led to."""

_Standing = TypeVar("_Standing", Alarm, Unit, GasolineWarning, StationStanding, RuleYield)
_Shared = TypeVar("_Shared", Console, Request, Opening)

# What an event is about. Its type is the key: every entry is looked up.
_OF_ALARMS = frozenset(get_args(ev.AlarmEvent))
_OF_WARNINGS = frozenset(get_args(ev.WarningEvent))
_OF_UNITS = frozenset(kind for kind in get_args(ev.Event) if "unit" in kind.__struct_fields__)
_OF_CONSOLES = frozenset(get_args(ev.ConsoleEvent))
_OF_STATIONS = frozenset(get_args(ev.StationEvent))
_OF_REQUESTS = frozenset({*get_args(ev.ConsentEvent), ev.Purged})
_OF_OPENINGS = frozenset(get_args(ev.OpeningEvent))
_PLACED = _OF_STATIONS | {
    ev.AlarmReported,
    ev.UnitRegistered,
    ev.WarningRaised,
    ev.PurchaseCorrected,
}


class Picture(msgspec.Struct, frozen=True):
    """A board written down: what is sent as a snapshot and kept beside the journal."""

    seq: int
    alarms: tuple[Alarm, ...]
    units: tuple[Unit, ...]
    warnings: tuple[GasolineWarning, ...]
    consoles: tuple[Console, ...] = ()
    stations: tuple[StationStanding, ...] = ()
    rules: tuple[RuleStanding, ...] = ()
    requests: tuple[Request, ...] = ()
    openings: tuple[Opening, ...] = ()
    yields: tuple[RuleYield, ...] = ()


class Board:
    """Everything that stands, slice by slice, at one place in the order of entries."""

    def __init__(self) -> None:
        self.seq = 0
        """The sequence number of the last entry folded in."""
        self.alarms: dict[int, Alarm] = {}
        self.units: dict[str, Unit] = {}
        self.warnings: dict[int, GasolineWarning] = {}
        self.consoles: dict[str, Console] = {}
        self.stations: dict[str, StationStanding] = {}
        """Petrol stations that fell silent, or whose pumps told anything."""
        self.rules: dict[str, RuleStanding] = {}
        """Gasoline rules that were changed at the desk; the others are the profile's."""
        self.requests: dict[int, Request] = {}
        self.openings: dict[int, Opening] = {}
        self.yields: Yields = {}

    def evolve(self, entry: Entry) -> list[Key]:
        """Fold one entry in; give the keys of what changed."""
        changed = _FOLD[type(entry.event)](self, entry)
        self.seq = entry.seq
        return changed

    def audience(self, event: Event) -> Audience:
        """Give the areas that `event` concerns; ask before it is folded in.

        An order concerns the alarm's area and the unit's own, a merger those of both alarms: both
        must see it. The facts that cross areas carry numbers and call signs only, no text. Who
        sits at a console concerns those who see one of its areas: they see what it may have. So
        does a request, and an opening; a rule, and what is destroyed, concerns everyone.
        """
        told: Any = event  # narrowed by its type, below
        kind = type(event)
        if kind in _PLACED:
            return (told.area,) if told.area else ()
        if kind in _OF_CONSOLES:
            here = told if kind is ev.ConsoleJoined else self.consoles[told.seat]
            return tuple(here.areas)
        if kind in _OF_REQUESTS:
            request = told if kind is ev.ConsentAsked else self.requests[told.request]
            return tuple(request.areas)
        if kind in _OF_OPENINGS:
            opening = told if kind is ev.IdentitiesOpened else self.openings[told.opening]
            return tuple(opening.areas)
        areas = []
        if kind in _OF_WARNINGS:
            areas.append(self.area_of("warning", told.warning))
        if kind in _OF_ALARMS:
            areas.append(self.area_of("alarm", told.alarm))
        if kind is ev.AlarmMerged:
            areas.append(self.area_of("alarm", told.into))
        elif kind is ev.AlarmSplit and told.out_of in self.alarms:
            areas.append(self.area_of("alarm", told.out_of))
        if "" in areas:
            return ()
        if kind in _OF_UNITS and kind is not ev.FeedbackGiven:
            areas.append(self.area_of("unit", told.unit))
        return tuple(dict.fromkeys(area for area in areas if area))

    def presses(self, event: Event) -> bool:
        """Tell whether what `event`, which was folded in, tells of must be seen at once.

        That is a new alarm of the first priority: others may wait for their turn.
        """
        if not isinstance(event, ev.AlarmReported):
            return False
        alarm = self.alarms.get(event.number)
        return alarm is not None and alarm.priority == 1

    def area_of(self, part: Slice, key: int | str) -> str:
        """Give the area that something on the board lies in; "" when unknown or everyone's."""
        found: Alarm | Unit | GasolineWarning | None = None
        if part == "unit":
            found = self.units.get(str(key))
        elif part == "alarm":
            found = self.alarms.get(int(key))
        elif part == "warning":
            found = self.warnings.get(int(key))
        return found.area if found is not None else ""

    def view(self, rights: Rights) -> Picture:
        """Give what a seat with these rights may see, in a fixed order."""
        return Picture(
            self.seq,
            _seen(self.alarms, rights),
            _seen(self.units, rights),
            _seen(self.warnings, rights),
            _shared(self.consoles, rights),
            _seen(self.stations, rights),
            tuple(self.rules[rule] for rule in sorted(self.rules)) if rights.sees_board else (),
            _shared(self.requests, rights),
            _shared(self.openings, rights),
            _seen(self.yields, rights),
        )

    @property
    def size(self) -> int:
        """How much stands on it: what a picture of it costs goes with this."""
        slices: tuple[Sized, ...] = (
            self.alarms,
            self.units,
            self.warnings,
            self.consoles,
            self.stations,
            self.rules,
            self.requests,
            self.openings,
            self.yields,
        )
        return sum(map(len, slices))

    def standing(self) -> Iterator[Key]:
        """Name everything that lies somewhere."""
        yield from (("alarm", number) for number in self.alarms)
        yield from (("unit", unit) for unit in self.units)
        yield from (("warning", number) for number in self.warnings)

    @classmethod
    def of(cls, pictures: Iterable[Picture]) -> Board:
        """Make a board from the parts of one picture."""
        board = cls()
        for part in pictures:
            board.seq = part.seq
            board.alarms.update((a.number, a) for a in part.alarms)
            board.units.update((u.id, u) for u in part.units)
            board.warnings.update((w.number, w) for w in part.warnings)
            board.consoles.update((c.seat, c) for c in part.consoles)
            board.stations.update((s.station, s) for s in part.stations)
            board.rules.update((r.rule, r) for r in part.rules)
            board.requests.update((r.number, r) for r in part.requests)
            board.openings.update((o.number, o) for o in part.openings)
            board.yields.update((y.key, y) for y in part.yields)
        return board


def _seen(standing: Mapping[Any, _Standing], rights: Rights) -> tuple[_Standing, ...]:
    in_order = [standing[key] for key in sorted(standing)]
    if rights.areas is not None or not rights.sees_board:
        in_order = [each for each in in_order if rights.sees_area(each.area)]
    return tuple(in_order)


def _shared(shared: Mapping[Any, _Shared], rights: Rights) -> tuple[_Shared, ...]:
    return tuple(each for _, each in sorted(shared.items()) if rights.sees(each.areas))


def _fold_report(board: Board, entry: Entry) -> list[Key]:
    report: Any = entry.event  # every alarm comes through here: no second look at its type
    return [("alarm", alarms.begin(board.alarms, report, entry))]


def _fold_alarm(board: Board, entry: Entry) -> list[Key]:
    return [("alarm", number) for number in alarms.evolve(board.alarms, entry)]


def _fold_order(board: Board, entry: Entry) -> list[Key]:
    return _fold_alarm(board, entry) + _fold_unit(board, entry)


def _fold_unit(board: Board, entry: Entry) -> list[Key]:
    unit = patrol.evolve(board.units, entry)
    return [] if unit is None else [("unit", unit)]


def _fold_warning(board: Board, entry: Entry) -> list[Key]:
    return [("warning", warnings.evolve(board.warnings, entry))]


def _fold_finding(board: Board, entry: Entry) -> list[Key]:
    """Fold what was found behind a warning in, and count it for the rule."""
    event = entry.event
    assert isinstance(event, ev.WarningVerified)
    warning = board.warnings.get(event.warning)
    changed = _fold_warning(board, entry)
    if warning is None:
        return changed
    rule, simulated = warning.raised.rule, warning.raised.simulated
    yields.count(board.yields, rule, warning.area, event.finding, simulated=simulated)
    return [*changed, ("rule", rule)]


def _fold_console(board: Board, entry: Entry) -> list[Key]:
    return [("console", consoles.evolve(board.consoles, entry))]


def _fold_station(board: Board, entry: Entry) -> list[Key]:
    return [("station", standing.evolve_station(board.stations, entry))]


def _fold_rule(board: Board, entry: Entry) -> list[Key]:
    rule = standing.evolve_rule(board.rules, entry)
    yields.forget(board.yields, rule)
    return [("rule", rule)]


def _fold_request(board: Board, entry: Entry) -> list[Key]:
    return [("request", consents.evolve_requests(board.requests, entry))]


def _fold_opening(board: Board, entry: Entry) -> list[Key]:
    return [("opening", consents.evolve_openings(board.openings, entry))]


def _fold_nothing(board: Board, entry: Entry) -> list[Key]:
    """Leave the board as it is: a purchase is queried, and so is what was wrong with its record."""
    return []


_FOLD: dict[type, Callable[[Board, Entry], list[Key]]] = {
    **dict.fromkeys(_OF_UNITS, _fold_unit),
    **dict.fromkeys(_OF_ALARMS, _fold_alarm),
    **dict.fromkeys(_OF_ALARMS & _OF_UNITS, _fold_order),
    ev.AlarmReported: _fold_report,
    **dict.fromkeys(_OF_WARNINGS, _fold_warning),
    ev.WarningVerified: _fold_finding,
    **dict.fromkeys(_OF_CONSOLES, _fold_console),
    **dict.fromkeys(_OF_STATIONS, _fold_station),
    ev.RuleChanged: _fold_rule,
    **dict.fromkeys(_OF_REQUESTS, _fold_request),
    **dict.fromkeys(_OF_OPENINGS, _fold_opening),
    ev.PurchaseCorrected: _fold_nothing,
}

WHOLE_COUNTY = Rights("admin")
"""Sees everything: for pictures kept by the desk and boards already cut to a seat."""


def digest(picture: Picture) -> str:
    """Give a stable hash of a picture: equal boards at equal sequence give equal digests."""
    return hashlib.sha256(msgspec.json.encode(picture)).hexdigest()
