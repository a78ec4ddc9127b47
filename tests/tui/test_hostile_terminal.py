"""Hostile texts through a real feed onto the real screen in a real terminal: nothing of them is
obeyed, nothing acts, the app lives, and what must stay readable is read in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bench.terminal import Terminal
from county.text import clean
from feeds import frames
from tests.hostile import FORBIDDEN, as_frame, hostile, readable
from tests.server.wire_client import client, now, server_at

COLUMNS, ROWS = 240, 90
"""Large enough for every alarm on one screen: opening each of them takes minutes."""

TABS = 4
"""The row of the tabs, from 0, while one pane has the screen: so many alarms are a flood."""

PATIENCE_S, LOOK_S = 60, 0.1
"""How long each fact may take on a busy machine, and how often the screen is looked at."""

PLACE = 140
"""Characters of a place that are sure to fit into its column there."""

ALLOWED = re.compile(
    r"\x1b\[(?:(?!0*[568](?=[;m]))[0-9]*(?:;(?:38|48);(?:2(?:;[0-9]+){3}|5;[0-9]+)|;(?!0*[568](?=[;m]))[0-9]+)*)m"
    r"|\x1b\[\d+;\d+H|\x1b\[\d*[CJK]"  # places
    r"|\x1b\[\?(?:7|25|1000|1002|1004|1006|1049|2004|2026)[hl]"  # the terminal as the app has it
    r"|\x1b\[\?2026\$p|\x1b\[5n|\x1b\[[>=<]\d*u"  # questions; how keys are told
    r"|\x1b\]22;default\x07"  # the pointer's shape
    r"|\x07"  # the bell, for an alarm of the first priority
)
"""All that the app may send beside printable text. No blinking, no hiding, no title, no clipboard."""


LEAVES = "\x1b[?1049l"


def unlawful(written: bytes) -> str:
    """Give what a terminal was sent beside text and what is allowed; "" when all is well."""
    told = written.decode("utf-8", "replace")
    if told.count(LEAVES) > 1:
        return "left the screen while it was shown"
    left = ALLOWED.sub("", told).replace("\r\n", "")
    found = FORBIDDEN.search(left)
    return ascii(left[max(found.start() - 40, 0) : found.end() + 40]) if found else ""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Work in the directory of an officer who sits down for the first time."""
    home = tmp_path / "home"
    home.mkdir()
    with contextlib.chdir(home):
        yield home


def screen_at(url: str, home: Path) -> Terminal:
    """Open the screen on a desk."""
    (home / "token").write_text("officer")
    code = "from zhiban.cli import main; main()"
    command = [sys.executable, "-c", code, "tui", "--url", url, "--token-file", "token"]
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    variables = places | {"LANG": "C.UTF-8"}
    return Terminal([*command, "--glyphs", "safe", "--lang", "en"], COLUMNS, ROWS, variables)


def files(home: Path) -> set[str]:
    """Name the files that there are."""
    return {path.name for path in home.rglob("*") if path.is_file()}


async def until(terminal: Terminal, true: Callable[[list[str]], bool]) -> None:
    """Wait until the screen's lines are as wanted; raises TimeoutError.

    The emulator draws a large screen slowly: what came is drawn a few times a second, however many
    pieces it came in.
    """
    async with asyncio.timeout(PATIENCE_S):
        while not true(terminal.lines):  # noqa: ASYNC110 - the terminal is read by a thread
            await asyncio.sleep(LOOK_S)


async def see(terminal: Terminal, keys: str, wanted: str) -> str:
    """Press keys and wait for what they bring; give what then stands on the screen, unwrapped."""
    terminal.type(keys.encode())
    await until(terminal, lambda lines: any(wanted in line for line in lines))
    return packed("".join(terminal.lines))


async def close(terminal: Terminal, gone: str) -> None:
    """Press escape and wait until `gone` has left: keys after it would make another key of it."""
    terminal.type(b"\x1b")
    await until(terminal, lambda lines: not any(gone in line for line in lines))


def packed(text: str) -> str:
    """Leave out blanks and frames: wrapping moves them."""
    return re.sub(r"[\s│|]+", "", text)


def rows(lines: list[str]) -> dict[int, int]:
    """Give on what row of the screen each alarm stands, from 0."""
    found = ((re.search(r"\d P1 (\d+)\s", line), y) for y, line in enumerate(lines))
    return {int(match[1]): y for match, y in found if match}


def click_along(terminal: Terminal, row: int) -> None:
    """Press and release the mouse all along a row, counted from 0."""
    for column in range(70, COLUMNS // 2, 3):
        terminal.type(f"\x1b[<0;{column};{row + 1}M\x1b[<0;{column};{row + 1}m".encode())


def is_alone(head: str, lines: list[str]) -> bool:
    """Tell whether the pane whose columns begin with `head` has the screen: others are tabs."""
    return "1 Alarms   2 Map" in lines[TABS] and lines[TABS + 1].split()[:1] == head.split()


async def look_around(terminal: Terminal) -> None:
    """Look at every other pane in full, at a record, the completions, the palette and the help."""
    for key, head in {"3": "Due", "4": "Time", "5": "Fix", "6": "Ago", "2": ""}.items():
        terminal.type(f"{key}z".encode())
        await until(terminal, partial(is_alone, head))
        await see(terminal, "z", "- 1 Alarms")
    await see(terminal, ":", "take the alarm")
    assert "A[31;5mB" in await see(terminal, "n ", "P1 new Fire")
    await close(terminal, "P1 new Fire")
    await see(terminal, "\x10", "what to do?")
    await close(terminal, "what to do?")
    await see(terminal, "?", "Esc closes")
    await close(terminal, "Esc closes")


@pytest.mark.timeout(5 * PATIENCE_S)
async def test_no_hostile_text_is_obeyed_anywhere_on_the_screen(tmp_path: Path, home: Path) -> None:
    told = hostile()
    async with server_at(tmp_path) as server, client(server.url, "feed") as feed:
        with screen_at(server.url, home) as terminal:
            await see(terminal, "", "all quiet")
            for number, each in enumerate(told, start=1):
                await feed.socket.send(as_frame(number, now(), each), text=True)
                await feed.until(frames.Ack)
            terminal.type(b"1z")
            await until(terminal, lambda lines: len(rows(lines)) == len(told))
            lines = terminal.lines
            for number, each in enumerate(told, start=1):
                row = rows(lines)[number]
                if readable(clean(each.text[:PLACE]), each.keep):
                    kept = tuple(map(packed, each.keep))
                    assert readable(packed(lines[row]), kept), (each.id, lines[row])
                if "@click" in each.text:
                    click_along(terminal, row)
            await see(terminal, "z", "- 1 Alarms")
            await look_around(terminal)
            terminal.type(b"q")
            assert await asyncio.to_thread(terminal.process.wait, PATIENCE_S) == 0
            assert unlawful(terminal.text()) == ""
            assert files(home) <= {"token", "screen.json", "tui.log"}


def test_the_allow_list_allows_no_hostile_sequence() -> None:
    for each in hostile():
        if "\x1b" in each.text:
            assert unlawful(each.text.encode() + LEAVES.encode()), each.id
