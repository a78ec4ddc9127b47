"""How the alarm screen and the search look: pictures of a moment with the clock standing still."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.pilot import Pilot

from county import commands as ask
from county.fields import Lang
from tests.county.samples import alarm
from tests.tui.memory import CARDS, Memory
from tests.tui.seat import Seat, type_line
from tests.tui.test_pictures import moment
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


def seat_at(lang: Lang, glyphs: GlyphSet) -> Seat:
    """Give the seat of the other pictures, one order of the gas leak held, and a desk that answers.

    A second call tells of the same leak.
    """
    seat = moment(lang, glyphs)
    seat.desk.do(ask.Release(1, "B2"))
    seat.desk.report(alarm(text="又有人闻到煤气味"))
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    Memory(seat, CARDS)
    return seat


async def opened(pilot: Pilot[None]) -> None:
    """Open the gas leak, and order a unit that the ranking names."""
    await pilot.press("colon")
    await type_line(pilot, "g 1")
    for key in ("enter", "space", "d", "enter"):
        await pilot.press(key)
        await pilot.pause()
        await pilot.pause()


@pytest.mark.parametrize(
    ("size", "lang", "glyphs"),
    [((160, 45), "zh", "full"), ((80, 24), "en", "ascii"), ((120, 36), "zh", "safe")],
    ids=["160x45-zh", "80x24-en", "120x36-zh"],
)
def test_an_alarm(
    size: tuple[int, int], lang: Lang, glyphs: GlyphSet, snap_compare: Compare
) -> None:
    seat = seat_at(lang, glyphs)
    assert snap_compare(seat.app, terminal_size=size, run_before=opened)


async def found(pilot: Pilot[None]) -> None:
    """Look for everything at one place."""
    await pilot.press("ctrl+f")
    await type_line(pilot, "万和")
    for key in ("enter", "down"):
        await pilot.press(key)
        await pilot.pause()
        await pilot.pause()


def test_what_a_search_found(snap_compare: Compare) -> None:
    seat = seat_at("zh", "safe")
    assert snap_compare(seat.app, terminal_size=(120, 36), run_before=found)
