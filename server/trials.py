"""Tries gasoline rules on the purchases of a desk's file, beside the desk: reads only.

Run as a program it takes what is to be tried on standard input and tells how far it is, and what
it found, in lines of JSON: a process of its own at the lowest priority, so that the desk's loop
never waits for it. No read stays open between two chunks, so that the desk's WAL is never held.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from county import events as ev
from county.events import Correction, Entry, PumpTotalled, PurchaseCorrected, PurchaseRegistered
from county.fields import Millis
from county.gasoline.backtest import Backtested
from county.gasoline.corrections import line_of
from county.gasoline.engine import Ground, Incident
from county.gasoline.rules import GasolineRules
from county.gasoline.standing import RuleStanding, evolve_rule
from county.gasoline.trial import Trial
from feeds.wire import decode_entry
from server.sqlite import open_to_read

CHUNK = 5000
"""Purchases read at a time: about 50 ms."""

SPAN = 50_000
"""Entries of the journal looked through at a time."""

Progress = Callable[[int, int], None]
"""Is told how many purchases were read, and of how many."""

_decode = msgspec.json.Decoder(PurchaseRegistered).decode


class Spec(Struct, frozen=True):
    """What is to be tried, on what."""

    journal: str
    """The desk's file."""
    tried: GasolineRules
    today: GasolineRules
    ground: Ground
    utc_offset_minutes: int
    since: Millis
    until: Millis
    """Purchases made from `since` on and before this are judged."""
    only: tuple[str, ...] = ()
    """The rules to count; none: all of them."""


class Told(Struct, frozen=True, omit_defaults=True):
    """A line from the process of a trial: how far it is, or what it found."""

    done: int = 0
    total: int = 0
    result: Backtested | None = None


def run(spec: Spec, progress: Progress) -> Backtested:
    """Try rules on what is kept.

    Raises sqlite3.Error when the file cannot be read, sqlite3.DatabaseError when it is damaged.
    """
    with closing(open_to_read(Path(spec.journal))) as connection:
        return _Run(connection, spec, progress).run()


class _Threat(NamedTuple):
    """An alarm began or ceased to be a threat."""

    number: int
    kind: str
    incident: Incident | None
    """None: it ceased."""


class _Bought(NamedTuple):
    purchase: PurchaseRegistered
    at: int


class _Run:
    """One trial on one file."""

    def __init__(self, connection: sqlite3.Connection, spec: Spec, progress: Progress) -> None:
        self._connection = connection
        self._spec = spec
        self._progress = progress
        self._trial = Trial(
            spec.tried,
            spec.today,
            spec.ground,
            spec.utc_offset_minutes,
            spec.since,
            spec.only,
        )
        self._corrections: dict[int, list[Correction]] = {}

    def run(self) -> Backtested:
        spec, trial = self._spec, self._trial
        # Latest first, so that the next one is taken from the end.
        facts = sorted(self._facts(), key=lambda fact: fact[0], reverse=True)
        before_s = max(spec.tried.longest_window_s, spec.today.longest_window_s)
        for purchase, at in self._purchases(spec.since - before_s * 1000):
            while facts and facts[-1][0] <= at:
                self._tell(*facts.pop())
            if at < spec.since:
                trial.recall(purchase, at)
            else:
                trial.take(purchase, at)
        while facts:
            self._tell(*facts.pop())
        trial.close(spec.until)
        return trial.result(self._untried())

    # ---- purchases ------------------------------------------------------------------------------

    def _purchases(self, since: int) -> Iterator[_Bought]:
        """Give the purchases made from `since` until the trial's end as they count now, by time."""
        total, done = self._count(since), 0
        # Resumed by time and number together: many purchases may be of one second.
        sql = """SELECT at, number, body FROM purchases
            WHERE (at, number) > (?, ?) AND at < ? ORDER BY at, number LIMIT ?"""
        at, number = since - 1, sys.maxsize
        while rows := self._connection.execute(
            sql, (at, number, self._spec.until, CHUNK)
        ).fetchall():
            for at, number, body in rows:  # noqa: B007 - the last ones say where to go on
                purchase = self._as_it_counts(_purchase(body))
                if purchase is not None:
                    yield _Bought(purchase, at)
            done += len(rows)
            self._progress(done, total)

    def _as_it_counts(self, purchase: PurchaseRegistered) -> PurchaseRegistered | None:
        """Give a purchase after its corrections; None when it never happened."""
        corrections = self._corrections.get(purchase.number)
        if corrections is None:
            return purchase
        line = line_of(purchase, purchase.at, corrections)
        return None if line.void else line.purchase

    def _count(self, since: int) -> int:
        sql = "SELECT count(*) FROM purchases WHERE at >= ? AND at < ?"
        ((count,),) = self._connection.execute(sql, (since, self._spec.until)).fetchall()
        return int(count)

    # ---- what else the rules look at ------------------------------------------------------------

    def _facts(self) -> Iterator[tuple[int, _Threat | PumpTotalled]]:
        """Give what the journal tells of threats and pumps, with when the desk heard it.

        What it tells of wrong records is put aside for the purchases, whenever it was told.
        """
        threats = _Threats({*self._spec.tried.g15.kinds, *self._spec.today.g15.kinds})
        for entry in self._entries():
            event = entry.event
            if isinstance(event, PurchaseCorrected):
                self._corrections.setdefault(event.purchase, []).append(event.correction)
            elif entry.received >= self._spec.until:
                continue
            elif isinstance(event, PumpTotalled):
                yield entry.received, event
            elif (threat := threats.take(entry)) is not None:
                yield entry.received, threat

    def _entries(self) -> Iterator[Entry]:
        """Give the journal's entries of the kinds that count here, in their order."""
        found = " OR ".join(["instr(body, ?)"] * len(_MARKS))
        sql = f"SELECT body FROM journal WHERE seq > ? AND seq <= ? AND ({found})"  # noqa: S608 - question marks only
        ((head,),) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM journal")
        for after in range(0, head, SPAN):
            rows = self._connection.execute(sql, (after, after + SPAN, *_MARKS)).fetchall()
            for (body,) in rows:
                yield _entry(body)

    def _tell(self, at: int, fact: _Threat | PumpTotalled) -> None:
        if isinstance(fact, PumpTotalled):
            self._trial.totalled(fact, at)
        elif fact.incident is None:
            self._trial.ended(fact.number)
        else:
            self._trial.opened(fact.kind, fact.incident, at)

    def _untried(self) -> tuple[str, ...]:
        """Name the rules that look at alarms, when the journal begins after the trial's time does.

        Registers of before the desk was there can be imported; the threats of that time cannot.
        """
        sql = "SELECT body FROM journal ORDER BY seq LIMIT 1"
        first = [_entry(body).received for (body,) in self._connection.execute(sql)]
        begun = bool(first) and first[0] <= self._spec.since
        return () if begun else ("G15",)


def _mark(kind: type[Struct]) -> bytes:
    """Give how the body of an entry of this kind is known before it is decoded."""
    return f'"type":"{kind.__struct_config__.tag}"'.encode()


_KINDS: tuple[type[Struct], ...] = (
    ev.AlarmReported,
    ev.AlarmPrioritised,
    ev.AlarmClosed,
    ev.AlarmCancelled,
    PumpTotalled,
    PurchaseCorrected,
)
_MARKS = tuple(map(_mark, _KINDS))


def rules_changed(journal: Path) -> dict[str, RuleStanding]:
    """Give the rules of a desk's file that were changed there, by their codes.

    Raises sqlite3.Error when it cannot be read.
    """
    standings: dict[str, RuleStanding] = {}
    with closing(open_to_read(journal)) as connection:
        sql = "SELECT body FROM journal WHERE instr(body, ?) ORDER BY seq"
        for (body,) in connection.execute(sql, (_mark(ev.RuleChanged),)):
            entry = _entry(body)
            if isinstance(entry.event, ev.RuleChanged):
                evolve_rule(standings, entry)
    return standings


class _Threats:
    """Follows which alarms are threats of first priority."""

    def __init__(self, kinds: set[str]) -> None:
        self._kinds = kinds
        self._alarms: dict[int, tuple[ev.AlarmReported, int]] = {}

    def take(self, entry: Entry) -> _Threat | None:
        """Say what an entry means for threats; None when nothing."""
        event = entry.event
        match event:
            case ev.AlarmReported() if event.kind in self._kinds:
                self._alarms[event.number] = event, entry.received
                return self._of(event.number, event.priority)
            case ev.AlarmPrioritised():
                return self._of(event.alarm, event.priority)
            case ev.AlarmClosed() | ev.AlarmCancelled():
                threat = self._of(event.alarm, None)
                self._alarms.pop(event.alarm, None)
                return threat
            case _:
                return None

    def _of(self, number: int, priority: int | None) -> _Threat | None:
        known = self._alarms.get(number)
        if known is None:
            return None
        report, received = known
        place, at = report.place, received if report.doubtful else report.at
        if priority != 1:
            return _Threat(number, report.kind, None)
        return _Threat(number, report.kind, Incident(number, at, place.lat, place.lon, place.text))


def _purchase(body: bytes) -> PurchaseRegistered:
    """Read a purchase; one that was entered for the record is judged here like any other."""
    try:
        purchase = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise sqlite3.DatabaseError(f"a purchase is damaged: {fault}") from fault
    return replace(purchase, archived=False) if purchase.archived else purchase


def _entry(body: bytes) -> Entry:
    try:
        return decode_entry(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise sqlite3.DatabaseError(f"an entry is damaged: {fault}") from fault


# ---- as a program -------------------------------------------------------------------------------


def main() -> None:
    """Try what standard input says, and tell standard output."""
    os.nice(19)
    spec = msgspec.json.decode(sys.stdin.buffer.readline(), type=Spec)
    told = run(spec, lambda done, total: _say(Told(done, total)))
    _say(Told(result=told))


def _say(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
