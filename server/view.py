"""What all subscribers with the same areas and the same form of the wire see: encoded once."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Raw
from websockets.asyncio.server import ServerConnection

from config.settings import Limits
from county.board import Board, digest
from county.fields import Millis
from county.rights import Rights
from feeds.frames import Digest, Figures
from feeds.wire import Codec
from server.batch import Stored
from server.health import Health
from server.peer import send_all
from server.raws import raw_entry
from server.snapshot import snapshot_frames
from server.subscriber import Subscriber

MAX_ENTRIES = 500
MAX_BYTES = 256 * 1024
"""Of entries in one delta; common websocket clients take frames up to 1 MiB."""

SNAPSHOT_AGE_S = 1.0
"""A snapshot this old is still good: the newcomer gets what came since as a replay.

So a storm of reconnecting screens costs one snapshot a second, not one each.
"""

RECENT_BYTES = 128 * 1024

TURNS = 3
"""Calm subscribers are told at each third tick, by turns. A frame costs a session half a
millisecond of processor time, and of fifteen in a second it paints one or two; were a hundred on
one machine woken at once, a key would wait for all of them."""


class View:
    """One cut of the board, who follows it live, and how far they were told."""

    def __init__(
        self,
        areas: frozenset[str] | None,
        codec: Codec,
        board: Board,
        health: Health,
        turn: int | None = None,
    ) -> None:
        self.areas = areas
        self.codec = codec
        self.turn = turn
        """The tick of `TURNS` that its subscribers are told at; None: they are told at once."""
        self.moved: set[str] = set()
        """Units that moved since its last tick."""
        self._kept: list[Stored] = []
        self._kept_through = 0
        self._kept_since = float("inf")
        """When the first of what is kept was committed, monotonic seconds."""
        self.told = board.seq
        """The sequence number up to which the live subscribers were told."""
        self.live: dict[ServerConnection, Subscriber] = {}
        self.ticked = float("-inf")
        """When the last tick went out, monotonic seconds."""
        self.figures: Figures | None = None
        """The figures last sent."""
        self.sources: dict[str, Millis] = {}
        """The sources last sent."""
        self._board = board
        self._health = health
        self._rights = Rights("viewer", areas)
        self._sent: deque[tuple[float, int]] = deque()
        self._snapshot: tuple[float, int, list[bytes]] | None = None
        self._digest: tuple[int, str] = (-1, "")

    def shows(self, audience: Collection[str]) -> bool:
        """Tell whether something that concerns these areas belongs in this view."""
        return self._rights.sees(audience)

    # ---- deltas ---------------------------------------------------------------------------------

    def keep(self, stored: Sequence[Stored], through: int, committed: float) -> None:
        """Keep what was committed, at `committed` monotonic seconds, until it is released."""
        self._kept += stored
        self._kept_through = through
        self._kept_since = min(self._kept_since, committed)

    def release(self, now: float) -> None:
        """Send what of the kept this view may see."""
        if not self._kept:
            return
        kept, since = self._kept, self._kept_since
        self._kept, self._kept_since = [], float("inf")
        if not self.live:
            self.told = self._kept_through
            return
        seen = [each for each in kept if self.shows(each.audience)]
        for last, bodies in _cut(seen, self._kept_through):
            self._send_delta(last, bodies, now)
        if seen:
            self._health.delivered(len(self.live), now - since)

    def settle(self, through: int, now: float) -> None:
        """Tell what was kept, and move the cursor over entries that said nothing here."""
        self.release(now)
        if self.told < through:
            if self.live:
                self._send_delta(through, [], now)
            self.told = through

    def _send_delta(self, through: int, bodies: list[bytes], now: float) -> None:
        send_all(self.live, self.codec.delta(self.told, through, bodies), self.codec)
        self.told = through
        self._sent.append((now, through))

    def must_be_confirmed(self, limits: Limits, now: float) -> int:
        """Give the sequence number that a subscriber with credit has confirmed by now."""
        due = 0
        while self._sent and (
            len(self._sent) > limits.credit_frames or now - self._sent[0][0] > limits.credit_age_s
        ):
            due = self._sent.popleft()[1]
        return due

    # ---- snapshots and proofs -------------------------------------------------------------------

    def snapshot(
        self, recent: Iterable[Stored], max_behind: int, now: float
    ) -> tuple[int, list[bytes]]:
        """Give a snapshot and its sequence number, shared by all who ask within a second.

        It is at most `max_behind` entries old, so that a replay closes the gap.
        """
        if (
            self._snapshot is None
            or now - self._snapshot[0] > SNAPSHOT_AGE_S
            or self._board.seq - self._snapshot[1] > max_behind
        ):
            picture = self._board.view(self._rights)
            frames = snapshot_frames(self.codec, picture, self._recent(recent))
            self._snapshot = (now, picture.seq, frames)
        return self._snapshot[1:]

    def _recent(self, recent: Iterable[Stored]) -> list[Raw]:
        """Give the newest entries that may be seen, oldest first, within bounds."""
        bodies: deque[bytes] = deque()
        room = RECENT_BYTES
        for each in reversed(list(recent)):
            if self.shows(each.audience):
                room -= len(each.body)
                if room < 0:
                    break
                bodies.appendleft(each.body)
        return [raw_entry(self.codec, body) for body in bodies]

    def prove(self, now: float) -> None:
        """Answer every `check` that waits, with one digest, in order with the deltas."""
        asking = [each for each in self.live.values() if each.wants_digest]
        if not asking:
            return
        self.settle(self._board.seq, now)
        if self._digest[0] != self._board.seq:
            self._digest = (self._board.seq, digest(self._board.view(self._rights)))
        frame = self.codec.encode(Digest(*self._digest))
        send_all([each.peer.socket for each in asking], frame, self.codec)
        for each in asking:
            each.wants_digest = False


def _cut(stored: Sequence[Stored], through: int) -> Iterator[tuple[int, list[bytes]]]:
    """Cut a commit into deltas that any client can take; the last one reaches `through`."""
    bodies: list[bytes] = []
    size = last = 0
    for each in stored:
        if bodies and (len(bodies) == MAX_ENTRIES or size + len(each.body) > MAX_BYTES):
            yield last, bodies
            bodies, size = [], 0
        bodies.append(each.body)
        size += len(each.body)
        last = each.entry.seq
    if bodies:
        yield through, bodies
