"""Purchases kept: found by buyer, by time, by station."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from county.decisions import Outcome
from county.events import Contribution, Correction, PurchaseRegistered
from county.gasoline.lines import StationLine
from server import purchases as purchases_module
from server.batch import Batch
from server.journal import Journal
from server.purchases import Box, Recalled, Sold
from server.tally import Tally
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.server.shop import shop_in

BOUGHT = [
    purchase(number=1, at=NOON - 2 * DAY, litres=5.0),
    purchase(number=2, at=NOON, litres=6.0, station="s2"),
    purchase(number=3, at=NOON - HOUR, litres=7.0),
    purchase(number=4, at=NOON + 9 * DAY, litres=8.0, doubtful=True, buyer="p-0002"),
]


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = await Journal.open(tmp_path / "journal.db")
    batch = Batch()
    batch.add(Outcome(NOON, purchases={bought.number: bought for bought in BOUGHT}), 1)
    await journal.append(batch)
    yield journal
    await journal.close()


async def test_a_buyers_history_is_in_order_of_time(journal: Journal) -> None:
    assert await journal.purchases.history("p-7781", NOON - DAY) == [
        Contribution(3, NOON - HOUR, "s1", 7.0),
        Contribution(2, NOON, "s2", 6.0),
    ]


async def test_a_buyers_history_needs_no_look_at_the_rows(journal: Journal) -> None:
    plan = await journal._reader.fetch(
        "EXPLAIN QUERY PLAN SELECT number, at, station, litres FROM purchases "
        "WHERE buyer = 'x' AND at > 1"
    )
    assert "USING COVERING INDEX purchases_buyer" in plan[0][3]


@pytest.mark.parametrize("chunk", [1, 2, 100])
async def test_restoring_gives_what_counts_since_then_once(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(purchases_module, "CHUNK", chunk)
    found = [recalled async for recalled in journal.purchases.restore(NOON - DAY)]
    assert found == [Recalled(bought, NOON) for bought in BOUGHT[1:]]


async def test_a_purchase_with_a_doubtful_time_counts_by_its_receipt(journal: Journal) -> None:
    assert await journal.purchases.history("p-0002", 0) == [Contribution(4, NOON, "s1", 8.0)]


async def test_a_days_sales_are_told_one_by_one(journal: Journal) -> None:
    assert await journal.purchases.sold(NOON - 2 * HOUR) == [
        Sold(2, "s2", NOON, 6.0),
        Sold(3, "s1", NOON - HOUR, 7.0),
        Sold(4, "s1", NOON, 8.0),
    ]


async def test_numbering_goes_on_after_the_last_purchase(journal: Journal) -> None:
    assert await journal.purchases.last_number() == 4


# ---- refused, corrected, sealed ------------------------------------------------------------------


async def test_a_refused_sale_is_kept_and_stands_in_no_history(tmp_path: Path) -> None:
    async with shop_in(tmp_path) as shop:
        await shop.sell(purchase(refused="ban"), purchase(litres=5))
        kept = shop.journal.purchases
        assert [c.purchase for c in await kept.history("p-7781", 0)] == [2]
        assert [sold.litres for sold in await kept.sold(0)] == [0.0, 5.0]
        assert [line.purchase.refused async for line in kept.of_buyer("p-7781")] == [None, "ban"]
        restored = [recalled async for recalled in kept.restore(0)]
        assert [recalled.purchase.refused for recalled in restored] == ["ban", None]


@pytest.mark.parametrize("chunk", [1, 2, 100])
async def test_a_corrected_purchase_counts_as_corrected_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(purchases_module, "CHUNK", chunk)
    monkeypatch.setattr(purchases_module, "LOOKUP_CHUNK", chunk)
    async with shop_in(tmp_path) as shop:
        await shop.sell(*[purchase(NOON - number, litres=number) for number in range(1, 6)])
        await shop.correct(1, litres=20, purpose="打药")
        await shop.correct(1, litres=11)
        await shop.correct(2, void=True)
        await shop.correct(3, buyer="p-0002", tail="")
        kept = shop.journal.purchases
        assert [(c.purchase, c.litres) for c in await kept.history("p-7781", 0)] == [
            (5, 5.0),
            (4, 4.0),
            (1, 11.0),
        ]
        assert [c.purchase for c in await kept.history("p-0002", 0)] == [3]
        (first, void, moved) = await kept.lines([1, 2, 3])
        assert (first.purchase.purpose, first.purchase.litres) == ("打药", 11)
        assert (void.void, void.purchase.litres) == (True, 2)
        assert (moved.purchase.buyer, moved.purchase.tail) == ("p-0002", "")
        assert all(line.corrected for line in (first, void, moved))
        restored = [recalled async for recalled in kept.restore(0)]
        assert [(r.purchase.number, r.purchase.buyer, r.purchase.litres) for r in restored] == [
            (1, "p-7781", 11),
            (3, "p-0002", 3),
            (4, "p-7781", 4),
            (5, "p-7781", 5),
        ]
        sold = {each.number: each.litres for each in await kept.sold(0) if not each.void}
        assert sold == {1: 11.0, 3: 3.0, 4: 4.0, 5: 5.0}


async def test_what_was_written_stays_as_it_was_and_its_corrections_are_entries(
    tmp_path: Path,
) -> None:
    async with shop_in(tmp_path) as shop:
        await shop.sell(purchase(litres=5))
        before = await shop.journal._reader.fetch("SELECT * FROM purchases")
        await shop.correct(1, litres=6)
        assert await shop.journal._reader.fetch("SELECT * FROM purchases") == before
        linked = await shop.journal._reader.fetch("SELECT * FROM corrections")
        assert linked == [(1, 1, "")]


async def test_only_who_asks_for_sealed_identities_is_given_them(tmp_path: Path) -> None:
    async with shop_in(tmp_path) as shop:
        await shop.sell(purchase(sealed="1.k1.QUJD"), purchase())
        await shop.correct(1, buyer="p-0002")
        kept = shop.journal.purchases
        (line,) = [line async for line in kept.of_buyer("p-0002")]
        assert (line.sealed, line.purchase.sealed) == (True, "")
        assert await kept.sealed([1, 2, 99]) == [Box(1, "p-7781", "1.k1.QUJD")]


async def test_a_damaged_purchase_is_named_as_damage(tmp_path: Path) -> None:
    async with shop_in(tmp_path) as shop:
        await shop.sell(purchase())
        spoil = "UPDATE purchases SET body = x'7b'"
        await shop.journal._writer.fetch(spoil)
        with pytest.raises(sqlite3.DatabaseError, match="damaged"):
            await shop.journal.purchases.lines([1])


# ---- the day's sums ------------------------------------------------------------------------------

MIDNIGHT = NOON + 12 * HOUR


@pytest.mark.parametrize(
    ("made", "received", "expected"),
    [
        (MIDNIGHT - 1, MIDNIGHT - 1, {}),
        (MIDNIGHT - 1, MIDNIGHT + 1, {}),
        (MIDNIGHT, MIDNIGHT + 1, {"t01": (1, 10.0)}),
        (MIDNIGHT + 60_000, MIDNIGHT - 1, {"t01": (1, 10.0)}),
    ],
    ids=["yesterday", "told late", "today", "teller's clock ahead"],
)
def test_a_purchase_counts_on_the_local_day_it_was_made(
    made: int, received: int, expected: dict[str, tuple[int, float]]
) -> None:
    tally = Tally({"s1": "t01"}, utc_offset_minutes=480)
    bought: PurchaseRegistered = purchase(at=made, litres=10.0)
    tally.add([bought], received)
    assert tally.today(MIDNIGHT + HOUR) == expected


STATIONS = {"s1": "t01", "s2": "t02"}


def tally_of(*bought: PurchaseRegistered) -> Tally:
    """Count purchases numbered from 1 on, received at noon."""
    tally = Tally(STATIONS, utc_offset_minutes=480)
    tally.add([replace(each, number=number) for number, each in enumerate(bought, 1)], NOON)
    return tally


def test_a_station_is_told_with_what_it_sold_and_refused_and_when() -> None:
    tally = tally_of(
        purchase(NOON - HOUR, litres=5),
        purchase(NOON - 2 * HOUR, litres=2.5),
        purchase(NOON, litres=30, refused="amount"),
        purchase(NOON - DAY, "s2"),
    )
    assert tally.stations(("s1", "s2", "s3"), NOON) == [
        StationLine("s1", 2, 7.5, 1, NOON),
        StationLine("s2", last_at=NOON - DAY),
        StationLine("s3"),
    ]
    assert tally.today(NOON) == {"t01": (2, 7.5)}
    assert tally.stations(("s1",), NOON + DAY) == [StationLine("s1", last_at=NOON)]


def test_the_newest_purchases_are_those_of_the_stations_asked_for() -> None:
    tally = tally_of(purchase(), purchase(station="s2", sealed="1.k.x"), purchase(), purchase())
    assert [line.purchase.number for line in tally.newest(("s1",), 0, 2)] == [4, 3]
    assert [line.purchase.number for line in tally.newest(STATIONS, 1, 9)] == [4, 3, 2]
    (line,) = tally.newest(("s2",), 0, 9)
    assert (line.sealed, line.purchase.sealed) == (True, "")


def test_an_old_register_entered_for_the_record_is_no_news_of_its_station() -> None:
    tally = tally_of(purchase(NOON - 9 * DAY, archived=True))
    assert tally.newest(STATIONS, 0, 9) == []
    assert tally.stations(("s1",), NOON) == [StationLine("s1")]


def test_a_correction_changes_the_days_sums_and_the_newest() -> None:
    tally = tally_of(purchase(litres=5), purchase(litres=7), purchase(litres=9, refused="ban"))
    late = [purchase(refused="ban", number=4), purchase(litres=3, number=5)]
    tally.add(late, NOON)
    tally.correct(1, Correction(litres=4))
    tally.correct(2, Correction(void=True))
    tally.correct(3, Correction(litres=1))
    tally.correct(99, Correction(void=True))
    tally.correct(4, Correction(void=True))
    tally.correct(5, Correction(void=True))
    tally.correct(5, Correction(litres=2))
    assert tally.stations(("s1",), NOON) == [StationLine("s1", 2, 6.0, 1, NOON)]
    newest = tally.newest(("s1",), 0, 9)
    assert [(line.purchase.litres, line.void) for line in newest] == [
        (2, False),
        (10, True),
        (1, False),
        (7, True),
        (4, False),
    ]


async def test_a_tally_made_anew_from_the_store_is_the_same(tmp_path: Path) -> None:
    async with shop_in(tmp_path) as shop:
        bought = [purchase(NOON - n * HOUR, f"s{n % 2 + 1}", litres=n + 1) for n in range(20)]
        bought[3] = replace(bought[3], refused="permit")
        tally = tally_of(*bought)
        await shop.sell(*bought)
        for number, correction in (
            (1, {"litres": 9}),
            (2, {"void": True}),
            (3, {"buyer": "p-2222"}),
        ):
            await shop.correct(number, **correction)
            tally.correct(number, Correction(**correction))
        kept, anew = shop.journal.purchases, Tally(STATIONS, utc_offset_minutes=480)
        anew.restore(await kept.sold(anew.midnight(NOON)), await kept.newest(100), NOON)
        for each in (tally, anew):
            assert [line.sales for line in each.stations(STATIONS, NOON)] == [7, 4]
        assert anew.stations(STATIONS, NOON) == tally.stations(STATIONS, NOON)
        assert anew.newest(STATIONS, 0, 50) == tally.newest(STATIONS, 0, 50)
