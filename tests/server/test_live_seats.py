"""Seats at work: what changes in the file, by the clock or at the door reaches live sessions."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed

from config import pins
from config.keys import fingerprint
from config.profile import load_profile
from config.seats import Seat, Seats, change_seats, token_hash
from config.settings import Settings
from config.shifts import Shift
from county import access as facts
from county import commands as ask
from county.clock import SystemClock
from county.refusals import refuse
from feeds import frames
from feeds.vouching import Vouch
from server.serve import Server
from tests.config.test_seats import KEY
from tests.server.wire_client import WireClient, alarm, client, follower, server_at, stranger

PIN = "246810"
STRETCHED = pins.stretch(PIN)
DOOR = Seat(name="door", role="door", token_sha256=token_hash("door"))
SHEN = Seat(name="shen", role="auditor", token_sha256=token_hash("shen"))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with server_at(tmp_path, Settings(shift_grace_s=0)) as server:
        change_seats(tmp_path, lambda seats: replace(seats, seat=(*seats.seat, DOOR, SHEN)))
        server.upkeep.turn()
        yield server


def change(server: Server, name: str, **fields: object) -> None:
    """Change a seat in the file as an administrator would; the desk looks at its next turn."""
    edit(server, lambda seat: replace(seat, **fields) if seat.name == name else seat)


def edit(server: Server, by: Callable[[Seat], Seat | None]) -> None:
    def changed(seats: Seats) -> Seats:
        return replace(seats, seat=tuple(s for each in seats.seat if (s := by(each)) is not None))

    change_seats(server.upkeep.access.data_dir, changed)
    server.upkeep.turn()


async def ending(caller: WireClient) -> tuple[str, int]:
    """Take frames until the connection ends; give the reason of the bye and the close code."""
    reason = ""
    with suppress(ConnectionClosed):
        while True:
            frame = await caller.recv()
            if isinstance(frame, frames.Bye):
                reason = frame.refusal.code
    return reason, caller.socket.close_code or 0


async def answer_to(url: str, token: str) -> str | None:
    """Say hello and give the code of the refusal; None for a welcome."""
    async with stranger(url) as caller:
        await caller.send(frames.Hello(token=token))
        answer = await caller.recv()
        return answer.refusal.code if isinstance(answer, frames.Bye) else None


async def done(caller: WireClient, command: ask.Ask | None = None, pin: str = "") -> str:
    """Give a command, or else the PIN; give the code of the refusal."""
    await caller.send(frames.Do(1, command) if command else frames.Unlock(1, pin))
    answer = await caller.until(frames.Done)
    return answer.refusal.code if answer.refusal else "done"


async def audit(url: str, *kinds: type[facts.Access]) -> list[facts.Access]:
    """Read the audit as its auditor until facts of all these kinds stand in it."""
    async with client(url, "shen") as auditor, asyncio.timeout(20):
        while True:
            await auditor.send(frames.Audit(1))
            told = [row.fact for row in (await auditor.until(frames.Audited)).rows]
            if set(kinds) <= {type(fact) for fact in told}:
                return told


@asynccontextmanager
async def vouching(url: str) -> AsyncIterator[Vouch]:
    """Run a door's line and wait until it is up."""
    up = asyncio.Event()
    vouch = Vouch(
        url,
        "door",
        clock=SystemClock(),
        rng=random.Random(1),
        on_link=lambda link: up.set() if link.state == "live" else None,
    )
    running = asyncio.create_task(vouch.run())
    async with asyncio.timeout(20):
        await up.wait()
    yield vouch
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


# ---- the file -----------------------------------------------------------------------------------


async def test_a_seat_that_is_taken_away_is_told_so_and_nobody_else_notices(server: Server) -> None:
    async with follower(server.url, "west") as west, follower(server.url) as officer:
        edit(server, lambda seat: None if seat.name == "west" else seat)
        assert await ending(west) == ("revoked", 1008)
        assert await answer_to(server.url, "west") == "bad_token"
        await officer.prove()


async def test_other_rights_come_by_a_fresh_hello(server: Server) -> None:
    async with follower(server.url, "west") as west, client(server.url, "feed") as feed:
        await feed.push(alarm())
        change(server, "west", areas=("t02",))
        assert await ending(west) == ("", 1012)
        async with follower(server.url, "west") as moved:
            assert moved.board.alarms == {}


async def test_a_new_key_or_pin_disturbs_nobody(server: Server) -> None:
    async with follower(server.url, "west") as west:
        change(server, "west", keys=(KEY,), pin=STRETCHED)
        await west.prove()


async def test_a_faulty_file_changes_nothing(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with follower(server.url, "west") as west:
        (server.upkeep.access.data_dir / "seats.toml").write_text("[[seat]\n")
        server.upkeep.turn()
        await west.prove()
        async with client(server.url, "east"):
            pass
    assert "seats.toml:1: is not TOML" in caplog.text


async def test_the_running_desk_looks_at_the_file_by_itself(server: Server) -> None:
    async with follower(server.url, "west") as west:
        change_seats(
            server.upkeep.access.data_dir,
            lambda seats: replace(seats, seat=tuple(s for s in seats.seat if s.name != "west")),
        )
        assert await ending(west) == ("revoked", 1008)


async def test_a_session_ends_with_its_shift(server: Server) -> None:
    offset = load_profile(server.upkeep.access.data_dir / "county").utc_offset_minutes
    hour = (SystemClock().now() // 60_000 + offset) // 60 % 24
    on = Shift(name="on", begins=f"{hour:02}:00", ends=f"{(hour + 2) % 24:02}:00")
    off = replace(on, begins=f"{(hour + 4) % 24:02}:00", ends=f"{(hour + 6) % 24:02}:00")

    def work(shift: Shift) -> None:
        change_seats(server.upkeep.access.data_dir, lambda seats: replace(seats, shift=(shift,)))
        server.upkeep.turn()

    work(on)
    change(server, "west", shifts=("on",))
    async with follower(server.url, "west") as west, follower(server.url, "east") as east:
        work(off)
        assert await ending(west) == ("off_shift", 1008)
        assert await answer_to(server.url, "west") == "off_shift"
        await east.prove()


# ---- doors --------------------------------------------------------------------------------------


async def test_a_door_signs_somebody_in_and_their_key_stands_in_the_audit(server: Server) -> None:
    change(server, "west", keys=(KEY,), lang="zh")
    async with vouching(server.url) as door:
        assert await door.knock("west", KEY, "10.0.0.7") == "yes"
        entered = await door.enter("west", KEY, "10.0.0.7", client="OpenSSH_9.2")
        assert entered.lang == "zh"
        async with follower(server.url, entered.ticket) as west:
            await west.prove()
            door.turned_away("root", "10.0.0.9", "password")
            assert (await door.atlas()).areas
        told = await audit(server.url, facts.EntryRefused)
    (came,) = [f for f in told if isinstance(f, facts.SeatEntered) and f.seat == "west"]
    assert (came.address, came.by) == ("10.0.0.7", fingerprint(KEY))
    turned = [f for f in told if isinstance(f, facts.EntryRefused)]
    assert [(f.seat, f.address, f.reason) for f in turned] == [("root", "10.0.0.9", "password")]


async def test_a_key_that_is_taken_away_ends_the_sessions_it_opened(server: Server) -> None:
    change(server, "west", keys=(KEY,))
    async with vouching(server.url) as door:
        ticket = (await door.enter("west", KEY, "10.0.0.7")).ticket
        async with follower(server.url, ticket) as west:
            change(server, "west", keys=())
            assert await ending(west) == ("revoked", 1008)
        assert await answer_to(server.url, ticket) == "revoked"


async def test_a_ticket_that_was_given_back_opens_nothing(server: Server) -> None:
    change(server, "west", keys=(KEY,))
    async with vouching(server.url) as door:
        ticket = (await door.enter("west", KEY, "10.0.0.7")).ticket
        async with follower(server.url, ticket) as west:
            door.leave(ticket)
            assert (await ending(west))[0] == "no_ticket"
        assert await answer_to(server.url, ticket) == "no_ticket"


async def test_tickets_outlive_a_restart_of_the_desk(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        async with server_at(tmp_path) as first:
            change_seats(tmp_path, lambda seats: replace(seats, seat=(*seats.seat, DOOR)))
            change(first, "west", keys=(KEY,))
            door = await stack.enter_async_context(vouching(first.url))
            ticket = (await door.enter("west", KEY, "10.0.0.7")).ticket
        port = int(first.url.rpartition(":")[2])
        async with server_at(tmp_path, port=port) as second, asyncio.timeout(20):
            while (refusal := await answer_to(second.url, ticket)) is not None:
                assert refusal == "no_ticket", "a session tries again only after this one"
            await stack.aclose()


async def test_a_door_asks_nothing_else_and_nobody_else_asks_what_a_door_asks(
    server: Server,
) -> None:
    async with client(server.url, "door") as door, client(server.url, "officer") as officer:
        for frame in (frames.Subscribe(), frames.Do(1, ask.Acknowledge(1)), frames.Audit(1)):
            await door.send(frame)
            assert (await door.until(frames.Refused)).refusal.code == "role_may_not"
        await officer.send(frames.Knock(id=1, name="west", key=KEY, address=""))
        assert (await officer.until(frames.Refused)).refusal.code == "role_may_not"


# ---- the idle lock ------------------------------------------------------------------------------


async def test_a_locked_seat_obeys_nothing_until_its_pin_is_given(server: Server) -> None:
    change(server, "west", pin=STRETCHED)
    async with client(server.url, "feed") as feed, follower(server.url, "west") as west:
        await feed.push(alarm())
        await west.send(frames.Lock())
        assert await done(west, ask.Acknowledge(1)) == "locked"
        assert await done(west, pin="111111") == "wrong_pin"
        assert await done(west, ask.Acknowledge(1)) == "locked"
        assert await done(west, pin=PIN) == "done"
        assert await done(west, ask.Acknowledge(1)) == "done"
    await audit(
        server.url,
        *(facts.SeatLocked, facts.CommandForbidden, facts.UnlockRefused, facts.SeatUnlocked),
    )


async def test_to_hang_up_and_call_again_unlocks_nothing(server: Server) -> None:
    change(server, "west", pin=STRETCHED)
    async with client(server.url, "west") as west:
        await west.send(frames.Lock())
        await west.send(frames.Ping(0.0))
        await west.until(frames.Pong)
    async with stranger(server.url) as again:
        await again.send(frames.Hello(token="west"))
        welcome = await again.until(frames.Welcome)
        assert (welcome.locked, welcome.has_pin, welcome.idle_lock_s) == (True, True, 900)
        assert await done(again, ask.Acknowledge(1)) == "locked"


async def test_a_seat_without_a_pin_cannot_be_locked(server: Server) -> None:
    async with client(server.url, "west") as west:
        await west.send(frames.Lock())
        assert (await west.until(frames.Refused)).refusal.code == "no_pin"
        assert await done(west, ask.Acknowledge(1)) == "unknown_alarm"


# ---- the audit ----------------------------------------------------------------------------------


async def test_only_auditors_and_administrators_read_the_audit_and_are_in_it(
    server: Server,
) -> None:
    async with client(server.url, "officer") as officer:
        await officer.send(frames.Audit(7))
        answer = await officer.until(frames.Audited)
        assert (answer.id, answer.rows) == (7, ())
        assert answer.refusal == refuse("role_may_not", role="officer")
    told = await audit(server.url, facts.AuditRead, facts.CommandForbidden)
    assert {f.seat for f in told if isinstance(f, facts.AuditRead)} == {"shen"}
    assert [f.command for f in told if isinstance(f, facts.CommandForbidden)] == ["audit"]


async def test_the_audit_is_read_in_parts(server: Server) -> None:
    for _ in range(3):
        async with client(server.url, "west"):
            pass
    await audit(server.url, facts.SeatLeft)
    async with client(server.url, "shen") as auditor:
        await auditor.send(frames.Audit(1, 0, 2))
        first = (await auditor.until(frames.Audited)).rows
        await auditor.send(frames.Audit(2, first[-1].number, 2))
        second = (await auditor.until(frames.Audited)).rows
    assert [row.number for row in (*first, *second)] == [1, 2, 3, 4]


async def test_wrong_tokens_and_forbidden_commands_are_in_the_audit(server: Server) -> None:
    assert await answer_to(server.url, "guess") == "bad_token"
    async with client(server.url, "viewer") as viewer:
        assert await done(viewer, ask.Acknowledge(1)) == "role_may_not"
    told = await audit(server.url, facts.EntryRefused, facts.CommandForbidden, facts.SeatLeft)
    (turned,) = [f for f in told if isinstance(f, facts.EntryRefused)]
    assert (turned.address, turned.reason) == ("127.0.0.1", "bad_token")
    (forbidden,) = [f for f in told if isinstance(f, facts.CommandForbidden)]
    assert (forbidden.seat, forbidden.command) == ("viewer", "acknowledge")
    assert [f.seat for f in told if isinstance(f, facts.SeatLeft)] == ["viewer"]


async def test_a_guesser_is_locked_out_and_a_signed_in_seat_goes_on(server: Server) -> None:
    async with follower(server.url) as officer:
        codes = await asyncio.gather(*(answer_to(server.url, f"guess {n}") for n in range(5)))
        assert codes == ["bad_token"] * 5
        assert await answer_to(server.url, "officer") == "too_many_tries"
        await officer.send(frames.Ping(0.0))
        await officer.until(frames.Pong)
