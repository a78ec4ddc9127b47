"""Which alarm stands for a warning of the gravest level: one for each purchaser, not each rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from county.alarms import Alarm
from county.gasoline.warnings import GasolineWarning


def alarm_of(warning: GasolineWarning, alarms: Mapping[int, Alarm]) -> Alarm | None:
    """Give the alarm that stands for a warning, while it is on the board."""
    if warning.raised.level != "W1":
        return None
    if warning.raised.alarm is not None:
        return alarms.get(warning.raised.alarm)
    newest = reversed(list(alarms.values()))
    return next((each for each in newest if each.report.warning == warning.number), None)


def ringing(about: Iterable[GasolineWarning], alarms: Mapping[int, Alarm]) -> Alarm | None:
    """Give the open alarm of one of these warnings: what adds to it needs no other."""
    stands = (alarm_of(warning, alarms) for warning in about)
    return next((alarm for alarm in stands if alarm is not None and not alarm.ended), None)
