"""What falls due when: each key under one moment; what is due together costs one place."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from heapq import heappop, heappush
from typing import Any, Generic, Protocol, TypeVar


class _Ordered(Hashable, Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


_Key = TypeVar("_Key", bound=_Ordered)


class Agenda(Generic[_Key]):
    """Keys to look at again, each at one moment (epoch milliseconds).

    A key that moves leaves its old place behind: it is struck out there when its moment comes.
    """

    def __init__(self) -> None:
        self._moments: list[int] = []
        """A heap of the keys of `_keys`."""
        self._keys: dict[int, list[_Key]] = {}
        self._at: dict[_Key, int] = {}
        """The moment that counts for each key."""

    @property
    def next_due(self) -> int | None:
        """The first moment that something stands under."""
        while self._moments:
            moment = self._moments[0]
            keys = self._keys[moment]
            while keys:
                if self._at.get(keys[-1]) == moment:
                    return moment
                keys.pop()
            del self._keys[heappop(self._moments)]
        return None

    def add(self, at: int, key: _Key) -> None:
        """Put a key under the moment `at`, and under that alone."""
        if self._at.get(key) == at:
            return
        self._at[key] = at
        known = self._keys.get(at)
        if known is not None:
            known.append(key)
            return
        self._keys[at] = [key]
        heappush(self._moments, at)

    def drop(self, key: _Key) -> None:
        """Wait for nothing under this key any more."""
        self._at.pop(key, None)

    def take(self, now: int) -> Iterator[_Key]:
        """Give, and forget, what stands under the moments up to `now`, the earliest first.

        Under one moment the order is that of the keys: what was put first says nothing after a
        restart.
        """
        while self._moments and self._moments[0] <= now:
            moment = heappop(self._moments)
            for key in sorted(self._keys.pop(moment)):
                if self._at.get(key) == moment:
                    del self._at[key]
                    yield key
