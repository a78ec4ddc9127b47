"""A Textual driver over anything that carries bytes: no threads, no signals, no terminal device.

Whoever owns the bytes feeds it input, sizes and the end; it sends frames when the line has room.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol, TextIO, runtime_checkable

from textual import constants, events, messages
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from tui.driver.cells import Cells
from tui.driver.colours import Depth
from tui.driver.input import Input
from tui.driver.modes import ENTER, LEAVE, MOUSE_OFF, MOUSE_ON, PROBE, WHOLE_OFF, WHOLE_ON
from tui.driver.pace import Flow

SETTLE_S = 0.1
"""How long sizes and motion of the mouse are gathered: only the newest counts."""

KEY_S = constants.ESCAPE_DELAY + 0.01
"""After how long a lone Escape is the key: it begins every other sequence too."""

DEFAULT_SIZE = (80, 24)
MOST_COLUMNS, MOST_ROWS = 500, 200
"""A larger window stays empty beyond: each cell costs memory in every session."""


class Port(Protocol):
    """Where bytes for the terminal go. The driver's owner calls `room` when `backlog` fell."""

    def send(self, data: bytes) -> None:
        """Take bytes; never waits, never raises."""

    @property
    def backlog(self) -> int:
        """Bytes taken and not gone yet."""


@runtime_checkable
class Paced(Protocol):
    """An app that renders nothing while the line is full."""

    def line_full(self, full: bool) -> None:
        """Hear that the line is full, or has room again."""


class LinkFigures(NamedTuple):
    """How the line to the terminal is."""

    round_trip_s: float | None
    """Seconds until the terminal has drawn and answered; None when it never answered."""
    bytes_s: float
    """Bytes sent a second, of late."""
    low: bool
    """Whether little is sent: the line is slow, or the officer wants it so."""


class PortDriver(Driver):
    """Sends changed cells over a port, paced by the terminal's own answers."""

    def __init__(
        self,
        app: App[Any],
        port: Port,
        depth: Depth,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size or DEFAULT_SIZE)
        assert isinstance(app, Paced)
        self._paced: Paced = app
        self._port = port
        self.cells = Cells(*self._size or DEFAULT_SIZE, depth)
        self._monotonic = monotonic
        self._flow = Flow(monotonic)
        self._input = Input()
        self._entered = False
        self._left = False
        self._whole = False
        self._wants_low: bool | None = None
        self._mouse_taken = True
        self._mouse_on = False
        self._next_size = DEFAULT_SIZE
        self._motion: events.MouseMove | None = None
        self._due = Later(self._on_due)
        self._key_due = Later(self._on_key_due)
        self._size_due = Later(self._on_size_due)
        self._motion_due = Later(self._send_motion)

    # ---- what the owner tells -------------------------------------------------------------------

    def plug_in(self, port: Port, depth: Depth, columns: int, rows: int) -> None:
        """Draw at another port from now on, on a terminal of so many colours and that size."""
        self._quiet()
        self._port, self._flow = port, Flow(self._monotonic)
        self._entered = self._mouse_on = self._whole = False
        self.resized(columns, rows)
        self.cells = Cells(*self._next_size, depth)
        self._enter()
        if self._next_size != self._app.size:  # to lay the same out again costs 20 ms
            self._tell_size()
        self._paced.line_full(False)

    def feed(self, data: bytes) -> None:
        """Take bytes that the terminal sent; what comes before the app's start waits for it."""
        if not data or self._left:
            return
        owed = self.owed
        self._process(self.take_answers(data))
        if b"\x1b" in data:
            self._key_due.at(KEY_S)
        if self.owed != owed:
            self._keep_mouse()
            self.offer()

    def take_answers(self, data: bytes) -> list[Message]:
        """Take the answers to probes out of bytes; give what else happened."""
        answers, happened = self._input.feed(data, self.owed)
        for _ in range(answers):
            self._flow.answered()
        return happened

    def resized(self, columns: int, rows: int) -> None:
        """Take the terminal's size; what it shows is not known after that.

        Before the app's start it counts at once: nothing is drawn for another size first.
        """
        self._next_size = (min(max(columns, 1), MOST_COLUMNS), min(max(rows, 1), MOST_ROWS))
        if not self._entered:
            self._take_size()
        elif not self._size_due.pending:
            self._size_due.at(SETTLE_S)

    def room(self) -> None:
        """Hear that the port's backlog fell."""
        self.offer()

    def hung_up(self) -> None:
        """Hear that the terminal is gone: the app ends."""
        if self._entered:
            self._quiet()
            self._app.exit()

    # ---- frames ---------------------------------------------------------------------------------

    def offer(self) -> None:
        """Send what changed if the line has room; while it has none, nothing is rendered."""
        if not self._entered:
            return
        if not self._wait_s():
            drawn = self.cells.draw()
            if drawn:
                self._send_frame(drawn)
        wait = self._wait_s()
        if wait:
            self._due.at(min(wait, self._nudge_s()))
        self._paced.line_full(wait > 0)

    def _wait_s(self) -> float:
        return float("inf") if self._port.backlog else self._flow.wait_s()

    def _nudge_s(self) -> float:
        return float("inf") if self._port.backlog else self._flow.nudge_s()

    def _send_frame(self, drawn: str) -> None:
        frame = f"{WHOLE_ON}{drawn}{WHOLE_OFF}" if self._whole else drawn
        probed = self._flow.wants_probe(len(frame))
        self._send(frame + PROBE if probed else frame, probed=probed)

    def _send(self, text: str, *, probed: bool = False) -> None:
        data = text.encode()
        self._port.send(data)
        self._flow.sent(len(data), probed=probed)

    def _on_due(self) -> None:
        if not self._nudge_s():
            self._port.send(PROBE.encode())
            self._flow.nudged()
        self.offer()

    def repaint(self) -> None:
        """Send the whole screen again: something else wrote on the terminal."""
        self.cells.forget()
        self.offer()

    # ---- how the line is ------------------------------------------------------------------------

    @property
    def figures(self) -> LinkFigures:
        """How the line is now."""
        return LinkFigures(self._flow.round_trip_s, self._flow.bytes_s, self.low)

    @property
    def low(self) -> bool:
        """Whether little is to be sent."""
        return self._flow.low if self._wants_low is None else self._wants_low

    @property
    def owed(self) -> int:
        """Answers of the terminal that are still to come: a shell must not read them as keys."""
        return self._flow.owed

    def set_low(self, low: bool | None) -> None:
        """Send little, or all, from now on; None lets the line decide."""
        self._wants_low = low
        self._keep_mouse()

    def rest_s(self) -> float:
        """Give the seconds that news should wait, so that the line stays ready for keys."""
        return self._flow.rest_s()

    def take_mouse(self, taken: bool) -> None:
        """Have the mouse, or leave it to the terminal, to select text with."""
        self._mouse_taken = taken
        self._keep_mouse()

    def _keep_mouse(self) -> None:
        """Have the mouse reported unless every byte counts."""
        wanted = self._mouse and self._mouse_taken and self._entered and not self.low
        if wanted != self._mouse_on:
            self._mouse_on = wanted
            self._send(MOUSE_ON if wanted else MOUSE_OFF)

    # ---- what happened at the terminal ----------------------------------------------------------

    def _process(self, happened: Iterable[Message]) -> None:
        for message in happened:
            self.process_message(message)

    def process_message(self, message: Message) -> None:
        """Hand on what happened; the mouse's way is told by where it got to."""
        if isinstance(message, messages.TerminalSupportsSynchronizedOutput):
            self._whole = True
        elif isinstance(message, events.MouseMove):
            self._motion = message
            if not self._motion_due.pending:
                self._motion_due.at(SETTLE_S)
        else:
            self._send_motion()
            super().process_message(message)

    def _send_motion(self) -> None:
        motion, self._motion = self._motion, None
        self._motion_due.cancel()
        if motion is not None:
            super().process_message(motion)

    def send_message(self, message: Message) -> None:
        """Post to the app: we are in its own loop."""
        self._app.post_message(message)

    def _on_key_due(self) -> None:
        again, happened = self._input.tick()
        self._process(happened)
        if again:
            self._key_due.at(KEY_S)

    def _take_size(self) -> None:
        self._size = self._next_size
        self.cells.resize(*self._size)

    def _on_size_due(self) -> None:
        self._take_size()
        self._tell_size()

    def _tell_size(self) -> None:
        size = Size(*self._size or DEFAULT_SIZE)
        self.send_message(events.Resize(size, size))

    # ---- what Textual asks ----------------------------------------------------------------------

    def write(self, data: str) -> None:
        """Send what is no picture, such as the bell, between two frames."""
        if self._entered:
            self._send(data)

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._enter()
        self._tell_size()

    def _enter(self) -> None:
        self._entered, self._left = True, False
        self._send(ENTER)
        self._send(PROBE, probed=True)
        self._keep_mouse()

    def disable_input(self) -> None:
        """Take nothing more."""
        self._quiet()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        if self._entered:
            self._send(MOUSE_OFF + LEAVE)
        self._entered = self._mouse_on = False
        self._left = True
        self._quiet()

    def _quiet(self) -> None:
        for later in (self._due, self._key_due, self._size_due, self._motion_due):
            later.cancel()

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: the browser would be the server's."""

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Save nothing: the disk would be the server's."""


class Later:
    """One callback that is due at most once at a time."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._handle: asyncio.TimerHandle | None = None

    @property
    def pending(self) -> bool:
        """Whether it is due."""
        return self._handle is not None

    def at(self, seconds: float) -> None:
        """Be due in so many seconds, whatever was said before; never, when they are infinite."""
        self.cancel()
        if seconds != float("inf"):
            self._handle = asyncio.get_running_loop().call_later(seconds, self._run)

    def cancel(self) -> None:
        """Be due no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _run(self) -> None:
        self._handle = None
        self._call()


def port_driver(
    port: Port, depth: Depth, attached: Callable[[PortDriver], None] = lambda driver: None
) -> type[Driver]:
    """Give the driver class for an app at `port`; `attached` is told the driver once it is made."""

    class Bound(PortDriver):
        """A driver that knows its port."""

        def __init__(self, app: App[Any], **how: Any) -> None:
            super().__init__(app, port, depth, **how)
            attached(self)

    return Bound
