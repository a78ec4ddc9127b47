"""The store of purchases, ten times the published volume of a year: searched, summed, made anew.

Purchases are written as the desk's commits write them, without deciding; the index is then built by
the very code that follows the journal. Each question goes all the way to its lines, beside as many
purchases read by their numbers.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from bench import sold, stores
from bench.figures import Figure, beside
from bench.sold import DAY_MS
from config.profile import Profile
from county.clock import SystemClock
from county.events import Contribution, Entry, PurchaseRegistered, WarningRaised
from county.record import Outcome, Ruled
from feeds.gasoline import PurchaseQuery
from server import following, interpreter
from server.batch import Batch
from server.journal import FILE as JOURNAL_FILE
from server.journal import Journal
from server.sales import FILE, Sales
from server.sales_finding import Stations

FULL, USUAL, QUICK = 5_000_000, 500_000, 50_000
CHUNK = 2000
"""Purchases of one transaction."""

WARNED = 40
"""One warning on so many purchases."""

ROUNDS = 30
HISTORY_MS, SEARCH_MS = 10.0, 100.0


def run(*, quick: bool, full: bool = False) -> list[Figure]:
    """Build the store and its index, and ask them."""
    interpreter.tune()
    count = FULL if full else QUICK if quick else USUAL
    with tempfile.TemporaryDirectory(prefix="zhiban-bench-") as directory:
        return asyncio.run(_measured(Path(directory), stores.profile(), count))


async def _measured(place: Path, county: Profile, count: int) -> list[Figure]:
    clock = SystemClock()
    span_ms = 365 * DAY_MS * count // sold.COUNTY_YEAR
    since = clock.now() - span_ms - DAY_MS
    stations = tuple(county.rulebook.stations)
    each = sold.BUYER_YEAR * span_ms / (365 * DAY_MS)
    journal = await Journal.open(place / JOURNAL_FILE)
    try:
        facts = sold.purchases(count, stations, since, span_ms, each)
        written_s = await _write(journal, facts)
        await journal.fold_in()
        figures = [
            Figure(f"{count:,} purchases written", count / written_s, "purchases/s"),
            Figure("size of one purchase", _size(place / JOURNAL_FILE) / count, "bytes"),
        ]
        async with _sales_of(place, journal, county) as (sales, built_s):
            figures.append(Figure("index made anew", count / built_s, "purchases/s"))
            figures.append(Figure("size of one in it", _size(place / FILE) / count, "bytes"))
            known = _Known(sales, count, since, span_ms, stations)
            figures += [figure async for figure in _ask_all(known)]
    finally:
        await journal.close()
    started = time.perf_counter()
    async with stores.desk_at(place / JOURNAL_FILE, county, clock):
        took = time.perf_counter() - started
    return [*figures, Figure("restart, a month in the windows", took, "s")]


async def _write(journal: Journal, facts: Iterator[PurchaseRegistered]) -> float:
    """Write purchases and warnings on some of them; give the seconds that writing took."""
    took = 0.0
    numbered = enumerate(facts, 1)
    while part := list(islice(numbered, CHUNK)):
        batch = Batch()
        if part[0][0] == 1:
            batch.add_source(1, "bench-1")
        batch.add(_outcome(part), 1)
        started = time.perf_counter()
        await journal.append(batch)
        took += time.perf_counter() - started
    return took


def _outcome(part: list[tuple[int, PurchaseRegistered]]) -> Outcome:
    outcome = Outcome(part[-1][1].at)
    for number, bought in part:
        outcome.purchases[number] = replace(bought, number=number)
        if number % WARNED == 0:
            seq = number // WARNED
            entry = Entry(seq, bought.at, "desk", _warning(seq, bought, number))
            outcome.entries.append(Ruled(entry, ()))
    return outcome


def _warning(number: int, bought: PurchaseRegistered, purchase: int) -> WarningRaised:
    return WarningRaised(
        at=bought.at,
        number=number,
        rule=f"G{1 + number % 9:02d}",
        level="W2",
        buyer=bought.buyer,
        tail=bought.tail,
        station=bought.station,
        area="",
        parameter="person_short_litres",
        limit=60.0,
        measured=70.0,
        window_s=604_800,
        purchases=(Contribution(purchase, bought.at, bought.station, bought.litres),),
        due_at=bought.at + 14_400_000,
        simulated=True,
    )


def _size(path: Path) -> int:
    return path.stat().st_size


@asynccontextmanager
async def _sales_of(
    place: Path, journal: Journal, county: Profile
) -> AsyncIterator[tuple[Sales, float]]:
    """Make the index anew, without rests; give it and the seconds it took."""
    rest, following.REST = following.REST, 0.0
    sales = Sales(place, journal, county.utc_offset_minutes, SystemClock())
    try:
        started = time.perf_counter()
        await sales.start()
        await sales.level()
        yield sales, time.perf_counter() - started
    finally:
        following.REST = rest
        await sales.stop()


class _Known(NamedTuple):
    """A store, and what stands in it."""

    sales: Sales
    purchases: int
    since: int
    span_ms: int
    stations: tuple[str, ...]


Make = Callable[[random.Random], PurchaseQuery]


def _searches(known: _Known) -> Iterator[tuple[str, Make, Stations]]:
    """Give the kinds of search, each with the stations that the seat sees."""
    few = frozenset(known.stations[:2])
    month = 30 * DAY_MS
    old = known.since + known.span_ms // 2
    year = min(known.span_ms, 365 * DAY_MS)
    yield "newest", lambda _: PurchaseQuery(), None
    yield "newest, two stations", lambda _: PurchaseQuery(), few
    yield "two characters", lambda rng: _words(rng.choice(sold.WORKS)[:2]), None
    yield "one character", lambda rng: _words(rng.choice("机油田地圈河")), None
    yield "a phrase", lambda rng: _words(rng.choice(sold.WORKS)), None
    yield "a place", _place, None
    yield "rare word", lambda _: _words(sold.RARE[:2]), None
    yield "word that is nowhere", lambda _: _words("飞碟"), None
    yield "permit", lambda rng: _words(f"XK26-{rng.randrange(known.purchases):07d}"), None
    yield "three words", lambda rng: _words(f"{rng.choice(sold.WORKS)[:2]} 农忙 苗圃"), None
    yield "words that never meet", lambda _: _words("春播 秋收"), None
    yield "word, two stations", lambda rng: _words(rng.choice(sold.WORKS)[:2]), few
    yield "word, an old month", lambda _: _words("割草", since=old, until=old + month), None
    yield (
        "never meet, an old year",
        lambda _: _words("春播 秋收", since=old, until=old + year),
        None,
    )
    yield "an old month alone", lambda _: _words("", since=old, until=old + month), None


def _words(words: str, since: int | None = None, until: int | None = None) -> PurchaseQuery:
    return PurchaseQuery(words=words, since=since, until=until)


def _place(rng: random.Random) -> PurchaseQuery:
    return _words(f"{rng.choice(sold.TOWNS)}镇{rng.choice(sold.VILLAGES)}村")


async def _ask_all(known: _Known) -> AsyncIterator[Figure]:
    lookups = known.sales.lookups
    rng = random.Random(3)
    lines = await lookups.purchases.lines(
        [rng.randrange(1, known.purchases) for _ in range(ROUNDS)]
    )
    buyers = iter([line.purchase.buyer for line in lines] * 3)

    async def history() -> int:
        return len(await lookups.purchases.history(next(buyers), 0))

    async def purchaser() -> int:
        buyer = next(buyers)
        await lookups.warnings(buyer, None, 100)
        return len([line async for line in lookups.purchases.of_buyer(buyer)])

    async def trends() -> int:
        now = known.since + known.span_ms
        return len(await lookups.trends(now, 400, None, None))

    for name, ask in (("history", history), ("purchaser's page", purchaser)):
        for figure in await _timed(name, known, ask, HISTORY_MS):
            yield figure
    for figure in await _timed("trends of 400 days", known, trends, SEARCH_MS):
        yield figure
    for name, make, stations in _searches(known):

        async def search(
            rng: random.Random = random.Random(5),  # noqa: B008 - one for all rounds of a kind
            make: Make = make,
            seen: Stations = stations,
        ) -> int:
            found, _ = await lookups.search(make(rng), seen)
            return len(found)

        for figure in await _timed(name, known, search, SEARCH_MS):
            yield figure


async def _timed(
    name: str, known: _Known, ask: Callable[[], Awaitable[int]], bar: float
) -> list[Figure]:
    """Time a question, and as many purchases read by their numbers."""
    taken, raw, most = [], [], 1
    for _ in range(ROUNDS):
        started = time.perf_counter()
        most = max(most, await ask())
        taken.append((time.perf_counter() - started) * 1000)
    rng, purchases = random.Random(11), known.sales.lookups.purchases
    for _ in range(ROUNDS):
        numbers = [rng.randrange(1, known.purchases) for _ in range(most)]
        started = time.perf_counter()
        await purchases.lines(numbers)
        raw.append((time.perf_counter() - started) * 1000)
    ceiling = (f"{most} purchases by number", statistics.median(raw))
    return [
        beside(f"{name}: median", statistics.median(taken), "ms", ceiling, bar, bar / 4),
        beside(f"{name}: worst", max(taken), "ms", ceiling),
    ]
