"""Questions about gasoline over a real socket: cut to the stations that a seat sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from county import commands as ask
from county.events import Correction, PurchaseRegistered
from county.gasoline.lines import StationLine
from feeds.gasoline import (
    PurchaseQuery,
    Purchaser,
    Purchases,
    Stations,
    Trends,
)
from feeds.wire import JSON, MSGPACK
from server.serve import Server
from tests.county.samples import purchase
from tests.server.test_questions import answer, done, refused
from tests.server.wire_client import client, metrics, now, server_at

STATION = "ps01"
"""The small county's petrol station: it lies in the east."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path) as server:
        yield server


def bought(**changes: object) -> PurchaseRegistered:
    """Give a purchase made just now."""
    return replace(purchase(now(), STATION, machine=None), **changes)


async def sell(server: Server) -> None:
    """Register a sale, one that raises a warning, and one that was refused."""
    async with client(server.url, "feed") as feed:
        await feed.push(
            bought(sealed="1.k1.QUJD", purpose="抽水机浇地"),
            bought(id_check="failed", buyer="p-0002", litres=6.5),
            bought(refused="container", litres=30),
        )


@pytest.mark.parametrize("form", [JSON, MSGPACK])
async def test_every_question_about_gasoline_has_its_answer(server: Server, form: str) -> None:
    await sell(server)
    async with client(server.url, "officer", form) as officer:
        query = PurchaseQuery(words="抽水机")
        found = await answer(officer, Purchases(id=1, query=query))
        assert [(line.purchase.number, line.sealed) for line in found.purchases] == [(1, True)]
        assert found.purchases[0].purchase.sealed == ""
        told = await answer(officer, Purchaser(id=2, buyer="p-7781"))
        assert [line.purchase.number for line in told.purchases] == [3, 1]
        warned = await answer(officer, Purchaser(id=3, buyer="p-0002"))
        assert "G01" in {warning.rule for warning in warned.warnings}
        stations = await answer(officer, Stations(id=4))
        assert stations.stations == (
            StationLine(STATION, 2, 16.5, 1, stations.stations[0].last_at),
        )
        assert [line.purchase.number for line in stations.purchases] == [3, 2, 1]
        newer = await answer(officer, Stations(id=5, after=2, limit=9))
        assert [line.purchase.number for line in newer.purchases] == [3]
        days = (await answer(officer, Trends(id=6, days=2))).days
        assert (days[-1].purchases, days[-1].litres) == (2, 16.5)
        assert days[-1].warnings.get("G01")
        assert days[0].purchases == 0


async def test_what_other_townships_sold_is_answered_as_unknown(server: Server) -> None:
    await sell(server)
    async with client(server.url, "east") as east:
        found = await answer(east, Purchases(id=1, query=PurchaseQuery()))
        assert len(found.purchases) == 3
    async with client(server.url, "west") as west:
        for query in (
            PurchaseQuery(),
            PurchaseQuery(words="抽水"),
            PurchaseQuery(number=1),
            PurchaseQuery(buyer="p-7781"),
            PurchaseQuery(station=STATION),
        ):
            assert (await answer(west, Purchases(id=1, query=query))).purchases == ()
        for buyer in ("p-7781", "p-0002", "p-nobody"):
            told = await answer(west, Purchaser(id=2, buyer=buyer))
            assert (told.purchases, told.warnings) == ((), ())
        stations = await answer(west, Stations(id=3))
        assert (stations.stations, stations.purchases) == ((), ())
        days = (await answer(west, Trends(id=4, days=30))).days
        assert {(day.purchases, day.litres, len(day.warnings)) for day in days} == {(0, 0, 0)}


async def test_a_correction_is_in_every_answer_that_follows(server: Server) -> None:
    await sell(server)
    async with client(server.url, "officer") as officer:
        await done(officer, ask.Correct(2, Correction(litres=5, purpose="打药"), "抄错了"))
        told = await answer(officer, Purchaser(id=1, buyer="p-0002"))
        assert told.purchases[0].corrected
        assert told.purchases[0].purchase.litres == 5
        (line,) = (await answer(officer, Stations(id=2))).stations
        assert (line.sales, line.litres) == (2, 15.0)
        found = await answer(officer, Purchases(id=3, query=PurchaseQuery(words="打药")))
        assert [line.purchase.number for line in found.purchases] == [2]
        (day,) = (await answer(officer, Trends(id=4, days=1))).days
        assert day.litres == 15.0


async def test_a_restart_forgets_nothing_of_the_stations(tmp_path: Path) -> None:
    async with server_at(tmp_path) as server:
        await sell(server)
        async with client(server.url, "officer") as officer:
            before = await answer(officer, Stations(id=1))
    async with server_at(tmp_path) as server, client(server.url, "officer") as officer:
        assert await answer(officer, Stations(id=1)) == before


@pytest.mark.parametrize(
    "question",
    [
        Purchases(id=7, query=PurchaseQuery()),
        Purchaser(id=7, buyer="p-7781"),
        Stations(id=7),
        Trends(id=7),
    ],
    ids=lambda question: type(question).__name__,
)
async def test_a_feed_is_told_nothing_of_gasoline(
    server: Server, question: Purchases | Purchaser | Stations | Trends
) -> None:
    async with client(server.url, "feed") as feed:
        assert (await refused(feed, question)).code == "role_may_not"


async def test_how_far_the_index_is_behind_is_an_indicator(server: Server) -> None:
    await sell(server)
    async with client(server.url, "officer") as officer:
        await answer(officer, Trends(id=1))
    assert (await metrics(server.url))["zhiban_sales_behind"] == 0
