"""How sessions end and come back: one that dies takes nobody along, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.door.client import READY, run, ssh
from tests.door.house import House, house
from tests.server.wire_client import alarm

WATCH_S = 0.02
"""How often a fact about processes is looked at: nobody tells of it."""


async def until(true: Callable[[], bool], within_s: float) -> float:
    """Wait for a fact about processes; give how long it took, seconds. Raises TimeoutError."""
    began = time.monotonic()
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - nobody tells of the ends of others' processes
            await asyncio.sleep(WATCH_S)
    return time.monotonic() - began


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that nobody has reaped yet does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.asyncio(loop_scope="module")
class TestSessions:
    """Sessions of a house that stands."""

    async def test_a_killed_ssh_ends_its_session_at_once(self, home: House) -> None:
        async with ssh(home.way()) as officer:
            await officer.shows(READY)
            (session,) = home.door.sessions
            officer.signal(signal.SIGKILL)
            await until(lambda: not alive(session), 5)

    async def test_an_officer_who_comes_back_finds_the_screen_as_it_was(self, home: House) -> None:
        await home.tell(alarm(text="smoke"), alarm(text="a second fire"))
        async with ssh(home.way("wang"), size=(120, 36)) as officer:
            await officer.shows("> 1 P1")
            officer.type("/")
            await officer.shows("Enter keeps it")
            officer.type("mill\r")
            await officer.shows("/mill")
            officer.type("\x1b[B\r")
            await officer.shows("Overview > alarm")
            at = next(line for line in officer.lines if "Overview >" in line)
            await officer.shows("Timeline")
            await until(lambda: "record" in kept(home, "wang"), 15)
            officer.signal(signal.SIGKILL)
        async with ssh(home.way("wang"), size=(120, 36)) as officer:
            await officer.until(lambda: at in officer.lines, at)
            officer.type("\x1b")
            await officer.shows("/mill")

    async def test_a_session_that_is_killed_tells_its_officer_and_the_log(
        self, home: House
    ) -> None:
        async with ssh(home.way("zhao")) as officer:
            await officer.shows(READY)
            (first,) = home.door.sessions
            async with ssh(home.way("qian")) as colleague:
                await colleague.shows(READY)
                os.kill(first, signal.SIGSEGV)
                assert await officer.ended() == 1
                (said,) = [line for line in officer.lines if "its own fault" in line]
                incident = said.split(",")[1].split()[0]
                assert f"incident {incident}: a session of zhao ended by -11" in home.door.log
                left = officer.written.rindex(b"\x1b[?1049l")
                assert left > officer.written.rindex(b"\x1b[?1049h")
                colleague.type("?")
                await colleague.shows("Esc closes")

    async def test_a_stopped_process_is_ended_when_its_officer_goes(self, home: House) -> None:
        async with ssh(home.way("sun")) as officer:
            await officer.shows(READY)
            (session,) = home.door.sessions
            os.kill(session, signal.SIGSTOP)
        await until(lambda: not alive(session), 10)

    async def test_a_client_that_stands_still_is_gone_within_twenty_seconds(
        self, home: House
    ) -> None:
        async with ssh(home.way("zhou")) as officer:
            await officer.shows(READY)
            (session,) = home.door.sessions
            officer.signal(signal.SIGSTOP)
            assert await until(lambda: not alive(session), 20) > 5
            officer.signal(signal.SIGCONT)

    async def test_a_seat_has_a_few_sessions_and_is_told_when_they_are_taken(
        self, home: House
    ) -> None:
        way = home.way("wu")
        followed = [ssh(way, "alarms", "--follow", options=("-tt",)) for _ in range(5)]
        async with followed[0], followed[1], followed[2], followed[3], followed[4]:
            await until(lambda: len(home.door.sessions) == 5, 10)
            refused = await run(way, "alarms")
            assert (refused.code, refused.out) == (1, "")
            assert "5 sessions" in refused.err
        assert (await run(way, "alarms")).code == 0


async def test_sessions_live_through_a_restart_of_the_desk(tmp_path: Path) -> None:
    async with house(tmp_path) as home, ssh(home.way()) as officer:
        await officer.shows(READY)
        await home.desk.stop()
        await officer.shows("LOST")
        await home.desk.start()
        await officer.loses("LOST")
        await home.tell(alarm())
        await officer.shows("mill")
        (session,) = home.door.sessions
        assert alive(session)


async def test_a_fork_server_that_dies_is_started_again_and_harms_no_session(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as home, ssh(home.way()) as officer:
        await officer.shows(READY)
        first = home.door.zygote
        os.kill(first, signal.SIGKILL)
        await until(lambda: home.door.zygote_now not in (None, first), 20)
        officer.type("?")
        await officer.shows("Esc closes")
        async with ssh(home.way()) as newcomer:
            await newcomer.shows(READY)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_nothing_is_left_of_a_door_that_ends(tmp_path: Path, number: signal.Signals) -> None:
    async with house(tmp_path) as home, ssh(home.way()) as officer:
        await officer.shows(READY)
        left = [home.door.zygote, *home.door.sessions]
        await home.door.end(number)
        await until(lambda: not any(map(alive, left)), 10)
        assert await officer.ended() == 255


def kept(home: House, seat: str) -> str:
    """Give what the door has written down of a seat."""
    return (home.directory / "door" / f"{seat}.json").read_text("utf-8")
