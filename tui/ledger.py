"""Gasoline purchases held in memory, told as a desk tells them: for pictures, without a desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

from county import events as ev
from county.events import Correction, Entry, Finding, PurchaseRegistered, WarningRaised
from county.gasoline.corrections import line_of
from county.gasoline.lines import DayLine, PurchaseLine, StationLine, WarningPast
from county.gasoline.rules import GasolineRules
from county.gasoline.seasons import local_day
from county.gasoline.silence import Silences
from feeds.gasoline import (
    Purchaser,
    PurchaserTold,
    Purchases,
    PurchasesFound,
    Stations,
    StationsTold,
    Trends,
    TrendsTold,
)

Asked = Purchases | Purchaser | Stations | Trends
"""What is answered here."""


class Ledger:
    """What was sold and what was raised on it, as it stands at one moment."""

    def __init__(
        self,
        purchases: Iterable[PurchaseRegistered],
        entries: Sequence[Entry],
        rules: GasolineRules,
        utc_offset_minutes: int,
        now: int,
    ) -> None:
        """`purchases` in the order of their numbers, each told as it was made."""
        self._purchases = purchases
        self._entries = entries
        self._rules = rules
        self._offset = utc_offset_minutes
        self._now = now

    def answer(
        self, question: Asked, stations: Iterable[str]
    ) -> PurchasesFound | PurchaserTold | StationsTold | TrendsTold:
        """Answer as a desk would, of these petrol stations."""
        match question:
            case Purchases():
                found = list(self._found(question))
                cut = tuple(found[: question.query.limit])
                return PurchasesFound(id=question.id, purchases=cut, more=len(cut) < len(found))
            case Purchaser():
                return self._purchaser(question)
            case Stations():
                newer = [line for line in self._lines if line.purchase.number > question.after]
                told = tuple(self._station(station) for station in stations)
                newest = tuple(newer[: question.limit])
                return StationsTold(id=question.id, stations=told, purchases=newest)
            case Trends():
                return TrendsTold(id=question.id, days=tuple(self._days(question.days)))

    @cached_property
    def _lines(self) -> list[PurchaseLine]:
        """Every purchase as it counts now, the newest first."""
        corrections: defaultdict[int, list[Correction]] = defaultdict(list)
        for entry in self._entries:
            if isinstance(entry.event, ev.PurchaseCorrected):
                corrections[entry.event.purchase].append(entry.event.correction)
        told = (line_of(each, each.at, corrections[each.number]) for each in self._purchases)
        return sorted(told, key=lambda line: line.purchase.number, reverse=True)

    @cached_property
    def _raised(self) -> list[WarningRaised]:
        """Every warning ever raised, the newest first."""
        events = (entry.event for entry in reversed(self._entries))
        return [event for event in events if isinstance(event, WarningRaised)]

    @cached_property
    def _findings(self) -> dict[int, Finding]:
        events = (entry.event for entry in self._entries)
        return {e.warning: e.finding for e in events if isinstance(e, ev.WarningVerified)}

    def _found(self, question: Purchases) -> Iterator[PurchaseLine]:
        query = question.query
        for line in self._lines:
            bought = line.purchase
            hay = f"{bought.purpose} {bought.use_place} {bought.travel_reason} {bought.permit}"
            if (
                all(word in hay for word in query.words.split())
                and query.buyer in ("", bought.buyer)
                and query.station in (None, bought.station)
                and query.number in (None, bought.number)
                and (query.since is None or line.at >= query.since)
                and (query.until is None or line.at < query.until)
                and (query.before is None or bought.number < query.before)
            ):
                yield line

    def _purchaser(self, question: Purchaser) -> PurchaserTold:
        lines = [line for line in self._lines if line.purchase.buyer == question.buyer]
        past = [
            WarningPast(w.number, w.at, w.rule, w.level, w.station, self._findings.get(w.number))
            for w in self._raised
            if w.buyer == question.buyer
        ]
        lines.sort(key=lambda line: line.at, reverse=True)
        limit = question.limit
        return PurchaserTold(
            id=question.id, purchases=tuple(lines[:limit]), warnings=tuple(past[:limit])
        )

    @cached_property
    def _rhythms(self) -> Silences:
        rhythms = Silences(self._rules.g16, self._offset)
        for line in sorted(self._lines, key=lambda line: line.at):
            rhythms.heard(line.purchase.station, line.at)
        return rhythms

    def _station(self, station: str) -> StationLine:
        today = local_day(self._now, self._offset)
        lines = [
            line
            for line in self._lines
            if line.purchase.station == station and local_day(line.at, self._offset) == today
        ]
        sold = [line for line in lines if line.purchase.refused is None and not line.void]
        return StationLine(
            station=station,
            sales=len(sold),
            litres=sum(line.purchase.litres for line in sold),
            refused=sum(line.purchase.refused is not None for line in lines),
            last_at=self._rhythms.last_heard(station),
            usual_s=self._rhythms.usual_s(station),
        )

    def _days(self, days: int) -> Iterator[DayLine]:
        """Give the last days, from the first purchase on: what was before is not known."""
        first = min((line.at for line in self._lines), default=self._now)
        last = local_day(self._now, self._offset)
        for day in range(max(local_day(first, self._offset), last - days + 1), last + 1):
            yield self._day(day)

    def _day(self, day: int) -> DayLine:
        sold = [
            line.purchase.litres
            for line in self._lines
            if local_day(line.at, self._offset) == day
            and line.purchase.refused is None
            and not line.void
        ]
        raised = [w for w in self._raised if local_day(w.purchases[-1].at, self._offset) == day]
        warnings: defaultdict[str, int] = defaultdict(int)
        for warning in raised:
            warnings[warning.rule] += 1
        return DayLine(
            day=str(date(1970, 1, 1) + timedelta(days=day)),
            purchases=len(sold),
            litres=sum(sold),
            warnings=dict(warnings),
            verified=sum(warning.number in self._findings for warning in raised),
        )
