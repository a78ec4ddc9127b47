"""How the gasoline screen looks: pictures of a moment with the clock standing still."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.pilot import Pilot

from county import commands as ask
from county.fields import Lang
from feeds import frames
from tests.county.samples import DAY, HOUR, NOON, purchase
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with
from tests.tui.test_gasoline_screen import settle
from tui.app import DeskApp
from tui.glyphs import GlyphSet


class Compare(Protocol):
    """The picture comparison of pytest-textual-snapshot."""

    def __call__(
        self,
        app: DeskApp,
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


def moment(lang: Lang, glyphs: GlyphSet) -> Seat:
    """Give a seat with a stock-piler, a silent station, a W1 with its alarm, some verified."""
    seat = seat_with(lang=lang, glyphs=glyphs)
    desk = seat.desk
    for number in range(24):
        at = NOON - 2 * DAY + number * 1500_000
        desk.report(purchase(at, station="s2", litres=6, buyer=f"p-{1000 + number}"), at)
    for days in (9, 6, 4, 3, 2, 1, 0):
        at = NOON - days * DAY - 2 * HOUR
        desk.report(purchase(at, litres=18, simulated=True), at)
    for number in range(4):
        desk.report(purchase(buyer=f"p-{2000 + number}", litres=24, station="s3"))
    desk.fall_due(NOON)
    for warning in list(desk.county.board.warnings.values())[:5]:
        desk.do(ask.Verify(warning.number, ("lawful", "referred")[warning.number % 2]))
    desk.report(purchase(buyer="p-9002", tail="71", litres=45, use_place="西沟"))
    desk.report(purchase(buyer="p-9003", litres=30, refused="container"))
    seat.mirror.fold(desk.delta(seat.mirror.seq))
    seat.mirror.fold(frames.Tick(now=NOON))
    Memory(seat)
    return seat


async def opened(pilot: Pilot[None]) -> None:
    """Open the gasoline screen."""
    await pilot.press("P")
    await settle(pilot)


@pytest.mark.parametrize(
    ("size", "lang", "glyphs"),
    [((160, 45), "zh", "full"), ((120, 36), "zh", "safe"), ((80, 24), "en", "ascii")],
    ids=["160x45-zh", "120x36-zh", "80x24-en"],
)
def test_the_gasoline_screen(
    size: tuple[int, int], lang: Lang, glyphs: GlyphSet, snap_compare: Compare
) -> None:
    seat = moment(lang, glyphs)
    assert snap_compare(seat.app, terminal_size=size, run_before=opened)


async def at_the_stations(pilot: Pilot[None]) -> None:
    """Open the page of the stations."""
    await opened(pilot)
    await pilot.press("4")
    await settle(pilot)


def test_the_stations_on_a_small_terminal(snap_compare: Compare) -> None:
    seat = moment("en", "safe")
    assert snap_compare(seat.app, terminal_size=(80, 24), run_before=at_the_stations)
