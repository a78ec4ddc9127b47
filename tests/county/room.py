"""A county with a clock in hand: what is asked of it, what is told, and what time brings."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.alarms import Alarm, Order
from county.patrol import Fix, Position
from county.rights import Rights
from tests.county.samples import LEADER, NOON, OFFICER, alarm, county, events, refused


class Room:
    """The small county of the samples at noon, cars B1, B2 in t01 and B3 in t02."""

    def __init__(self) -> None:
        self.county = county()
        self.now = NOON

    @property
    def board_alarms(self) -> dict[int, Alarm]:
        """The alarms on the board."""
        return self.county.board.alarms

    def alarm(self, number: int = 1) -> Alarm:
        """Give an alarm of the board."""
        return self.county.board.alarms[number]

    def order(self, unit: str = "B1", number: int = 1) -> Order:
        """Give a unit's running order."""
        order = self.alarm(number).order_of(unit)
        assert order is not None
        return order

    def ring(self, kind: str = "gas_leak", source: str = "desk-1", **changes: object) -> int:
        """Let an alarm come in that is not folded into another; give its number."""
        self.tell(alarm(kind, **changes), source)  # type: ignore[arg-type] # a test's free choice of fields
        return max(self.board_alarms)

    def tell(self, fact: ev.Report, source: str = "feed-1") -> list[str]:
        """Let a feed tell what must be taken; give the names of its events."""
        return _names(events(self.county.report(fact, source, self.now)))

    def do(self, command: ask.Ask, seat: str = "wang", rights: Rights = OFFICER) -> list[str]:
        """Do what must succeed; give the names of its events."""
        return _names(events(self.county.obey(command, seat, rights, self.now)))

    def lead(self, command: ask.Ask) -> list[str]:
        """Do as the leader what must succeed."""
        return self.do(command, "bao", LEADER)

    def no(self, command: ask.Ask, seat: str = "wang", rights: Rights = OFFICER) -> str:
        """Ask for what must be refused; give the code of the refusal."""
        return refused(self.county.obey(command, seat, rights, self.now))

    def wait(self, seconds: float) -> list[str]:
        """Let time pass while the desk looks on; give the names of what fell due on the way."""
        until, told = self.now + round(seconds * 1000), []
        while (due := self.county.next_due) is not None and due <= until:
            self.now = max(self.now, due)
            told += _names(events(self.county.fall_due(self.now)))
        self.now = until
        return told

    def miss(self, seconds: float) -> list[str]:
        """Let time pass while the desk is down, then look: give what it does about it."""
        self.now += round(seconds * 1000)
        return _names(events(self.county.fall_due(self.now)))

    def see(
        self, unit: str, lat: float, lon: float, ago_s: float = 0.0, **more: float
    ) -> list[str]:
        """Let a position come in that the unit's device took `ago_s` seconds ago."""
        fix = Fix(unit, self.now - round(ago_s * 1000), lat, lon, **more)
        position = Position.of(fix, "gps", self.now)
        return _names(events(self.county.sighted([position], self.now)))


def _names(told: object) -> list[str]:
    assert isinstance(told, list)
    return [type(event).__name__ for event in told]
