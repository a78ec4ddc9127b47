"""Consoles: there while they are heard, quiet after a silence, and never kept by mistake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from county import commands as ask
from county import consoles
from county.clock import ManualClock
from county.rights import Rights
from feeds.frames import Check, Do, Ping, Seen, Snapshot, Subscribe
from feeds.wire import CODECS, JSON
from server import presence as presence_module
from server.desk import Desk
from server.presence import Sitting
from server.snapshot import snapshot_frames
from tests.county.samples import NOON, OFFICER, VIEWER, alarm
from tests.server.helpers import FEED, batch, bodies, desk_at
from tests.server.wire_client import client, follower, server_at

TAKE_OVER_S = 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def desk(path: Path, clock: ManualClock) -> AsyncIterator[Desk]:
    async with desk_at(path, clock) as running:
        yield running


def sitting(desk: Desk, seat: str = "wang", rights: Rights = OFFICER) -> Sitting:
    """Give a session of a seat that follows the board."""
    session = Sitting(desk.presence, seat, rights)
    session.subscribed()
    return session


def there(desk: Desk, seat: str = "wang") -> bool:
    return consoles.there(desk.board.consoles, seat)


def pass_(desk: Desk, clock: ManualClock, seconds: float) -> None:
    clock.advance(seconds)
    desk.presence.look()


# ---- who is a console ---------------------------------------------------------------------------


@pytest.mark.parametrize("frame", [Seen(3), Do(1, ask.Note(1, "x"))])
async def test_a_seat_that_shows_the_board_or_acts_on_it_is_a_console(
    desk: Desk, frame: Seen | Do
) -> None:
    session = sitting(desk)
    session.heard(Check())
    assert not there(desk)
    session.heard(frame)
    assert there(desk)


async def test_one_that_only_reads_and_goes_is_none(desk: Desk) -> None:
    session = sitting(desk)
    for frame in (Check(), Ping(0.0), Subscribe()):
        session.heard(frame)
    assert desk.board.consoles == {}


async def test_nor_is_one_that_does_not_follow_the_board(desk: Desk) -> None:
    session = Sitting(desk.presence, "script", OFFICER)
    session.heard(Do(1, ask.Note(1, "x")))
    assert desk.board.consoles == {}


async def test_nor_is_a_seat_that_may_only_look(desk: Desk) -> None:
    sitting(desk, "guest", VIEWER).heard(Seen(3))
    assert desk.board.consoles == {}


# ---- heard and not ------------------------------------------------------------------------------


async def test_a_console_is_quiet_after_the_time_of_a_take_over_and_any_frame_is_a_sign(
    desk: Desk, clock: ManualClock
) -> None:
    session = sitting(desk)
    session.heard(Seen(3))
    pass_(desk, clock, TAKE_OVER_S)
    assert there(desk)
    session.heard(Ping(0.0))
    pass_(desk, clock, TAKE_OVER_S)
    assert there(desk)
    pass_(desk, clock, 0.1)
    assert not there(desk)
    session.heard(Ping(0.0))
    assert there(desk)


async def test_coming_and_falling_silent_are_kept_once_each_however_much_is_heard(
    desk: Desk, path: Path, clock: ManualClock
) -> None:
    session = sitting(desk)
    for _ in range(50):
        session.heard(Seen(3))
    for _ in range(3):
        pass_(desk, clock, TAKE_OVER_S + 1)
    await desk.push(batch("panel-1", 1, alarm()), FEED)
    kept = await bodies(path)
    assert [sum(tag in body for body in kept) for tag in (b"console_joined", b"console_quiet")] == [
        1,
        1,
    ]


async def test_a_seat_with_two_lines_is_there_while_one_of_them_is_heard(
    desk: Desk, clock: ManualClock
) -> None:
    first, second = sitting(desk), sitting(desk)
    first.heard(Seen(3))
    second.heard(Seen(3))
    for _ in range(4):
        pass_(desk, clock, TAKE_OVER_S - 1)
        second.heard(Seen(3))
    assert there(desk)


async def test_what_a_quiet_console_has_may_be_taken_and_not_before(
    desk: Desk, clock: ManualClock
) -> None:
    sitting(desk).heard(Seen(3))
    await desk.push(batch("panel-1", 1, alarm("record")), FEED)
    await desk.do(ask.Acknowledge(1), "wang", OFFICER)
    held = await desk.do(ask.TakeOver(1), "li", OFFICER)
    assert getattr(held, "code", "") == "claim_held"
    pass_(desk, clock, TAKE_OVER_S + 1)
    assert isinstance(await desk.do(ask.TakeOver(1), "li", OFFICER), int)
    assert desk.board.alarms[1].owner == "seat:li"


class WallClock(ManualClock):
    """A clock whose wall time can be set while its seconds run on."""

    off_ms = 0

    def now(self) -> int:
        return super().now() + self.off_ms


async def test_a_wall_clock_that_is_set_makes_nobody_quiet(path: Path) -> None:
    clock = WallClock(NOON)
    async with desk_at(path, clock) as desk:
        sitting(desk).heard(Seen(3))
        clock.off_ms = 3_600_000
        desk.presence.look()
        assert there(desk)


async def test_it_is_looked_by_itself(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_module, "LOOK_S", 0.0)
    async with desk_at(path, clock) as desk:
        sitting(desk).heard(Seen(3))
        told = asyncio.Event()
        desk.on_committed = lambda _: told.set() if not there(desk) else None
        clock.advance(TAKE_OVER_S + 1)
        async with asyncio.timeout(5):
            await told.wait()


# ---- restarts -----------------------------------------------------------------------------------


async def test_after_a_restart_who_does_not_come_back_in_time_is_quiet(
    path: Path, clock: ManualClock
) -> None:
    async with desk_at(path, clock) as desk:
        sitting(desk, "wang").heard(Seen(3))
        sitting(desk, "li").heard(Seen(3))
    clock.advance(3600)
    async with desk_at(path, clock) as desk:
        desk.presence.look()
        assert there(desk, "wang")
        assert there(desk, "li")
        pass_(desk, clock, TAKE_OVER_S - 1)
        sitting(desk, "li").heard(Seen(3))
        pass_(desk, clock, 2)
        assert (there(desk, "wang"), there(desk, "li")) == (False, True)


async def test_a_stopped_desk_keeps_nothing_of_consoles(path: Path, clock: ManualClock) -> None:
    async with desk_at(path, clock) as desk:
        session = sitting(desk)
    session.heard(Seen(3))
    assert desk.board.consoles == {}


# ---- over the wire ------------------------------------------------------------------------------


async def test_every_console_learns_who_else_is_there(tmp_path: Path) -> None:
    async with (
        server_at(tmp_path) as server,
        follower(server.url, "officer") as officer,
        follower(server.url, "west") as west,
    ):
        await officer.send(Seen(officer.through))
        await west.send(Seen(west.through))
        for each in (officer, west):
            while {"officer", "west"} - each.board.consoles.keys():
                await each.recv()
            await each.prove()


async def test_a_newcomers_board_has_the_consoles_in_it(tmp_path: Path) -> None:
    async with server_at(tmp_path) as server, follower(server.url, "officer") as officer:
        await officer.send(Seen(officer.through))
        while "officer" not in officer.board.consoles:
            await officer.recv()
        async with follower(server.url, "viewer") as late:
            await late.prove()
            assert list(late.board.consoles) == ["officer"]


async def test_the_consoles_go_with_a_snapshot(desk: Desk) -> None:
    sitting(desk).heard(Seen(3))
    (frame,) = snapshot_frames(CODECS[JSON], desk.picture(), [])
    told = CODECS[JSON].from_server(frame)
    assert isinstance(told, Snapshot)
    assert told.picture == desk.picture()


async def test_a_console_of_another_township_is_nobodys_business(tmp_path: Path) -> None:
    async with (
        server_at(tmp_path) as server,
        follower(server.url, "west") as west,
        follower(server.url, "east") as east,
        client(server.url, "officer"),
    ):
        await west.send(Seen(west.through))
        while "west" not in west.board.consoles:
            await west.recv()
        await east.prove()
        assert east.board.consoles == {}
