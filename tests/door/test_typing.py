"""Keys that come together over ssh, as fast hands or a slow line bring them, act one by one."""

from __future__ import annotations

import json

import pytest

from tests.door.client import READY, run, ssh
from tests.door.house import House
from tests.server.wire_client import alarm

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def states(home: House, seat: str) -> dict[int, str]:
    """Give how each alarm stands, by its number."""
    told = await run(home.way(seat), "alarms", "--json")
    return {each["number"]: each["status"] for each in json.loads(told.out)}


async def test_keys_of_one_packet_act_as_if_each_was_awaited(home: House) -> None:
    await home.tell(*(alarm() for _ in range(4)))
    async with ssh(home.way("li"), size=(120, 36)) as officer:
        await officer.shows("P1 4")
        officer.type(":a 2\r")
        await officer.shows("a 2: done")
        officer.type(":n 1 az q\r:a 14\x7f\x7f3\r5/nothing\r1")
        await officer.shows("a 3: done")
        stands = ("reported", "acknowledged", "acknowledged", "reported")
        assert await states(home, "wang") == dict(enumerate(stands, 1))
        officer.type("q")
        assert await officer.ended() == 0


async def test_what_is_typed_before_there_is_a_picture_is_told_and_not_obeyed(home: House) -> None:
    before = await states(home, "zhao")
    async with ssh(home.way("qian"), size=(120, 36)) as officer:
        officer.type("a\r:a 4\r")
        await officer.shows("not obeyed: 7")
        assert READY in officer.screen
        assert await states(home, "zhao") == before
