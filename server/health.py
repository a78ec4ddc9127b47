"""How the desk is doing: indicators for a monitor, and one colour for a person."""

from __future__ import annotations

import asyncio
import time
from collections import Counter as Counts
from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from county.clock import Clock
from county.refusals import Refusal

LAG_LOOK_S = 0.25
"""How often the loop's lag is looked at."""

YELLOW_LAG_S = 0.5
YELLOW_FOR_S = 10.0
"""How long a lag over `YELLOW_LAG_S` is remembered."""

_LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Status(Struct, frozen=True):
    """What ``/healthz`` says."""

    status: Literal["green", "yellow", "red"]
    reasons: tuple[str, ...]
    """What is not well: ``journal`` (nothing can be made durable), ``loop`` (it was blocked),
    ``lost`` (what was durable is missing), ``audit`` (a row is not what was written), ``seals``
    (a seal cannot be written)."""
    head: int
    commit_age_s: float | None
    """Seconds since the last commit; None before the first."""
    loop_lag_s: float
    connections: int
    subscribers: int


class Health:
    """The indicators of one server, in a registry of its own."""

    def __init__(self, clock: Clock, fault: Callable[[], Refusal | None]) -> None:
        """`fault` tells why nothing can be made durable just now: the desk's word on it."""
        self._clock = clock
        self.registry = CollectorRegistry()
        self._fault = fault
        self._watched: dict[str, Callable[[], bool]] = {}
        self._last_commit: float | None = None
        self._lag = 0.0
        self._lagged_at = float("-inf")
        self._head = 0
        self.connections = 0
        self.subscribers = 0
        self._make_counters()
        self._make_gauges()

    def _make_counters(self) -> None:
        registry = self.registry
        self._taken = Counter(
            "zhiban_taken", "Events and fixes taken, by kind", ["kind"], registry=registry
        )
        self._refused = Counter(
            "zhiban_refused", "What was refused, by reason", ["code"], registry=registry
        )
        self.duplicates = Counter(
            "zhiban_duplicates", "Events pushed again and counted once", registry=registry
        )
        self.slow = Counter(
            "zhiban_slow_readers", "Times a subscriber fell behind", registry=registry
        )
        self.cut = Counter(
            "zhiban_cut_readers", "Connections cut for what they left unread", registry=registry
        )
        self._delivered = Counter(
            "zhiban_deliveries", "Deltas handed to subscribers", registry=registry
        )

    def _make_gauges(self) -> None:
        registry = self.registry
        self._durable_s = Histogram(
            "zhiban_durable_seconds",
            "From a push or command to its durability",
            buckets=_LATENCIES,
            registry=registry,
        )
        self._delivery_s = Histogram(
            "zhiban_delivery_seconds",
            "From commit until handed to subscribers who see the same",
            buckets=_LATENCIES,
            registry=registry,
        )
        for name, text, value in (
            ("zhiban_connections", "Open connections", lambda: self.connections),
            ("zhiban_subscribers", "Subscribers", lambda: self.subscribers),
            ("zhiban_sequence", "The last durable entry", lambda: self._head),
            ("zhiban_loop_lag_seconds", "How late the loop is", lambda: self._lag),
        ):
            Gauge(name, text, registry=registry).set_function(value)
        self.thinned = Gauge(
            "zhiban_thinned_fixes", "Fixes replaced before they were sent", registry=registry
        )

    def watch(self, reason: str, wrong: Callable[[], bool]) -> None:
        """Turn red, for `reason`, whenever `wrong` says so."""
        self._watched[reason] = wrong

    def show(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Show one more figure, which somebody else keeps."""
        Gauge(name, text, registry=self.registry).set_function(value)

    # ---- what is told ---------------------------------------------------------------------------

    def taken(self, kinds: Counts[str]) -> None:
        """Count what was taken of one frame."""
        for kind, count in kinds.items():
            self._taken.labels(kind).inc(count)

    def refused(self, codes: Counts[str]) -> None:
        """Count what was refused of one frame."""
        for code, count in codes.items():
            self._refused.labels(code).inc(count)

    def took(self, seconds: float) -> None:
        """Note how long something took to become durable."""
        self._durable_s.observe(seconds)

    def committed(self, head: int) -> None:
        """Note a commit."""
        self._head = head
        self._last_commit = self._clock.monotonic()

    def delivered(self, count: int, seconds: float) -> None:
        """Note that what was committed went to `count` subscribers, its oldest so long before."""
        self._delivered.inc(count)
        self._delivery_s.observe(seconds)

    # ---- what is asked --------------------------------------------------------------------------

    def status(self) -> Status:
        """Say how the desk is doing now."""
        now = self._clock.monotonic()
        reasons = []
        if self._fault() is not None:
            reasons.append("journal")
        reasons += [reason for reason, wrong in self._watched.items() if wrong()]
        red = bool(reasons)
        if now - self._lagged_at < YELLOW_FOR_S:
            reasons.append("loop")
        colour: Literal["green", "yellow", "red"] = "yellow" if reasons else "green"
        return Status(
            status="red" if red else colour,
            reasons=tuple(reasons),
            head=self._head,
            commit_age_s=None if self._last_commit is None else round(now - self._last_commit, 3),
            loop_lag_s=round(self._lag, 4),
            connections=self.connections,
            subscribers=self.subscribers,
        )

    def exposition(self) -> bytes:
        """Give every indicator in Prometheus' text form."""
        return generate_latest(self.registry)

    async def watch_loop(self) -> None:
        """Measure for ever how late the loop runs what it should."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(LAG_LOOK_S)
            self._lag = max(0.0, time.monotonic() - before - LAG_LOOK_S)
            if self._lag > YELLOW_LAG_S:
                self._lagged_at = self._clock.monotonic()
