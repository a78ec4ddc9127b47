"""The screen at real terminals, and through tmux and screen: colours, keys, sizes."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest

from bench.terminal import Terminal
from tests.county.samples import alarm, purchase
from tests.programs import program
from tests.tui.seat import seat_with, seated, type_line

ROOT = Path(__file__).parents[2]
OFFICER = [sys.executable, "-m", "tests.tui.officer"]
PLAIN = {"COLORTERM": "", "NO_COLOR": "", "TMUX": "", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}

TRUE, OF_256 = re.compile(rb"[34]8;2;"), re.compile(rb"[34]8;5;")
COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:[34][0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m")
GROUND = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:4[0-8]|10[0-7])(?:;[\d;]*)?m")


@contextmanager
def officer(
    variables: Mapping[str, str], *more: str, size: tuple[int, int] = (100, 30)
) -> Iterator[Terminal]:
    """Sit down at a terminal with an environment of `variables`."""
    places = PLAIN | {"PYTHONPATH": str(ROOT)}
    with Terminal([*OFFICER, *more], *size, places | dict(variables)) as terminal:
        yield terminal


def unreadable(written: bytes, size: tuple[int, int] = (100, 30)) -> list[tuple[int, int, str]]:
    """Give the cells whose text has the colour of its ground: row, column, text."""
    screen = pyte.Screen(*size)
    pyte.ByteStream(screen).feed(written)
    return [
        (y, x, cell.data)
        for y, row in screen.buffer.items()
        for x, cell in row.items()
        if cell.data.strip() and cell.fg == cell.bg and cell.fg != "default"
    ]


@pytest.mark.parametrize(
    ("variables", "true", "of_256", "colour"),
    [
        ({"TERM": "vt100"}, False, False, False),
        ({"TERM": "linux"}, False, False, True),
        ({"TERM": "xterm"}, False, False, True),
        ({"TERM": "xterm-256color"}, False, True, True),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, True, False, True),
        (
            {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
            False,
            False,
            False,
        ),
    ],
    ids=["vt100", "linux", "xterm", "256", "true", "NO_COLOR"],
)
def test_a_terminal_is_sent_the_colours_it_has_and_all_text_can_be_read(
    variables: dict[str, str], true: bool, of_256: bool, colour: bool
) -> None:
    with officer(variables) as terminal:
        terminal.wait_for("Gas leak")
        terminal.type(b"\r")
        terminal.wait_for("Timeline")
        written = terminal.text()
    assert bool(TRUE.search(written)) is true
    assert bool(OF_256.search(written)) is of_256
    assert bool(COLOUR.search(written)) is colour
    assert bool(GROUND.search(written)) is colour
    assert unreadable(written) == []


def test_without_colours_the_row_under_the_cursor_stands_out() -> None:
    with officer({"TERM": "vt100"}) as terminal:
        terminal.wait_for("Gas leak")
        screen = pyte.Screen(100, 30)
        pyte.ByteStream(screen).feed(terminal.text())
    rows = [y for y, line in enumerate(screen.display) if "Gas leak" in line and ">" in line]
    assert rows
    assert all(cell.reverse for x, cell in screen.buffer[rows[0]].items() if 2 < x < 40)


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_holds_no_screen_gets_one_line_and_exit_code_2(
    term: str, tmp_path: Path
) -> None:
    code = "from zhiban.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "tui", "--lang", "en"],
        env=os.environ | {"TERM": term, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "one-line commands" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_the_first_question_is_answered_at_a_real_terminal() -> None:
    with officer({"TERM": "xterm-256color"}, "ruler") as terminal:
        terminal.wait_for("┃一二三┃")
        terminal.type("ｎ".encode())
        terminal.wait_for("Do you see red")
        terminal.type(b"y")
        terminal.wait_until(lambda lines: not any("Do you see" in line for line in lines))
        assert any("Gas leak" in line for line in terminal.lines)


# ---- through other programs ---------------------------------------------------------------------


@contextmanager
def in_tmux(tmp_path: Path) -> Iterator[tuple[Terminal, list[str]]]:
    """Sit down in tmux; gives the terminal around it and the command that speaks to it."""
    tmux = [str(program("tmux")), "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]
    variables = PLAIN | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    with Terminal([*tmux, "new-session", *OFFICER], 100, 30, variables) as terminal:
        try:
            yield terminal, tmux
        finally:
            subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)


def test_through_tmux_the_screen_is_whole_and_keys_and_sizes_come_through(tmp_path: Path) -> None:
    with in_tmux(tmp_path) as (terminal, tmux):
        terminal.wait_for("Gas leak")
        assert OF_256.search(terminal.text())
        assert not TRUE.search(terminal.text())
        assert unreadable(terminal.text()) == []
        terminal.type(b"\x1b[B\x1b[B")
        terminal.wait_until(lambda lines: any("> " in line and "Noise" in line for line in lines))
        terminal.type(b"\x1bOQ")  # F2
        terminal.wait_for(":a 2")
        terminal.type(b"\x1b")
        terminal.wait_until(lambda lines: not any(":a 2" in line for line in lines))
        terminal.type("；".encode())
        terminal.wait_for("A  1 Alarms")
        terminal.type(b"s")
        terminal.wait_until(lambda lines: not any("A  1 Alarms" in line for line in lines))
        subprocess.run([*tmux, "resize-window", "-x", "60", "-y", "18"], check=True)
        terminal.wait_for("1 Alarms   2 Map   3 Gasoline")


def test_through_tmux_a_copy_reaches_its_buffer_where_tmux_takes_copies(tmp_path: Path) -> None:
    with in_tmux(tmp_path) as (terminal, tmux):
        terminal.wait_for("Gas leak")
        subprocess.run([*tmux, "set-option", "-s", "set-clipboard", "on"], check=True)
        terminal.type(b"y")
        terminal.wait_for("copied")
        terminal.type(b"\x1b")
        terminal.wait_until(lambda lines: not any("copied" in line for line in lines))
        buffer = subprocess.run([*tmux, "show-buffer"], check=True, capture_output=True)
        assert "Gas leak" in buffer.stdout.decode()


def test_through_screen_the_screen_is_whole_and_keys_and_sizes_come_through(
    tmp_path: Path,
) -> None:
    screen = str(program("screen"))
    sockets = tmp_path / "s"
    sockets.mkdir(mode=0o700)
    variables = PLAIN | {
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "SCREENDIR": str(sockets),
    }
    session = [screen, "-c", "/dev/null", "-S", "desk"]
    command = [*session, "-U", "-T", "screen-256color", *OFFICER]
    with Terminal(command, 100, 30, variables) as terminal:
        try:
            terminal.wait_for("Gas leak")
            assert not TRUE.search(terminal.text())
            assert unreadable(terminal.text()) == []
            terminal.type(b"\x1b[B\x1b[B")
            terminal.wait_until(
                lambda lines: any("> " in line and "Noise" in line for line in lines)
            )
            terminal.type(b"\x1bOQ")
            terminal.wait_for(":a 2")
            terminal.type(b"\x1b")
            terminal.wait_until(lambda lines: not any(":a 2" in line for line in lines))
            resize = [screen, "-S", "desk", "-X", "width", "-w", "60"]
            subprocess.run(resize, check=True, env=os.environ | variables, capture_output=True)
            terminal.wait_for("1 Alarms   2 Map   3 Gasoline")
        finally:
            gone = [screen, "-S", "desk", "-X", "quit"]
            subprocess.run(gone, check=False, env=os.environ | variables, capture_output=True)


# ---- the smallest ---------------------------------------------------------------------------------

SIZES = [(1, 1), (10, 2), (20, 5), (24, 8), (40, 12)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_smallest_useful_terminal_tells_how_many_alarms_wait(lang: str) -> None:
    variables = {"TERM": "xterm"}
    with officer(variables, size=(20, 5)) as terminal:
        terminal.wait_for("waiting 3")
        terminal.wait_for("Gas leak")


@pytest.mark.parametrize("size", SIZES)
async def test_everything_can_be_opened_on_a_terminal_of_any_size(size: tuple[int, int]) -> None:
    seat = seat_with(alarm(), alarm("noise"), purchase(litres=25))
    async with seated(seat, size) as pilot:
        keys = ("enter", "y", "escape", "f1", "escape", "escape", "semicolon", "s", "3", "enter")
        for key in (*keys, "escape", "ctrl+p", "escape", "z", "5", "slash"):
            await pilot.press(key)
            await pilot.pause()
        await type_line(pilot, "B")
        await pilot.press("enter", "1", "d", "tab", "escape")
        seat.app.action_help_quit()
        for other, _ in itertools.product([(120, 36), size, (200, 50), size], range(1)):
            await pilot.resize_terminal(*other)
            await pilot.pause()
        assert seat.app.is_running
        assert seat.app.return_code is None


async def test_a_small_terminal_has_the_count_the_link_and_the_mode() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    async with seated(seat, (20, 5)):
        assert seat.screen.splitlines()[0].split() == ["未接", "2", "|", "在线", "实战"]
        assert "燃气" in seat.screen
