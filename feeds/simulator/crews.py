"""Ordered units answer by themselves: they sign, set off, arrive, and say what they found."""

from __future__ import annotations

from collections.abc import Callable

from county import events as ev
from county.geo import Point
from feeds.simulator.fleet import Fleet
from feeds.simulator.repertoire import Call
from feeds.simulator.scenario import Crews as Manners
from feeds.simulator.stage import Stage

TERMINALS = "sim-terminals"
"""The source that units' own reports come from."""


class Crews:
    """Obeys every order on the board, whoever gave it."""

    def __init__(self, stage: Stage, fleet: Fleet, manners: Manners) -> None:
        self._stage = stage
        self._fleet = fleet
        self._manners = manners
        self._rng = stage.rng("crews")
        self.calls: dict[int, Call] = {}
        """The ordinary alarms by number: what there is to find."""

    def ordered(self, order: ev.UnitDispatched) -> None:
        """Take an order."""
        self._soon(self._manners.sign_s, order, self._sign)

    def released(self, unit: str) -> None:
        """Go back to where the unit belongs."""
        self._fleet.free(unit)

    def _soon(
        self,
        within: tuple[float, float],
        order: ev.UnitDispatched,
        deed: Callable[[ev.UnitDispatched], None],
    ) -> None:
        """Plan a deed that is done only if the order still stands by then."""

        def do() -> None:
            alarm = self._stage.board.alarms.get(order.alarm)
            if alarm is not None and not alarm.ended and alarm.order_of(order.unit) is not None:
                deed(order)

        self._stage.later(self._rng.uniform(*within), do)

    def _sign(self, order: ev.UnitDispatched) -> None:
        self._stage.tell(TERMINALS, ev.OrderSigned(self._stage.now, order.alarm, order.unit))
        self._soon(self._manners.depart_s, order, self._depart)

    def _depart(self, order: ev.UnitDispatched) -> None:
        self._stage.tell(TERMINALS, ev.UnitDeparted(self._stage.now, order.alarm, order.unit))
        scene = self._scene(order.alarm) or self._fleet.where(order.unit)
        if scene is not None:
            self._fleet.send(order.unit, scene, lambda: self._soon((0, 0), order, self._arrive))

    def _arrive(self, order: ev.UnitDispatched) -> None:
        self._stage.tell(TERMINALS, ev.UnitArrived(self._stage.now, order.alarm, order.unit))
        if self._manners.work_s is not None:
            self._soon(self._manners.work_s, order, self._feed_back)

    def _feed_back(self, order: ev.UnitDispatched) -> None:
        call = self.calls.get(order.alarm)
        if call is not None and self._stage.board.alarms[order.alarm].fed_back_at is None:
            found = call.found.get(self._stage.lang)
            fact = ev.FeedbackGiven(self._stage.now, order.alarm, found, order.unit)
            self._stage.tell(TERMINALS, fact)

    def _scene(self, number: int) -> Point | None:
        place = self._stage.board.alarms[number].report.place
        return None if place.lat is None or place.lon is None else (place.lat, place.lon)
