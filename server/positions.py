"""Where the units are: the newest fix of each, collected between ticks (latest wins)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from county.patrol import Position

AreaOf = Callable[[str], str]
"""Gives the home area of a unit; "" when the board has no such unit."""


class Positions:
    """The newest position of every unit, and whose has changed since the last tick."""

    def __init__(self, area_of: AreaOf, latest: Iterable[Position] = ()) -> None:
        self._area_of = area_of
        self._latest = {position.unit: position for position in latest}
        self._fresh: set[str] = set()
        self.thinned: Counter[str] = Counter()
        """Per area: fixes that a newer one replaced before they were sent, since start."""

    def take(self, positions: Iterable[Position]) -> None:
        """Take fixes in the order they came; one older than what is known is thinned."""
        for position in positions:
            area = self._area_of(position.unit)
            if not area:
                continue
            known = self._latest.get(position.unit)
            if known is not None and _when(position) < _when(known):
                self.thinned[area] += 1
                continue
            if position.unit in self._fresh:
                self.thinned[area] += 1
            self._fresh.add(position.unit)
            self._latest[position.unit] = position

    @property
    def latest(self) -> Mapping[str, Position]:
        """The newest position of every unit that told one."""
        return self._latest

    def changed(self) -> dict[str, list[Position]]:
        """Give what changed since the last call, by area."""
        fresh, self._fresh = self._fresh, set()
        return self._by_area(self._latest[unit] for unit in fresh)

    def of(self, units: Iterable[str]) -> dict[str, list[Position]]:
        """Give the newest position of each of some units that told one, by area."""
        return self._by_area(self._latest[unit] for unit in units)

    def standing(self) -> dict[str, list[Position]]:
        """Give the newest position of every unit, by area."""
        return self._by_area(self._latest.values())

    def _by_area(self, positions: Iterable[Position]) -> dict[str, list[Position]]:
        grouped: defaultdict[str, list[Position]] = defaultdict(list)
        for position in positions:
            # A unit that left the county's profile has no area any more.
            if area := self._area_of(position.unit):
                grouped[area].append(position)
        return grouped


def _when(position: Position) -> int:
    """Judge by the older of both times, so that a clock that runs ahead blocks nothing after it."""
    return min(position.at, position.received)
