"""What falls due when: keys under moments, so that what is due together costs one place."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Generic, TypeVar

_Key = TypeVar("_Key")


class Agenda(Generic[_Key]):
    """Keys to look at again, each at a moment (epoch milliseconds).

    Nothing is ever struck out: who takes a key asks whether it is still due.
    """

    def __init__(self) -> None:
        self._moments: list[int] = []
        """A heap of the keys of `_at`."""
        self._at: dict[int, list[_Key]] = {}

    @property
    def next_due(self) -> int | None:
        """The first moment that something stands under."""
        return self._moments[0] if self._moments else None

    def add(self, at: int, key: _Key) -> None:
        """Put a key under the moment `at`."""
        known = self._at.get(at)
        if known is not None:
            known.append(key)
            return
        self._at[at] = [key]
        heappush(self._moments, at)

    def take(self, now: int) -> Iterator[_Key]:
        """Give, and forget, what stands under the moments up to `now`, the earliest first."""
        while self._moments and self._moments[0] <= now:
            yield from self._at.pop(heappop(self._moments))
