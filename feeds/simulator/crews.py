"""Ordered units answer by themselves: they sign, set off, arrive, and say what they found."""

from __future__ import annotations

from collections.abc import Callable

from county import events as ev
from county.alarms import Order, Stage
from county.fields import Code
from county.geo import Point
from county.tasks import STATES
from feeds.simulator.fleet import Fleet
from feeds.simulator.repertoire import Call
from feeds.simulator.scenario import Crews as Manners
from feeds.simulator.stage import Stage as Theatre

TERMINALS = "sim-terminals"
"""The source that units' own reports come from."""

_Deed = Callable[[int, Code], None]


class Crews:
    """Obeys every order and every task on the board, whoever gave it, once it has left the desk."""

    def __init__(self, stage: Theatre, fleet: Fleet, manners: Manners) -> None:
        self._stage = stage
        self._fleet = fleet
        self._manners = manners
        self._rng = stage.rng("crews")
        self.calls: dict[int, Call] = {}
        """The ordinary alarms by number: what there is to find."""

    def ordered(self, alarm: int, unit: Code, *, again: bool = False) -> None:
        """Hear an order that was sent, or sent `again`, if it reaches the unit."""
        manners = self._manners
        if unit not in manners.deaf and (unit in manners.missed) == again:
            self._soon(manners.deliver_s, alarm, unit, self._receive)

    def spoken_to(self, step: ev.OrderSigned) -> None:
        """Set off when somebody at a console entered a signature before the order had left."""
        order = self._order(step.alarm, step.unit)
        if order is not None and order.sent_at == step.at:
            self._soon(self._manners.depart_s, step.alarm, step.unit, self._depart)

    def released(self, unit: Code) -> None:
        """Go back to where the unit belongs."""
        self._fleet.free(unit)

    # ---- under an order -------------------------------------------------------------------------

    def _soon(self, within: tuple[float, float], alarm: int, unit: Code, deed: _Deed) -> None:
        """Plan a deed that is done only if the order still stands by then."""

        def do() -> None:
            if self._order(alarm, unit) is not None:
                deed(alarm, unit)

        self._stage.later(self._rng.uniform(*within), do)

    def _order(self, number: int, unit: Code) -> Order | None:
        alarm = self._stage.board.alarms.get(number)
        return None if alarm is None or alarm.ended else alarm.order_of(unit)

    def _say(self, stage: Stage, fact: ev.OrderSigned | ev.UnitDeparted | ev.UnitArrived) -> None:
        """Tell a step, unless somebody at a console has entered it already."""
        order = self._order(fact.alarm, fact.unit)
        if order is not None and order.before(stage):
            self._stage.tell(TERMINALS, fact)

    def _receive(self, alarm: int, unit: Code) -> None:
        order = self._order(alarm, unit)
        if order is not None and order.before("delivered"):
            self._stage.tell(TERMINALS, ev.OrderDelivered(self._stage.now, alarm, unit))
        self._soon(self._manners.sign_s, alarm, unit, self._sign)

    def _sign(self, alarm: int, unit: Code) -> None:
        self._say("signed", ev.OrderSigned(self._stage.now, alarm, unit))
        self._soon(self._manners.depart_s, alarm, unit, self._depart)

    def _depart(self, alarm: int, unit: Code) -> None:
        self._say("moving", ev.UnitDeparted(self._stage.now, alarm, unit))
        scene = self._scene(alarm) or self._fleet.where(unit)
        if scene is not None:
            self._fleet.send(unit, scene, lambda: self._soon((0, 0), alarm, unit, self._arrive))
        if unit in self._manners.hasty:
            self._soon((2, 5), alarm, unit, self._claim)

    def _claim(self, alarm: int, unit: Code) -> None:
        self._say("on_scene", ev.UnitArrived(self._stage.now, alarm, unit))

    def _arrive(self, alarm: int, unit: Code) -> None:
        self._claim(alarm, unit)
        if self._manners.work_s is not None:
            self._soon(self._manners.work_s, alarm, unit, self._feed_back)

    def _feed_back(self, alarm: int, unit: Code) -> None:
        call = self.calls.get(alarm)
        if call is not None and self._stage.board.alarms[alarm].fed_back_at is None:
            found = call.found.get(self._stage.lang)
            self._stage.tell(TERMINALS, ev.FeedbackGiven(self._stage.now, alarm, found, unit))

    def _scene(self, number: int) -> Point | None:
        return _point(self._stage.board.alarms[number].report.place)

    # ---- on a task ------------------------------------------------------------------------------

    def assigned(self, task: ev.TaskAssigned) -> None:
        """Take a task beyond alarms: sign, go there, and begin."""
        if task.unit in self._manners.deaf:
            return
        begun = STATES[task.kind][3]

        def go() -> None:
            self._advance(task, "moving")
            to = _point(task.place)
            if to is None:
                self._advance(task, begun)
            else:
                self._fleet.send(task.unit, to, lambda: self._advance(task, begun))

        def sign() -> None:
            self._advance(task, "signed")
            self._stage.later(self._rng.uniform(*self._manners.depart_s), go)

        self._stage.later(self._rng.uniform(*self._manners.sign_s), sign)

    def _advance(self, given: ev.TaskAssigned, state: ev.TaskState) -> None:
        """Tell how far the task has come, if it is still the one that was given."""
        unit = self._stage.board.units.get(given.unit)
        task = unit.task if unit else None
        states = STATES[given.kind]
        if task is None or (task.kind, task.place) != (given.kind, given.place):
            return
        if states.index(state) > states.index(task.state):
            self._stage.tell(TERMINALS, ev.TaskAdvanced(self._stage.now, given.unit, state))


def _point(place: ev.Place) -> Point | None:
    return None if place.lat is None or place.lon is None else (place.lat, place.lon)
