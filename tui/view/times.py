"""Times as an officer reads them: durations, and clocks by the county's own offset from UTC.

No locale and no time zone database: the profile says the offset, so every screen of a county shows
the same clock wherever it stands.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from county.fields import Lang
from county.words import say

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def duration(lang: Lang, seconds: float) -> str:
    """Say a length of time with its two greatest units: "3分12秒", "2h05m", "7d"; at least 0 s.

    Seconds always stand beside minutes, so that a clock that runs keeps its width.
    """
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return say(lang, "time.s", s=whole)
    if whole < _HOUR:
        return say(lang, "time.ms", m=whole // _MINUTE, s=whole % _MINUTE)
    if whole < _DAY:
        hours, minutes = whole // _HOUR, whole % _HOUR // _MINUTE
        return say(lang, "time.hm" if minutes else "time.h", h=hours, m=minutes)
    days, hours = whole // _DAY, whole % _DAY // _HOUR
    return say(lang, "time.dh" if hours else "time.d", d=days, h=hours)


def clock(at: int, utc_offset_minutes: int) -> str:
    """Give epoch milliseconds as the county's wall clock, "14:03:22"."""
    return f"{_local(at, utc_offset_minutes):%H:%M:%S}"


def date(at: int, utc_offset_minutes: int) -> str:
    """Give a clock with its whole date, "2026-03-15 14:03:22"."""
    return f"{_local(at, utc_offset_minutes):%Y-%m-%d %H:%M:%S}"


def moment(at: int, now: int, utc_offset_minutes: int) -> str:
    """Give a clock that names the day too unless it is today: "03-15 14:03"."""
    local = _local(at, utc_offset_minutes)
    if local.date() == _local(now, utc_offset_minutes).date():
        return f"{local:%H:%M:%S}"
    return f"{local:%m-%d %H:%M}"


def _local(at: int, utc_offset_minutes: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC) + timedelta(minutes=utc_offset_minutes)
