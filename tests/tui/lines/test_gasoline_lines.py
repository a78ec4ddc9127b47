"""Gasoline over a real socket in lines: purchases, warnings' verbs, what takes two persons."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from config.seats import Seat, save_seats, token_hash
from county.events import PurchaseRegistered
from feeds.gasoline import PurchaseQuery, Purchases, PurchasesFound
from server.serve import Server
from tests.county.samples import purchase
from tests.server.wire_client import SEATS, client, now, server_at
from tests.tui.lines.asked import asked, followed, line_to
from tui.lines import DONE, NOT_UNDERSTOOD, REFUSED

LEADERS = tuple(
    Seat(name=name, role="leader", token_sha256=token_hash(name)) for name in ("li", "zhao")
)

OPENER = Seat(name="wen", role="officer", token_sha256=token_hash("wen"), unmasks=True)

CHANGE = ("rule", "G04", "other_litres=25:", "trial", "for", "the", "harvest")


def bought(**changes: object) -> PurchaseRegistered:
    """Give a purchase made just now at the small county's petrol station, in its east."""
    return replace(purchase(now(), "ps01", machine=None), **changes)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Server]:
    """Run a desk with two leaders; one purchase of three had no identity that matched."""
    async with server_at(tmp_path) as server:
        save_seats(tmp_path, (*SEATS.values(), *LEADERS, OPENER))
        server.upkeep.reload()
        async with client(server.url, "feed") as feed:
            await feed.push(
                bought(purpose="抽水机浇地", litres=6.5),
                bought(buyer="p-0002", id_check="failed", use_place="西沟"),
                bought(buyer="p-0003", refused="container", litres=30),
            )
        await sold(server, 3)
        yield server


async def sold(server: Server, count: int) -> None:
    """Wait until the purchases can be searched: they follow the journal."""
    async with asyncio.timeout(20), line_to(server.url) as line:
        await line.ready()
        while True:
            found = await line.inquire(Purchases(query=PurchaseQuery()))
            if isinstance(found, PurchasesFound) and len(found.purchases) >= count:
                return


async def warned(desk: Server, rule: str) -> dict[str, object]:
    """Give the only warning of a rule as its record."""
    _, heard = await asked(desk.url, "warnings", "--json")
    (record,) = (each for each in json.loads(heard.out) if each["rule"] == rule)
    return dict(record)


# ---- purchases ----------------------------------------------------------------------------------


async def test_purchases_are_told_a_line_each_the_newest_first(desk: Server) -> None:
    code, heard = await asked(desk.url, "sales", "since:1h")
    assert code == DONE
    assert [line.split()[0] for line in heard.lines] == ["3", "2", "1"]
    assert "30 L" in heard.lines[0]
    assert "refused" in heard.lines[0]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("sales", "抽水"), [1]),
        (("购油", "西沟"), [2]),
        (("sales", "buyer:p-0003"), [3]),
        (("sales", "station:东乡加油站", "since:1h"), [3, 2, 1]),
        (("sales", "#2"), [2]),
    ],
)
async def test_purchases_are_found_by_words_and_filters(
    desk: Server, words: tuple[str, ...], numbers: list[int]
) -> None:
    code, heard = await asked(desk.url, *words, "--json")
    assert code == DONE
    assert [record["number"] for record in json.loads(heard.out)] == numbers


async def test_purchases_as_csv_have_the_same_fields_and_never_a_sealed_one(desk: Server) -> None:
    async with client(desk.url, "feed") as feed:
        await feed.push(bought(sealed="1.k1.QUJD"), first=4)
    await sold(desk, 4)
    _, as_json = await asked(desk.url, "sales", "since:1h", "--json")
    _, as_csv = await asked(desk.url, "sales", "since:1h", "--csv")
    records, rows = json.loads(as_json.out), list(csv.DictReader(io.StringIO(as_csv.out)))
    assert [row["number"] for row in rows] == ["4", "3", "2", "1"]
    assert list(rows[0]) == list(records[0])
    assert "QUJD" not in as_json.out + as_csv.out


async def test_purchases_as_sentences_have_no_columns(desk: Server) -> None:
    _, heard = await asked(desk.url, "sales", "抽水", "--plain")
    (line,) = heard.lines
    assert line.startswith("Purchase 1, ")
    assert "6.5 L" in line


async def test_what_no_purchase_fits_is_said(desk: Server) -> None:
    code, heard = await asked(desk.url, "sales", "nowhere-at-all")
    assert (code, heard.out) == (DONE, "nothing was found\n")


@pytest.mark.parametrize("words", [("sales",), ("sales", "x", "--follow"), ("sales", "station:x")])
async def test_a_search_of_purchases_that_is_not_understood_asks_nothing(
    desk: Server, words: tuple[str, ...]
) -> None:
    code, heard = await asked(desk.url, *words)
    assert (code, heard.out) == (NOT_UNDERSTOOD, "")
    assert len(heard.err.splitlines()) == 1


async def test_a_seat_of_another_township_is_told_none_of_them(desk: Server) -> None:
    code, heard = await asked(desk.url, "sales", "since:1h", token="west")
    assert (code, heard.out) == (DONE, "nothing was found\n")


# ---- verbs --------------------------------------------------------------------------------------


async def test_a_warning_is_handed_to_another_police_station(desk: Server) -> None:
    before = await warned(desk, "G01")
    assert before["assigned"] == "st02"
    code, heard = await asked(desk.url, "hand", str(before["number"]), "st01")
    assert code == DONE, heard.err
    assert (await warned(desk, "G01"))["assigned"] == "st01"
    code, heard = await asked(desk.url, "hand", str(before["number"]), "st01")
    assert code == REFUSED


async def test_only_reviews_are_verified_many_at_once(desk: Server) -> None:
    number = str((await warned(desk, "G01"))["number"])
    code, heard = await asked(desk.url, "batch", f"{number}:", "lawful", "seen", "there")
    assert code == REFUSED
    assert "W2" in heard.err
    assert (await warned(desk, "G01"))["finding"] is None


async def test_a_record_is_corrected_and_keeps_saying_so(desk: Server) -> None:
    line = ("correct", "1", "litres", "5:", "the", "slip", "says", "so")
    code, heard = await asked(desk.url, *line, token="li")
    assert code == DONE, heard.err
    async with asyncio.timeout(20):
        while True:
            _, heard = await asked(desk.url, "sales", "#1", "--json")
            (record,) = json.loads(heard.out)
            if record["corrected"]:
                break
    assert record["litres"] == 5


# ---- what takes two persons ---------------------------------------------------------------------


async def test_a_change_of_a_rule_waits_for_a_second_person(desk: Server) -> None:
    code, heard = await asked(desk.url, *CHANGE, token="li")
    assert code == DONE, heard.err
    _, heard = await asked(desk.url, "requests", "--json")
    (request,) = json.loads(heard.out)
    assert (request["asked_by"], request["reason"]) == ("seat:li", "trial for the harvest")
    number = str(request["number"])
    _, heard = await asked(desk.url, "待批", lang="zh")
    assert heard.out.startswith(f"{number} 修改规则 G04")
    _, heard = await asked(desk.url, "requests", "--csv")
    (row,) = csv.DictReader(io.StringIO(heard.out))
    assert list(row) == list(request)
    _, heard = await asked(desk.url, "requests", "--plain")
    assert heard.out.startswith(f"Request {number}. ")
    assert (await asked(desk.url, "consent", number, token="li"))[0] == REFUSED
    assert (await asked(desk.url, "consent", number))[0] == REFUSED
    assert (await asked(desk.url, "consent", number, token="zhao"))[0] == DONE
    _, heard = await asked(desk.url, "requests")
    assert heard.out == "nothing waits for a second person\n"


async def test_an_identity_is_asked_for_in_a_line_and_read_on_a_screen_alone(desk: Server) -> None:
    async with client(desk.url, "feed") as feed:
        await feed.push(bought(sealed="1.k1.QUJD"), bought(sealed="1.k1.QUJE"), first=4)
    await sold(desk, 5)
    assert (await asked(desk.url, "unmask", "4:", "verifying"))[0] == REFUSED
    code, heard = await asked(desk.url, "--json", "unmask", "4:", "verifying", token="wen")
    assert code == DONE, heard.out
    opening = str(json.loads(heard.out)["seq"])
    code, heard = await asked(desk.url, "identities", opening, token="wen")
    assert (code, heard.out) == (NOT_UNDERSTOOD, "")
    assert "screen" in heard.err
    code, heard = await asked(desk.url, "--json", "unmask", "5:", "and", "one", "more", token="wen")
    request = json.loads(heard.out)["seq"]
    _, heard = await asked(desk.url, "requests", "--json", token="wen")
    assert [each["number"] for each in json.loads(heard.out)] == [request]


async def test_followed_requests_tell_what_is_asked_and_what_became_of_it(desk: Server) -> None:
    async with followed(desk.url, "requests", "--follow") as heard:
        await heard.until("nothing waits")
        await asked(desk.url, *CHANGE, token="li")
        told = await heard.until("trial for the harvest")
        number = told.split()[1]
        await asked(desk.url, "withhold", number, "not", "now", token="zhao")
        assert "zhao" in await heard.until("not now")


async def test_followed_requests_as_json_say_when_one_is_gone(desk: Server) -> None:
    async with followed(desk.url, "requests", "--follow", "--json") as heard:
        await asked(desk.url, *CHANGE, token="li")
        record = json.loads(await heard.until("harvest"))
        await asked(desk.url, "consent", str(record["number"]), token="zhao")
        gone = json.loads(await heard.until("gone"))
        assert gone == {"number": record["number"], "gone": True}
