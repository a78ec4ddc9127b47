"""A scripted second console: works ordinary alarms and warnings as an officer beside you would."""

from __future__ import annotations

from collections.abc import Callable

from county import commands as ask
from county.alarms import Alarm, AlarmRules
from county.alarms.likeness import duplicates
from county.geo import distance_m
from county.patrol import Unit
from feeds.simulator.fleet import Fleet
from feeds.simulator.repertoire import Call, load_wares
from feeds.simulator.scenario import Console as Manners
from feeds.simulator.stage import Stage

URGENT = 0.3
"""With the first priority everything takes it only so much of its usual time."""


class Console:
    """Acts on what the board shows; an alarm that somebody else took stays theirs."""

    def __init__(
        self, stage: Stage, fleet: Fleet, manners: Manners, left: float, rules: AlarmRules
    ) -> None:
        self._stage = stage
        self._fleet = fleet
        self._manners = manners
        self._left = left
        self._rules = rules
        self._rng = stage.rng("console")
        self._mine: dict[int, Call] = {}
        self._checks = load_wares().check

    def rang(self, number: int, call: Call) -> None:
        """See an ordinary alarm come in, and take it unless it is left to the real officer."""
        left = self._rng.random() < self._left
        until_s = self._manners.p1_until_s
        alarm = self._stage.board.alarms[number]
        if alarm.priority == 1:
            left = until_s is not None and self._stage.now_s >= until_s
        if not left:
            self._later(self._manners.acknowledge_s, alarm, lambda: self._acknowledge(number, call))

    def fed_back(self, number: int) -> None:
        """Close an own alarm some time after its feedback."""
        call = self._mine.pop(number, None)
        alarm = self._standing(number)
        if call is not None and alarm is not None:
            self._later(self._manners.close_s, alarm, lambda: self._close(number, call))

    def warned(self, number: int, *, planted: bool) -> None:
        """Verify some of the warnings, the gravest sooner."""
        if self._rng.random() < self._manners.verify:
            level = self._stage.board.warnings[number].raised.level
            review_s = self._manners.review_s if level == "W3" else None
            after_s = self._rng.uniform(*(review_s or self._manners.verify_s))
            pace = URGENT if level == "W1" else 1.0
            if level == "W1":
                take_s = self._rng.uniform(*self._manners.acknowledge_s) * URGENT
                self._stage.later(take_s, lambda: self._take_alarm_of(number))
            self._stage.later(after_s * pace, lambda: self._verify(number, planted=planted))

    def _later(
        self, within: tuple[float, float], about: Alarm | None, deed: Callable[[], None]
    ) -> None:
        pace = URGENT if about is not None and about.priority == 1 else 1.0
        self._stage.later(self._rng.uniform(*within) * pace, deed)

    def _standing(self, number: int) -> Alarm | None:
        alarm = self._stage.board.alarms.get(number)
        return None if alarm is None or alarm.ended else alarm

    def _acknowledge(self, number: int, call: Call) -> None:
        alarm = self._standing(number)
        if alarm is None or alarm.owner:
            return
        home = self._same(alarm)
        if home is not None:
            self._stage.bid(ask.Merge(number, home.number))
            return
        self._mine[number] = call
        self._stage.bid(ask.Acknowledge(number))
        self._later(self._manners.dispatch_s, alarm, lambda: self._handle(number, call))

    def _same(self, alarm: Alarm) -> Alarm | None:
        """Give the earlier alarm that tells of the same: alike, and told from the same place."""
        alike = duplicates(alarm, self._stage.board.alarms, self._rules.duplicates)
        place = alarm.report.place.text
        return next(
            (a for a in alike if a.number < alarm.number and a.report.place.text == place), None
        )

    def _handle(self, number: int, call: Call) -> None:
        """Send units, or settle by telephone what needs none."""
        alarm = self._standing(number)
        if alarm is None:
            return
        units = self._nearest(alarm, call)
        if units:
            self._stage.bid(ask.Dispatch(number, units))
            if alarm.priority == 1:
                self._stage.bid(ask.Send(number))
        else:
            self._stage.bid(ask.Feedback(number, call.found.get(self._stage.lang)))

    def _nearest(self, alarm: Alarm, call: Call) -> tuple[str, ...]:
        place = alarm.report.place

        def away(unit: Unit) -> float:
            where = self._fleet.where(unit.id)
            if where is None or place.lat is None or place.lon is None:
                return float("inf")
            return distance_m(*where, place.lat, place.lon)

        units = self._stage.board.units.values()
        free = [
            u
            for u in units
            if u.kind in call.units and u.duty == "on" and u.alarm is None and u.task is None
        ]
        return tuple(unit.id for unit in sorted(free, key=away)[: call.count])

    def _close(self, number: int, call: Call) -> None:
        if self._standing(number) is not None:
            self._stage.bid(ask.Close(number, call.outcome))

    def _take_alarm_of(self, warning: int) -> None:
        """Take the alarm that the desk made of a warning; it ends when that is verified."""
        for alarm in self._stage.board.alarms.values():
            if alarm.report.warning == warning and not alarm.ended and not alarm.owner:
                self._stage.bid(ask.Acknowledge(alarm.number))

    def _verify(self, number: int, *, planted: bool) -> None:
        warning = self._stage.board.warnings.get(number)
        if warning is not None and warning.finding is None:
            weights = [c.planted if planted else c.weight for c in self._checks]
            check = self._rng.choices(self._checks, weights)[0]
            text = check.text.get(self._stage.lang)
            self._stage.bid(ask.Verify(number, check.finding, text))
