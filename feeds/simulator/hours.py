"""When gasoline is bought: the hours of a day, and the spans that a ledger is made in."""

from __future__ import annotations

import random
from itertools import count
from typing import NamedTuple

from config.places import Profile
from county.gasoline.seasons import local_day, midnight, season_on, seconds
from feeds.simulator.patterns import DAY_S, HOUR_S

OPENS_H, CLOSES_H = 6, 22
"""Nobody but night buyers comes outside these local hours."""

_CUSTOM = (4, 6, 8, 9, 8, 7, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3)
"""How many come in each hour from opening to closing, as weights."""

HOURS = [OPENS_H + hour for hour, weight in enumerate(_CUSTOM) for _ in range(weight)]
SEASON_VOLUME = 1.3
"""How many times as much is sold in the weeks of farm work."""


class Bucket(NamedTuple):
    """A part of a ledger's span."""

    begins: int
    """Epoch milliseconds."""
    ends: int
    day: int
    """The local day in which it begins, since 1970-01-01."""
    season: float
    """By how much farm work widens the limits; 1: no season."""
    season_left_s: float
    """How long that lasts from its beginning."""
    volume: float
    """How much is sold in it, beside others."""


class Hours:
    """Cuts a span into buckets and draws the moments of sales."""

    def __init__(self, profile: Profile, rng: random.Random, since: int, *, by_day: bool) -> None:
        """`by_day`: shops keep their hours; otherwise they sell evenly from `since` on."""
        self._rng = rng
        self._seasons = profile.gasoline.season
        self._offset = profile.utc_offset_minutes
        night = profile.gasoline.g08
        self._night_s = seconds(night.begins)
        self._night_length_s = (seconds(night.ends) - self._night_s) % DAY_S
        self._by_day = by_day
        self.length_ms = (DAY_S if by_day else HOUR_S) * 1000
        self.origin = midnight(local_day(since, self._offset), self._offset) if by_day else since

    def index(self, at: int) -> int:
        """Give the bucket that a moment (epoch milliseconds) lies in."""
        return (at - self.origin) // self.length_ms

    def bucket(self, index: int) -> Bucket:
        """Make a bucket."""
        begins = self.origin + index * self.length_ms
        day = local_day(begins, self._offset)
        season = season_on(self._seasons, day)
        ends = begins + self.length_ms
        if season is None:
            return Bucket(begins, ends, day, 1.0, 0.0, 1.0)
        days = next(n for n in count(1) if season_on(self._seasons, day + n) != season)
        volume = SEASON_VOLUME if self._by_day else 1.0
        return Bucket(begins, ends, day, season.factor, (days - 1) * DAY_S, volume)

    def moment(self, bucket: Bucket, *, at_night: bool = False) -> int:
        """Draw when somebody comes, epoch milliseconds."""
        rng = self._rng
        if not self._by_day:
            return bucket.begins + int(rng.random() * self.length_ms)
        if at_night:
            second = (self._night_s + rng.random() * self._night_length_s) % DAY_S
        else:
            second = (HOURS[int(rng.random() * len(HOURS))] + rng.random()) * HOUR_S
        return bucket.begins + int(second * 1000)

    def is_night(self, at: int) -> bool:
        """Tell whether nobody but an emergency brings anybody to a station at this moment."""
        second = (at // 1000 + self._offset * 60) % DAY_S
        return (second - self._night_s) % DAY_S < self._night_length_s

    def opened(self, at: int) -> int:
        """Move a moment that falls into closed hours into the nearest open one."""
        if not self._by_day:
            return at
        hour = (at - self.origin) % self.length_ms / 3_600_000
        if hour < OPENS_H:
            return at + int((OPENS_H - hour + 2 * self._rng.random()) * 3_600_000)
        if hour >= CLOSES_H:
            return at - int((hour - CLOSES_H + 2 * self._rng.random()) * 3_600_000)
        return at
