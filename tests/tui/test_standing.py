"""What the screen tells of the line, the bell and the terminal, whatever happens."""

from __future__ import annotations

import unicodedata

import pytest
from msgspec.structs import replace
from textual.geometry import Region

from county import commands as ask
from county.refusals import refuse
from feeds import frames
from tests.county.samples import alarm, purchase
from tests.hostile import texts
from tests.tui.seat import Seat, seat_with, seated
from tests.tui.story import FORBIDDEN
from tui.glyphs import GLYPH_SETS
from tui.settings import Choices

# ---- the line to the desk -------------------------------------------------------------------------


async def test_a_lost_line_is_told_across_the_screen_and_goes_when_it_is_back() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        seat.link("lost", retry_at=seat.clock.monotonic() + 4)
        seat.pass_time(1)
        await pilot.pause()
        first = seat.screen.splitlines()[0]
        assert "断线" in first
        assert "1秒前" in first
        assert "3 秒后重连" in first
        seat.pass_time(1)
        await pilot.pause()
        assert "2秒前" in seat.screen.splitlines()[0]
        assert "燃气泄漏" in seat.screen
        assert seat.app.screen.has_class("-stale")
        seat.link("live", proven=True, missed=2)
        seat.mirror.fold(frames.Tick(now=seat.clock.now()))
        seat.app.show_news()
        await pilot.pause()
        assert "断线" not in seat.screen.splitlines()[0]
        assert "漏2" in seat.screen
        assert not seat.app.screen.has_class("-stale")


async def test_a_refused_seat_says_why() -> None:
    seat = Seat(Choices("en"))
    async with seated(seat) as pilot:
        seat.link("refused", refusal=refuse("bad_token"))
        seat.app.show_news()
        await pilot.pause()
        assert "refused this seat: the token is not valid" in seat.screen.splitlines()[0]


async def test_no_data_and_all_quiet_look_different() -> None:
    seat = Seat(Choices())
    async with seated(seat) as pilot:
        assert "尚无数据" in seat.screen
        assert "一切平静" not in seat.screen
        seat.connect()
        seat.app.show_news()
        await pilot.pause()
        assert "一切平静: 没有警情" in seat.screen
        assert "尚无数据" not in seat.screen


async def test_silence_beyond_what_was_agreed_counts_as_lost() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        seat.pass_time(11)
        await pilot.pause()
        assert "断线" in seat.screen.splitlines()[0]


async def test_exercise_is_named_and_looks_different() -> None:
    seat = seat_with()
    async with seated(seat) as pilot:
        assert "实战" in seat.screen
        seat.mirror.fold(replace(seat.desk.welcome(), mode="exercise"))
        seat.app.show_news()
        await pilot.pause()
        assert "演练" in seat.screen
        assert seat.app.screen.query_one("#status").has_class("-exercise")


# ---- sizes and characters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((80, 24), {"alarms"}),
        ((80, 45), {"alarms", "map"}),
        ((120, 24), {"alarms", "map"}),
        ((120, 36), {"alarms", "map", "warnings", "activity"}),
        ((160, 45), {"alarms", "map", "warnings", "activity", "units", "sources"}),
    ],
)
async def test_as_many_panes_stand_side_by_side_as_there_is_room_for(
    size: tuple[int, int], shown: set[str]
) -> None:
    seat = seat_with(alarm())
    async with seated(seat, size):
        panes = seat.app.overview.panes.values()
        regions: list[Region] = [pane.region for pane in panes if pane.display]
        assert {pane.NAME for pane in panes if pane.display} == shown
        assert all(region.area for region in regions)
        assert not any(a.overlaps(b) for a in regions for b in regions if a is not b)


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (500, 12), (40, 100)])
async def test_no_size_of_terminal_ends_the_app(size: tuple[int, int]) -> None:
    seat = seat_with(alarm(), purchase(litres=25))
    async with seated(seat, size) as pilot:
        for key in (
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "1",
            "enter",
            "escape",
            "question_mark",
            "escape",
        ):
            await pilot.press(key)
        await pilot.resize_terminal(160, 45)
        await pilot.pause()
        assert "燃气泄漏" in seat.screen


async def test_the_ascii_set_draws_frames_and_marks_in_ascii_alone() -> None:
    seat = seat_with(alarm(), lang="en", glyphs="ascii")
    async with seated(seat, (160, 45)):
        told = set("万和广场三层")
        assert "".join(set(seat.screen) - told).isascii()


async def test_the_safe_set_draws_nothing_of_doubtful_width() -> None:
    seat = seat_with(alarm(), purchase(litres=25))
    async with seated(seat, (160, 45)):
        doubtful = {c for c in seat.screen if unicodedata.east_asian_width(c) == "A"}
        assert doubtful == set()
        assert GLYPH_SETS["safe"].alarms[0] in seat.line("燃气泄漏")


# ---- when something is wrong ----------------------------------------------------------------------


async def test_hostile_text_reaches_no_terminal_and_ends_nothing() -> None:
    seat = seat_with()
    async with seated(seat, (160, 45)) as pilot:
        for text in texts():
            seat.desk.report(alarm(text=text, caller=text[:40]))
            number = max(seat.desk.county.board.alarms)
            seat.desk.do(ask.Note(number, text or "-"))
            seat.desk.do(ask.Cancel(number, text or "-"))
            seat.tell()
            seat.app.open_record(("alarm", number))
            await pilot.pause()
            assert not FORBIDDEN.search(seat.written)
            await pilot.press("escape")
        await pilot.pause()
        assert not FORBIDDEN.search(seat.written)


async def test_a_fault_of_ours_ends_in_one_line_that_tells_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seat = seat_with(alarm(text="secret-of-a-caller"))

    def fail() -> None:
        secret = "secret-of-a-caller"
        raise RuntimeError(f"broken {len(secret)}")

    async def sit() -> None:
        async with seated(seat) as pilot:
            seat.app.call_later(fail)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="broken"):
        await sit()
    said = "".join(str(each) for each in seat.app._exit_renderables)
    assert "secret-of-a-caller" not in said + caplog.text
    assert seat.app.incident in caplog.text
    assert seat.app.return_code == 1
