"""A terminal is asked once how it draws, and the alarms stay in view meanwhile."""

from __future__ import annotations

import pytest

from tests.county.samples import alarm
from tests.tui.seat import Seat, seated, type_line
from tui.driver.colours import Depth
from tui.glyphs import GlyphSet
from tui.settings import Choices
from tui.terminal import Terminal


def new_seat(
    depth: Depth = "256", glyphs: GlyphSet | None = None, choices: Choices | None = None
) -> Seat:
    """Give an officer who sits down at a terminal that nobody has looked at."""
    terminal = Terminal("xterm-256color", depth, glyphs, 120, 36)
    seat = Seat(choices or Choices(), terminal=terminal)
    seat.desk.report(alarm())
    seat.desk.report(alarm("noise"))
    seat.connect()
    return seat


@pytest.mark.parametrize(
    ("key", "glyphs"),
    [("y", "full"), ("n", "safe"), ("a", "ascii"), ("1", "full"), ("ｎ", "safe"), ("３", "ascii")],
)
async def test_one_key_says_how_the_bars_stand(key: str, glyphs: GlyphSet) -> None:
    seat = new_seat()
    async with seated(seat) as pilot:
        assert "┃一二三┃" in seat.screen
        await pilot.press(key)
        assert "红" in seat.screen
        await pilot.press("y")
        await pilot.pause()
        assert "校准" not in seat.screen
        assert seat.session.choices == Choices(glyphs=glyphs, ruler=True)
        assert seat.kept[-1].choices == seat.session.choices


async def test_the_alarms_stay_in_view_and_count_while_the_question_stands() -> None:
    seat = new_seat()
    async with seated(seat, (80, 24)) as pilot:
        assert "终端校准 1/2 · 未接警情 2" in seat.screen
        assert "燃气泄漏" in seat.screen
        seat.desk.report(alarm("theft"))
        seat.tell()
        await pilot.pause()
        assert "盗窃" in seat.screen


async def test_escape_takes_what_is_safe_and_is_not_asked_again() -> None:
    seat = new_seat()
    async with seated(seat) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert "校准" not in seat.screen
    again = new_seat(choices=seat.kept[-1].choices)
    async with seated(again):
        assert "校准" not in again.screen
    assert again.session.glyphs.name == "safe"


async def test_colours_that_are_not_seen_are_made_fewer_until_there_are_none() -> None:
    seat = new_seat("true")
    async with seated(seat) as pilot:
        await pilot.press("y")
        seen = []
        for _ in range(3):
            assert "红" in seat.screen
            await pilot.press("n")
            seen.append(seat.session.depth)
        await pilot.pause()
        assert seen == ["256", "16", "none"]
        assert seat.app.theme == "mono"
        assert "校准" not in seat.screen
        assert seat.kept[-1].choices.depth == "none"


async def test_a_terminal_without_colours_is_not_asked_about_them() -> None:
    seat = new_seat("none")
    async with seated(seat) as pilot:
        assert seat.app.theme == "mono"
        await pilot.press("y")
        await pilot.pause()
        assert "校准" not in seat.screen
        assert seat.session.choices.depth is None


async def test_the_palette_asks_again() -> None:
    seat = new_seat(choices=Choices(ruler=True))
    async with seated(seat) as pilot:
        assert "校准" not in seat.screen
        await pilot.press("ctrl+p")
        await type_line(pilot, "zdjz")
        await pilot.press("enter")
        await pilot.pause()
        assert "┃一二三┃" in seat.screen


async def test_a_terminal_without_room_for_the_question_shows_the_alarms_instead() -> None:
    seat = new_seat()
    async with seated(seat, (40, 12)):
        assert "校准" not in seat.screen
        assert "未接警" in seat.screen


@pytest.mark.parametrize(
    ("limit", "choices", "drawn"),
    [
        ("ascii", Choices(), "ascii"),
        ("ascii", Choices(glyphs="full", ruler=True), "full"),
        (None, Choices(glyphs="full"), "full"),
    ],
)
def test_what_the_officer_said_goes_before_what_the_terminal_is_known_for(
    limit: GlyphSet | None, choices: Choices, drawn: GlyphSet
) -> None:
    assert new_seat(glyphs=limit, choices=choices).session.glyphs.name == drawn
