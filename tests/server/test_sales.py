"""The sales follow the journal, answer like it, and are made anew whenever they do not fit it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from county.clock import ManualClock
from county.events import Purged, WarningVerified
from county.gasoline.lines import DayLine, WarningPast
from feeds.gasoline import PurchaseQuery
from server import sales as sales_module
from server import sales_index as index_module
from server.chain import End
from server.pool import RecordsAwayError
from server.sales import FILE
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.server.shop import Shop, shop_in, warning


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with shop_in(tmp_path) as shop:
        yield shop


async def sell_some(shop: Shop) -> None:
    """Register five purchases on three days, correct one, warn of two."""
    await shop.sell(
        purchase(NOON - 40 * DAY, purpose="抽水机浇地", use_place="河西镇东营村2组鱼塘"),
        purchase(NOON - DAY, station="s2", purpose="割草机", attendant="加油员07", pump="3"),
        purchase(NOON - 2 * HOUR, permit="XK26-0000123", travel_reason="转场放牧"),
        purchase(NOON - HOUR, buyer="p-0002", refused="permit", letter="Letter 5"),
        purchase(NOON, station="s2", litres=12.5, buyer="p-0002", purpose="割草，自家用"),
    )
    await shop.tell(warning(1), warning(2, "t02", rule="G04", level="W1", station="s2"))
    await shop.correct(3, use_place="北滩苗圃", litres=4)
    await shop.tell(WarningVerified(NOON, 1, "lawful"))


async def told(shop: Shop) -> dict[str, object]:
    """Give everything that can be asked about what `sell_some` told."""
    lookups = shop.sales.lookups
    words = (
        "割草",
        "鱼塘",
        "东营村2组",
        "苗圃",
        "南坡",
        "XK26",
        "加油员07",
        "letter 5",
        "放牧",
        "",
    )
    answers: dict[str, object] = {word: await shop.find(word) for word in words}
    answers["trends"] = await lookups.trends(NOON, 60, None, None)
    answers["warnings"] = await lookups.warnings("p-7781", None, 10)
    answers["heard"] = await lookups.last_heard()
    return answers


# ---- searching ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("割草", [5, 4, 3, 2]),
        ("割草机", [2]),
        ("抽水机浇地", [1]),
        ("鱼塘 抽水", [1]),
        ("水浇", []),
        ("村2组", [1]),
        ("塘", [1]),
        ("xk26-0000123", [3]),
        ("0000123", [3]),
        ("放牧", [3]),
        ("加油员07 割草", [2]),
        ("LETTER", [4]),
        ("ｌｅｔｔｅｒ", [4]),
        ("南坡", [5, 4, 2]),
        ("苗圃", [3]),
        ("割草 鱼塘", []),
        ("。、", []),
        ('" OR *', []),
    ],
)
async def test_all_words_must_stand_in_a_purchase_as_it_counts_now(
    shop: Shop, words: str, numbers: list[int]
) -> None:
    await sell_some(shop)
    assert await shop.find(words) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"number": 3}, [3]),
        ({"number": 99}, []),
        ({"before": 3}, [2, 1]),
        ({"station": "s2"}, [5, 2]),
        ({"buyer": "p-0002"}, [5, 4]),
        ({"buyer": "p-0002", "words": "自家"}, [5]),
        ({"buyer": "p-nobody"}, []),
        ({"since": NOON - HOUR}, [5, 4]),
        ({"until": NOON - DAY}, [2, 1]),
        ({"since": NOON - DAY, "until": NOON - HOUR - 1}, [3, 2]),
        ({"since": NOON - 39 * DAY, "until": NOON - DAY - 1}, []),
        ({"since": NOON - 400 * DAY, "until": NOON - 3 * DAY}, [1]),
        ({"since": NOON + 1}, []),
        ({"until": 0}, []),
        ({"words": "割草", "station": "s2", "since": NOON - HOUR}, [5]),
    ],
    ids=str,
)
async def test_what_is_known_beside_the_words_narrows_a_search(
    shop: Shop, query: dict[str, object], numbers: list[int]
) -> None:
    await sell_some(shop)
    assert await shop.find(**{"words": "", **query}) == numbers  # type: ignore[arg-type] # words are a text


async def test_a_search_finds_what_a_look_at_every_purchase_finds(shop: Shop) -> None:
    rng = random.Random(11)

    def text(longest: int) -> str:
        return "".join(rng.choice("东西营庄，") for _ in range(rng.randrange(longest)))

    bought = [
        purchase(
            NOON - rng.randrange(100 * DAY),
            rng.choice(("s1", "s2")),
            purpose=text(6),
            use_place=text(9),
            travel_reason=text(4),
        )
        for _ in range(300)
    ]
    await shop.sell(*bought)
    for _ in range(60):
        words = " ".join(text(4).replace("，", "") for _ in range(2)).strip()
        since, until = sorted(NOON - rng.randrange(100 * DAY) for _ in range(2))
        expected = [
            number
            for number, each in enumerate(bought, 1)
            if since <= each.at <= until
            and all(
                any(word in said for said in (each.purpose, each.use_place, each.travel_reason))
                for word in words.split()
            )
        ]
        assert await shop.find(words, since=since, until=until, limit=200) == expected[::-1][:200]


async def test_a_long_answer_comes_in_pages(shop: Shop) -> None:
    await sell_some(shop)
    pages, before, more = [], None, True
    while more:
        query = PurchaseQuery(words="割草", before=before, limit=2)
        page, more = await shop.sales.lookups.search(query, None)
        pages += [line.purchase.number for line in page]
        before = pages[-1]
    assert pages == [5, 4, 3, 2]


async def test_a_word_that_stands_apart_in_many_is_found_where_it_stands_whole(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sales_lookups.MAX_PAGE", 3)
    apart = purchase(use_place="东营，西营庄")
    await shop.sell(purchase(use_place="东营庄"), *[apart] * 20, purchase(use_place="东营庄"))
    assert await shop.find("东营庄", limit=1) == [22]
    assert await shop.find("东营庄") == [22, 1]


async def test_stations_that_a_seat_does_not_see_are_not_found(shop: Shop) -> None:
    await sell_some(shop)
    queries = (
        PurchaseQuery(),
        PurchaseQuery(words="割草"),
        PurchaseQuery(number=3),
        PurchaseQuery(buyer="p-7781"),
        PurchaseQuery(station="s1"),
        PurchaseQuery(since=NOON - DAY),
    )
    for query in queries:
        lines, _ = await shop.sales.lookups.search(query, frozenset({"s2"}))
        assert {line.purchase.number for line in lines} <= {2, 5}, query
    nowhere = await shop.sales.lookups.search(PurchaseQuery(words="割草"), frozenset())
    assert nowhere == ((), False)


async def test_what_is_sealed_is_not_told(shop: Shop) -> None:
    await shop.sell(purchase(sealed="1.k1.c2VjcmV0"), purchase())
    lines, _ = await shop.sales.lookups.search(PurchaseQuery(), None)
    assert [(line.sealed, line.purchase.sealed) for line in lines] == [(False, ""), (True, "")]


# ---- sums and warnings --------------------------------------------------------------------------


async def test_days_are_summed_as_purchases_count_now(shop: Shop) -> None:
    await sell_some(shop)
    days = await shop.sales.lookups.trends(NOON, 3, None, None)
    assert days == (
        DayLine("2026-06-19"),
        DayLine("2026-06-20", purchases=1, litres=10.0),
        DayLine("2026-06-21", purchases=2, litres=16.5, warnings={"G06": 1, "G04": 1}, verified=1),
    )
    await shop.correct(5, void=True)
    await shop.correct(2, litres=3)
    days = await shop.sales.lookups.trends(NOON, 2, frozenset({"s2"}), frozenset({"t02"}))
    assert days == (
        DayLine("2026-06-20", purchases=1, litres=3.0),
        DayLine("2026-06-21", warnings={"G04": 1}),
    )


async def test_a_day_is_the_countys_own(tmp_path: Path) -> None:
    async with shop_in(tmp_path, utc_offset_minutes=0) as shop:
        await shop.sell(purchase(NOON + 13 * HOUR))
        (day,) = await shop.sales.lookups.trends(NOON, 1, None, None)
        assert (day.day, day.purchases) == ("2026-06-21", 1)
    async with shop_in(tmp_path, utc_offset_minutes=480) as shop:
        before, after = await shop.sales.lookups.trends(NOON + DAY, 2, None, None)
        assert (before.purchases, after.day, after.purchases) == (0, "2026-06-22", 1)


async def test_a_purchasers_warnings_are_told_open_or_verified(shop: Shop) -> None:
    await sell_some(shop)
    assert await shop.sales.lookups.warnings("p-7781", None, 10) == (
        WarningPast(2, NOON, "G04", "W1", "s2"),
        WarningPast(1, NOON, "G06", "W3", "s1", "lawful"),
    )
    (seen,) = await shop.sales.lookups.warnings("p-7781", frozenset({"t01"}), 10)
    assert seen.number == 1
    assert await shop.sales.lookups.warnings("p-7781", None, 1) == (
        WarningPast(2, NOON, "G04", "W1", "s2"),
    )


async def test_warnings_on_a_station_are_no_purchasers(shop: Shop) -> None:
    await shop.tell(warning(1, buyer="", rule="G13"))
    assert await shop.sales.lookups.warnings("", None, 10) == ()
    (day,) = await shop.sales.lookups.trends(NOON, 1, None, None)
    assert day.warnings == {"G13": 1}


# ---- following ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 2, 1000])
async def test_a_restart_and_a_new_file_give_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    async with shop_in(tmp_path) as shop:
        await sell_some(shop)
        before = await told(shop)
    monkeypatch.setattr(sales_module, "CHUNK", chunk)
    async with shop_in(tmp_path) as shop:
        assert await told(shop) == before
        assert shop.sales.behind == 0
    throw_away(tmp_path)
    async with shop_in(tmp_path) as shop:
        assert await told(shop) == before
        await shop.sell(purchase(purpose="骆驼圈取暖"))
        assert await shop.find("骆驼") == [6]


def throw_away(directory: Path) -> None:
    for file in directory.glob(f"{FILE}*"):
        file.unlink()


def change(directory: Path, *statements: str) -> None:
    with closing(sqlite3.connect(directory / FILE, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def _other_version(directory: Path) -> None:
    change(directory, "UPDATE reached SET made_by = 'older'")


def _other_journal(directory: Path) -> None:
    change(directory, "UPDATE reached SET epoch = 'another'")


def _other_past(directory: Path) -> None:
    change(directory, "UPDATE reached SET sold = zeroblob(32)")


def _ahead(directory: Path) -> None:
    change(directory, "UPDATE reached SET number = 99")


def _garbage(directory: Path) -> None:
    (directory / FILE).write_bytes(b"no database at all" * 100)


@pytest.mark.parametrize("spoil", [_other_version, _other_journal, _other_past, _ahead, _garbage])
async def test_a_file_that_does_not_fit_is_made_anew_and_the_log_says_so(
    tmp_path: Path, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    async with shop_in(tmp_path) as shop:
        await sell_some(shop)
        before = await told(shop)
    spoil(tmp_path)
    caplog.clear()
    async with shop_in(tmp_path) as shop:
        assert await told(shop) == before
    assert "made anew" in caplog.text


async def test_damage_found_by_a_question_is_mended(shop: Shop, tmp_path: Path) -> None:
    await sell_some(shop)
    before = await told(shop)
    change(tmp_path, "UPDATE words_data SET block = x'' WHERE id > 10")
    with pytest.raises(RecordsAwayError):
        await shop.find("割草")
    await shop.sales.level()
    assert await told(shop) == before


async def test_what_could_not_be_written_is_written_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = index_module.SalesIndex.take_purchases
    failed: list[bool] = []

    def once(*arguments: object) -> None:
        if not failed:
            failed.append(True)
            raise sqlite3.OperationalError("database or disk is full")
        take(*arguments)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(index_module.SalesIndex, "take_purchases", once)
    await sell_some(shop)
    assert failed
    assert await shop.find("割草") == [5, 4, 3, 2]
    (day,) = await shop.sales.lookups.trends(NOON, 1, None, None)
    assert day.purchases == 2


async def test_purchases_that_were_destroyed_are_in_no_answer(
    tmp_path: Path,
) -> None:
    clock = ManualClock(NOON)
    async with shop_in(tmp_path, clock) as shop:
        await sell_some(shop)
        # As a purge leaves it: rows are cut off the front, the chain's end stays.
        await shop.journal._writer.fetch("DELETE FROM purchases WHERE number <= 2")
        await shop.tell(Purged(NOON, data="purchases", before=NOON - HOUR, count=2, request=1))
        assert await shop.find("割草") == [5, 4, 3]
        rows = await shop.sales.lookups._sales.fetch(
            "SELECT rowid FROM words WHERE words MATCH '鱼塘'"
        )
        assert rows == []
        assert shop.sales._index is not None
        assert shop.sales._index.reached.first == 3
        end: End = shop.journal.ends["purchases"]
        assert shop.sales._index.reached.purchases == end
    async with shop_in(tmp_path, clock) as shop:
        assert await shop.find("割草") == [5, 4, 3]
