"""Writes down who came and who was refused; floods are counted instead of told one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from msgspec.structs import astuple, replace

from county.access import Access, Flooding
from county.clock import Clock

FLOOD_S = 60.0
"""So long after a fact, in seconds, others like it are counted into one."""

MAX_FLOODS = 1000
"""Different floods counted apart. What would be more is counted with the last: an attacker who
changes name and address at every try must not fill the memory."""

_FLOODING = get_args(Flooding)

_Kind = tuple[object, ...]


class Witness:
    """Tells access facts to the desk, which keeps them."""

    def __init__(self, keep: Callable[[Access], None], clock: Clock) -> None:
        self._keep = keep
        self._clock = clock
        self._floods: dict[_Kind, tuple[float, Flooding | None]] = {}
        """By what makes facts alike: when it began, and the newest with the count of all since."""

    def saw(self, fact: Access) -> None:
        """Have a fact kept: at once, or counted when one like it was kept within the minute."""
        if not isinstance(fact, _FLOODING):
            self._keep(fact)
            return
        kind = _likeness(fact)
        if kind not in self._floods and len(self._floods) >= MAX_FLOODS:
            kind = next(reversed(self._floods))
        if kind not in self._floods:
            self._keep(fact)
            self._floods[kind] = self._clock.monotonic(), None
            return
        began, counted = self._floods[kind]
        count = fact.count + (counted.count if counted else 0)
        self._floods[kind] = began, replace(fact, count=count)

    def turn(self) -> None:
        """Have kept what was counted for a minute."""
        old = self._clock.monotonic() - FLOOD_S
        # The oldest stand first.
        for kind in [kind for kind, (began, _) in self._floods.items() if began <= old]:
            self._end(kind)

    def close(self) -> None:
        """Have kept whatever was counted so far."""
        for kind in list(self._floods):
            self._end(kind)

    def _end(self, kind: _Kind) -> None:
        _, counted = self._floods.pop(kind)
        if counted is not None:
            self._keep(counted)


def _likeness(fact: Flooding) -> _Kind:
    """Facts of one kind that differ only in time and count are alike."""
    return (type(fact), *astuple(replace(fact, at=0, count=1)))
