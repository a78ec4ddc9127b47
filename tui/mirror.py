"""The seat's own copy of the board: what the server sends is folded here and shown from here.

It folds the same entries with the same county code as the server, so that equal digests prove the
screen right. It knows no socket and no widget: frames come in by `fold`, a screen is woken once and
takes what changed, however much that was, once a frame.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from config.atlas import Atlas
from county.board import WHOLE_COUNTY, Board, Key, digest
from county.clock import Clock
from county.events import AlarmReported, Entry
from county.patrol import Position
from county.rights import Rights
from feeds import frames
from feeds.frames import FromServer, Snapshot

if TYPE_CHECKING:
    from feeds.connection import Link  # at run time it would bring the sockets with it

RECENT_KEPT = 200
"""Entries kept for the activity list, the newest."""

CHANGES_NAMED = 5_000
"""Changed things named one by one; beyond it a screen that did not look is told "everything"."""

FEW = 3
"""New alarms within `LATELY_S` that are single ones, and no flood."""

LATELY_S = 10.0

Topic = Literal["link", "welcome", "atlas", "recent", "figures", "sources", "thinned"]
"""A part of the mirror beside the board that changed as a whole."""

State = Literal["none", "live", "late", "dead"]
"""Whether what is shown can be believed: nothing came yet, current, overdue, or cut off."""


class GapError(Exception):
    """A frame does not follow what the mirror holds: folding it would make a board that never was.

    A connection checks before it folds, so this is a defect of whoever feeds the mirror.
    """


@dataclass(frozen=True)
class Changes:
    """What changed since a screen last looked."""

    whole: bool = False
    """The board was replaced, or too much changed to name: draw everything again."""
    keys: frozenset[Key] = frozenset()
    """What changed on the board or left it: ("alarm", 42), ("unit", "B3")."""
    moved: frozenset[str] = frozenset()
    """Call signs with a new position."""
    topics: frozenset[Topic] = frozenset()
    """Parts beside the board."""

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return self.whole or bool(self.keys or self.moved or self.topics)


class Mirror:
    """A board kept level with the server's, with everything that came beside it.

    `wake` is called when something changes after a `take`, once, and once more for what is
    pressing; never while folding has left half a change: whoever is woken may read everything.
    """

    def __init__(self, clock: Clock, wake: Callable[[], None] = lambda: None) -> None:
        self.wake = wake
        self.board = Board()
        self.epoch = ""
        """The journal that the board's sequence number belongs to; "" before the first snapshot."""
        self.seq = 0
        """The place in the journal's order that the board is at."""
        self.positions: dict[str, Position] = {}
        """The latest position of each unit, by call sign."""
        self.recent: deque[Entry] = deque(maxlen=RECENT_KEPT)
        """What happened lately, oldest first."""
        self.figures: frames.Figures | None = None
        self.sources: dict[str, int] = {}
        """When each feed source was last heard by the server, epoch milliseconds."""
        self.thinned = 0
        """Positions that newer ones replaced before they were sent."""
        self.welcome: frames.Welcome | None = None
        self.atlas: Atlas | None = None
        self.link: Link | None = None
        self._clock = clock
        self._heard: float | None = None
        self._ahead_ms = 0.0
        self._parts: list[Snapshot] = []
        self._reported = deque([float("-inf")] * FEW, FEW)
        """When the newest alarms came, by the monotonic clock."""
        self._forget()

    # ---- what a screen reads --------------------------------------------------------------------

    @property
    def has_picture(self) -> bool:
        """Whether a whole snapshot ever came: without one an empty board means "no data"."""
        return self.epoch != ""

    @property
    def needs_atlas(self) -> bool:
        """Whether the server's county is not the one at hand: the atlas must be asked for."""
        if self.welcome is None:
            return False
        return self.atlas is None or self.atlas.digest != self.welcome.atlas

    @property
    def rights(self) -> Rights | None:
        """What this seat may do, to disable what the server would refuse; None before welcome."""
        if self.welcome is None:
            return None
        areas = self.welcome.areas
        return Rights(
            self.welcome.role,
            None if areas is None else frozenset(areas),
            unmasks=self.welcome.unmasks,
        )

    def now(self) -> int:
        """Give the server's wall clock, epoch milliseconds: a terminal's own may be wrong."""
        if self._heard is None:
            return self._clock.now()
        return round(self._clock.monotonic() * 1000 + self._ahead_ms)

    def age(self) -> float | None:
        """Give the seconds since the last frame; None when none ever came."""
        return None if self._heard is None else self._clock.monotonic() - self._heard

    def state(self) -> State:
        """Judge what is shown: late at half the silence that the server calls gone, then dead."""
        age = self.age()
        if not self.has_picture or age is None or self.welcome is None:
            return "none"
        down = self.link is not None and self.link.state != "live"
        if down or age > self.welcome.keepalive_s:
            return "dead"
        return "late" if age > self.welcome.keepalive_s / 2 else "live"

    def digest(self) -> str:
        """Give the digest of the board, to hold against the server's at the same `seq`."""
        return digest(self.board.view(WHOLE_COUNTY))

    @property
    def has_news(self) -> bool:
        """Whether anything changed since the last `take`."""
        return self._whole or bool(self._keys or self._moved or self._topics)

    @property
    def pressing(self) -> bool:
        """Whether something came since the last `take` that should not wait with all the rest.

        That is a picture, another state of the line, a new alarm. More than `FEW` new alarms within
        `LATELY_S` are a flood, in which only those of the first priority press.
        """
        return self._pressing

    def take(self) -> Changes:
        """Give what changed since the last call, and begin anew."""
        changes = Changes(
            self._whole,
            frozenset() if self._whole else frozenset(self._keys),
            frozenset() if self._whole else frozenset(self._moved),
            frozenset(self._topics),
        )
        self._forget()
        return changes

    # ---- what the connection tells --------------------------------------------------------------

    def linked(self, link: Link) -> None:
        """Take the state of the connection; another round trip alone is no news."""
        before, self.link = self.link, link
        if before is not None and replace(before, round_trip_s=link.round_trip_s) == link:
            return
        if before is None or before.state != link.state:
            self._press()
        self._topics.add("link")
        self._notify()

    def fold(self, frame: FromServer) -> None:
        """Take one frame. Raises GapError, with nothing changed, when it does not follow."""
        match frame:
            case frames.Welcome():
                self.welcome = frame
                self._press()
                self._parts.clear()
                self._topics.add("welcome")
            case frames.Snapshot():
                self._collect(frame)
            case frames.Delta():
                self._advance(frame)
            case frames.Tick():
                self._tick(frame)
            case frames.AtlasFrame():
                self.atlas = frame.atlas
                self._press()
                self._topics.add("atlas")
            case _:
                pass
        self._hear(frame)
        self._notify()

    def _collect(self, part: Snapshot) -> None:
        """Keep parts until all are there: half a board on the screen would be a lie."""
        if part.part == 1:
            self._parts.clear()
        if part.part != len(self._parts) + 1:
            raise GapError(f"part {part.part} of a snapshot came after part {len(self._parts)}")
        self._parts.append(part)
        if part.part < part.parts:
            return
        parts, self._parts = self._parts, []
        self.board = Board.of(each.picture for each in parts)
        self.positions = {p.unit: p for each in parts for p in each.positions}
        self.recent.clear()
        self.recent.extend(entry for each in parts for entry in each.recent)
        self.epoch = self.welcome.epoch if self.welcome else ""
        self.seq = self.board.seq
        self._whole = True
        self._press()

    def _advance(self, delta: frames.Delta) -> None:
        if not self.has_picture or delta.after != self.seq:
            raise GapError(f"the board is at {self.seq}, the delta follows {delta.after}")
        for entry in delta.entries:
            for key in self.board.evolve(entry):
                self._keys.add(key)
                if key[0] == "unit" and key[1] not in self.board.units:
                    self.positions.pop(str(key[1]), None)
            if isinstance(entry.event, AlarmReported):
                self._report(pressing=self.board.presses(entry.event))
        # Entries that this seat may not see count too: both sides name the same place in the order.
        self.board.seq = self.seq = delta.through
        if delta.entries:
            self.recent.extend(delta.entries)
            self._topics.add("recent")

    def _tick(self, tick: frames.Tick) -> None:
        for position in tick.positions:
            self.positions[position.unit] = position
            self._moved.add(position.unit)
        if tick.thinned != self.thinned:
            self.thinned = tick.thinned
            self._topics.add("thinned")
        if tick.figures is not None:
            self.figures = tick.figures
            self._topics.add("figures")
        if tick.sources is not None:
            self.sources = tick.sources
            self._topics.add("sources")

    def _hear(self, frame: FromServer) -> None:
        self._heard = self._clock.monotonic()
        if isinstance(frame, frames.Welcome | frames.Tick | frames.Pong):
            self._ahead_ms = frame.now - self._heard * 1000

    # ---- what changed ---------------------------------------------------------------------------

    def _forget(self) -> None:
        self._whole = False
        self._keys: set[Key] = set()
        self._moved: set[str] = set()
        self._topics: set[Topic] = set()
        self._woken = self._pressing = False

    def _press(self) -> None:
        """Have the screen woken for this, though it may know of other news already."""
        if not self._pressing:
            self._pressing, self._woken = True, False

    def _report(self, *, pressing: bool) -> None:
        now = self._clock.monotonic()
        if pressing or now - self._reported[0] >= LATELY_S:
            self._press()
        self._reported.append(now)

    def _notify(self) -> None:
        if len(self._keys) + len(self._moved) > CHANGES_NAMED:
            self._whole = True
            self._keys.clear()
            self._moved.clear()
        if not self._woken and self.has_news:
            self._woken = True
            self.wake()
