"""One session over SSH as the door sees it, from the channel's opening to its exit code."""

from __future__ import annotations

import asyncio
import logging
import shlex
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import asyncssh
from msgspec import Struct

from county.fields import Lang
from county.refusals import Refusal, ZhibanError
from county.words import say
from feeds.frames import Entered
from feeds.vouching import Vouch
from tui.door.bridge import Bridge, Channel
from tui.door.enrolling import TRIES, CodeLine
from tui.door.framing import Begin
from tui.door.gauge import Gauge
from tui.door.keeper import Keeper
from tui.door.limits import Admissions
from tui.door.nursery import Forked, NoProcessError, Nursery

DONE, FAILED, CANNOT = 0, 1, 2
"""Exit codes: left, turned away or ended by a fault, cannot be done this way."""

CODE_S = 90.0
"""How long a newcomer may take to type a code."""

TURN_S = 20.0
"""How long a session waits for its turn to start, and how long a start may take."""

GRACE_S = 2.0
"""How long a process may take to end once its officer has gone, before it is killed."""

EARLY_BYTES = 4 * 1024
"""What may be typed ahead of a session that is not there yet."""

WIDEST, TALLEST = 500, 200
"""The largest window that is drawn, in cells: a larger one is drawn in its corner."""

UNKNOWN_SIZE = (80, 24)

TAKEN = frozenset({"LANG", "COLORTERM", "NO_COLOR"})
"""What is taken of an officer's environment, beside LC_*; as data, for their own screen alone."""

VALUE_LONGEST = 64

RESTORED = b"".join(b"\x1b[?%dl" % mode for mode in (1000, 1002, 1003, 1004, 1006, 2004, 2026))
RESTORED += b"\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l\x1b[?25h"
"""What gives a terminal back that a dead session left as a screen."""

logger = logging.getLogger(__name__)


class Caller(Struct, frozen=True):
    """Who has proved to hold a key, and where they call from."""

    name: str
    key: str
    address: str
    enrols: bool
    """Whether the key is not the seat's yet, and a code would make it so."""


@dataclass
class House:
    """What all sessions of a door share."""

    vouch: Vouch
    nursery: Nursery
    admissions: Admissions
    keeper: Keeper
    turns: asyncio.Semaphore
    """As many as may be starting at once."""
    url: str
    ca: str = ""


class Sitting(asyncssh.SSHServerSession[bytes]):
    """A session: enters, gets its process, and is carried to and from it until it is over."""

    def __init__(
        self, house: House, caller: Caller, gauge: Gauge, over: Callable[[], None]
    ) -> None:
        """Serve `caller` in `house`; `over` is called when the channel has gone."""
        self._over = over
        self._house = house
        self._caller = caller
        self._gauge = gauge
        self._channel: Channel
        self._words: str | None = None
        self._bridge: Bridge | None = None
        self._early = bytearray()
        self._arrived = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._lang: Lang | None = None

    # ---- from the channel -----------------------------------------------------------------------

    def connection_made(self, chan: Channel) -> None:
        """Take the channel."""
        self._channel = chan

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        """Allow a terminal; there is no device behind it."""
        return True

    def shell_requested(self) -> bool:
        """Take the request that a client makes without a command: the screens."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Take a command: a line of the desk's own grammar, never a shell's."""
        self._words = command
        return True

    def session_started(self) -> None:
        """Begin."""
        self._lang = _lang_of(self._environ())
        self._running = asyncio.get_running_loop().create_task(self._run())

    def data_received(self, data: bytes, datatype: object) -> None:
        """Take what was typed: for the process, or ahead of it."""
        if self._bridge is not None:
            self._bridge.typed(data)
            return
        self._early += data
        self._arrived.set()
        if len(self._early) > EARLY_BYTES:
            self._channel.pause_reading()

    def eof_received(self) -> bool:
        """Go on writing when nothing more will be typed: a script's input may be empty."""
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Tell the process."""
        if self._bridge is not None:
            self._bridge.resized(*_size(width, height))

    def pause_writing(self) -> None:
        """Hold the process back: the officer's window is used up."""
        if self._bridge is not None:
            self._bridge.channel_full(True)

    def resume_writing(self) -> None:
        """Let the process go on."""
        if self._bridge is not None:
            self._bridge.channel_full(False)

    def connection_lost(self, exc: Exception | None) -> None:
        """End with the channel, however it was lost."""
        self._over()
        if self._running is not None:
            self._running.cancel()

    # ---- the session ----------------------------------------------------------------------------

    async def _run(self) -> None:
        code = await self._serve()
        self._channel.exit(code)

    async def _serve(self) -> int:
        if self._words is None and self._channel.get_terminal_type() is None:
            self._say("door.no_terminal", error=True)
            return CANNOT
        try:
            words = None if self._words is None else tuple(shlex.split(self._words))
        except ValueError:
            self._say("door.not_words", error=True)
            return CANNOT
        admissions, seat = self._house.admissions, self._caller.name
        full = admissions.sits_down(seat)
        if full is not None:
            return self._refused(full)
        try:
            entered = await self._enter()
            if entered is None:
                return FAILED
            try:
                return await self._attend(entered, words)
            finally:
                self._house.vouch.leave(entered.ticket)
        finally:
            admissions.gets_up(seat)

    def _refused(self, refusal: Refusal) -> int:
        self._tell(refusal.reason(self._lang or "en"), error=True)
        return FAILED

    async def _enter(self) -> Entered | None:
        """Have the desk let this caller in, with a code where one is needed; None when it won't."""
        try:
            if not self._caller.enrols:
                return self._let_in(await self._ask_in())
            self._say("door.enrol", seat=self._caller.name)
            for _ in range(TRIES):
                code = await self._code()
                if code is None:
                    return None
                if (entered := self._let_in(await self._ask_in(code))) is not None:
                    self._say("door.enrolled", seat=self._caller.name)
                    return entered
        except ZhibanError as fault:
            self._refused(fault.refusal)
        except TimeoutError:
            self._say("door.code_late", error=True)
        return None

    async def _ask_in(self, code: str = "") -> Entered:
        caller = self._caller
        client = "ssh" if self._words is None else "ssh line"
        return await self._house.vouch.enter(
            caller.name, caller.key, caller.address, code=code, client=client
        )

    def _let_in(self, entered: Entered) -> Entered | None:
        if entered.refusal is not None:
            self._refused(entered.refusal)
            return None
        return entered

    async def _code(self) -> str | None:
        """Have a code typed; None when the newcomer gives up. Raises TimeoutError."""
        line = CodeLine()
        self._write(say(self._lang or "en", "door.code").encode())
        async with asyncio.timeout(CODE_S):
            while line.code is None:
                while not self._early:
                    self._arrived.clear()
                    await self._arrived.wait()
                typed, self._early = bytes(self._early), bytearray()
                self._channel.resume_reading()
                shown = line.feed(typed)
                if self._channel.get_terminal_type() is not None:
                    self._write(shown)
                if line.left:
                    return None
        return line.code

    async def _attend(self, entered: Entered, words: tuple[str, ...] | None) -> int:
        """Give the session its process and stay until it is over."""
        process: Forked | None = None
        try:
            async with asyncio.timeout(TURN_S), self._house.turns:
                process = self._house.nursery.fork(*self._size)
                bridge = self._bridge = await self._joined(process)
                bridge.begin(self._beginning(entered, words))
                bridge.typed(bytes(self._early))
                self._channel.resume_reading()
                await bridge.started.wait()
            code = await bridge.ended
            return await self._crashed(process) if code is None else code
        except (NoProcessError, TimeoutError):
            self._say("door.busy", error=True)
            return FAILED
        finally:
            if process is not None:
                self._let_go(process)

    async def _joined(self, process: Forked) -> Bridge:
        keep = partial(self._house.keeper.put, self._caller.name)
        _, bridge = await asyncio.get_running_loop().create_unix_connection(
            partial(Bridge, self._channel, self._gauge, keep), sock=process.line
        )
        return bridge

    @property
    def _size(self) -> tuple[int, int]:
        return _size(*self._channel.get_terminal_size()[:2])

    def _beginning(self, entered: Entered, words: tuple[str, ...] | None) -> Begin:
        terminal = self._channel.get_terminal_type()
        columns, rows = self._size
        return Begin(
            seat=self._caller.name,
            address=self._caller.address,
            url=self._house.url,
            ticket=entered.ticket,
            lang=entered.lang or self._lang,
            ca=self._house.ca,
            kept=self._house.keeper.get(self._caller.name),
            environ=self._environ() | {"TERM": (terminal or "")[:VALUE_LONGEST]},
            columns=columns,
            rows=rows,
            terminal=terminal is not None,
            words=words,
        )

    async def _crashed(self, process: Forked) -> int:
        """Give the terminal back and say that the session died, by a name that the log knows."""
        incident = uuid.uuid4().hex[:8]
        how = "unknown"
        try:
            async with asyncio.timeout(1):
                how = str(await process.gone)
        except TimeoutError:
            pass  # the fork server has not told yet
        logger.error("incident %s: a session of %s ended by %s", incident, self._caller.name, how)
        if self._words is None:
            self._write(RESTORED)
        self._say("app.failed", error=True, incident=incident)
        return FAILED

    def _let_go(self, process: Forked) -> None:
        """Have the process end by itself, or be ended."""
        if self._bridge is not None:
            self._bridge.close()
            self._bridge = None
        else:
            process.line.close()
        if not process.gone.done():
            asyncio.get_running_loop().call_later(GRACE_S, process.end)

    # ---- small things ---------------------------------------------------------------------------

    def _environ(self) -> dict[str, str]:
        """Give the part of the officer's environment that is taken: short printable values."""
        given = self._channel.get_environment()
        return {
            name: value
            for name, value in given.items()
            if (name in TAKEN or name.startswith("LC_"))
            and len(name) + len(value) <= VALUE_LONGEST
            and name.isascii()
            and value.isascii()
            and value.isprintable()
        }

    def _say(self, key: str, *, error: bool = False, **values: object) -> None:
        self._tell(say(self._lang or "en", key, **values), error=error)

    def _tell(self, line: str, *, error: bool) -> None:
        self._write(f"{line}\r\n".encode(), error=error)

    def _write(self, data: bytes, *, error: bool = False) -> None:
        if self._channel.is_closing():
            return
        if error and self._channel.get_terminal_type() is None:
            self._channel.write_stderr(data)
        else:
            self._channel.write(data)


def _size(columns: int, rows: int) -> tuple[int, int]:
    """Give a window's size within what is drawn; a client may claim none, or a million columns."""
    if not columns or not rows:
        return UNKNOWN_SIZE
    return min(columns, WIDEST), min(rows, TALLEST)


def _lang_of(environ: Mapping[str, str]) -> Lang | None:
    """Give the language that an officer's locale asks for; None when it asks for none."""
    wanted = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG", "")
    if wanted.lower().startswith("zh"):
        return "zh"
    return "en" if wanted.lower().startswith("en") else None
