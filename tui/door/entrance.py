"""One connection at the door: who calls, with which key, and what they may open."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Literal

import asyncssh

from county.refusals import ZhibanError
from county.text import clean
from tui.door.gauge import Gauge
from tui.door.sitting import Caller, House, Sitting

KEYS = 6
"""How many keys a client may offer in one connection: an agent with more names the right one."""

IDLE_S = 30.0
"""How long a connection may stand without a session: there is nothing else to do here."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}", re.ASCII)
"""What a seat can be called."""

NAME_SHOWN = 40

Answer = Literal["yes", "enrol", "no"]
"""What the desk says of a key; ``enrol``: it opens nothing, but a code may be typed."""

logger = logging.getLogger(__name__)


class Entrance(asyncssh.SSHServer):
    """Asks the desk about each key, and opens sessions for whoever holds one.

    Forwarding, agents, X11, tunnels and file transfer are refused by asyncssh's own defaults and by
    the options in `front`: nothing here grants them.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._connection: asyncssh.SSHServerConnection
        self._gauge: Gauge
        self._address = ""
        self._name = ""
        self._answers: dict[tuple[str, str], Answer] = {}
        self._caller: Caller | None = None
        self._offered: tuple[str, str] | None = None
        self._sessions = 0
        self._idle: asyncio.TimerHandle | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Take the connection."""
        self._connection = conn
        self._address = conn.get_extra_info("peername", ("",))[0]
        self._gauge = Gauge.on(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the desk of a caller who never got in."""
        self._wait_no_more()
        if self._caller is None and self._answers:
            shown = clean(self._name)[:NAME_SHOWN]
            self._house.vouch.turned_away(shown, self._address, "key")

    # ---- who calls ------------------------------------------------------------------------------

    def begin_auth(self, username: str) -> bool:
        """Ask for proof, whoever it claims to be."""
        self._name = username
        return True

    def public_key_auth_supported(self) -> bool:
        """Take keys, and nothing else."""
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Tell whether a key opens the seat, or may once its holder types a code.

        Asked twice of the right key: before its holder is made to sign, and with the signature,
        which asyncssh checks itself.
        """
        offer = username, key.export_public_key().decode("ascii").strip()
        if offer not in self._answers:
            self._answers[offer] = await self._knock(*offer)
        self._offered = offer
        return self._answers[offer] != "no"

    async def _knock(self, name: str, key: str) -> Answer:
        if len(self._answers) >= KEYS:
            self._connection.disconnect(
                asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "too many keys: name one with -i"
            )
            return "no"
        if NAME.fullmatch(name) is None:
            return "no"
        try:
            return await self._house.vouch.knock(name, key, self._address)
        except ZhibanError as fault:
            reason = f"{fault.text('zh')} / {fault.text('en')}"
            self._connection.disconnect(asyncssh.DISC_SERVICE_NOT_AVAILABLE, reason)
            return "no"

    def auth_completed(self) -> None:
        """Take the caller as who they have proved to be."""
        assert self._offered is not None
        name, key = self._offered
        enrols = self._answers[self._offered] == "enrol"
        self._caller = Caller(name, key, self._address, enrols)
        self._wait()

    # ---- what they open -------------------------------------------------------------------------

    def session_requested(self) -> Sitting | bool:
        """Open a session, up to as many as one connection may share."""
        if self._caller is None or self._sessions >= self._house.admissions.caps.per_connection:
            return False
        self._sessions += 1
        self._wait_no_more()
        return Sitting(self._house, self._caller, self._gauge, self._session_over)

    def _session_over(self) -> None:
        self._sessions -= 1
        if not self._sessions:
            self._wait()

    def _wait(self) -> None:
        """Close the connection unless a session is opened soon."""
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(IDLE_S, self._close_idle)

    def _wait_no_more(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _close_idle(self) -> None:
        self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, "no session was opened")
