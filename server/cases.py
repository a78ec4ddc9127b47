"""The table of all alarms that ever were: how it looks, and how journal entries are written to it.

Everything here runs on the writer's thread, inside its transaction. An alarm that is not filed is
held in memory too and folded by the very code that folds the board, so that the records cannot tell
another story than the screens.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from math import floor
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec.structs import replace

from county import alarms
from county import events as ev
from county.alarms import Alarm
from county.events import Entry
from county.fields import Bilingual
from feeds.wire import decode_entry
from server import bigrams
from server.bigrams import facet, folded
from server.following import EntryError

_FORM = f"2 {bigrams.VERSION}"
"""The form of the file."""

SCHEMA = f"""
    CREATE TABLE reached(
        made_by TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, link BLOB NOT NULL,
        ordered INTEGER NOT NULL, set_back INTEGER NOT NULL);
    CREATE TABLE cases(
        number INTEGER PRIMARY KEY, received INTEGER NOT NULL, ordered INTEGER NOT NULL,
        standing INTEGER NOT NULL, area TEXT NOT NULL, caller TEXT NOT NULL, place TEXT NOT NULL,
        lat REAL, lon REAL, spot INTEGER, said TEXT NOT NULL, body BLOB NOT NULL);
    CREATE INDEX cases_ordered ON cases(ordered);
    CREATE INDEX cases_standing ON cases(number) WHERE standing;
    CREATE INDEX cases_caller ON cases(caller, number, area) WHERE caller <> '';
    CREATE INDEX cases_place ON cases(place, number, area, lat, lon) WHERE place <> '';
    CREATE INDEX cases_spot ON cases(spot, number, area, lat, lon) WHERE spot IS NOT NULL;
    CREATE TABLE told(alarm INTEGER, seq INTEGER, PRIMARY KEY(alarm, seq)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(
        text, content='', columnsize=0, tokenize="{bigrams.TOKENIZER}")
"""
"""`body` is the alarm as it stands, without its timeline; `said` what was written on it later.
`ordered` is `received`, but never less than that of the number before: what is sorted by number is
then sorted by it too. `set_back` is the most that the two ever differed, in milliseconds. `spot` is
a square of the map, `told` which entries of the journal are about which alarm."""

SPOT_DEG = 0.005
"""The side of a square of the map, in degrees: some 550 m from south to north."""

_SPOTS_ROUND = 100_000
"""Squares from west to east; more than the globe has."""

MAX_SAID = 4000
"""Characters kept of what was written on one alarm later, the first ones."""

_OF_ALARMS = frozenset(get_args(ev.AlarmEvent))

_SAID: dict[type, str] = {
    ev.AlarmNoted: "text",
    ev.FeedbackGiven: "text",
    ev.AlarmClosed: "text",
    ev.AlarmCancelled: "reason",
    ev.AlarmShelved: "reason",
    ev.AlarmDiverted: "reason",
}
"""Where the words stand that an event adds to what can be searched for."""

_encode = msgspec.json.Encoder().encode
decode: Any = msgspec.json.Decoder(Alarm).decode
"""Gives an alarm back from its `body`."""


class Reached(NamedTuple):
    """How far the records are: the last journal entry taken, and its link in the chain."""

    made_by: str = ""
    epoch: str = ""
    seq: int = 0
    link: bytes = b""
    ordered: int = 0
    set_back: int = 0


class Line(NamedTuple):
    """A row of the journal as it is read for the records."""

    seq: int
    body: bytes
    link: bytes


def spot_of(lat: float, lon: float) -> int:
    """Give the square of the map that a point lies in."""
    return floor(lat / SPOT_DEG) * _SPOTS_ROUND + floor(lon / SPOT_DEG)


def facets(alarm: Alarm) -> list[str]:
    """Give the tokens that filters find an alarm by."""
    return [
        facet("a", alarm.area),
        facet("k", alarm.report.kind),
        facet("p", alarm.priority),
        facet("s", alarm.status),
        *dict.fromkeys(facet("u", order.unit) for order in alarm.orders),
    ]


Names = Mapping[str, Bilingual]


class Terms:
    """What people call a county's kinds of alarm and its areas: they look for these words too."""

    def __init__(self, kinds: Names, areas: Names) -> None:
        self._kinds, self._areas = kinds, areas
        told = msgspec.json.encode((kinds, areas), order="sorted")
        self.made_by = f"{_FORM} {hashlib.sha256(told).hexdigest()[:16]}"
        """What a file must have been made by to be gone on with; any other is made anew."""

    def document(self, alarm: Alarm, said: str) -> str:
        """Give what the index is to hold of an alarm."""
        report = alarm.report
        named = (self._kinds.get(report.kind), self._areas.get(report.area))
        called = (name for names in named if names is not None for name in (names.zh, names.en))
        units = dict.fromkeys(order.unit for order in alarm.orders)
        text = "\n".join((report.place.text, report.caller, report.text, said, *called, *units))
        return bigrams.document(facets(alarm), text)


class Cases:
    """Writes entries to the table, in their order. Make another one after a failed transaction."""

    def __init__(self, connection: sqlite3.Connection, terms: Terms) -> None:
        """Take up where the file ends. Raises sqlite3.Error, msgspec.DecodeError when damaged."""
        self._terms = terms
        row = connection.execute("SELECT * FROM reached").fetchone()
        self.reached = Reached(*row) if row else Reached(terms.made_by)
        self._standing: dict[int, Alarm] = {}
        self._said: dict[int, str] = {}
        self._indexed: dict[int, str] = {}
        """What the index holds of each standing alarm: to take that out, it must be told again."""
        for said, body in connection.execute("SELECT said, body FROM cases WHERE standing"):
            alarm = decode(body)
            self._standing[alarm.number] = alarm
            self._said[alarm.number] = said
            self._indexed[alarm.number] = terms.document(alarm, said)

    def take(self, connection: sqlite3.Connection, epoch: str, lines: Iterable[Line]) -> None:
        """Write what the lines tell; the transaction is the caller's.

        Raises sqlite3.Error, EntryError.
        """
        told: list[tuple[int, int]] = []
        changed: dict[int, Alarm] = {}
        filed: set[int] = set()
        line: Line | None = None
        for line in lines:
            entry = _entry(line)
            event: Any = entry.event
            if type(event) not in _OF_ALARMS:
                continue
            told.extend((number, entry.seq) for number in _concerned(event))
            if type(event) is ev.AlarmFiled and event.alarm in self._standing:
                filed.add(event.alarm)
                changed[event.alarm] = self._standing[event.alarm]
            numbers = alarms.evolve(self._standing, entry)
            changed.update((n, self._standing[n]) for n in numbers if n in self._standing)
            self._hear(event)
        if line is None:
            return
        connection.executemany("INSERT OR IGNORE INTO told VALUES (?,?)", told)
        self._write(connection, changed, filed)
        self.reached = self.reached._replace(epoch=epoch, seq=line.seq, link=bytes(line.link))
        connection.execute("DELETE FROM reached")
        connection.execute("INSERT INTO reached VALUES (?,?,?,?,?,?)", self.reached)

    def _hear(self, event: Any) -> None:
        """Keep what was written on an alarm, to be searched for."""
        field = _SAID.get(type(event))
        if field is None or event.alarm not in self._standing or not getattr(event, field):
            return
        known = self._said.get(event.alarm, "")
        self._said[event.alarm] = f"{known}\n{getattr(event, field)}"[:MAX_SAID]

    def _write(
        self, connection: sqlite3.Connection, changed: dict[int, Alarm], filed: set[int]
    ) -> None:
        new, known = [], []
        away: list[tuple[int, str]] = []
        indexed: list[tuple[int, str]] = []
        for number in sorted(changed):
            # Without its timeline: the journal has it, and it would grow with every entry.
            alarm = replace(changed[number], timeline=())
            said, before = self._said.get(number, ""), self._indexed.get(number)
            document = self._terms.document(alarm, said)
            if before is None:
                new.append(self._row(alarm, said, standing=number not in filed))
            else:
                known.append((number not in filed, said, _encode(alarm), number))
            if document != before:
                if before is not None:
                    away.append((number, before))
                indexed.append((number, document))
            if number in filed:
                self._said.pop(number, None)
                self._indexed.pop(number, None)
            else:
                self._standing[number] = alarm
                self._indexed[number] = document
        connection.executemany("INSERT INTO cases VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", new)
        connection.executemany(
            "UPDATE cases SET standing = ?, said = ?, body = ? WHERE number = ?", known
        )
        connection.executemany(
            "INSERT INTO words(words, rowid, text) VALUES ('delete', ?, ?)", away
        )
        connection.executemany("INSERT INTO words(rowid, text) VALUES (?,?)", indexed)

    def _row(self, alarm: Alarm, said: str, *, standing: bool) -> tuple[object, ...]:
        report, reached = alarm.report, self.reached
        ordered = max(reached.ordered, alarm.received)
        set_back = max(reached.set_back, ordered - alarm.received)
        self.reached = reached._replace(ordered=ordered, set_back=set_back)
        lat, lon = report.place.lat, report.place.lon
        spot = None if lat is None or lon is None else spot_of(lat, lon)
        return (
            alarm.number,
            alarm.received,
            ordered,
            standing,
            alarm.area,
            report.caller,
            folded(report.place.text).strip(),
            None if spot is None else lat,
            None if spot is None else lon,
            spot,
            said,
            _encode(alarm),
        )


def _entry(line: Line) -> Entry:
    try:
        return decode_entry(line.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise EntryError(f"entry {line.seq} is damaged") from fault


def _concerned(event: Any) -> tuple[int, ...]:
    """Give the alarms that an event about alarms is about."""
    kind = type(event)
    if kind is ev.AlarmReported:
        return (event.number,)
    if kind is ev.AlarmMerged:
        return event.alarm, event.into
    if kind is ev.AlarmSplit:
        return event.alarm, event.out_of
    return (event.alarm,)
