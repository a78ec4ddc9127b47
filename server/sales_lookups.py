"""Questions about purchases, on connections of their own: none waits for a purchase to be kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from county.fields import Millis
from county.gasoline.lines import DayLine, PurchaseLine, WarningPast
from feeds.gasoline import PurchaseQuery
from server.finding import MAX_NUMBER, Areas, within_areas
from server.pool import Pool
from server.purchases import Purchases
from server.sales_finding import Span, Stations, fits, numbers_of
from server.tally import DAY_MS

READERS = 2
"""Questions answered at the same time."""

MAX_PAGE = 2000
"""Numbers read at a time while what is found has to be looked at one by one."""

SPAN = "SELECT (SELECT min(at) FROM purchases), (SELECT max(at) FROM purchases)"


class SalesLookups:
    """Answers from the journal, and from the sales while they are open.

    All questions raise RecordsAwayError, sqlite3.DatabaseError for a purchase that is damaged.
    """

    def __init__(
        self, journal: Path, on_damage: Callable[[], None], utc_offset_minutes: int
    ) -> None:
        """Call `on_damage` when the sales are found damaged; `journal` is the journal's file."""
        self._journal_path = journal
        self._offset_ms = utc_offset_minutes * 60_000
        self._sales = Pool(on_damage)
        self._journal = Pool(_bear)
        self.purchases = Purchases(self._journal)
        """The purchases kept, which need no index."""

    async def start(self) -> None:
        """Begin to answer what the journal tells. Raises sqlite3.Error."""
        await self._journal.open(self._journal_path, READERS)

    async def stop(self) -> None:
        """Answer what was asked, and no more."""
        await self._journal.close()

    async def open(self, path: Path) -> None:
        """Begin to answer what the sales tell. Raises sqlite3.Error."""
        await self._sales.open(path, READERS, self._journal_path)

    async def close(self) -> None:
        """Answer of the sales what was asked, and no more."""
        await self._sales.close()

    # ---- questions ------------------------------------------------------------------------------

    async def search(
        self, query: PurchaseQuery, stations: Stations
    ) -> tuple[tuple[PurchaseLine, ...], bool]:
        """Give what a query describes, newest first, and whether there is more."""
        found: list[PurchaseLine] = []
        async for numbers in self._candidates(query, stations):
            lines = await self.purchases.lines(numbers)
            found += (line for line in lines if fits(line, query, stations))
            if len(found) > query.limit:
                break
        return tuple(found[: query.limit]), len(found) > query.limit

    async def warnings(self, buyer: str, areas: Areas, limit: int) -> tuple[WarningPast, ...]:
        """Give a purchaser's warnings, the newest first."""
        within, seen = within_areas(areas)
        sql = f"""SELECT number, at, rule, level, station, finding FROM warnings
            WHERE buyer = ? AND buyer <> ''{within} ORDER BY number DESC LIMIT ?"""  # noqa: S608 - our names
        rows = await self._sales.fetch(sql, (buyer, *seen, limit))
        return tuple(
            WarningPast(number, at, rule, level, station, finding or None)
            for number, at, rule, level, station, finding in rows
        )

    async def trends(
        self, now: Millis, days: int, stations: Stations, areas: Areas
    ) -> tuple[DayLine, ...]:
        """Give the sums of the last local days, today's the last: one for each day."""
        today = (now + self._offset_ms) // DAY_MS
        first = today - days + 1
        lines = {day: DayLine(_date(day)) for day in range(first, today + 1)}
        await self._add_sales(lines, stations)
        await self._add_warnings(lines, areas)
        return tuple(lines.values())

    async def last_heard(self) -> dict[str, Millis]:
        """Give when each station's last sale or refusal counts as made, as far back as is kept."""
        sql = "SELECT station, max(last_at) FROM days GROUP BY station"
        return dict(await self._sales.fetch(sql))

    # ---- inside ---------------------------------------------------------------------------------

    async def _candidates(
        self, query: PurchaseQuery, stations: Stations
    ) -> AsyncIterator[list[int]]:
        """Give the numbers of what may be described, some at a time, newest first."""
        if query.number is not None:
            yield [query.number]
            return
        before, page = query.before or MAX_NUMBER, query.limit + 1
        if query.buyer:
            numbers = sorted(await self.purchases.numbers_of(query.buyer), reverse=True)
            for start in range(0, len(numbers), page):
                yield numbers[start : start + page]
            return
        ((oldest, newest),) = await self._journal.fetch(SPAN)
        if oldest is None:
            return
        kept = Span(oldest, newest)
        while (ask := numbers_of(query, stations, kept, before, page)) is not None:
            numbers = [number for (number,) in await self._sales.fetch(*ask)]
            yield numbers
            if len(numbers) < page:
                return
            before, page = numbers[-1], min(page * 4, MAX_PAGE)

    async def _add_sales(self, lines: dict[int, DayLine], stations: Stations) -> None:
        only, seen = "", tuple(sorted(stations or ()))
        if stations is not None:
            only = f" AND station IN ({','.join('?' * len(seen))})"
        sql = f"""SELECT day, sum(sales), sum(litres) FROM days
            WHERE day BETWEEN ? AND ?{only} GROUP BY day"""  # noqa: S608 - question marks only
        for day, sales, litres in await self._sales.fetch(sql, (min(lines), max(lines), *seen)):
            lines[day] = replace(lines[day], purchases=sales, litres=round(litres, 2))

    async def _add_warnings(self, lines: dict[int, DayLine], areas: Areas) -> None:
        within, seen = within_areas(areas)
        sql = f"""SELECT day, rule, count(*), sum(finding <> '') FROM warnings
            WHERE day BETWEEN ? AND ?{within} GROUP BY day, rule"""  # noqa: S608 - our names
        rows = await self._sales.fetch(sql, (min(lines), max(lines), *seen))
        for day, rule, raised, verified in rows:
            line = lines[day]
            by_rule = line.warnings | {rule: raised}
            lines[day] = replace(line, warnings=by_rule, verified=line.verified + verified)


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY_MS / 1000, UTC).date().isoformat()


def _bear() -> None:
    """Leave the journal as it is: nothing made anew would mend it."""
