"""What a forked process does: one officer's screens, or one command, until they leave."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import uuid
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from county.clock import SystemClock
from county.fields import Lang
from county.refusals import Refusal
from county.words import say
from feeds.connection import Connection
from tui.door.framing import Begin
from tui.door.printer import Printer
from tui.door.standby import Standby
from tui.door.tether import Tether
from tui.lines import obey, running
from tui.mirror import Mirror
from tui.settings import Choices, Kept
from tui.terminal import Terminal, terminal_of

DONE, FAILED, CANNOT = 0, 1, 2

logger = logging.getLogger(__name__)


def sit(line: socket.socket, standby: Standby) -> int:
    """Serve the officer at the other end of `line`, in a process of their own.

    Gives the process's exit code. The door has been told the session's before.
    """
    line.setblocking(False)
    return standby.run(partial(serve, line, standby))


async def serve(line: socket.socket, standby: Standby) -> int:
    """Serve the officer at the other end of `line`; gives the exit code that they were told."""
    loop = asyncio.get_running_loop()
    _, tether = await loop.create_unix_connection(Tether, sock=line)
    begin = await tether.begun
    if begin is None:
        return DONE
    with Incident(begin) as incident:
        code = await _attend(begin, tether, standby)
    if incident.name:
        said = say(begin.lang or "en", "app.failed", incident=incident.name)
        tether.error(f"{said}\r\n".encode())
        code = FAILED
    await tether.exit(code)
    return code


class Incident:
    """Ends a fault of ours here: in the log by a name, without the values of any variable."""

    def __init__(self, begin: Begin) -> None:
        self.name = ""
        """What names the fault in the log; "" while all is well."""
        self._seat = begin.seat

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(fault, Exception):
            return False
        self.name = uuid.uuid4().hex[:8]
        logger.error("incident %s: seat %s", self.name, self._seat, exc_info=fault)
        return True


async def _attend(begin: Begin, tether: Tether, standby: Standby) -> int:
    if begin.words is not None:
        return await _command(begin, begin.words, tether, standby.mirror)
    kept = _kept(begin)
    terminal = terminal_of(begin.environ, begin.columns, begin.rows)
    if isinstance(terminal, Refusal):
        tether.error(f"{terminal.reason(kept.choices.lang)}\r\n".encode())
        return CANNOT
    return await _screens(begin, tether, standby, kept, terminal)


def _kept(begin: Begin) -> Kept:
    """Give what the seat left last; damage never keeps an officer from the screen."""
    if begin.kept:
        try:
            return msgspec.json.decode(begin.kept, type=Kept)
        except msgspec.DecodeError as fault:
            logger.warning("what seat %s left was not read: %s", begin.seat, fault)
    return Kept(Choices(lang=begin.lang or "zh"))


async def _screens(
    begin: Begin, tether: Tether, standby: Standby, kept: Kept, terminal: Terminal
) -> int:
    session, app = standby.session, standby.app
    line = _line(begin, standby.mirror, kept.choices.lang, calm=True)
    session.sit_down(
        line.do, kept.choices, lambda now: tether.keep(msgspec.json.encode(now)), terminal
    )
    await standby.attend(line, tether, kept.place)
    if app.incident:
        said = session.voice.say("app.failed", incident=app.incident)
        tether.error(f"{said}\r\n".encode())
    return app.return_code or DONE


async def _command(begin: Begin, words: tuple[str, ...], tether: Tether, mirror: Mirror) -> int:
    lang: Lang = begin.lang or "en"
    connection = _line(begin, mirror, lang)
    out = Printer(tether, terminal=begin.terminal)
    async with running(mirror, connection) as line:
        return await out.until_left(obey(words, line, out, lang))


def _line(begin: Begin, mirror: Mirror, lang: Lang, *, calm: bool = False) -> Connection:
    return Connection(
        begin.url,
        begin.ticket,
        mirror,
        lang=lang,
        client=f"ssh {begin.address}",
        clock=SystemClock(),
        rng=random.Random(),  # noqa: S311  spreads retries, guards no secret
        ca=Path(begin.ca) if begin.ca else None,
        calm=calm,
    )
