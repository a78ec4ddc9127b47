"""How busy the desk is: alarms in the last minutes, floods, and the share of a time in flood.

Everything is counted over receive times (epoch milliseconds) in rising order: what an officer can
take depends on when alarms come in, not on when they happened. A desk is in flood while
`Load.flood_count` alarms or more came in within the last `Load.flood_within_s` seconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from county.alarms.rules import Load
from county.fields import Millis

HOUR_MS = 3_600_000
PEAK_MS = 600_000
"""The ten minutes over which a peak is told, as EEMUA 191 does."""

Times = Sequence[Millis]
"""Receive times in rising order."""

Stretch = tuple[Millis, Millis]
"""From a moment on, up to another and no longer at it; epoch milliseconds."""

Strain = Literal["acceptable", "high", "too_much"]


class Meter(Struct, frozen=True):
    """How busy a console is at a moment."""

    last_10_min: int
    """Alarms received in the last ten minutes."""
    last_hour: int
    """Alarms received in the last hour."""
    strain: Strain
    """What the last hour is by the profile's figures for one console."""
    flood: bool
    """Whether it is in flood now."""
    flood_share: float
    """The share of the last shift's length that was in flood, 0 to 1."""


def meter(times: Times, now: Millis, rules: Load) -> Meter:
    """Read the meter at `now`; needs the receive times of the last shift's length, older may be in.

    Costs some microseconds, and half a microsecond more for each alarm of the shift.
    """
    hour = received_within(times, now, HOUR_MS)
    return Meter(
        last_10_min=received_within(times, now, PEAK_MS),
        last_hour=hour,
        strain=strain(hour, rules),
        flood=in_flood(times, now, rules),
        flood_share=flood_share(times, now - rules.shift_s * 1000, now, rules),
    )


def received_within(times: Times, now: Millis, within_ms: int) -> int:
    """Count what came in after ``now - within_ms``, up to and with `now`."""
    return bisect_right(times, now) - bisect_right(times, now - within_ms)


def strain(per_hour: float, rules: Load) -> Strain:
    """Judge a number of alarms an hour by the profile's figures for one console."""
    if per_hour > rules.most_per_hour:
        return "too_much"
    return "high" if per_hour > rules.acceptable_per_hour else "acceptable"


def in_flood(times: Times, now: Millis, rules: Load) -> bool:
    """Tell whether the desk is in flood at `now`."""
    return received_within(times, now, rules.flood_within_s * 1000) >= rules.flood_count


def floods(times: Times, since: Millis, until: Millis, rules: Load) -> list[Stretch]:
    """Give the stretches of flood between `since` and `until`, in order and apart.

    One begins with the alarm that makes the count, and ends when too few are young enough. Alarms
    before `since` count too: a flood may have begun before.
    """
    within_ms, count = rules.flood_within_s * 1000, rules.flood_count
    found: list[Stretch] = []
    first = bisect_right(times, since - within_ms)
    for oldest in range(first, bisect_left(times, until) - count + 1):
        begins, ends = times[oldest + count - 1], times[oldest] + within_ms
        begins, ends = max(begins, since), min(ends, until)
        if begins >= ends:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((begins, ends))
    return found


def flood_share(times: Times, since: Millis, until: Millis, rules: Load) -> float:
    """Give the share of the time between `since` and `until` that was in flood, 0 to 1."""
    flooded = sum(ends - begins for begins, ends in floods(times, since, until, rules))
    return flooded / (until - since) if until > since else 0.0


def peak(times: Times, within_ms: int = PEAK_MS) -> range:
    """Give the places in `times` of the fullest `within_ms`; of several alike the first."""
    best = range(0)
    first = 0
    for last, time in enumerate(times):
        while times[first] <= time - within_ms:
            first += 1
        if last + 1 - first > len(best):
            best = range(first, last + 1)
    return best
