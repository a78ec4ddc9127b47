"""The overview's gasoline warnings: what stands beside them, and what a change costs."""

from __future__ import annotations

from typing import Any

from county import events as ev
from feeds import frames
from tests.county.samples import HOUR, NOON
from tests.tui.seat import Seat, seat_with, seated
from tui.panes.warnings import WarningsPane


def raised(number: int, **changes: Any) -> ev.WarningRaised:
    """Give a warning as a desk tells it."""
    fields: dict[str, Any] = {
        "rule": "G04",
        "level": "W2",
        "buyer": "p-7781",
        "tail": "3X",
        "station": "s1",
        "area": "t01",
        "parameter": "hand_litres",
        "limit": 20,
        "measured": 31,
        "window_s": 86_400,
        "purchases": (ev.Contribution(1, NOON, "s1", 31),),
        "due_at": NOON + 4 * HOUR,
    }
    return ev.WarningRaised(NOON, number=number, **(fields | changes))


def tell(seat: Seat, *events: ev.Event) -> None:
    """Let the desk tell a seat what happened."""
    first = seat.mirror.seq + 1
    entries = tuple(ev.Entry(first + n, NOON, "desk", each) for n, each in enumerate(events))
    through = entries[-1].seq
    seat.mirror.fold(frames.Delta(after=seat.mirror.seq, through=through, entries=entries))
    seat.app.show_news()


def pane_of(seat: Seat) -> WarningsPane:
    pane = seat.app.overview.panes["warnings"]
    assert isinstance(pane, WarningsPane)
    return pane


async def test_a_warning_says_who_verifies_it_and_what_it_is_marked_with() -> None:
    seat = seat_with()
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("3", "z")
        tell(
            seat,
            raised(1, assigned="pcs1", season="spring", factor=1.5, simulated=True),
            raised(2, rule="G13", buyer="", tail="", station_fault=True, parameter="cap_share"),
            raised(3, rule="G15", level="W1", incident=8, parameter="radius_m", measured=300),
            raised(4, rule="G10", added_to=9, parameter="most_m", measured=63_000),
        )
        await pilot.pause()
        assert "演 季x1.5 城东加油站" in seat.screen
        assert "城关派出所" in seat.screen
        assert "站 城东加油站" in seat.screen
        assert "加油站本身" in seat.screen
        assert "警 城东加油站" in seat.screen
        assert "300米" in seat.screen
        assert "合 城东加油站" in seat.screen
        assert "63.0公里" in seat.screen


async def test_a_change_of_one_warning_makes_no_other_row_anew() -> None:
    seat = seat_with()
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("3", "z")
        tell(seat, *(raised(number) for number in range(1, 6)))
        before = dict(pane_of(seat)._said)
        tell(seat, ev.WarningVerified(NOON, 3, "lawful"))
        after = pane_of(seat)._said
        assert [key for key in after if after[key] is not before[key]] == [("warning", 3)]


async def test_the_time_left_is_told_by_the_minute_and_at_the_end_by_ten_seconds() -> None:
    seat = seat_with()
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("3", "z")
        tell(seat, raised(1, level="W1", due_at=NOON + 125_000))
        assert "余2分00秒" in seat.screen
        seat.pass_time(30)
        assert "余1分00秒" in seat.screen
        seat.pass_time(62)
        assert "余30秒" in seat.screen
        seat.pass_time(40)
        assert "超" in seat.line("单日超量")
