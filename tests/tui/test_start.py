"""What a session sends first: the county, drawn once and whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual._compositor import LayoutUpdate
from textual.screen import Screen

from county.refusals import refuse
from feeds.connection import NotConnected
from feeds.frames import Done
from feeds.question import A, Question
from tests.county.samples import alarm
from tests.tui.driver.line import on_line, until
from tests.tui.seat import Seat
from tui.driver.drawing import CalmScreen, Drawing
from tui.settings import Choices
from tui.widgets.status import StatusLine


class Near:
    """A way to a desk that answers as soon as it is asked, or says at once that it cannot."""

    def __init__(self) -> None:
        self.answer: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Answer."""
        await asyncio.sleep(0)
        self.answer()
        await asyncio.Event().wait()

    async def survey(self) -> None:
        """Tell no ground: it is known."""

    async def ask(self, question: Question[A]) -> A:
        """Know nothing beside the board."""
        raise NotConnected(refuse("not_connected"))

    def present(self) -> None:
        """Hear that somebody is there."""

    async def lock(self) -> None:
        """Lock nothing."""

    async def unlock(self, pin: str) -> Done:
        """Unlock nothing."""
        return Done(id=1)


def seat_near(size: tuple[int, int] = (160, 45)) -> tuple[Seat, Near]:
    """Give a seat whose desk has an alarm to tell."""
    near = Near()
    seat = Seat(Choices("en", ruler=True), line=near)
    seat.desk.report(alarm())
    near.answer = seat.connect
    return seat, near


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_first_picture_has_the_county_in_it_and_no_empty_one_goes_before(
    size: tuple[int, int],
) -> None:
    seat, _ = seat_near()
    async with on_line(seat, *size) as emulator:
        assert "Gas leak" in emulator.text
        assert b"no data" not in emulator.sent.lower()
        assert b"connecting" not in emulator.sent.lower()


async def test_the_first_picture_is_drawn_whole_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, _ = seat_near()
    drawn: list[str] = []
    display = Drawing._display

    def spy(app: Drawing[None], screen: Screen[object], update: object) -> None:
        if update is not None:
            drawn.append(type(update).__name__)
        display(app, screen, update)  # type: ignore[arg-type]  # what came is handed on

    monkeypatch.setattr(Drawing, "_display", spy)
    async with on_line(seat, 160, 45) as emulator:
        assert drawn[0] == LayoutUpdate.__name__
        first = emulator.sent.index(b"\x1b[2J")
        whole = emulator.sent[first:].split(b"\x1b[5n")[0].decode()
        for said in ("Gas leak", "palette", "Gasoline", "Feeds"):
            assert said in whole


async def test_a_desk_that_cannot_be_reached_is_told_of_at_once() -> None:
    seat, near = seat_near()
    near.answer = lambda: seat.link("lost")
    async with on_line(seat) as emulator:
        assert "no data yet" in emulator.text


async def test_a_desk_that_stays_silent_keeps_nobody_from_the_screen() -> None:
    seat, near = seat_near()
    near.answer = lambda: None
    async with on_line(seat) as emulator:
        assert "no data yet" in emulator.text
        with seat.app._context():
            seat.connect()
        await until(lambda: "Gas leak" in emulator.text)


async def test_a_bell_rings_for_the_first_alarm_after_the_first_picture_and_not_for_it() -> None:
    seat, _ = seat_near()
    async with on_line(seat) as emulator:
        assert b"\x07" not in emulator.sent
        seat.desk.report(alarm())
        with seat.app._context():
            seat.tell()
        await until(lambda: b"\x07" in emulator.sent)


async def test_in_a_batch_nothing_is_drawn_and_at_its_end_all_of_it() -> None:
    seat, _ = seat_near()
    async with on_line(seat, 120, 36) as emulator:
        screen = seat.app.screen
        assert isinstance(screen, CalmScreen)
        before = len(emulator.sent)
        with seat.app._context():
            with seat.app.batch_update():
                seat.app.overview.query_one("#keys", StatusLine).show(["later"])
                screen._refresh_layout(seat.app.size)
                for _ in range(20):
                    await asyncio.sleep(0)
                assert len(emulator.sent) == before
            screen.check_idle()
        await until(lambda: "later" in emulator.text)
