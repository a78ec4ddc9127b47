"""The program at a terminal of its own: what it leaves behind, and that it never outlives it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PROGRAM = """
import sys
from textual.widgets import Static
from tui.driver.drawing import Drawing
from tui.driver.local import LocalDriver

class Small(Drawing[None]):
    def compose(self):
        yield Static("on duty")
    def key_q(self):
        self.exit()
    def on_resize(self, event):
        self.query_one(Static).update(f"{event.size.width} wide")

Small(driver_class=LocalDriver).run()
print("left", file=sys.stderr)
"""

PATIENCE_S = 20


class Pty:
    """A program on a pseudo-terminal that answers every probe."""

    def __init__(self, master: int, process: subprocess.Popen[bytes]) -> None:
        self.master = master
        self.process = process
        self.read = b""

    def until(self, wanted: bytes, after: int = 0) -> None:
        """Read until `wanted` came; fails when it does not."""
        deadline = time.monotonic() + PATIENCE_S
        while wanted not in self.read[after:]:
            ready, _, _ = select.select([self.master], [], [], deadline - time.monotonic())
            assert ready, (wanted, self.read)
            data = os.read(self.master, 65536)
            self.read += data
            self.press(b"\x1b[0n" * data.count(b"\x1b[5n"))

    def press(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.master, keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)


@contextmanager
def program() -> Iterator[tuple[Pty, int]]:
    """Run the small program; give its terminal and the slave's end of it."""
    master, slave = pty.openpty()
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        (sys.executable, "-c", PROGRAM),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env=os.environ | {"TERM": "xterm-256color"},
    )
    try:
        yield Pty(master, process), slave
    finally:
        process.kill()
        process.wait()
        os.close(slave)
        os.close(master)


def test_leaving_restores_modes_and_swallows_the_last_answers() -> None:
    with program() as (terminal, slave):
        before = termios.tcgetattr(slave)
        terminal.until(b"80 wide")
        assert termios.tcgetattr(slave) != before
        terminal.press(b"q")
        terminal.until(b"left")
        assert terminal.process.wait(PATIENCE_S) == 0
        assert termios.tcgetattr(slave) == before
        assert not os.get_blocking(slave) or select.select([slave], [], [], 0)[0] == []
        end = terminal.read[terminal.read.rfind(b"\x1b[?1049l") :]
        assert b"\x1b[5n" not in end


def test_the_streams_that_a_shell_shares_stay_blocking() -> None:
    with program() as (terminal, slave):
        terminal.until(b"80 wide")
        assert os.get_blocking(slave)


def test_a_window_that_changes_size_is_drawn_anew() -> None:
    with program() as (terminal, _):
        terminal.until(b"80 wide")
        terminal.resize(101, 30)
        terminal.until(b"101 wide")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_leaves_the_terminal_as_it_was(ending: signal.Signals) -> None:
    with program() as (terminal, slave):
        before = termios.tcgetattr(slave)
        terminal.until(b"80 wide")
        terminal.process.send_signal(ending)
        terminal.until(b"\x1b[?1049l")
        terminal.until(b"left")
        terminal.process.wait(PATIENCE_S)
        assert termios.tcgetattr(slave) == before


def test_a_suspended_program_gives_the_terminal_back_and_takes_it_again() -> None:
    with program() as (terminal, slave):
        before = termios.tcgetattr(slave)
        terminal.until(b"80 wide")
        terminal.process.send_signal(signal.SIGTSTP)
        terminal.until(b"\x1b[?1049l")
        os.waitpid(terminal.process.pid, os.WUNTRACED)
        assert termios.tcgetattr(slave) == before
        seen = len(terminal.read)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until(b"80 wide", seen)
        assert termios.tcgetattr(slave) != before


def test_a_program_whose_terminal_vanished_without_a_signal_ends() -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        ("setsid", "-w", sys.executable, "-c", PROGRAM),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | {"TERM": "xterm-256color"},
    )
    os.close(slave)
    terminal = Pty(master, process)
    try:
        terminal.until(b"80 wide")
        os.close(master)
        process.wait(PATIENCE_S)
    finally:
        process.kill()
        process.wait()


def test_a_terminal_that_reads_nothing_does_not_hold_the_program() -> None:
    with program() as (terminal, _):
        terminal.until(b"80 wide")
        for width in range(100, 160):
            terminal.resize(width, 40)
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.wait(PATIENCE_S)
