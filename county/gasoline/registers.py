"""The stations' registers of whole days: when they close, and what looks wrong in them (G13)."""

from __future__ import annotations

from collections.abc import Sequence

from county.events import PumpTotalled
from county.gasoline.hits import Hit
from county.gasoline.judging_station import g13
from county.gasoline.rules import GasolineRules
from county.gasoline.seasons import Calendar, day_named, local_day, midnight
from county.gasoline.windows import Sale, Windows, newer


class Registers:
    """Judges each station's day when it closes, and again when something of it comes late.

    Of a closed day only what was not found before is told: a station is asked once for each
    share, however many sales of the day come late.
    """

    def __init__(self, stations: Windows, rules: GasolineRules, utc_offset_minutes: int) -> None:
        self._stations = stations
        self._offset = utc_offset_minutes
        self._pumps: dict[tuple[str, int], float] = {}
        """Litres by station and local day."""
        self._unjudged: set[int] = set()
        """Local days with sales that did not close yet."""
        self.closed = -1
        """The local days up to this one have closed."""
        self.rules = rules

    @property
    def rules(self) -> GasolineRules:
        """The rules that days are judged by; others hold from the next one on."""
        return self._rules

    @rules.setter
    def rules(self, rules: GasolineRules) -> None:
        self._rules = rules
        self._calendar = Calendar(rules.season, self._offset)

    def sold(self, day: int) -> None:
        """Note that there is a sale on a local day which did not close yet."""
        self._unjudged.add(day)

    @property
    def next_close(self) -> int | None:
        """When a day next closes, epoch milliseconds."""
        return self._closes(min(self._unjudged)) if self._unjudged else None

    def close(self, now: int) -> list[Hit]:
        """Judge the days that have closed by `now` (epoch milliseconds)."""
        due = sorted(day for day in self._unjudged if self._closes(day) <= now)
        self.resume(now)
        stations = sorted(self._stations)
        return [hit for day in due for station in stations for hit in self.judged(station, day)]

    def resume(self, closed: int) -> None:
        """Take the days that closed by `closed` (epoch milliseconds) as judged."""
        after = self._rules.g13.closes_after_s * 1000
        self.closed = max(self.closed, local_day(closed - after, self._offset) - 1)
        self._unjudged = {day for day in self._unjudged if day > self.closed}
        oldest = local_day(closed - self._rules.station_kept_s * 1000, self._offset)
        self._pumps = {key: litres for key, litres in self._pumps.items() if key[1] >= oldest}

    def totalled(self, told: PumpTotalled) -> list[Hit]:
        """Take in what a station's pumps gave; judge the day again if it has closed."""
        day = day_named(told.day)
        if day is None:
            return []
        found = self.judged(told.station, day)
        self._pumps[told.station, day] = told.litres
        return self.newly(told.station, day, found)

    def judged(self, station: str, day: int, without: Sale | None = None) -> list[Hit]:
        """Judge a station's day; as if one of its sales had not been, if so asked."""
        if not self._rules.g13.enabled:
            return []
        today = self._calendar.day(day)
        sales = [
            sale
            for sale in newer(self._stations.of(station), today.begins - 1)
            if sale.day == day and sale is not without
        ]
        return g13(sales, self._pumps.get((station, day)), today.factor, self._rules)

    def newly(self, station: str, day: int, found: Sequence[Hit]) -> list[Hit]:
        """Give what looks wrong in a closed day and did not when `found` was all that did."""
        if day > self.closed:
            return []
        known = {hit.parameter for hit in found}
        return [hit for hit in self.judged(station, day) if hit.parameter not in known]

    def _closes(self, day: int) -> int:
        return midnight(day + 1, self._offset) + self._rules.g13.closes_after_s * 1000
