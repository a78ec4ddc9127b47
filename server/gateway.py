"""The door: websocket connections and the two pages for monitors, on one port.

No permessage-deflate: on a county's own network it doubles the CPU a frame and saves nothing.
"""

from __future__ import annotations

import asyncio
import http
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Coroutine, Sequence

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, NegotiationError
from websockets.http11 import Request, Response
from websockets.typing import Origin, Subprotocol

from config.atlas import Atlas
from config.settings import Settings, is_loopback
from county.access import TOLD, SeatEntered, SeatLeft
from county.clock import Clock
from county.refusals import Refusal, refuse
from county.text import clean
from feeds.channel import logger_without_frames
from feeds.frames import VERSION, AtlasFrame, Hello, Welcome
from feeds.wire import CODECS, JSON, SUBPROTOCOLS, WireError
from server.access import Access, Pass
from server.admission import Admission
from server.desk import Desk
from server.door_session import DoorSession
from server.doors import Doors
from server.health import Health
from server.hub import Hub
from server.journal import Journal
from server.locks import Locks
from server.peer import GONE, Peer
from server.person import Person
from server.questions import Questions
from server.session import TRY_AGAIN_LATER, Session
from server.witness import Witness

log = logging.getLogger(__name__)

POLICY = 1008
"""The websocket close code for who is not let in."""

RESTART = 1012
"""The websocket close code that asks to connect again."""

TOO_BIG = 1009
"""The websocket close code for a frame over the limit."""


class Gateway:
    """Lets connections in and counts them; each is a session of its own."""

    def __init__(
        self,
        settings: Settings,
        access: Access,
        witness: Witness,
        journal: Journal,
        desk: Desk,
        hub: Hub,
        questions: Questions,
        atlas: Atlas,
        health: Health,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._limits = settings.limits
        self._access = access
        self._witness = witness
        self._doors = Doors(access, witness, clock)
        self._admission = Admission(access, self._doors, witness, clock)
        self._locks = Locks(access, witness, settings.idle_lock_s, clock)
        self._journal = journal
        self._desk = desk
        self._hub = hub
        self._questions = questions
        self._atlas = atlas
        self._atlas_frames = {
            name: codec.encode(AtlasFrame(atlas)) for name, codec in CODECS.items()
        }
        self._health = health
        self._clock = clock
        self._strangers = 0
        self._sessions: set[Session | DoorSession] = set()
        self._partings: set[asyncio.Task[None]] = set()

    async def listen(self, tls: ssl.SSLContext | None) -> Server:
        """Open the door. Raises OSError when the address cannot be had."""
        return await self._listen(self._settings.host, self._settings.port, tls)

    async def listen_beside(self) -> Server:
        """Open a plain listener on any port of loopback, for what runs beside a desk with TLS.

        The certificate names the desk as others call it, not this machine as it calls itself.
        """
        return await self._listen("127.0.0.1", 0, None)

    async def _listen(self, host: str, port: int, tls: ssl.SSLContext | None) -> Server:
        limits = self._limits
        return await serve(
            self._handle,
            host,
            port,
            ssl=tls,
            origins=[None, *(Origin(origin) for origin in self._settings.origins)],
            subprotocols=[Subprotocol(name) for name in SUBPROTOCOLS],
            select_subprotocol=_choose_form,
            compression=None,
            process_request=self._page,
            server_header=None,
            open_timeout=limits.hello_timeout_s,
            ping_interval=limits.ping_interval_s,
            ping_timeout=limits.ping_timeout_s,
            close_timeout=limits.close_timeout_s,
            max_size=limits.max_frame_bytes,
            write_limit=limits.write_limit_bytes,
            logger=logger_without_frames(f"{__name__}.websocket"),
        )

    def recheck(self, *, anew: bool = False) -> None:
        """End the sessions that may not stay: shift over, ticket given back.

        `anew`: the seats file changed, so also those whose token, key or seat was taken away; and
        whose rights are others now says hello again.
        """
        for session in self._sessions:
            if session.peer.parted:
                continue
            shown = session.shown
            refusal = self._access.ended(shown) if anew else self._lapsed(shown)
            if refusal is not None:
                self._end(session.peer.part(refusal, POLICY))
            elif anew and self._access.changed(shown):
                session.peer.parted = "seat_changed"
                self._end(session.peer.socket.close(RESTART, "seat changed"))

    def _lapsed(self, shown: Pass) -> Refusal | None:
        """Look at what the clock alone can end: cheap, for it is done for all every second."""
        if shown.key and not self._doors.holds(shown):
            return refuse("no_ticket")
        return self._access.off_shift(shown.seat) if shown.seat.shifts else None

    def _end(self, parting: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(parting)
        self._partings.add(task)
        task.add_done_callback(self._partings.discard)

    def farewell(self) -> None:
        """Write down that everybody goes, while it still can be: the desk stops."""
        for session in self._sessions:
            self._left(session, "stopping")
            session.peer.parted = "stopping"
        self._witness.close()

    # ---- HTTP -----------------------------------------------------------------------------------

    def _page(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a monitor, or let the websocket handshake go on when there is room."""
        match request.path:
            case "/healthz":
                status = self._health.status()
                body = msgspec.json.encode(status)
                red = status.status == "red"
                return _response(503 if red else 200, "application/json", body)
            case "/metrics":
                form = "text/plain; version=0.0.4; charset=utf-8"
                return _response(200, form, self._health.exposition())
        if self._strangers >= self._limits.max_unauthenticated:
            return self._full(connection, self._limits.max_unauthenticated)
        if self._count() >= self._limits.max_connections:
            return self._full(connection, self._limits.max_connections)
        return None

    def _full(self, connection: ServerConnection, limit: int) -> Response:
        refusal = refuse("too_many", limit=limit)
        self._note(refusal, _address(connection))
        return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, refusal.text("en") + "\n")

    def _count(self) -> int:
        return self._strangers + len(self._sessions)

    # ---- websocket ------------------------------------------------------------------------------

    async def _handle(self, connection: ServerConnection) -> None:
        # The kernel would else swallow megabytes for a reader that is long dead.
        raw = connection.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._limits.send_buffer_bytes)
        peer = Peer(connection, CODECS[connection.subprotocol or JSON])
        try:
            session = await self._greet(peer)
            if session is not None:
                await self._serve(session)
        except ConnectionClosed as closed:
            if closed.sent is not None and closed.sent.code == TOO_BIG:
                limit = self._limits.max_frame_bytes
                self._note(refuse("frame_too_big", limit=limit), peer.name)
        except GONE:
            log.info("%s was cut off: it read nothing", peer.name)

    async def _serve(self, session: Session | DoorSession) -> None:
        self._sessions.add(session)
        self._health.connections = len(self._sessions)
        log.info("%s came", session.peer.name)
        try:
            await session.run()
        finally:
            self._sessions.discard(session)
            self._health.connections = len(self._sessions)
            log.info("%s went", session.peer.name)
            if session.peer.parted != "stopping":
                self._left(session, session.peer.parted)

    def _left(self, session: Session | DoorSession, reason: str) -> None:
        now, shown = self._clock.now(), session.shown
        self._witness.saw(
            SeatLeft(at=now, seat=shown.seat.name, address=shown.address, reason=reason)
        )

    async def _greet(self, peer: Peer) -> Session | DoorSession | None:
        """Wait for a hello and answer it; None when the peer was sent away."""
        peer.name = _address(peer.socket)
        self._strangers += 1
        try:
            admitted = await self._admit(peer)
        finally:
            self._strangers -= 1
        if isinstance(admitted, Refusal):
            self._note(admitted, peer.name)
            full = admitted.code in ("too_many", "stopping")
            await peer.part(admitted, TRY_AGAIN_LATER if full else POLICY)
            return None
        peer.tell(self._welcome(admitted))
        atlas = self._atlas_frames[peer.codec.subprotocol]
        if admitted.seat.role == "door":
            patience_s = self._limits.stall_s
            return DoorSession(peer, admitted, self._doors, atlas, patience_s, self._clock)
        person = Person(admitted, self._locks, self._witness, self._journal.access, self._clock)
        return Session(
            peer,
            admitted,
            person,
            self._desk,
            self._hub,
            self._questions,
            atlas,
            self._limits,
            self._health,
            self._clock,
        )

    async def _admit(self, peer: Peer) -> Pass | Refusal:
        """Give the pass of who says hello, or why it may not come in."""
        try:
            async with asyncio.timeout(self._limits.hello_timeout_s):
                data = await peer.socket.recv(decode=False)
        except TimeoutError:
            return refuse("hello_late")
        if (theirs := _version_of(data)) != VERSION:
            return refuse("version", "version", theirs=theirs, ours=VERSION)
        try:
            hello = peer.codec.from_client(data)
        except WireError as error:
            return error.refusal
        if not isinstance(hello, Hello):
            return refuse("hello_first", "t")
        peer.lang = hello.lang
        private = peer.is_encrypted or is_loopback(peer.host)
        shown = await self._admission.admit(hello.token, peer.host, private=private)
        if isinstance(shown, Refusal):
            return shown
        seat = shown.seat
        room = self._limits.max_connections - self._limits.reserved_for_seats
        if seat.role == "feed" and len(self._sessions) >= room:
            return refuse("too_many", limit=room)
        peer.name = f"{seat.name}@{shown.address if shown.key else peer.name}"
        self._witness.saw(
            SeatEntered(
                at=self._clock.now(),
                seat=seat.name,
                role=seat.role,
                address=shown.address,
                by=shown.by,
                client=clean(hello.client, TOLD),
            )
        )
        return shown

    def _welcome(self, shown: Pass) -> Welcome:
        limits, seat = self._limits, shown.seat
        has_pin = self._locks.has_pin(shown)
        return Welcome(
            version=VERSION,
            seat=seat.name,
            role=seat.role,
            areas=seat.areas,
            unmasks=seat.rights.unmasks,
            mode=self._settings.mode,
            county=self._atlas.id,
            name=self._atlas.name,
            epoch=self._hub.epoch,
            head=self._hub.published.seq,
            atlas=self._atlas.digest,
            now=self._clock.now(),
            keepalive_s=limits.ping_interval_s + limits.ping_timeout_s + limits.close_timeout_s,
            has_pin=has_pin,
            idle_lock_s=self._locks.idle_s if has_pin else 0,
            locked=self._locks.locked(shown),
        )

    def _note(self, refusal: Refusal, who: str) -> None:
        self._health.refused(Counter([refusal.code]))
        log.info("refused %s: %s", who, clean(refusal.text("en"), 200))


class _AnyHello(msgspec.Struct, tag="hello", tag_field="t"):
    """A hello of any version: only its version is looked at."""

    version: int = VERSION


def _version_of(data: bytes) -> int:
    """Give the version that a hello is of; ours when it is no hello, which is refused later."""
    for decode in (msgspec.json.decode, msgspec.msgpack.decode):
        try:
            return decode(data, type=_AnyHello).version
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
    return VERSION


def _choose_form(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    """Take the first form that both sides speak; JSON for who names none."""
    for name in offered:
        if name in SUBPROTOCOLS:
            return name
    if offered:
        raise NegotiationError(f"spoken here: {', '.join(SUBPROTOCOLS)}")
    return None


def _address(connection: ServerConnection) -> str:
    address = connection.remote_address
    return f"{address[0]}:{address[1]}" if address else "?"


def _response(status: int, form: str, body: bytes) -> Response:
    headers = Headers(
        [("Content-Type", form), ("Content-Length", str(len(body))), ("Connection", "close")]
    )
    return Response(status, http.HTTPStatus(status).phrase, headers, body)
