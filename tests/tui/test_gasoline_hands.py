"""Keys that begin a line about a warning, or a purchase: it is seen before Enter sends it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from county import commands as ask
from feeds.gasoline import PurchaseQuery, Purchases
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with, seated, type_line
from tests.tui.test_gasoline_screen import opened, raised, settle, stocked
from tui.screens.warning import WarningScreen


def line_of(seat: Seat) -> str:
    """Give what stands in the line; "" while it is closed."""
    prompt = seat.app.desks[-1].prompt
    return prompt.line if prompt.display else ""


def newest(seat: Seat, number: int) -> int:
    """Give the newest purchase that a warning rests on."""
    purchases = seat.desk.county.board.warnings[number].raised.purchases
    return max(bought.purchase for bought in purchases)


async def sent(pilot: Pilot[None], typed: str) -> None:
    """Type the rest of the line and send it."""
    await type_line(pilot, typed)
    await pilot.press("enter")
    await settle(pilot)


# ---- one warning --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["d", "ctrl+d", "ｄ"])
async def test_a_warning_is_handed_to_another_police_station(key: str) -> None:
    seat, _ = stocked()
    seat.desk.report(purchase(buyer="p-9003", station="s2", litres=50))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        number = raised(seat, "G04")
        screen.warned.point_at(("warning", number))
        await settle(pilot)
        await pilot.press(key)
        assert line_of(seat) == f"hand {number} "
        assert not seat.asked
        await sent(pilot, "城关")
        assert seat.asked == [ask.AssignWarning(number, "pcs1")]
        assert "城关派出所" in seat.line("指派")


@pytest.mark.parametrize("on_record", [False, True], ids=["list", "record"])
async def test_the_newest_purchase_of_a_warning_is_corrected_or_opened(on_record: bool) -> None:
    seat, _ = stocked(role="leader")
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        number = raised(seat, "G06")
        screen.warned.point_at(("warning", number))
        await settle(pilot)
        if on_record:
            await pilot.press("enter")
            await settle(pilot)
            assert isinstance(seat.app.desks[-1], WarningScreen)
        await pilot.press("u")
        assert line_of(seat) == f"unmask {newest(seat, number)}: "
        await pilot.press("escape", "c")
        assert line_of(seat) == f"correct {newest(seat, number)} "
        await sent(pilot, "litres 8: 小票为证")
        (asked,) = seat.asked
        assert isinstance(asked, ask.Correct)
        assert (asked.purchase, asked.correction.litres) == (newest(seat, number), 8)


async def test_the_same_buyers_purchases_are_looked_for_from_a_warning() -> None:
    seat, memory = stocked()
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        await pilot.press("＠")
        assert line_of(seat) == "sales buyer:p-9002 "
        await pilot.press("enter")
        await settle(pilot)
        asked = memory.asked[-1]
        assert isinstance(asked, Purchases)
        assert asked.query == PurchaseQuery(buyer="p-9002")


async def test_who_may_not_is_told_before_anything_is_typed() -> None:
    seat, _ = stocked(role="viewer")
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        for key in ("d", "B", "c", "u"):
            await pilot.press(key)
            await settle(pilot)
            assert line_of(seat) == ""
            assert "viewer" in seat.screen or "只读" in seat.screen, key
            seat.app.desks[-1].notice("")


# ---- many reviews at once -----------------------------------------------------------------------


def reviewed() -> tuple[Seat, Memory]:
    """Give a seat where three buyers came at night (G08, W3), and one took far too much."""
    seat = seat_with()
    for number in range(3):
        at = NOON - DAY // 2 - HOUR + number * 60_000
        bought = purchase(at, station=f"s{1 + number // 2}", buyer=f"p-{100 + number}", litres=5)
        seat.desk.report(bought, at)
    seat.desk.report(purchase(buyer="p-9002", litres=45))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    return seat, Memory(seat)


async def test_all_reviews_in_the_list_are_verified_with_one_outcome_and_one_reason() -> None:
    seat, _ = reviewed()
    async with seated(seat) as pilot:
        screen = await opened(pilot, seat)
        numbers = screen.warned.reviews
        assert len(numbers) == 3
        await pilot.press("B")
        listed = " ".join(map(str, numbers))
        assert line_of(seat) == f"batch {listed}: "
        assert "用途属实" in seat.screen  # an outcome is offered, none is taken for granted
        await sent(pilot, "lawful 夜间巡查核实")
        assert seat.asked == [ask.VerifyMany(tuple(numbers), "lawful", "夜间巡查核实")]
        assert screen.warned.reviews == []


async def test_a_filter_narrows_what_is_verified_at_once() -> None:
    seat, _ = reviewed()
    async with seated(seat, (160, 45)) as pilot:
        screen = await opened(pilot, seat)
        await pilot.press("slash")
        await sent(pilot, "城东加油站")
        first, second = screen.warned.reviews
        await pilot.press("ctrl+g")
        assert line_of(seat) == f"batch {first} {second}: "


async def test_a_list_without_reviews_says_so() -> None:
    seat, _ = reviewed()
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        await pilot.press("k", "B")
        await settle(pilot)
        assert line_of(seat) == ""
        assert "没有待核查的黄色预警" in seat.screen


# ---- one purchase -------------------------------------------------------------------------------


async def test_the_purchase_under_the_cursor_of_a_search_is_corrected_or_opened() -> None:
    seat, _ = stocked(role="leader")
    async with seated(seat, (120, 36)) as pilot:
        await pilot.press("ctrl+l")
        await sent(pilot, "buyer:p-9002")
        await pilot.press("ctrl+u")
        assert line_of(seat) == "unmask 5: "
        await pilot.press("escape", "ctrl+x")
        assert line_of(seat) == "correct 5 "


@pytest.mark.parametrize(
    ("size", "shown"),
    [((80, 24), ""), ((100, 30), "d 转派  c 更正  a 到警情"), ((160, 45), "B 批核")],
)
async def test_the_line_of_keys_names_them_where_there_is_room(
    size: tuple[int, int], shown: str
) -> None:
    seat, _ = stocked()
    async with seated(seat, size) as pilot:
        await opened(pilot, seat)
        assert shown in seat.screen
        assert ("转派" in seat.screen) is bool(shown)
        assert "ctrl+p 全部操作" in seat.screen


async def test_the_palette_begins_them_by_the_initials_of_their_pinyin() -> None:
    seat, _ = reviewed()
    async with seated(seat) as pilot:
        await opened(pilot, seat)
        await pilot.press("ctrl+p")
        await sent(pilot, "ph")
        assert line_of(seat).startswith("batch ")
