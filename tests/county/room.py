"""A county with a clock in hand: what is asked of it, what is told, and what time brings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from county import commands as ask
from county import events as ev
from county.alarms import Alarm, Order
from county.board import WHOLE_COUNTY, Board, Picture
from county.decisions import County, Outcome
from county.gasoline.warnings import GasolineWarning
from county.patrol import Fix, Position
from county.refusals import Refusal
from county.rights import Rights
from tests.county.kept import Kept
from tests.county.samples import (
    LEADER,
    NOON,
    OFFICER,
    RULEBOOK,
    alarm,
    county,
    locate,
    purchase,
    refused,
)
from tests.county.samples import events as decided


class Room:
    """The small county of the samples at noon, cars B1, B2 in t01 and B3 in t02."""

    def __init__(self) -> None:
        self.county = county()
        self.now = NOON
        self.kept = Kept()
        self.told: list[ev.Event] = []
        """Everything that was told, in order."""

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
        return self._happened(self.county.report(fact, source, self.now))

    def buy(self, station: str = "s1", litres: float = 10, **changes: object) -> list[str]:
        """Let a station tell of a purchase made now; give the names of the events."""
        fields = {"at": self.now, "station": station, "litres": litres} | changes
        return self.tell(purchase(**fields))  # type: ignore[arg-type] # a test's free choice of fields

    def sell_a_day(self, sales: int = 20) -> None:
        """Let s1 sell lawfully, to as many buyers, ten minutes apart."""
        for buyer in range(sales):
            self.buy(buyer=f"p-{buyer:04}", use_place=f"{buyer}号地")
            self.now += 600_000

    def warning(self, number: int = 1) -> GasolineWarning:
        """Give a warning of the board."""
        return self.county.board.warnings[number]

    def raised(self, rule: str) -> list[ev.WarningRaised]:
        """Give what was raised by a rule so far."""
        raised = [event for event in self.told if isinstance(event, ev.WarningRaised)]
        return [event for event in raised if event.rule == rule]

    def do(self, command: ask.Ask, seat: str = "wang", rights: Rights = OFFICER) -> list[str]:
        """Do what must succeed; give the names of its events."""
        return self._happened(self._obeyed(command, seat, rights))

    def lead(self, command: ask.Ask) -> list[str]:
        """Do as the leader what must succeed."""
        return self.do(command, "bao", LEADER)

    def no(self, command: ask.Ask, seat: str = "wang", rights: Rights = OFFICER) -> str:
        """Ask for what must be refused; give the code of the refusal."""
        return self.refusal(command, seat, rights).code

    def refusal(self, command: ask.Ask, seat: str = "wang", rights: Rights = OFFICER) -> Refusal:
        """Ask for what must be refused; give the refusal."""
        outcome = self._obeyed(command, seat, rights)
        assert isinstance(outcome, Refusal), outcome
        return outcome

    def refused(self, fact: ev.Report) -> str:
        """Let a feed tell what must be refused; give the code of the refusal."""
        return refused(self.county.report(fact, "feed-1", self.now))

    def begin_again(self) -> None:
        """Stop the desk and start it again from what it keeps."""
        written = msgspec.json.encode(self.county.board.view(WHOLE_COUNTY))
        board = Board.of([msgspec.json.decode(written, type=Picture)])
        numbered = self.county.numbered
        self.county = County(RULEBOOK, locate, board, self.kept.number)
        self.county.number_from(*numbered)
        self.kept.recall_into(self.county, self.now)

    def wait(self, seconds: float) -> list[str]:
        """Let time pass while the desk looks on; give the names of what fell due on the way."""
        until, told = self.now + round(seconds * 1000), []
        while (due := self.county.next_due) is not None and due <= until:
            self.now = max(self.now, due)
            told += self._happened(self.county.fall_due(self.now))
        self.now = until
        return told

    def miss(self, seconds: float) -> list[str]:
        """Let time pass while the desk is down, then look: give what it does about it."""
        self.now += round(seconds * 1000)
        return self._happened(self.county.fall_due(self.now))

    def see(
        self, unit: str, lat: float, lon: float, ago_s: float = 0.0, **more: float
    ) -> list[str]:
        """Let a position come in that the unit's device took `ago_s` seconds ago."""
        fix = Fix(unit, self.now - round(ago_s * 1000), lat, lon, **more)
        position = Position.of(fix, "gps", self.now)
        return self._happened(self.county.sighted([position], self.now))

    def _obeyed(self, command: ask.Ask, seat: str, rights: Rights) -> Outcome | Refusal:
        bought = self.kept.named_by(command)
        return self.county.obey(command, seat, rights, self.now, bought)

    def _happened(self, outcome: Outcome | Refusal) -> list[str]:
        events: Sequence[ev.Event] = decided(outcome)
        assert isinstance(outcome, Outcome)
        self.kept.keep(outcome)
        self.told += events
        return [type(event).__name__ for event in events]
