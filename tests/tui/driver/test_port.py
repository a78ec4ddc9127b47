"""The real app over a port: what it shows, what it sends, and what it never sends."""

from __future__ import annotations

import itertools
import random
import re

import pytest
from msgspec.structs import replace

from county.commands import Acknowledge
from county.events import Place
from tests.county.samples import alarm
from tests.tui.driver.line import Emulator, on_line, same, until, wanted
from tests.tui.seat import Seat, seat_with
from tui.driver.colours import Depth
from tui.driver.modes import MOUSE_OFF, MOUSE_ON


def news(seat: Seat, place: str) -> None:
    """Let an alarm that rings no bell come in, as the line to the desk brings it."""
    seat.desk.report(replace(alarm("record"), place=Place(place, 41.0, 110.0)))
    with seat.app._context():
        seat.mirror.fold(seat.desk.delta(seat.mirror.seq))


async def test_the_terminal_shows_what_the_app_means_through_keys_news_and_sizes() -> None:
    rng = random.Random(3)
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        for step in range(25):
            match rng.randrange(4):
                case 0:
                    news(seat, f"北门{step}")
                case 1:
                    emulator.press(rng.choice([b"j", b"\x1b[B", b"2", b"1", b"z", b"\t"]))
                case 2:
                    emulator.resize(rng.randint(20, 170), rng.randint(5, 50))
                case _:
                    emulator.press(b"?")
                    await same(seat, emulator)
                    emulator.press(b"\x1b")
            await same(seat, emulator)


@pytest.mark.parametrize("depth", ["true", "256", "16", "none"])
async def test_a_session_is_sent_no_colours_that_its_terminal_lacks(depth: Depth) -> None:
    async with on_line(seat_with(alarm()), depth=depth) as emulator:
        looks = [look.split(b";") for look in re.findall(rb"\x1b\[([\d;]*)m", emulator.sent)]
        assert any(b"38" in look and b"2" in look for look in looks) == (depth == "true")
        assert any(b"38" in look and b"5" in look for look in looks) == (depth == "256")
        assert any(int(code) >= 30 for look in looks for code in look) == (depth != "none")


async def test_nothing_is_sent_while_nothing_changes() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        await until(lambda: emulator.owed == 0)
        before = len(emulator.sent)
        seat.app.screen.refresh()
        await until(lambda: not seat.app.screen._dirty_widgets)
        assert len(emulator.sent) == before


async def test_while_the_line_is_full_nothing_is_rendered_and_then_only_the_newest_is_sent() -> (
    None
):
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        emulator.answers = False
        emulator.stuck = 1
        before = len(emulator.sent)
        for number in range(50):
            news(seat, f"stale{number}")
            await until(lambda: seat.app.is_line_full)
        assert len(emulator.sent) == before
        emulator.stuck = 0
        emulator.answers = True
        assert emulator.driver is not None
        emulator.driver.room()
        emulator.answer()
        await until(lambda: not seat.app.is_line_full and not seat.mirror.has_news)
        await same(seat, emulator)
        assert len(emulator.sent) - before < 20_000


async def test_a_terminal_that_stopped_costs_little_and_then_sees_the_newest_alone() -> None:
    seat = seat_with()
    async with on_line(seat) as emulator:
        emulator.answers = False
        before = len(emulator.sent)
        panes = itertools.cycle([b"2", b"3", b"4", b"5", b"6"])  # each changes much of the screen
        while not seat.app.is_line_full:
            seen = len(emulator.sent)
            emulator.press(next(panes))
            await until(lambda: len(emulator.sent) > seen or seat.app.is_line_full)  # noqa: B023
        for number in range(200):
            news(seat, f"stale{number}")
        assert len(emulator.sent) - before < 64_000
        news(seat, "newest")
        emulator.press(b"1")
        stopped = len(emulator.sent)
        emulator.answers = True
        emulator.answer()
        await until(lambda: not seat.app.is_line_full and not seat.mirror.has_news)
        await same(seat, emulator)
        assert emulator.sent[stopped:].count(b"stale") <= 24  # those that stand on the screen


def keeps_owing(emulator: Emulator) -> bool:
    """Press keys until a probe is open."""
    assert emulator.driver is not None
    if not emulator.driver.owed:
        emulator.driver.repaint()
    return emulator.driver.owed > 0


async def test_a_lone_escape_is_a_key_and_what_follows_is_not_swallowed() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        emulator.press(b":")
        await until(lambda: seat.app.overview.prompt.display)
        emulator.press(b"\x1b")
        await until(lambda: not seat.app.overview.prompt.display)
        emulator.press(b":")
        await until(lambda: seat.app.overview.prompt.display)


async def test_text_and_answers_may_come_in_pieces() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        emulator.press(b":")
        await until(lambda: seat.app.overview.prompt.display)
        emulator.answers = False
        await until(lambda: keeps_owing(emulator))
        for byte in "城东".encode() + b"\x1b[0n" + b"x":
            emulator.press(bytes([byte]))
        emulator.press(b"")
        await until(lambda: "城东x" in wanted(seat))


async def test_the_mouse_is_asked_for_without_motion_and_not_at_all_on_a_low_line() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        assert MOUSE_ON.encode() in emulator.sent
        assert b"?1003h" not in emulator.sent
        assert b"\x1b[>" not in emulator.sent  # no keyboard protocol that would outlive a lost line
        before = len(emulator.sent)
        seat.app.choose(low=True)
        assert MOUSE_OFF.encode() in emulator.sent[before:]
        assert seat.app.link_figures.low
        before = len(emulator.sent)
        seat.app.choose(low=None)
        assert MOUSE_ON.encode() in emulator.sent[before:]


async def test_frames_are_marked_as_whole_only_for_a_terminal_that_knows_the_marks() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        assert b"?2026h" not in emulator.sent
        emulator.press(b"\x1b[?2026;2$y")
        before = len(emulator.sent)
        emulator.press(b"2")
        await until(lambda: b"?2026l" in emulator.sent[before:])
        assert b"\x1b[?2026h" in emulator.sent[before:]


async def test_bell_and_copies_pass_between_frames_as_they_are() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        seat.app.bell()
        seat.app.copy_to_clipboard("42")
        assert b"\x07" in emulator.sent
        assert b"\x1b]52;c;NDI=\x07" in emulator.sent


async def test_a_storm_of_sizes_is_drawn_once_it_is_over() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        before = len(emulator.sent)
        for width in range(60, 130):
            emulator.resize(width, 30)
        await until(lambda: seat.app.size.width == 129)
        await same(seat, emulator)
        assert emulator.sent[before:].count(b"\x1b[2J") == 1


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (9999, 9999)])
async def test_no_window_is_too_small_or_too_large(size: tuple[int, int]) -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        assert emulator.driver is not None
        emulator.driver.resized(*size)
        await until(lambda: seat.app.size.width == min(size[0], 500))
        assert seat.app.size.height == min(size[1], 200)
        emulator.resize(80, 24)
        await until(lambda: seat.app.size.width == 80)
        await same(seat, emulator)


async def test_leaving_gives_the_terminal_back_as_it_was() -> None:
    async with on_line(seat_with(alarm())) as emulator:
        pass
    end = bytes(emulator.sent[-80:])
    for mode in ("?1049l", "?25h", "?2004l", "?7h", "?1000l", "?1002l", "?1006l", "0m"):
        assert f"\x1b[{mode}".encode() in end


async def test_the_app_ends_when_the_terminal_is_gone() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        assert emulator.driver is not None
        emulator.driver.hung_up()
        await until(lambda: not seat.app.is_running)


async def test_a_redraw_is_sent_whole() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        emulator.screen.reset()
        seat.app.repaint()
        await same(seat, emulator)


def test_an_emulator_is_a_port() -> None:
    assert Emulator(80, 24).backlog == 0


async def test_round_trip_rate_and_low_bandwidth_stand_in_the_status_line() -> None:
    seat = seat_with(alarm())
    async with on_line(seat, 160, 45) as emulator:
        with seat.app._context():
            seat.app.tick()
        await until(lambda: "屏幕<50毫秒" in emulator.text.splitlines()[0])
        assert "千字节/秒" in emulator.text.splitlines()[0]
        assert "低带宽" not in emulator.text
        with seat.app._context():
            seat.app.choose(low=True)
        await until(lambda: "低带宽" in emulator.text.splitlines()[0])


async def test_a_line_under_something_else_is_drawn_when_that_is_gone() -> None:
    seat = seat_with(alarm())
    async with on_line(seat) as emulator:
        emulator.press(b"?")
        await until(lambda: len(seat.app.screen_stack) == 3)
        news(seat, "北门")
        await same(seat, emulator)
        emulator.press(b"\x1b")
        await until(lambda: "北门" in emulator.text)
        await same(seat, emulator)


async def test_what_is_typed_before_the_app_starts_waits_for_it() -> None:
    seat = seat_with(alarm())
    async with on_line(seat, early=b":a 1") as emulator:
        await until(lambda: ":a 1" in emulator.text)
        emulator.press(b"\r")
        await until(lambda: seat.asked == [Acknowledge(1)])
