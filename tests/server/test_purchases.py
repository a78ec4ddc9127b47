"""Purchases kept: found by buyer, by time, by station."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from county.decisions import Outcome
from county.events import Contribution, PurchaseRegistered
from server import purchases as purchases_module
from server.batch import Batch
from server.journal import Journal
from server.purchases import Recalled, Sold
from server.tally import Tally
from tests.county.samples import DAY, HOUR, NOON, purchase

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


async def test_sales_are_summed_by_station(journal: Journal) -> None:
    assert sorted(await journal.purchases.sold(NOON - 2 * HOUR)) == [
        Sold("s1", 2, 15.0),
        Sold("s2", 1, 6.0),
    ]


async def test_numbering_goes_on_after_the_last_purchase(journal: Journal) -> None:
    assert await journal.purchases.last_number() == 4


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
