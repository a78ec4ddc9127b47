"""The hub: everything durable goes out from here, to each who may see it, once encoded a view.

A subscriber is served live as long as it confirms what it gets (`seen`, once a second). Whoever
falls behind is told nothing more and owed the rest: nobody waits for it, and it costs no memory.
Write buffers alone would not show it in time: the kernel takes much before the first one fills.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import cycle

from config.settings import Limits
from county.board import Board
from county.clock import Clock
from county.patrol import Position
from county.refusals import Refusal, refuse
from county.rights import Rights
from feeds.frames import Subscribe
from server.batch import Stored
from server.desk import Desk
from server.figures import DayFigures
from server.health import Health
from server.journal import Chunk, Journal
from server.peer import GONE, Peer, send_all
from server.positions import Positions
from server.subscriber import Subscriber
from server.ticks import Ticks
from server.told import Committed
from server.view import MAX_BYTES, TURNS, View

log = logging.getLogger(__name__)

RECENT = 200
"""Entries kept at hand for the activity list of a newcomer."""

GATHER_S = 0.03
"""Commits closer together than this, in seconds, are told in one frame: the first at once, the
others with the next. A frame costs server and screen the same whatever it carries."""

LONG_TEXTS = 20
"""Entries read at a time where five hundred would not fit a frame."""

_ViewKey = tuple[frozenset[str] | None, str, int | None]


class Hub:
    """Folds what was committed, and tells the subscribers."""

    def __init__(
        self,
        journal: Journal,
        desk: Desk,
        utc_offset_minutes: int,
        latest: Iterable[Position],
        limits: Limits,
        health: Health,
        clock: Clock,
    ) -> None:
        """Listen to a started desk from here on; `latest` is where units were last seen."""
        self.published = Board.of([desk.picture()])
        """The board as everybody may know it: never ahead of what is durable."""
        self.epoch = journal.epoch
        """The order that `published` stands in; the journal's may be a newer one for a moment."""
        self._journal = journal
        self._head = journal.head
        self._limits = limits
        self._health = health
        self._clock = clock
        self._recent: deque[Stored] = deque(maxlen=RECENT)
        self._views: dict[_ViewKey, View] = {}
        self._subscribers: dict[Peer, Subscriber] = {}
        self._figures = DayFigures(lambda: desk.tally, utc_offset_minutes)
        # Not bound to the board of now: another takes its place when the journal lost something.
        self._positions = Positions(lambda unit: self.published.area_of("unit", unit), latest)
        self._ticks = Ticks(self._positions, self._figures, desk.heard, clock)
        self._turns = cycle(range(TURNS))
        self._untold: list[Committed] = []
        self._told_at = float("-inf")
        self._telling: asyncio.TimerHandle | None = None
        self._desk = desk
        desk.on_committed = self._committed
        desk.on_lost = self._begin_anew

    async def restore(self) -> None:
        """Fetch from the journal what a newcomer is told beside the board."""
        before = await self._journal.stored(max(self._head - RECENT, 0), self._head)
        self._recent = deque([*before, *self._recent], maxlen=RECENT)
        await self._figures.restore(self._journal, self._head, self._clock.now())

    async def _begin_anew(self) -> None:
        """Believe the desk's board only: who follows calls again, and finds another epoch."""
        self.published, self.epoch = Board.of([self._desk.picture()]), self._journal.epoch
        self._head = self._journal.head
        self._recent.clear()
        self._untold.clear()
        for peer in list(self._subscribers):
            self.leave(peer)
            peer.cut()
        await self.restore()

    # ---- from the desk --------------------------------------------------------------------------

    def _committed(self, commit: Committed) -> None:
        """Fold a commit and tell it to everybody who may see it."""
        for stored in commit.stored:
            # What was under way when the desk's picture was taken stands in it already.
            if stored.entry.seq > self.published.seq:
                self.published.evolve(stored.entry)
        self._recent.extend(commit.stored)
        self._figures.count(commit.stored, self._clock.now())
        self._health.committed(commit.through)
        self._untold.append(commit)
        if self._telling is None:
            rested = self._clock.monotonic() - self._told_at
            if rested >= GATHER_S:
                self._tell()
            else:
                loop = asyncio.get_running_loop()
                self._telling = loop.call_later(GATHER_S - rested, self._tell)

    def _tell(self) -> None:
        """Tell every view what was committed since the last time."""
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        if not self._untold:
            return
        commits, self._untold = self._untold, []
        stored = [each for commit in commits for each in commit.stored]
        self._told_at = now = self._clock.monotonic()
        presses = any(self.published.presses(each.entry.event) for each in stored)
        for view in self._views.values():
            view.keep(stored, commits[-1].through, commits[0].committed_ns / 1e9)
            if presses or view.turn is None:
                view.release(now)

    def moved(self, positions: list[Position]) -> None:
        """Take positions that the desk accepted."""
        self._positions.take(positions)

    @property
    def positions(self) -> Mapping[str, Position]:
        """The newest position of every unit that told one."""
        return self._positions.latest

    # ---- from the subscribers -------------------------------------------------------------------

    def subscribe(self, peer: Peer, rights: Rights, wish: Subscribe) -> Refusal | None:
        """Begin to serve a peer, from where it says it stands when that can be."""
        if not rights.sees_board:
            return refuse("role_may_not", role=rights.role)
        self.leave(peer)
        turn = next(self._turns) if wish.calm else None
        subscriber = Subscriber(peer, rights.areas, self._clock.monotonic(), turn)
        self._subscribers[peer] = subscriber
        self._health.subscribers = len(self._subscribers)
        behind = None
        if wish.since is not None and wish.epoch == self.epoch:
            behind = self.published.seq - wish.since
        fresh = behind is None or not 0 <= behind <= self._limits.max_replay
        subscriber.sent = 0 if fresh else wish.since or 0
        self._catch_up(subscriber, fresh=fresh)
        return None

    def leave(self, peer: Peer) -> None:
        """Serve a peer no longer."""
        subscriber = self._subscribers.pop(peer, None)
        if subscriber is None:
            return
        subscriber.stop()
        key = _key(subscriber)
        if (view := self._views.get(key)) is not None:
            view.live.pop(peer.socket, None)
            if not view.live:
                del self._views[key]
        self._health.subscribers = len(self._subscribers)

    def confirm(self, peer: Peer, seq: int) -> Refusal | None:
        """Take a `seen`; a slow subscriber that has caught up is served again."""
        subscriber = self._subscribers.get(peer)
        if subscriber is None:
            return refuse("not_subscribed")
        subscriber.confirm(min(seq, self.published.seq), self._clock.monotonic())
        if subscriber.state == "slow" and subscriber.confirmed >= subscriber.sent:
            self._catch_up(subscriber, fresh=False)
        return None

    def check(self, peer: Peer) -> Refusal | None:
        """Owe a peer the digest of its board; it comes with the next tick."""
        subscriber = self._subscribers.get(peer)
        if subscriber is None:
            return refuse("not_subscribed")
        subscriber.wants_digest = True
        return None

    def hasten(self, peer: Peer) -> None:
        """Have a peer told at once: what it asked for was committed."""
        subscriber = self._subscribers.get(peer)
        if subscriber is not None and subscriber.turn is not None:
            self._tell()
            self._view_of(subscriber).release(self._clock.monotonic())

    # ---- catching up ----------------------------------------------------------------------------

    def _catch_up(self, subscriber: Subscriber, *, fresh: bool) -> None:
        subscriber.state = "catching_up"
        task = asyncio.create_task(self._serve_until_live(subscriber, fresh=fresh))
        task.add_done_callback(lambda ended: self._caught_up(subscriber, ended))
        subscriber.catching_up = task

    async def _serve_until_live(self, subscriber: Subscriber, *, fresh: bool) -> None:
        """Bring a subscriber to where everybody is, then let it join them.

        Between the last look at the board and joining nothing is awaited: no entry falls between
        and none is told twice.
        """
        if fresh:
            await self._snapshot(subscriber)
        while (through := self.published.seq) > subscriber.sent:
            if through - subscriber.sent > self._limits.max_replay:
                await self._snapshot(subscriber)
            else:
                await self._replay(subscriber, through)
        self._join(subscriber)

    async def _snapshot(self, subscriber: Subscriber) -> None:
        view = self._view_of(subscriber)
        seq, frames = view.snapshot(self._recent, self._limits.max_replay, self._clock.monotonic())
        for frame in frames:
            await subscriber.peer.deliver(frame, self._limits.stall_s)
        subscriber.sent = seq

    async def _replay(self, subscriber: Subscriber, through: int) -> None:
        """Send stored bodies as they are: decoding would cost more than all the rest."""
        peer = subscriber.peer
        async for chunk in self._chunks(subscriber.sent, through, subscriber.areas):
            delta = peer.codec.delta(subscriber.sent, chunk.through, chunk.bodies)
            await peer.deliver(delta, self._limits.stall_s)
            subscriber.sent = chunk.through

    async def _chunks(
        self, after: int, through: int, areas: frozenset[str] | None
    ) -> AsyncIterator[Chunk]:
        """Read chunks that fit a frame: long texts go fewer at a time."""
        async for chunk in self._journal.read(after, through, areas):
            if sum(map(len, chunk.bodies)) <= MAX_BYTES:
                yield chunk
            else:
                async for part in self._journal.read(after, chunk.through, areas, LONG_TEXTS):
                    yield part
            after = chunk.through

    def _join(self, subscriber: Subscriber) -> None:
        self._tell()
        now = self._clock.monotonic()
        view = self._view_of(subscriber)
        view.settle(self.published.seq, now)
        subscriber.state = "live"
        subscriber.confirm(subscriber.sent, now)
        view.live[subscriber.peer.socket] = subscriber
        for frame in self._ticks.standing(view):
            subscriber.peer.tell_encoded(frame)

    def _caught_up(self, subscriber: Subscriber, ended: asyncio.Task[None]) -> None:
        """Log what stopped a replay; the peer calls again and gets another."""
        if ended.cancelled() or (fault := ended.exception()) is None:
            return
        if not isinstance(fault, GONE):
            log.error("replay failed", exc_info=fault)
        subscriber.peer.cut()

    def _view_of(self, subscriber: Subscriber) -> View:
        key, codec = _key(subscriber), subscriber.peer.codec
        if key not in self._views:
            turn = subscriber.turn
            self._views[key] = View(subscriber.areas, codec, self.published, self._health, turn)
        return self._views[key]

    # ---- by the clock ---------------------------------------------------------------------------

    async def run(self) -> None:
        """Tick for ever."""
        while True:
            await asyncio.sleep(self._limits.tick_s)
            self.tick()

    def tick(self) -> None:
        """Look who keeps up, answer checks, and tell what is told by the clock."""
        self._tell()
        now = self._clock.monotonic()
        self._ticks.turn()
        for view in self._views.values():
            self._review(view, now)
            if self._ticks.is_turn_of(view):
                view.release(now)
            if view.live:
                view.prove(now)
                if self._ticks.beat:
                    view.settle(self.published.seq, now)
                for frame in self._ticks.news(view):
                    send_all(view.live, frame, view.codec)
        self._health.thinned.set(self._positions.thinned.total())

    def _review(self, view: View, now: float) -> None:
        due = view.must_be_confirmed(self._limits, now)
        for subscriber in list(view.live.values()):
            if subscriber.peer.unsent > self._limits.max_unsent_bytes:
                self._health.cut.inc()
                subscriber.peer.cut()
            elif subscriber.confirmed < due or self._is_silent(subscriber, now):
                self._hold(view, subscriber)

    def _is_silent(self, subscriber: Subscriber, now: float) -> bool:
        return now - subscriber.heard > self._limits.credit_age_s

    def _hold(self, view: View, subscriber: Subscriber) -> None:
        """Tell a subscriber nothing more until it has confirmed what it was told."""
        del view.live[subscriber.peer.socket]
        subscriber.state = "slow"
        subscriber.sent = view.told
        self._health.slow.inc()
        log.info("slow reader %s is owed everything after %d", subscriber.peer.name, view.told)


def _key(subscriber: Subscriber) -> _ViewKey:
    """Name the view that a subscriber follows."""
    return subscriber.areas, subscriber.peer.codec.subprotocol, subscriber.turn
