"""The real app on a port whose other end is a terminal emulator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pyte

from tests.tui.seat import Seat
from tui.driver.colours import Depth
from tui.driver.modes import PROBE
from tui.driver.port import PortDriver, port_driver
from tui.picture import text_of

PATIENCE_S = 20


class Emulator:
    """A port, and the terminal at its end."""

    def __init__(self, columns: int, rows: int) -> None:
        self.driver: PortDriver | None = None
        self.answers = True
        """Whether probes are answered as they come."""
        self.owed = 0
        """Probes that came and were not answered."""
        self.stuck = 0
        """Bytes that are said to be taken and not gone."""
        self.sent = bytearray()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)

    def send(self, data: bytes) -> None:
        """Draw, and answer what asks for an answer, once this turn of the loop is over."""
        self.sent += data
        self._stream.feed(data)
        self.owed += data.count(PROBE.encode())
        if self.answers and self.owed:
            asyncio.get_running_loop().call_soon(self.answer)

    @property
    def backlog(self) -> int:
        """What the test says."""
        return self.stuck

    def answer(self) -> None:
        """Answer every probe that was not answered."""
        owed, self.owed = self.owed, 0
        if owed and self.driver is not None:
            self.driver.feed(b"\x1b[0n" * owed)

    def press(self, keys: bytes) -> None:
        """Press keys."""
        assert self.driver is not None
        self.driver.feed(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        assert self.driver is not None
        self.screen.resize(rows, columns)
        self.driver.resized(columns, rows)

    @property
    def text(self) -> str:
        """What stands on the terminal."""
        return "".join(f"{line.rstrip()}\n" for line in self.screen.display)


async def until(true: Callable[[], bool]) -> None:
    """Let the loop run until something holds; raises TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what is waited for is the state of the app as a whole
            await asyncio.sleep(0.002)


def wanted(seat: Seat) -> str:
    """What the app means to show."""
    with seat.app._context():
        return text_of(seat.app)


async def same(seat: Seat, emulator: Emulator) -> None:
    """Wait until the terminal shows what the app means to show."""
    try:
        await until(lambda: emulator.text == wanted(seat))
    except TimeoutError:
        assert emulator.text == wanted(seat)


@asynccontextmanager
async def on_line(
    seat: Seat, columns: int = 80, rows: int = 24, depth: Depth = "true", early: bytes = b""
) -> AsyncIterator[Emulator]:
    """Run the seat's app on a port; the block begins when its screen stands on the terminal.

    `early` is what was typed before the app was there.
    """
    emulator = Emulator(columns, rows)

    def attached(driver: PortDriver) -> None:
        emulator.driver = driver
        driver.resized(columns, rows)
        driver.feed(early)

    seat.app.driver_class = port_driver(emulator, depth, attached)
    running = asyncio.create_task(seat.app.run_async())
    try:
        await until(lambda: seat.app.is_running and bool(seat.app.desks) and seat.app.at_rest)
        await same(seat, emulator)
        yield emulator
    finally:
        emulator.answers = True
        emulator.stuck = 0
        seat.app.exit()
        await running
