"""The periods that bulletins are made of: shifts, days and weeks of the county's local time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from config.shifts import DAY_S, Shift
from county.fields import Millis

Kind = Literal["shift", "day", "week"]

_DAY_MS = DAY_S * 1000
_WEEK_MS = 7 * _DAY_MS
_MONDAY_MS = 4 * _DAY_MS
"""The first Monday of the epoch, which began on a Thursday."""


class Period(NamedTuple):
    """From a moment on, up to another and no longer at it; epoch milliseconds."""

    since: Millis
    until: Millis


def period_of(
    kind: Kind,
    at: Millis,
    utc_offset_minutes: int,
    shifts: Iterable[Shift] = (),
    shift_s: int = DAY_S,
) -> Period:
    """Give the shift, the day or the week (from Monday) that `at` lies in.

    Of shifts it is the one that began last. Without any it is the `shift_s` seconds before `at`.
    """
    offset_ms = utc_offset_minutes * 60_000
    if kind == "day":
        return _stretch(at + offset_ms, 0, _DAY_MS, _DAY_MS, offset_ms)
    if kind == "week":
        return _stretch(at + offset_ms, _MONDAY_MS, _WEEK_MS, _WEEK_MS, offset_ms)
    begun = [
        _stretch(at + offset_ms, begins, _DAY_MS, length, offset_ms)
        for begins, length in map(_times, shifts)
    ]
    return max(begun, default=Period(at - shift_s * 1000, at))


def _stretch(local: int, begins: int, every: int, length: int, offset_ms: int) -> Period:
    """Give the newest stretch begun by `local`, of those that begin `every` so often."""
    since = local - (local - begins) % every - offset_ms
    return Period(since, since + length)


def _times(shift: Shift) -> tuple[int, int]:
    """Give when in the day a shift begins and how long it lasts, milliseconds."""
    begins, ends = _of_day(shift.begins), _of_day(shift.ends)
    # From and to at the same time mean the whole day.
    return begins, (ends - begins) % _DAY_MS or _DAY_MS


def _of_day(time: str) -> int:
    hours, minutes = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000
