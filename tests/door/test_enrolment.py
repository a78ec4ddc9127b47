"""How a key comes to a seat: with a one-time code, typed by whoever holds the key."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest

from tests.door.client import READY, Client, run, ssh
from tests.door.house import House
from tests.door.test_lifetime import until
from tests.feeds.real_desk import zhiban

TAKEN_UP = "seats taken up"
"""What the desk logs when it has read its seats anew."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def code_for(home: House, seat: str) -> str:
    """Have the administrator give out a one-time code, and the desk learn of it."""
    told = await zhiban("seat", "enrol", seat, "--data", home.directory, "--lang", "en")
    assert told.code == 0, told.err
    before = home.desk.log.count(TAKEN_UP)
    os.kill(home.desk.pid, signal.SIGHUP)  # what is taken up unasked may be an older change
    await until(lambda: home.desk.log.count(TAKEN_UP) > before, 10)
    return told.out.strip()


def asked(officer: Client, times: int) -> bool:
    return officer.screen.count("code:") == times


async def test_a_code_binds_the_key_and_opens_the_desk_at_once(home: House) -> None:
    home.make_key("new")
    way = home.way("wang", key="new")
    assert (await run(way, "alarms")).code == 255
    code = await code_for(home, "wang")
    async with ssh(way) as officer:
        await officer.shows("code:")
        assert "wang" in officer.screen
        officer.type("wrong-wrong\r")
        await officer.shows("not valid")
        officer.type(code + "\r")
        await officer.shows(READY)
    assert (await run(way, "alarms")).code == 0
    assert (await run(home.way("wang"), "alarms")).code == 0


async def test_a_code_opens_once_and_for_its_own_seat_only(home: House) -> None:
    code = await code_for(home, "zhao")
    for key in ("first", "second", "third"):
        home.make_key(key)
    told = await run(home.way("li", key="first"), "alarms", given=code.encode() + b"\n")
    assert told.code == 255
    told = await run(home.way("zhao", key="second"), "help", given=code.encode() + b"\n")
    assert told.code == 0, told
    told = await run(home.way("zhao", key="third"), "help", given=code.encode() + b"\n")
    assert told.code == 255


async def test_who_gives_up_or_guesses_gets_no_session(home: House) -> None:
    await code_for(home, "qian")
    home.make_key("guesser")
    way = home.way("qian", key="guesser")
    async with ssh(way) as officer:
        await officer.shows("code:")
        officer.type(b"\x03")
        assert await officer.ended() == 1
    async with ssh(way) as officer:
        for tries in range(1, 4):
            await officer.until(partial(asked, officer, tries), "a question")
            officer.type("aaaa-bbbb\r")
        assert await officer.ended() == 1
        assert b"\x1b[?1049h" not in officer.written
