"""What is told by the clock: positions that changed, figures, and when each source was heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import nlargest

from msgspec import Raw
from msgspec.structs import replace

from county.clock import Clock
from county.fields import Millis
from county.patrol import Position
from feeds.frames import Figures, Tick
from feeds.wire import Codec
from server.figures import DayFigures
from server.positions import Positions
from server.raws import as_positions, raw
from server.told import Heard
from server.view import TURNS, View

BEAT_S = 1.0
"""How often figures and sources may be told."""

HEARTBEAT_S = 2.0
"""With nothing to say, a tick goes out this often: the age of the picture is then known."""

MAX_POSITIONS = 1000
"""In one tick, so that any client takes the frame."""

MAX_SOURCES = 500
"""Sources told of, the most recently heard: a feed makes up their names."""

_ByArea = dict[str, list[Raw]]


class Ticks:
    """Collects between ticks; each position is encoded once a form of the wire."""

    def __init__(
        self,
        positions: Positions,
        figures: DayFigures,
        heard: Mapping[str, Heard],
        clock: Clock,
    ) -> None:
        self._positions = positions
        self._figures = figures
        self._heard = heard
        self._clock = clock
        self._changed: dict[str, list[Position]] = {}
        self._changed_raws: dict[str, _ByArea] = {}
        self._standing_raws: dict[str, _ByArea] = {}
        self._beaten = clock.monotonic()
        self._now = self._beaten
        self._number = 0
        """How many ticks there were."""
        self.beat = False
        """Whether this tick is the one of its second that tells figures and sources."""

    def turn(self) -> None:
        """Begin a tick."""
        self._number += 1
        self._now = self._clock.monotonic()
        self._changed = self._positions.changed()
        self._changed_raws.clear()
        self._standing_raws.clear()
        self.beat = self._now - self._beaten >= BEAT_S
        if self.beat:
            self._beaten = self._now

    def is_turn_of(self, view: View) -> bool:
        """Tell whether a view is told with this tick."""
        return view.turn is None or view.turn == self._number % TURNS

    def news(self, view: View) -> list[bytes]:
        """Give the frames that bring the view's live subscribers up to this tick."""
        if not self.is_turn_of(view):
            view.moved.update(self._moved)
            return []
        positions = _shown(view, self._news_of(view))
        figures = sources = None
        if self.beat if view.turn is None else self._now - view.ticked >= BEAT_S:
            figures, sources = self._changed_for(view)
        quiet = not positions and figures is None and sources is None
        if quiet and self._now - view.ticked < HEARTBEAT_S:
            return []
        view.ticked = self._now
        tick = Tick(now=self._clock.now(), figures=figures, sources=sources)
        return self._frames(view, tick, positions)

    def _news_of(self, view: View) -> _ByArea:
        """Give what moved since the view's last tick; encoded once for those that have them all."""
        if view.moved:
            moved, view.moved = view.moved.union(self._moved), set()
            return _encoded(view.codec, self._positions.of(moved))
        if view.codec.subprotocol not in self._changed_raws:
            self._changed_raws[view.codec.subprotocol] = _encoded(view.codec, self._changed)
        return self._changed_raws[view.codec.subprotocol]

    @property
    def _moved(self) -> Iterator[str]:
        """The units of this tick."""
        return (each.unit for group in self._changed.values() for each in group)

    def standing(self, view: View) -> list[bytes]:
        """Give the frames that tell a newcomer where everything stands.

        Encoded once a tick: what comes in after that is told to everybody with the next one.
        """
        if view.codec.subprotocol not in self._standing_raws:
            by_area = _encoded(view.codec, self._positions.standing())
            self._standing_raws[view.codec.subprotocol] = by_area
        positions = _shown(view, self._standing_raws[view.codec.subprotocol])
        now = self._clock.now()
        figures = self._figures.of(view.areas, now)
        tick = Tick(now=now, figures=figures, sources=self._newest(view))
        return self._frames(view, tick, positions)

    def _changed_for(self, view: View) -> tuple[Figures | None, dict[str, Millis] | None]:
        """Give what of figures and sources is not as it was last told to the view."""
        before = view.figures, view.sources
        view.figures = self._figures.of(view.areas, self._clock.now())
        view.sources = self._newest(view)
        return (
            None if view.figures == before[0] else view.figures,
            None if view.sources == before[1] else view.sources,
        )

    def _newest(self, view: View) -> dict[str, Millis]:
        """Give the sources whose feeds serve an area of the view."""
        shown = {
            name: heard.at
            for name, heard in self._heard.items()
            if heard.areas is None or view.areas is None or heard.areas & view.areas
        }
        if len(shown) <= MAX_SOURCES:
            return shown
        return dict(nlargest(MAX_SOURCES, shown.items(), key=lambda pair: pair[1]))

    def _frames(self, view: View, tick: Tick, positions: list[Raw]) -> list[bytes]:
        thinned = sum(n for area, n in self._positions.thinned.items() if view.shows((area,)))
        frames = []
        for start in range(0, max(len(positions), 1), MAX_POSITIONS):
            part = as_positions(positions[start : start + MAX_POSITIONS])
            frames.append(view.codec.encode(replace(tick, positions=part, thinned=thinned)))
        return frames


def _encoded(codec: Codec, by_area: dict[str, list[Position]]) -> _ByArea:
    return {area: [raw(codec, each) for each in group] for area, group in by_area.items()}


def _shown(view: View, by_area: _ByArea) -> list[Raw]:
    return [each for area, group in by_area.items() if view.shows((area,)) for each in group]
