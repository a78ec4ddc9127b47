"""Local days and times, and the seasons: weeks in which farm work needs more gasoline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from county.gasoline.rules import DAY_S, Season, TimeOfDay

DAY_MS = DAY_S * 1000
_EPOCH = date(1970, 1, 1).toordinal()


def local_day(at: int, utc_offset_minutes: int) -> int:
    """Give the local day of a moment (epoch milliseconds): days since 1970-01-01."""
    return (at + utc_offset_minutes * 60_000) // DAY_MS


def midnight(day: int, utc_offset_minutes: int) -> int:
    """Give when a local day (since 1970-01-01) begins, epoch milliseconds."""
    return day * DAY_MS - utc_offset_minutes * 60_000


def day_named(name: str) -> int | None:
    """Give the day (since 1970-01-01) of a name such as ``2026-11-22``; None when there is none."""
    try:
        return date.fromisoformat(name).toordinal() - _EPOCH
    except ValueError:
        return None


def season_on(seasons: Iterable[Season], day: int) -> Season | None:
    """Give the season that holds on a local day (since 1970-01-01): the first that does."""
    today = date.fromordinal(_EPOCH + day).strftime("%m-%d")
    return next((season for season in seasons if _holds(season, today)), None)


def _holds(season: Season, today: str) -> bool:
    if season.begins <= season.ends:
        return season.begins <= today <= season.ends
    return today >= season.begins or today <= season.ends


def seconds(time_of_day: TimeOfDay) -> int:
    """Give a local time such as ``23:00`` in seconds since midnight."""
    hours, minutes = time_of_day.split(":")
    return int(hours) * 3600 + int(minutes) * 60


class Day(NamedTuple):
    """A local day."""

    begins: int
    """Epoch milliseconds."""
    season: str
    """The season that holds; "" for none."""
    factor: float
    """By how much it widens limits."""


class Calendar:
    """Local days with the seasons that hold on them."""

    def __init__(self, seasons: Iterable[Season], utc_offset_minutes: int) -> None:
        self._seasons = tuple(seasons)
        self._offset = utc_offset_minutes
        self._days: dict[int, Day] = {}

    def day(self, number: int) -> Day:
        """Give a local day (since 1970-01-01)."""
        known = self._days.get(number)
        if known is None:
            season = season_on(self._seasons, number)
            held = (season.id, season.factor) if season else ("", 1.0)
            known = self._days[number] = Day(midnight(number, self._offset), *held)
        return known
