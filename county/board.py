"""The board: the slices together are the county's picture now.

The same entries folded in the same order give the same board, on the server and on every screen;
`digest` proves it. A seat's board is the part it may see: folding the entries it may see gives
exactly that part (a property test holds this).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, Literal, get_args

import msgspec

from county import alarms, gasoline, patrol
from county import events as ev
from county.alarms import Alarm
from county.events import Entry, Event
from county.gasoline import GasolineWarning
from county.patrol import Unit
from county.rights import Audience, Rights

Slice = Literal["alarm", "unit", "warning"]
Key = tuple[Slice, Any]
"""What changed on the board: ("alarm", 42), ("unit", "B3")."""

# Which alarm, warning and unit an event is about. Its type is the key: every entry is looked up.
_ALARM_OF = {kind: attrgetter("alarm") for kind in get_args(ev.AlarmEvent)}
_ALARM_OF[ev.AlarmReported] = attrgetter("number")
_WARNING_OF = {kind: attrgetter("warning") for kind in get_args(ev.WarningEvent)}
_WARNING_OF[ev.WarningRaised] = attrgetter("number")
_OF_UNITS = frozenset(kind for kind in get_args(ev.Event) if "unit" in kind.__struct_fields__)
_PLACED = frozenset({ev.AlarmReported, ev.UnitRegistered, ev.WarningRaised})


class Picture(msgspec.Struct, frozen=True):
    """A board written down: what is sent as a snapshot and kept beside the journal."""

    seq: int
    alarms: tuple[Alarm, ...]
    units: tuple[Unit, ...]
    warnings: tuple[GasolineWarning, ...]


class Board:
    """Alarms, units and warnings by number and call sign, at one place in the order of entries."""

    def __init__(self) -> None:
        self.seq = 0
        """The sequence number of the last entry folded in."""
        self.alarms: dict[int, Alarm] = {}
        self.units: dict[str, Unit] = {}
        self.warnings: dict[int, GasolineWarning] = {}

    def evolve(self, entry: Entry) -> list[Key]:
        """Fold one entry in; give the keys of what changed."""
        kind = type(entry.event)
        changed: list[Key] = []
        if (alarm_of := _ALARM_OF.get(kind)) is not None:
            alarms.evolve(self.alarms, entry)
            changed.append(("alarm", alarm_of(entry.event)))
        elif (warning_of := _WARNING_OF.get(kind)) is not None:
            gasoline.evolve(self.warnings, entry)
            changed.append(("warning", warning_of(entry.event)))
        if kind in _OF_UNITS and (unit := patrol.evolve(self.units, entry)) is not None:
            changed.append(("unit", unit))
        self.seq = entry.seq
        return changed

    def audience(self, event: Event) -> Audience:
        """Give the areas that `event` concerns; ask before it is folded in.

        An order concerns the alarm's area and the unit's own: both must see it. The facts that
        cross areas carry numbers and call signs only, no text.
        """
        told: Any = event  # narrowed by its type, below
        kind = type(event)
        if kind in _PLACED:
            return (told.area,) if told.area else ()
        areas = []
        if kind in _WARNING_OF:
            areas.append(self.area_of("warning", told.warning))
        if kind in _ALARM_OF:
            areas.append(self.area_of("alarm", told.alarm))
        if "" in areas:
            return ()
        if kind in _OF_UNITS and kind is not ev.FeedbackGiven:
            areas.append(self.area_of("unit", told.unit))
        return tuple(dict.fromkeys(area for area in areas if area))

    def area_of(self, part: Slice, key: int | str) -> str:
        """Give the area that something on the board lies in; "" when unknown or everyone's."""
        found: Alarm | Unit | GasolineWarning | None
        if part == "unit":
            found = self.units.get(str(key))
        elif part == "alarm":
            found = self.alarms.get(int(key))
        else:
            found = self.warnings.get(int(key))
        return found.area if found is not None else ""

    def view(self, rights: Rights) -> Picture:
        """Give what a seat with these rights may see, in a fixed order."""
        return Picture(
            self.seq,
            tuple(a for _, a in sorted(self.alarms.items()) if rights.sees_area(a.area)),
            tuple(u for _, u in sorted(self.units.items()) if rights.sees_area(u.area)),
            tuple(w for _, w in sorted(self.warnings.items()) if rights.sees_area(w.area)),
        )

    @property
    def size(self) -> int:
        """How much stands on it: what a picture of it costs goes with this."""
        return len(self.alarms) + len(self.units) + len(self.warnings)

    def standing(self) -> Iterator[Key]:
        """Name everything on the board."""
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
        return board


WHOLE_COUNTY = Rights("admin")
"""Sees everything: for pictures kept by the desk and boards already cut to a seat."""


def digest(picture: Picture) -> str:
    """Give a stable hash of a picture: equal boards at equal sequence give equal digests."""
    return hashlib.sha256(msgspec.json.encode(picture)).hexdigest()
