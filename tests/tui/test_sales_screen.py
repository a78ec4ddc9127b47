"""Gasoline purchases are found by what is known of them; who bought stays sealed."""

from __future__ import annotations

import pytest

from feeds.gasoline import PurchaseQuery, Purchases
from tests.county.samples import purchase
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with, seated, type_line
from tui.grammar import FindSales, parse
from tui.screens.sales import SalesScreen


def sold_seat() -> tuple[Seat, Memory]:
    seat = seat_with()
    seat.desk.report(purchase(buyer="p-aaaa", purpose="割草机用油", use_place="北滩乡三队"))
    seat.desk.report(purchase(buyer="p-bbbb", purpose="油锯用油", use_place="城关镇东街"))
    seat.desk.report(purchase(buyer="p-aaaa", purpose="割草机用油", refused="permit"))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    return seat, Memory(seat)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_purchases_are_found_by_chinese_words(size: tuple[int, int]) -> None:
    seat, memory = sold_seat()
    async with seated(seat, size) as pilot:
        await pilot.press("ctrl+l")
        await type_line(pilot, "油锯")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "总览 > 购油登记 油锯" in seat.screen
        assert "城关镇东街" in seat.screen
        assert "北滩乡三队" not in seat.screen
        assert memory.count(Purchases) == 1


async def test_the_newest_stands_first_and_a_refused_sale_says_so() -> None:
    seat, _ = sold_seat()
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("ctrl+l")
        await type_line(pilot, "割草")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        front = seat.app.desks[-1]
        assert isinstance(front, SalesScreen)
        assert front.found.table.visible_keys == [3, 1]
        assert "拒售" in seat.screen
        assert "购油证不符" in seat.screen


async def test_enter_looks_for_all_of_the_same_buyer() -> None:
    seat, memory = sold_seat()
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("ctrl+l")
        await type_line(pilot, "油锯")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        asked = memory.asked[-1]
        assert isinstance(asked, Purchases)
        assert asked.query == PurchaseQuery(buyer="p-bbbb")


def test_a_search_of_purchases_has_filters_of_its_own() -> None:
    seat, _ = sold_seat()
    made = parse("sales 割草 station:城东加油站 buyer:p-aaaa", seat.session.context)
    query = PurchaseQuery(words="割草", station="s1", buyer="p-aaaa")
    assert made == FindSales("割草 station:城东加油站 buyer:p-aaaa", query)
