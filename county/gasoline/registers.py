"""The stations' registers of whole days: when they close, and what looks wrong in them (G13)."""

from __future__ import annotations

from county.events import PumpTotalled
from county.gasoline.hits import Hit
from county.gasoline.judging_station import Register, Shares
from county.gasoline.rules import GasolineRules
from county.gasoline.seasons import Calendar, day_named, local_day, midnight
from county.gasoline.windows import Sale


class Registers:
    """Judges each station's day when it closes, and again when something of it comes late.

    Of a closed day only what was not found before is told: a station is asked once for each
    share, however many sales of the day come late.
    """

    def __init__(self, rules: GasolineRules, utc_offset_minutes: int) -> None:
        self._offset = utc_offset_minutes
        self._days: dict[int, dict[str, Register]] = {}
        """The registers of each local day by station."""
        self._oldest = 0
        """Of earlier local days too little is known: they are not judged any more."""
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
        for registers in self._days.values():
            for register in registers.values():
                register.recount()

    @property
    def next_close(self) -> int | None:
        """When a day next closes, epoch milliseconds."""
        return self._closes(min(self._unjudged)) if self._unjudged else None

    # ---- what comes in --------------------------------------------------------------------------

    def enter(self, sale: Sale) -> None:
        """Put a sale into the register of its day, unjudged. Hot: all sales come through."""
        day = sale.day
        if day >= self._oldest:
            self._register(sale.bought.station, day).add(sale)
        if day > self.closed and not sale.archived:
            self._unjudged.add(day)

    def sold(self, sale: Sale) -> list[Hit]:
        """Enter a sale; give what looks wrong only with it in a day that has closed."""
        if sale.day > self.closed:  # as mostly
            self.enter(sale)
            return []
        station, day = sale.bought.station, sale.day
        known = self._wrong(station, day)
        self.enter(sale)
        return self._newly(station, day, known)

    def corrected(self, was: Sale, sale: Sale | None) -> list[Hit]:
        """Let a sale of the same day count as another (None: not at all); give what looks wrong
        only now, if the day has closed."""
        station, day = was.bought.station, was.day
        known = self._wrong(station, day)
        if day >= self._oldest:
            self._register(station, day).remove(was.bought.purchase)
        if sale is not None:
            self.enter(sale)
        return self._newly(station, day, known)

    def totalled(self, told: PumpTotalled) -> list[Hit]:
        """Take in what a station's pumps gave; judge the day again if it has closed."""
        day = day_named(told.day)
        if day is None or day < self._oldest:
            return []
        known = self._wrong(told.station, day)
        self._register(told.station, day).pump = told.litres
        return self._newly(told.station, day, known)

    # ---- closing --------------------------------------------------------------------------------

    def close(self, now: int) -> list[Hit]:
        """Judge the days that have closed by `now` (epoch milliseconds)."""
        due = sorted(day for day in self._unjudged if self._closes(day) <= now)
        self.resume(now)
        return [
            hit
            for day in due
            for station in sorted(self._days.get(day, ()))
            for hit in self._newly(station, day, {})
        ]

    def resume(self, closed: int) -> None:
        """Take the days that closed by `closed` (epoch milliseconds) as judged."""
        after = self._rules.g13.closes_after_s * 1000
        self.closed = max(self.closed, local_day(closed - after, self._offset) - 1)
        self._unjudged = {day for day in self._unjudged if day > self.closed}
        kept_since = closed - self._rules.kept_s * 1000
        self._oldest = max(self._oldest, local_day(kept_since, self._offset) + 1)
        self._days = {day: those for day, those in self._days.items() if day >= self._oldest}

    def _closes(self, day: int) -> int:
        return midnight(day + 1, self._offset) + self._rules.g13.closes_after_s * 1000

    # ---- judging --------------------------------------------------------------------------------

    def _register(self, station: str, day: int) -> Register:
        registers = self._days.get(day)
        if registers is None:
            registers = self._days[day] = {}
        register = registers.get(station)
        if register is None:
            register = registers[station] = Register()
        return register

    def _wrong(self, station: str, day: int) -> Shares:
        """Give what looks wrong in a station's day."""
        register = self._days.get(day, {}).get(station)
        if register is None or not self._rules.g13.enabled:
            return {}
        return register.wrong(self._rules, self._calendar.day(day).factor)

    def _newly(self, station: str, day: int, known: Shares) -> list[Hit]:
        """Tell what looks wrong in a closed day and is not known yet."""
        if day > self.closed:
            return []
        new = {
            name: share for name, share in self._wrong(station, day).items() if name not in known
        }
        if not new:  # as mostly
            return []
        register = self._days[day][station]
        return register.hits(new, self._rules, self._calendar.day(day).factor)
