"""Whether petrol stations are heard of: what they do not tell falls due, and is told (G16)."""

from __future__ import annotations

from county import events as ev
from county.gasoline.engine import Engine
from county.record import DESK, Outcome, Record
from county.rulebook import Rulebook

_PART = "silence"
_SETTLED_MS = 60_000
"""What is told late comes in bulk: so long after it, since when a station is silent is told again.
"""


class Listening:
    """Tells which stations fall silent, since when, and which are heard again."""

    def __init__(self, rulebook: Rulebook, record: Record, engine: Engine) -> None:
        """`engine` hears of each purchase before this does."""
        self._stations = rulebook.stations
        self._standing = record.board.stations
        self._record = record
        self._engine = engine
        self._since = 0
        """From when on silence means anything: the desk itself may have been down before."""
        self._watched: set[str] = set()
        """Stations that are looked at when their time has come."""
        record.attend(_PART, self._fall_silent)

    def resume(self, now: int) -> None:
        """Listen from `now` (epoch milliseconds) on: what was sold before was recalled."""
        self._since = now
        for station in self._stations:
            self._watch(station)

    def rules_changed(self) -> None:
        """Wait as long as the rules say now."""
        for station in tuple(self._watched):
            self._watch(station)

    def hear(self, station: str, into: Outcome) -> None:
        """Note that a station sold or refused; one that had fallen silent is heard again, unless
        what came was told so late that it says nothing of now."""
        since = self._silent_since(station)
        if since is not None:
            silent_at = self._silent_at(station)
            if silent_at is not None and silent_at <= into.received:
                if since != self._engine.last_heard(station):
                    self._wait(station, into.received + _SETTLED_MS)
                return
            heard = ev.StationHeard(into.received, station, self._stations[station])
            self._record.tell(heard, DESK, into)
        if station not in self._watched:
            self._watch(station)

    def _watch(self, station: str) -> None:
        """Wait for a station's silence, or to tell again since when it is silent.

        Once: what is heard meanwhile only moves it on, which is looked at when the time has come.
        """
        at = self._silent_at(station)
        if at is not None and self._silent_since(station) != self._engine.last_heard(station):
            self._wait(station, at)

    def _wait(self, station: str, until: int) -> None:
        self._watched.add(station)
        self._record.wait((_PART, station), until)

    def _silent_at(self, station: str) -> int | None:
        """Give when a station is silent for too long; one that stands silent is so already,
        whenever the desk began to listen."""
        stands = self._silent_since(station) is not None
        return self._engine.silent_at(station, 0 if stands else self._since)

    def _silent_since(self, station: str) -> int | None:
        """Give since when a station stands silent; None while it is heard."""
        standing = self._standing.get(station)
        return None if standing is None else standing.silent_since

    def _fall_silent(self, station: str, into: Outcome) -> None:
        self._watched.discard(station)
        at = self._silent_at(station)
        if at is None:
            return
        if at > into.received:
            self._watch(station)
            return
        last, usual_s = self._engine.last_heard(station), self._engine.usual_s(station)
        assert last is not None
        assert usual_s is not None
        silent = ev.StationFellSilent(
            into.received,
            station=station,
            area=self._stations[station],
            since=last,
            usual_s=usual_s,
        )
        self._record.tell(silent, DESK, into)
