"""A desk that waits for its officer: what they see when they sit down is what a new one shows."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import closing

import pytest

from county.board import Key as Record
from county.clock import ManualClock
from county.fields import Lang
from county.words import say
from feeds import frames
from feeds.connection import Link
from tests.county.samples import NOON, alarm
from tests.tui.driver.line import Emulator, until
from tests.tui.seat import GROUND, Seat
from tests.tui.test_start import Near
from tui.app import DeskApp
from tui.door.standby import SIZES, Standby, fitting
from tui.driver.port import LinkFigures, PortDriver, port_driver
from tui.glyphs import GlyphSet
from tui.mirror import Mirror
from tui.place import Place
from tui.settings import Choices, ThemeName
from tui.terminal import Terminal

Cells = list[list[object]]
"""Every cell of a terminal, with its character and its look."""


class Officer(Emulator):
    """Somebody at a terminal, who sits down at a desk."""

    def __init__(self, choices: Choices, columns: int, rows: int) -> None:
        super().__init__(columns, rows)
        self.choices = choices
        self.terminal = Terminal("xterm", "true", None, columns, rows)
        self.early = b""
        """What they type before the desk is there."""

    def belong(self, owner: PortDriver) -> None:
        """Take the driver that draws."""
        self.driver = owner
        owner.feed(self.early)

    @property
    def cells(self) -> Cells:
        """What stands on the terminal, colours and all."""
        rows, columns = range(self.screen.lines), range(self.screen.columns)
        return [[self.screen.buffer[row][column] for column in columns] for row in rows]


def told(seat: Seat, mirror: Mirror) -> None:
    """Let the desk of `seat` tell the county as it does at first."""
    mirror.fold(seat.desk.welcome())
    mirror.fold(frames.AtlasFrame(GROUND))
    for part in seat.desk.snapshot():
        mirror.fold(part)
    mirror.linked(Link("live", since=seat.clock.monotonic(), proven=True))


def busy() -> Seat:
    """Give a desk at which two alarms are open."""
    seat = Seat(Choices())
    seat.desk.report(alarm())
    seat.desk.report(alarm("noise"))
    return seat


def at_waiting(
    officer: Officer, seen: Callable[[Standby], bool], place: Place | None = None
) -> Standby:
    """Seat an officer at a desk that waited, until what they should see is there."""
    seat, near = busy(), Near()
    standby = Standby(GROUND, ManualClock(NOON), fitting(*_size(officer)))
    near.answer = lambda: told(seat, standby.mirror)
    standby.prepare()
    standby.session.sit_down(seat.send, officer.choices, seat.kept.append, officer.terminal)
    assert standby.app.is_running

    async def sit() -> int:
        sitting = asyncio.create_task(standby.attend(near, officer, place))
        await until(lambda: seen(standby))
        standby.app.exit()
        await sitting
        return 0

    with closing(standby):
        assert standby.run(sit) == 0
    return standby


def at_new(officer: Officer, seen: Callable[[Officer], bool]) -> Cells:
    """Seat an officer at a desk of their own; give what they see."""

    async def sit() -> Cells:
        seat, near = busy(), Near()
        own = Seat(officer.choices, terminal=officer.terminal, line=near)
        near.answer = lambda: told(seat, own.mirror)
        own.app.driver_class = port_driver(officer, "true", officer.belong)
        running = asyncio.create_task(own.app.run_async(size=_size(officer)))
        await until(lambda: seen(officer))
        cells = officer.cells
        own.app.exit()
        await running
        return cells

    return asyncio.run(sit())


def _size(officer: Officer) -> tuple[int, int]:
    return officer.screen.columns, officer.screen.lines


@pytest.mark.parametrize(
    ("lang", "size", "glyphs", "theme"),
    [
        ("zh", (80, 24), "safe", "night"),
        ("en", (80, 24), "safe", "night"),
        ("en", (160, 45), "full", "contrast"),
        ("zh", (160, 45), "ascii", "mono"),
        ("zh", (40, 10), "full", "night"),
    ],
)
def test_who_sits_down_at_a_waiting_desk_sees_what_one_at_a_new_desk_sees(
    lang: Lang,
    size: tuple[int, int],
    glyphs: GlyphSet,
    theme: ThemeName,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Both are on a line of the same speed: what a busy machine makes of it stands on the screen.
    monkeypatch.setattr(DeskApp, "link_figures", LinkFigures(0.02, 400.0, low=False))
    choices = Choices(lang, glyphs, theme, ruler=True)
    new = Officer(choices, *size)
    wanted = at_new(new, lambda officer: "#1" in officer.text or " 1 " in officer.text)
    waited = Officer(choices, *size)
    at_waiting(waited, lambda _: waited.cells == wanted)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36), (160, 45)])
def test_the_first_picture_of_a_waiting_desk_is_whole_and_sent_once(
    size: tuple[int, int],
) -> None:
    officer = Officer(Choices("en", ruler=True), *size)
    at_waiting(officer, lambda _: "Gas leak" in officer.text)
    before, picture, *more = officer.sent.split(b"\x1b[2J")
    assert not more
    alone = Officer(officer.choices, *size)
    alone.answers = False
    alone.send(bytes(before + b"\x1b[2J" + picture.split(b"\x1b[5n")[0]))
    assert alone.text.splitlines()[1:] == officer.text.splitlines()[1:]  # the clock goes on
    assert b"no data" not in officer.sent.lower()


def test_an_officer_lands_where_they_stood_before() -> None:
    record: Record = ("alarm", 1)
    officer = Officer(Choices("en", ruler=True), 120, 36)
    standby = at_waiting(
        officer, lambda desk: len(desk.app.desks) == 2, Place(record=record, panes=("units",))
    )
    assert standby.app.overview.recent[0] == "units"


def test_an_officer_who_left_at_the_ruler_finds_it_over_where_they_stood() -> None:
    officer = Officer(Choices("en"), 120, 36)
    place = Place(record=("alarm", 1))
    asks = say("en", "ruler.bars")
    standby = at_waiting(
        officer, lambda _: asks in officer.text and "Gas leak" in officer.text, place
    )
    assert standby.app.return_code == 0


def test_keys_typed_before_the_county_is_in_view_are_counted_and_not_obeyed() -> None:
    officer = Officer(Choices("en", ruler=True), 80, 24)
    officer.early = b"q"
    told = say("en", "app.typed_blindly", count=1)
    standby = at_waiting(officer, lambda _: told[:40] in officer.text)
    assert standby.app.typed_blindly == 1


def test_time_that_a_desk_waited_does_not_count_as_time_that_its_officer_was_away() -> None:
    clock = ManualClock(NOON)
    with closing(Standby(GROUND, clock)) as standby:
        clock.advance(7 * 86_400)
        standby.session.sit_down(busy().send, Choices(), lambda _: None, None)
        assert standby.session.lock.left_s(60) == pytest.approx(60)


def test_the_desk_that_waits_is_the_largest_that_the_terminal_has_room_for() -> None:
    assert [fitting(*size) for size in SIZES] == list(SIZES)
    assert fitting(213, 58) == SIZES[-1]
    assert fitting(159, 60) == fitting(40, 10) == SIZES[0]


def test_a_desk_that_nobody_sat_down_at_can_be_put_away() -> None:
    standby = Standby(GROUND, ManualClock(NOON))
    standby.prepare()
    standby.close()
    assert not standby.app.is_running


def test_what_a_thread_did_wakes_the_process_that_waits_for_it_and_no_other() -> None:
    async def woken() -> int:
        return await asyncio.get_running_loop().run_in_executor(None, lambda: 7)

    with closing(Standby(None, ManualClock(NOON))) as standby:
        standby.prepare()
        pid = os.fork()
        if pid == 0:
            os._exit(standby.run(woken))
        assert standby.run(woken) == 7
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
