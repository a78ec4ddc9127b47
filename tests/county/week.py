"""A simulated week at a small desk, written down in a table: each bulletin figure can be worked out
from it by hand.

Twenty-four alarms, one every seven hours, and beside them what a bulletin leaves out: a training
alarm, a diverted one, nine more callers about one incident, and a device that chatters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from county import commands as ask
from county import events as ev
from county.alarms import Alarm
from county.alarms import folding as alarm_folding
from county.clocks import Clocks, clocks_of
from county.decisions import County, Located, Outcome
from county.events import Entry
from county.events.facts import Place
from county.indicators import Terms
from county.patrol import Position
from county.refusals import Refusal
from tests.county.samples import ALARMS, DAY, HOUR, LEADER, NOON, RULEBOOK, unit

MONDAY = NOON - 12 * HOUR + DAY
"""2026-06-22 00:00 in China, a Monday."""

SUNDAY_NIGHT = MONDAY + 7 * DAY

TERMS = Terms(
    rules=ALARMS, rings={"c1": 1, "c3": 3, "c5": 5}, towns=frozenset({"t01"}), simulated=False
)

_LON = {"c1": 110.0, "c3": 110.3, "c5": 110.8}
_LAT = 41.0


def locate(lat: float, lon: float) -> Located | None:
    """Cells c1 and c3 lie in the town t01, c5 in the pasture t02."""
    if lon < 110.2:
        return Located("t01", "c1")
    return Located("t01", "c3") if lon < 110.5 else Located("t02", "c5")


class Row(NamedTuple):
    """One alarm, all times in seconds; None: it never came to that."""

    kind: str
    """``gas_leak`` is P1, ``theft`` P2, ``noise`` P3."""
    cell: str
    ack: int
    """From the report."""
    sent: int | None
    """From the report."""
    signed: int | None
    """From the order, as the next two but one."""
    moving: int | None
    """From the signature, as claimed."""
    moving_seen: int | None
    """From the signature."""
    there: int | None
    """From the order, as claimed."""
    there_seen: int | None
    """From the order."""
    word: int | None
    """From the claimed arrival."""


G, T, N = "gas_leak", "theft", "noise"

ROWS = (
    Row(G, "c1", 2, 30, 5, 10, 12, 50, 55, 100),
    Row(T, "c1", 3, 35, 10, 15, 20, 58, 70, 200),
    Row(T, "c1", 4, 40, 10, 20, 25, 60, 60, 600),
    Row(G, "c1", 5, 45, 20, 30, 30, 200, 210, 1800),
    Row(T, "c3", 6, 50, 30, 60, 65, 150, 160, 1801),
    Row(T, "c3", 7, 52, 25, 60, 70, 180, 180, 900),
    Row(G, "c3", 8, 54, 15, 30, 45, 170, 185, 300),
    Row(T, "c3", 9, 56, 30, 90, 80, 240, None, 3600),
    Row(T, "c5", 10, 58, 40, 120, 120, 290, 295, 3700),
    Row(T, "c5", 10, 60, 45, 100, 140, 300, 300, 60),
    Row(T, "c5", 11, 60, 50, 200, None, 320, None, 7200),
    Row(T, "c1", 12, 65, 60, 300, 310, 480, 490, 7300),
    Row(T, "c3", 13, 70, 70, 301, 320, 600, 590, 20_000),
    Row(T, "c5", 14, 75, 90, 600, 610, 900, 905, 30),
    Row(G, "c5", 15, 80, 120, 601, 590, 1000, 1010, 45),
    Row(T, "c1", 15, 90, 121, 900, 890, 1200, 1190, 50),
    Row(T, "c3", 16, 90, 180, 1800, 1790, 2200, 2210, 55),
    Row(T, "c5", 18, 120, 200, 1801, None, 2400, None, 65),
    # Nobody signs; the device that told the next one chatters, and nobody is sent there.
    Row(T, "c1", 20, 150, None, None, None, None, None, None),
    Row(T, "c3", 20, None, None, None, None, None, None, None),
    # Acknowledged and left until the claim lapses; the unit signs and never moves.
    Row(N, "c5", 25, 1000, 20, None, None, None, None, None),
    Row(N, "c3", 30, 300, 20, 40, 50, 400, 410, None),
    Row(N, "c1", 40, 200, 15, 30, 40, 100, None, 80),
    Row(N, "c5", 60, 100, 10, 20, 30, None, 250, None),
)

EVERY = 7 * HOUR
FLOODED, DEVICE = 8, 19
"""The rows that nine more callers tell of, and that a device tells."""


class Step(NamedTuple):
    """Something done to the county at a moment."""

    at: int
    do: Callable[[int], Outcome | Refusal]


class Week:
    """The week as the county lived it."""

    def __init__(self) -> None:
        self.county = County(RULEBOOK, locate)
        self.outcomes: list[Outcome] = []
        """What was decided, in order, as a journal would keep it."""
        self.numbers: dict[int, int] = {}
        """The number that the desk gave each row, rows counted from 0."""
        self._numbered: dict[str, int] = {}
        self._keep(self.county.enrol([unit("B1"), unit("B2"), unit("B3", "t02")], MONDAY))
        for step in sorted(self._steps(), key=lambda step: step.at):
            self._fall_due(step.at)
            outcome = step.do(step.at)
            assert isinstance(outcome, Outcome), (step.at - MONDAY, outcome)
            self._keep(outcome)
        self._fall_due(SUNDAY_NIGHT)

    @property
    def entries(self) -> list[Entry]:
        """Everything that happened, in order."""
        return [ruled.entry for outcome in self.outcomes for ruled in outcome.entries]

    def clocks(self) -> list[Clocks]:
        """Give the clocks of all its alarms, also of those that left the board."""
        alarms: dict[int, Alarm] = {}
        for entry in self.entries:
            about_alarm = hasattr(entry.event, "alarm") or isinstance(entry.event, ev.AlarmReported)
            if about_alarm and not isinstance(entry.event, ev.AlarmFiled):
                alarm_folding.evolve(alarms, entry)
        return [clocks_of(alarm, SUNDAY_NIGHT) for alarm in alarms.values()]

    def number(self, *rows: int) -> tuple[int, ...]:
        """Give the numbers of rows."""
        return tuple(self.numbers[row] for row in rows)

    def _fall_due(self, until: int) -> None:
        while (due := self.county.next_due) is not None and due <= until:
            self._keep(self.county.fall_due(due))

    def _keep(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    # ---- what is done, and when -----------------------------------------------------------------

    def _steps(self) -> Iterator[Step]:
        for place, row in enumerate(ROWS):
            yield from self._row(place, row, MONDAY + place * EVERY)
        yield from self._callers(MONDAY + FLOODED * EVERY)
        yield from self._chatter(MONDAY + DEVICE * EVERY)
        aside = MONDAY + 2 * DAY + 6 * HOUR
        yield self._told(aside, "diverted", N, "c1")
        yield self._asks(aside + 50_000, "li", "diverted", lambda n: ask.Divert(n, "12345", "路灯"))
        yield self._told(MONDAY + 3 * DAY + 5 * HOUR, "training", T, "c1", simulated=True)

    def _row(self, place: int, row: Row, at: int) -> Iterator[Step]:
        name, seat = str(place), "wang" if place < 14 else "li"
        car = ("B1", "B2", "B3")[place % 3]
        if place != DEVICE:
            yield self._told(at, name, row.kind, row.cell)

        def asks(seconds: int, command: Callable[[int], ask.Ask]) -> Step:
            return self._asks(at + seconds * 1000, seat, name, command)

        yield asks(row.ack, ask.Acknowledge)
        last = 100
        if row.sent is not None:
            undo = 10 if row.kind == G else 0
            yield asks(row.sent - undo, lambda n: ask.Dispatch(n, (car,)))
            last = row.sent + 900
            if row.signed is not None:
                signed = row.sent + row.signed
                yield asks(signed, lambda n: ask.Sign(n, car))
                last = signed + 900
                if row.moving is not None:
                    yield asks(signed + row.moving, lambda n: ask.Depart(n, car))
                if row.moving_seen is not None:
                    yield from self._drives(at + (signed + row.moving_seen) * 1000, car)
            if row.there is not None:
                there = row.sent + row.there
                yield asks(there, lambda n: ask.Arrive(n, car))
                if row.word is not None:
                    yield asks(there + row.word, lambda n: ask.Feedback(n, "到场核实"))
                last = max(last, there + (row.word or 0))
            if row.there_seen is not None:
                there = row.sent + row.there_seen
                yield self._fix(at + there * 1000, car, _LAT, _LON[row.cell])
                last = max(last, there)
        yield asks(last + 60, lambda n: ask.Close(n, "settled"))

    def _callers(self, at: int) -> Iterator[Step]:
        """Nine more callers in nine minutes; they are merged a little later."""
        home = str(FLOODED)
        for caller in range(1, 10):
            name, told_at = f"caller {caller}", at + caller * 60_000
            yield self._told(told_at, name, T, "c5")
            yield self._asks(
                told_at + 5000, "li", name, lambda n: ask.Merge(n, self._numbered[home])
            )

    def _chatter(self, at: int) -> Iterator[Step]:
        """A panel tells the same five times: the second is merged, three are counted."""
        for again in range(5):
            name = str(DEVICE) if again == 0 else f"again {again}"
            yield self._told(
                at + again * 4000, name, T, "c3", channel="panel", caller="P-17", by="panels"
            )

    def _told(
        self, at: int, name: str, kind: str, cell: str, by: str = "112", **more: object
    ) -> Step:
        place = Place("万和广场", _LAT, _LON[cell])
        fact = ev.AlarmReported(at=at, kind=kind, place=place, **more)  # type: ignore[arg-type] # the table's choice of fields

        def tell(now: int) -> Outcome | Refusal:
            outcome = self.county.report(fact, by, now)
            assert isinstance(outcome, Outcome), outcome
            told = outcome.entries[0].entry.event
            if isinstance(told, ev.AlarmReported):
                self._numbered[name] = told.number
                if name.isdecimal():
                    self.numbers[int(name)] = told.number
            return outcome

        return Step(at, tell)

    def _asks(self, at: int, seat: str, name: str, command: Callable[[int], ask.Ask]) -> Step:
        return Step(
            at, lambda now: self.county.obey(command(self._numbered[name]), seat, LEADER, now)
        )

    def _drives(self, at: int, car: str) -> Iterator[Step]:
        """Three fixes far from every place: the third is the second that lies apart."""
        for before, lat in ((200, 42.0), (100, 42.01), (0, 42.02)):
            yield self._fix(at - before, car, lat, 111.5)

    def _fix(self, at: int, car: str, lat: float, lon: float) -> Step:
        position = Position(car, at, lat, lon, None, None, None, "gps", at)
        return Step(at, lambda now: self.county.sighted([position], now))
