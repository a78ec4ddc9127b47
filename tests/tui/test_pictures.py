"""How the screens look: pictures of a moment with the clock standing still."""

from __future__ import annotations

from typing import Protocol

import pytest
from msgspec.structs import replace

from county import commands as ask
from county.fields import Lang
from feeds import frames
from tests.county.samples import NOON, alarm, purchase
from tests.tui.seat import Seat, seat_with
from tests.tui.story import position
from tui.app import DeskApp
from tui.glyphs import GlyphSet


class Compare(Protocol):
    """The picture comparison of pytest-textual-snapshot."""

    def __call__(
        self, app: DeskApp, *, terminal_size: tuple[int, int], press: tuple[str, ...] = ()
    ) -> bool: ...


def moment(lang: Lang, glyphs: GlyphSet) -> Seat:
    """Give a seat at a moment with alarms in several states, a warning and units on their way."""
    seat = seat_with(lang=lang, glyphs=glyphs)
    desk = seat.desk
    desk.report(replace(alarm(text="三楼有煤气味"), at=NOON - 50_000))
    desk.report(alarm("theft", lon=110.1, caller="138****0000"))
    desk.report(replace(alarm("noise", lon=109.9), simulated=True))
    desk.report(alarm("noise", lon=110.05))
    desk.do(ask.Dispatch(1, ("B1", "B2")))
    desk.do(ask.Depart(1, "B1"))
    desk.do(ask.Note(1, "已通知燃气公司"))
    desk.do(ask.Acknowledge(4))
    desk.do(ask.Close(4, "settled"))
    desk.report(purchase(litres=25))
    seat.mirror.fold(desk.delta(seat.mirror.seq))
    figures = frames.Figures(purchases=34, litres=408, warnings=1, alarms=4)
    at = (position("B1", 41.02, 110.02), position("B2", 40.95, 109.95), position("B3", 41.1, 110.2))
    seat.mirror.fold(
        frames.Tick(now=NOON, positions=at, figures=figures, sources={"panel-1": NOON - 3000})
    )
    return seat


@pytest.mark.parametrize(
    ("size", "lang", "glyphs"),
    [
        ((80, 24), "zh", "safe"),
        ((120, 36), "zh", "safe"),
        ((160, 45), "zh", "full"),
        ((120, 36), "en", "ascii"),
    ],
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else value,
)
def test_the_overview(
    size: tuple[int, int], lang: Lang, glyphs: GlyphSet, snap_compare: Compare
) -> None:
    assert snap_compare(moment(lang, glyphs).app, terminal_size=size)


def test_the_record_of_an_alarm(snap_compare: Compare) -> None:
    app = moment("zh", "safe").app
    assert snap_compare(app, terminal_size=(120, 36), press=("down", "down", "enter"))


def flood(lang: Lang) -> Seat:
    """Give a seat in the middle of a flood: two kinds come in heaps, and life is at risk twice."""
    seat = moment(lang, "safe")
    desk = seat.desk
    for number in range(14):
        place = {"kind": ("noise", "theft")[number % 2], "lon": (109.9, 110.9)[number % 3 == 0]}
        desk.report(alarm(**place), NOON - 30_000)  # type: ignore[arg-type] # a kind and a longitude
    desk.report(alarm("gas_leak", lon=110.3), NOON - 8_000)
    seat.mirror.fold(desk.delta(seat.mirror.seq))
    return seat


def test_a_flood(snap_compare: Compare) -> None:
    app = flood("zh").app
    assert snap_compare(app, terminal_size=(120, 36), press=("down", "down", "down", "enter"))
