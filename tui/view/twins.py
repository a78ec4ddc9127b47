"""Which alarms are offered as one incident with an older one: found as alarms come and go."""

from __future__ import annotations

from collections.abc import Iterable

from county.alarms import Alarm
from county.alarms.likeness import alike
from county.alarms.rules import Duplicates

Stack = dict[int, Alarm]
"""Alarms by number, in the order of their receipt."""


class Twins:
    """The offers that stand. Only alarms that came or ended are looked at: notes cost nothing.

    An offer stands on the newer of two alarms and names the older, so that a pair is offered once.
    """

    def __init__(self) -> None:
        self._like: dict[int, int] = {}
        self._open: set[int] = set()
        """The alarms that were open when they were looked at last."""

    def of(self, number: int) -> int | None:
        """Give the alarm that `number` may tell of the same incident as."""
        return self._like.get(number)

    def look(self, changed: Iterable[int], alarms: Stack, rules: Duplicates | None) -> set[int]:
        """Look again at what came or ended of `changed`, and at what is offered with that.

        Gives the alarms whose offer changed.
        """
        again = {number for number in changed if self._turned(number, alarms)}
        if not again:
            return set()
        again |= {number for number, like in self._like.items() if like in again}
        return {number for number in again if self._find(number, alarms, rules)}

    def _turned(self, number: int, alarms: Stack) -> bool:
        """Tell whether an alarm came, ended, or stands again since it was looked at."""
        alarm = alarms.get(number)
        stands = alarm is not None and not alarm.ended
        if stands == (number in self._open):
            return False
        self._open ^= {number}
        return True

    def _find(self, number: int, alarms: Stack, rules: Duplicates | None) -> bool:
        """Find the oldest alarm that an alarm may belong to; tell whether that is news."""
        alarm, was = alarms.get(number), self._like.pop(number, None)
        like = _oldest_like(alarm, alarms, rules) if alarm is not None and rules else None
        if like is not None:
            self._like[number] = like
        return like != was


def _oldest_like(alarm: Alarm, alarms: Stack, rules: Duplicates) -> int | None:
    if alarm.ended:
        return None
    found, since, own = None, alarm.received - rules.within_s * 1000, alarm.number
    for other in reversed(alarms.values()):
        if other.received < since:
            break
        if alike(alarm, other, rules) and other.number < own and not other.ended:
            found = other.number
    return found
