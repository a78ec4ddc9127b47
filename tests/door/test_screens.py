"""The desk over a real ssh, into a terminal emulator: what officers see and do."""

from __future__ import annotations

import re

import pytest

from tests.door.client import READY, run, ssh
from tests.door.house import House
from tests.server.wire_client import alarm

pytestmark = pytest.mark.asyncio(loop_scope="module")


GIVEN_BACK = (b"?1049l", b"?2004l", b"?1000l", b"?1002l", b"?1006l", b"?25h", b"?7h")
"""What leaving must undo: other screen, pastes, mouse, hidden cursor, no wrapping."""


async def test_leaving_gives_the_terminal_back_as_it_was(home: House) -> None:
    async with ssh(home.way()) as officer:
        await officer.shows(READY)
        officer.type("q")
        assert await officer.ended() == 0
        entered = officer.written.rindex(b"\x1b[?1049h")
        for mode in GIVEN_BACK:
            assert officer.written.rindex(b"\x1b[" + mode) > entered


async def test_an_alarm_comes_and_is_taken_by_one_line(home: House) -> None:
    wang = home.way("wang")
    async with ssh(home.way("zhao")) as officer, ssh(wang, size=(120, 36)) as colleague:
        await officer.shows(READY)
        await home.tell(alarm(text="smoke over the mill"))
        await officer.shows("mill")
        await colleague.shows("mill")
        officer.type(":")
        await officer.shows("take the alarm")
        officer.type("a 1\r")
        await colleague.shows("taken")
        closed = await run(wang, "close", "1", "settled")
        assert closed.code == 0, closed
        await officer.shows("closed")


async def test_a_window_is_drawn_anew_at_its_new_size(home: House) -> None:
    async with ssh(home.way("qian")) as officer:
        await officer.shows(READY)
        officer.resize(160, 45)
        await officer.until(lambda: "palette" in officer.lines[44], "the keys in the last row")
        for size in ((30, 10), (100, 30), (81, 25), (120, 36)):
            officer.resize(*size)
        await officer.until(lambda: "palette" in officer.lines[35], "the keys in the last row")


async def test_keys_that_stop_other_programs_stop_nothing_here(home: House) -> None:
    async with ssh(home.way("sun")) as officer:
        await officer.shows(READY)
        officer.type(b"\x03")
        await officer.shows("q or F10 leaves")
        officer.type(b"\x04\x13\x1a\x1c\x11")
        officer.type("?")
        await officer.shows("Esc closes")


async def test_each_terminal_gets_the_colours_it_has(home: House) -> None:
    way = home.way("zhou")
    seen: dict[str, bytes] = {}
    for term, environ in (
        ("xterm-256color", {"COLORTERM": "truecolor"}),
        ("xterm-256color", {}),
        ("xterm", {}),
        ("xterm", {"NO_COLOR": "1"}),
    ):
        options = ("-o", "SendEnv=COLORTERM NO_COLOR")
        async with ssh(way, term=term, environ=environ, options=options) as officer:
            await officer.shows(READY)
            seen[term + "".join(environ)] = bytes(officer.written)
    true, palette, sixteen, none = seen.values()
    assert b"38;2;" in true
    assert b"38;5;" in palette
    assert b"38;2;" not in palette
    assert re.search(rb"\x1b\[[0-9;]*3[0-7]", sixteen)
    assert not re.search(rb"[34]8;[25];", sixteen)
    assert not re.search(rb"\x1b\[([0-9]+;)*[349][0-7][m;]", none)


async def test_a_terminal_that_cannot_be_drawn_on_is_told_so(home: House) -> None:
    async with ssh(home.way(), term="dumb") as officer:
        assert await officer.ended() == 2
        assert "dumb" in officer.screen
        assert b"\x1b[?1049h" not in officer.written
