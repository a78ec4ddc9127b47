"""How much may come through the door: pure, over a clock that is given.

Connections are counted before a key is exchanged, which is the costly part (1.7 ms of processor).
One that proves who it is gives its token back, so that a whole office behind one address can come
back at once after a break, while a stranger's guessing is slow.
"""

from __future__ import annotations

import ipaddress
from collections import Counter

from msgspec import Struct

from county.clock import Clock
from county.refusals import Refusal, refuse


class Caps(Struct, frozen=True):
    """The bounds of a door."""

    sessions: int = 200
    """Sessions at once; what a machine carries is told by its memory, 25 MB a session."""
    per_seat: int = 5
    starting: int = 4
    """Sessions that may be starting at once; the next ones wait their turn."""
    per_connection: int = 4
    """Sessions over one connection, for clients that share one."""
    strangers: int = 50
    """Connections that have not yet proved who they are."""
    strangers_per_source: int = 15
    burst: int = 15
    """Connections from one source at once."""
    per_s: float = 4.0
    """Connections from one source a second, on average, beyond the burst."""


class _Source:
    """What one source has left, and how many of its connections are unproved."""

    def __init__(self, tokens: float, at: float) -> None:
        self.tokens = tokens
        self.at = at
        self.strangers = 0


class Admissions:
    """Who is inside, and who may come in now."""

    def __init__(self, caps: Caps, clock: Clock) -> None:
        self.caps = caps
        self._clock = clock
        self._sources: dict[str, _Source] = {}
        self._strangers = 0
        self._seated: Counter[str] = Counter()

    @property
    def sessions(self) -> int:
        """Sessions now."""
        return self._seated.total()

    # ---- connections ----------------------------------------------------------------------------

    def connects(self, address: str) -> bool:
        """Tell whether a connection may go on; `leaves` must be said of one that may."""
        source = self._source(address)
        full = (
            self._strangers >= self.caps.strangers
            or source.strangers >= self.caps.strangers_per_source
            or source.tokens < 1
        )
        if full:
            return False
        source.tokens -= 1
        source.strangers += 1
        self._strangers += 1
        return True

    def settles(self, address: str, *, proved: bool) -> None:
        """Take a connection off the strangers: it proved who it is, or it is gone."""
        source = self._source(address)
        source.strangers -= 1
        self._strangers -= 1
        if proved:
            source.tokens = min(self.caps.burst, source.tokens + 1)

    def _source(self, address: str) -> _Source:
        name, now = source_of(address), self._clock.monotonic()
        source = self._sources.get(name)
        if source is None:
            self._forget(now)
            source = self._sources[name] = _Source(self.caps.burst, now)
        self._refill(source, now)
        return source

    def _refill(self, source: _Source, now: float) -> None:
        earned = (now - source.at) * self.caps.per_s
        source.tokens = min(self.caps.burst, source.tokens + earned)
        source.at = now

    def _forget(self, now: float) -> None:
        """Drop sources that have everything back: what is kept is bounded by what comes in."""
        for name, source in list(self._sources.items()):
            self._refill(source, now)
            if not source.strangers and source.tokens >= self.caps.burst:
                del self._sources[name]

    # ---- sessions -------------------------------------------------------------------------------

    def sits_down(self, seat: str) -> Refusal | None:
        """Take a place for a session of `seat`, or say why there is none."""
        if self.sessions >= self.caps.sessions:
            return refuse("door_full", count=self.caps.sessions)
        if self._seated[seat] >= self.caps.per_seat:
            return refuse("seat_full", count=self.caps.per_seat)
        self._seated[seat] += 1
        return None

    def gets_up(self, seat: str) -> None:
        """Give a place back."""
        self._seated[seat] -= 1
        self._seated += Counter()  # drops seats that nobody sits at


def source_of(address: str) -> str:
    """Name what is throttled together: an IPv4 address, or the IPv6 network that one host owns."""
    try:
        host = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(host, ipaddress.IPv6Address):
        if host.ipv4_mapped is not None:
            return str(host.ipv4_mapped)
        return str(ipaddress.ip_network((host, 64), strict=False))
    return str(host)
