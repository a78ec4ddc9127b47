"""Alarm reports as they come in: checked, numbered, located; what chatters is folded."""

from __future__ import annotations

from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.alarms import Alarm, AlarmRules, KindRules, urgency
from county.alarms.chatter import Chatterers
from county.alarms.likeness import Nearby, alike
from county.alarms.merging import merged
from county.events import AlarmReported
from county.record import DESK, Outcome, Record
from county.refusals import Refusal, refuse
from county.rulebook import NOWHERE, Locate, Located, Rulebook

SECOND_SENSOR = 3
"""The surest that sensors alone make an intrusion: people say that somebody is in danger."""

_SPARE = 1000
"""Devices that the index of chatterers may remember beyond those whose alarms are on the board."""


class Intake:
    """Makes alarms of reports. Hot: a flood comes through here."""

    def __init__(self, rulebook: Rulebook, locate: Locate, record: Record) -> None:
        self.last = max(record.board.alarms, default=0)
        """The last number given to an alarm."""
        self._rulebook = rulebook
        self._skew_ms = rulebook.limits.skew_s * 1000
        self._locate = locate
        self._record = record
        self._chatterers = self._chatterers_on_board()
        self._intrusions = Nearby(
            rulebook.alarms.duplicates.radius_m,
            (
                alarm
                for alarm in record.board.alarms.values()
                if (kind := rulebook.kinds.get(alarm.report.kind)) is not None
                and kind.intrusion
                and _may_be_surer(alarm)
            ),
        )

    def area(self, place: ev.Place) -> Located:
        """Say where a place lies."""
        if place.lat is None or place.lon is None:
            return NOWHERE
        return self._locate(place.lat, place.lon) or NOWHERE

    def take(
        self, report: AlarmReported, by: str, into: Outcome, told: int | None = None
    ) -> Refusal | None:
        """Take a report whose time is plausible, told by `by` (as in `Entry.by`), or refuse it."""
        kind = self._rulebook.kinds.get(report.kind)
        refusal = _unfit(report, kind, by)
        if kind is None or refusal is not None:
            return refusal or refuse("unknown_kind", "kind", kind=report.kind)
        priority = report.priority or kind.priority
        if report.validation is not None and report.priority is None:
            priority = self._rulebook.alarms.validation_priorities[report.validation]
        siblings = self._chatterers.told(report, by)
        if siblings and self._chatters(report, priority, siblings, by, into, told):
            return None
        number = self.last = self.last + 1
        area, cell = self.area(report.place)
        settled = replace(
            report,
            number=number,
            priority=priority,
            area=area,
            cell=cell,
            doubtful=report.at > into.received + self._skew_ms,
        )
        self._record.tell(settled, by, into, told)
        if siblings is not None:
            siblings.append(number)
        if kind.intrusion:
            self._second_sensor(number, into)
        return None

    # ---- chatter --------------------------------------------------------------------------------

    def _chatters(
        self,
        report: AlarmReported,
        priority: int,
        siblings: list[int],
        by: str,
        into: Outcome,
        told: int | None,
    ) -> bool:
        """Fold a report into an alarm that its device told before, when it chatters."""
        alarms, now = self._record.board.alarms, into.received
        fold = self._chatterers.fold(report, priority, siblings, alarms, now)
        if len(self._chatterers) > len(alarms) + _SPARE:
            self._chatterers = self._chatterers_on_board()
        if fold is None:
            return False
        self._record.tell(ev.AlarmRepeated(report.at, fold.home, report), by, into, told)
        for number in fold.others:
            self._record.settle(merged(alarms[number], alarms[fold.home], now), DESK, into)
        return True

    def _chatterers_on_board(self) -> Chatterers:
        return Chatterers(self._rulebook.alarms.chatter, self._record.board.alarms.values())

    # ---- intrusions -----------------------------------------------------------------------------

    def _second_sensor(self, number: int, into: Outcome) -> None:
        """Be surer of intrusion signals near a new one from another sensor."""
        alarms, rules = self._record.board.alarms, self._rulebook.alarms
        new = alarms[number]
        place = new.report.place
        for known in self._intrusions.near(place):
            other = alarms.get(known)
            if other is None or not _may_be_surer(other):
                self._intrusions.drop(known)
            elif _confirms(new, other, rules):
                surer = ask.Validate(known, (other.validation or 0) + 1, "second_sensor")
                happened = urgency.validated(other, surer, rules, into.received)
                self._record.settle(happened, DESK, into)
        if _may_be_surer(new):
            self._intrusions.add(place, number)


def _unfit(report: AlarmReported, kind: KindRules | None, by: str) -> Refusal | None:
    """Refuse a report that cannot be right; only the desk itself makes one of a warning."""
    if report.warning and by != DESK:
        return refuse("desk_fills", "warning")
    if report.number or report.area or report.cell or report.doubtful:
        return refuse("desk_fills", "number")
    if kind is None:
        return refuse("unknown_kind", "kind", kind=report.kind)
    place = report.place
    if (place.lat is None) != (place.lon is None):
        return refuse("half_a_place", "place")
    if place.lat is None and not place.text and not report.text:
        return refuse("says_nothing", "place")
    if report.validation is not None and not kind.intrusion:
        return refuse("no_validation", "validation")
    return None


def _may_be_surer(alarm: Alarm) -> bool:
    """Tell whether another sensor would still make an intrusion surer."""
    return (alarm.validation or 0) < SECOND_SENSOR


def _confirms(new: Alarm, other: Alarm, rules: AlarmRules) -> bool:
    """Tell whether a new signal is another sensor's of what an open alarm tells."""
    another = other.report.caller != new.report.caller or other.by != new.by
    return another and not other.ended and alike(new, other, rules.duplicates)
