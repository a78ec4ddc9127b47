"""Answers to what seats ask about gasoline: as far as they may see the stations that sold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from county.clock import Clock
from county.fields import Millis
from county.gasoline.lines import PurchaseLine
from county.rights import Rights
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
from server.pool import RecordsAwayError
from server.sales import Sales
from server.sales_finding import Stations as Seen
from server.tally import Tally

OfSales = Purchases | Purchaser | Stations | Trends
"""What is answered here."""

SalesTold = PurchasesFound | PurchaserTold | StationsTold | TrendsTold


class GasolineQuestions:
    """Answers for all seats of one desk."""

    def __init__(
        self,
        tally: Tally,
        usual_s: Callable[[str], int | None],
        sales: Sales,
        stations: Mapping[str, str],
        clock: Clock,
    ) -> None:
        """`usual_s` gives the gap between sales that is usual at a station, in seconds.

        `stations` names the area of each station.
        """
        self._tally = tally
        self._usual_s = usual_s
        self._sales = sales
        self._stations = stations
        self._clock = clock
        self._heard: dict[str, Millis] | None = None

    async def answer(self, question: OfSales, rights: Rights) -> SalesTold:
        """Answer as far as a seat with these rights may know.

        Raises RecordsAwayError, sqlite3.DatabaseError when a purchase is damaged.
        """
        match question:
            case Purchases():
                return await self._purchases(question, rights)
            case Purchaser():
                return await self._purchaser(question, rights)
            case Stations():
                return await self._told_stations(question, rights)
            case Trends():
                return await self._trends(question, rights)

    async def _purchases(self, question: Purchases, rights: Rights) -> PurchasesFound:
        behind = self._sales.behind
        found, more = await self._sales.lookups.search(question.query, self._seen(rights))
        return PurchasesFound(id=question.id, purchases=found, more=more, behind=behind)

    async def _purchaser(self, question: Purchaser, rights: Rights) -> PurchaserTold:
        seen, limit = self._seen(rights), question.limit
        lookups, behind = self._sales.lookups, self._sales.behind
        lines: list[PurchaseLine] = []
        async for line in lookups.purchases.of_buyer(question.buyer):
            if seen is None or line.purchase.station in seen:
                lines.append(line)
                if len(lines) == limit:
                    break
        warnings = await lookups.warnings(question.buyer, rights.areas, limit)
        return PurchaserTold(
            id=question.id, purchases=tuple(lines), warnings=warnings, behind=behind
        )

    async def _told_stations(self, question: Stations, rights: Rights) -> StationsTold:
        behind = self._sales.behind
        seen = [station for station, area in self._stations.items() if rights.sees_area(area)]
        lines = self._tally.stations(seen, self._clock.now())
        if any(line.last_at is None for line in lines):
            heard = await self._last_heard()
            lines = [
                replace(line, last_at=line.last_at or heard.get(line.station)) for line in lines
            ]
        lines = [replace(line, usual_s=self._usual_s(line.station)) for line in lines]
        newest = self._tally.newest(seen, question.after, question.limit)
        return StationsTold(
            id=question.id, stations=tuple(lines), purchases=tuple(newest), behind=behind
        )

    async def _last_heard(self) -> dict[str, Millis]:
        """Give when stations were last heard that were not heard since the desk started.

        Looked up once: what sells afterwards the tally knows.
        """
        if self._heard is None:
            complete = not self._sales.behind
            try:
                heard = await self._sales.lookups.last_heard()
            except RecordsAwayError:
                return {}
            if not complete:
                return heard
            self._heard = heard
        return self._heard

    async def _trends(self, question: Trends, rights: Rights) -> TrendsTold:
        now, seen, behind = self._clock.now(), self._seen(rights), self._sales.behind
        days = await self._sales.lookups.trends(now, question.days, seen, rights.areas)
        return TrendsTold(id=question.id, days=days, behind=behind)

    def _seen(self, rights: Rights) -> Seen:
        if rights.areas is None:
            return None
        return frozenset(
            station for station, area in self._stations.items() if rights.sees_area(area)
        )
