"""Fan-out: what one delivery costs the desk, against a loop of `socket.send` in the same run.

The desk's cost is what 200 subscribers add to the same stream of alarms without any: the deltas,
and also their confirmations and ticks. Then one of them dies, and the others must not feel it.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import socket
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from statistics import median

from websockets.asyncio.client import ClientConnection, connect

from bench.figures import Figure, against
from bench.process import DeskProcess, cores, cpu_s, desk_process
from bench.readers import Crowd, dead_reader, stamp

SUBSCRIBERS = 200
RATE = 100
"""Alarms a second."""

FRAME_BYTES = 300
"""Of a raw frame: about what a delta with one alarm takes."""


def run(quick: bool = False) -> list[Figure]:
    """Measure in rounds that alternate with their ceiling; medians of the ratios' parts."""
    seconds, rounds = (2.0, 1) if quick else (5.0, 3)
    ours, raw = [], []
    with desk_process() as desk:
        for _ in range(rounds):
            ours.append(asyncio.run(_delivery_us(desk, seconds)))
            raw.append(_raw_us(seconds))
    with desk_process() as desk:  # a new one: old alarms in a snapshot would count as late ones
        dead = asyncio.run(_one_dead(desk, seconds))
    ceiling = ("socket.send in a loop", median(raw))
    title = f"a delivery to {SUBSCRIBERS} subscribers"
    return [against(title, median(ours), "µs CPU", ceiling, bar=1.6, stretch=1.1), *dead]


# ---- the desk -----------------------------------------------------------------------------------


async def _delivery_us(desk: DeskProcess, seconds: float) -> float:
    """Give what one delivery costs: the stream with subscribers less the stream without."""
    async with connect(desk.url, proxy=None, compression=None) as feed:
        await _greet(feed, desk.feed)
        alone = await _cpu_of(desk, lambda: _stream(feed, seconds))
        crowd = Crowd(desk)
        await crowd.gather(SUBSCRIBERS)
        crowd.begin()
        together = await _cpu_of(desk, lambda: _stream(feed, seconds))
        deliveries = crowd.deliveries
        await crowd.leave()
    assert deliveries > 0.95 * RATE * seconds * SUBSCRIBERS, deliveries
    return (together - alone) / deliveries * 1e6


async def _cpu_of(desk: DeskProcess, work: Callable[[], Awaitable[None]]) -> float:
    before = desk.cpu_s()
    await work()
    return desk.cpu_s() - before


async def _one_dead(desk: DeskProcess, seconds: float) -> list[Figure]:
    """Compare the others' delays and the desk's memory before and after one stops reading."""
    async with connect(desk.url, proxy=None, compression=None) as feed:
        await _greet(feed, desk.feed)
        crowd = Crowd(desk)
        await crowd.gather(SUBSCRIBERS - 1)
        crowd.begin()
        await _stream(feed, seconds)
        well = crowd.late_s(0.99)
        grew = await _grown(desk, feed, seconds)
        crowd.begin()
        dead = dead_reader(desk)
        cost = await _grown(desk, feed, seconds)
        ill = crowd.late_s(0.99)
        await crowd.leave()
        dead.close()
    memory = max(cost - grew, 0) / 1e6
    return [
        against(
            "the others' p99 with one dead subscriber",
            ill * 1000,
            "ms",
            ("without", well * 1000),
            bar=1.5,
            stretch=1.0,
        ),
        Figure("memory that the dead one costs", memory, "MB", bar=1.0, stretch=0.2),
    ]


async def _grown(desk: DeskProcess, feed: ClientConnection, seconds: float) -> int:
    before = desk.memory()
    await _stream(feed, seconds)
    return desk.memory() - before


async def _greet(feed: ClientConnection, token: str) -> None:
    await feed.send(json.dumps({"t": "hello", "token": token}))
    await feed.recv()


async def _stream(feed: ClientConnection, seconds: float) -> None:
    """Push `RATE` alarms a second, one a frame, and wait until all are acknowledged."""
    began = time.monotonic()
    count = int(RATE * seconds)
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        await feed.send(json.dumps(_alarm(time.time_ns() // 1000)))
    for _ in range(count):
        await feed.recv()


def _alarm(number: int) -> dict[str, object]:
    event = {
        "type": "alarm_reported",
        "at": time.time_ns() // 1_000_000,
        "kind": "noise",
        "place": {"text": "a yard behind the market"},
        "text": stamp(),
    }
    return {"t": "push", "source": "bench", "first": number, "events": [event]}


# ---- the ceiling --------------------------------------------------------------------------------


def _raw_us(seconds: float) -> float:
    """Give what one `socket.send` costs a process that does nothing else."""
    ours, theirs = multiprocessing.Pipe()
    sender = multiprocessing.get_context("spawn").Process(target=_send_raw, args=(theirs, seconds))
    sender.start()
    port = ours.recv()
    cost = asyncio.run(_read_raw(port, ours))
    sender.join()
    return cost


def _send_raw(told: Connection, seconds: float) -> None:
    os.sched_setaffinity(0, cores()[0])
    with socket.create_server(("127.0.0.1", 0), backlog=SUBSCRIBERS) as door:
        told.send(door.getsockname()[1])
        readers = [door.accept()[0] for _ in range(SUBSCRIBERS)]
    payload = b"x" * FRAME_BYTES
    before, began = cpu_s(os.getpid()), time.monotonic()
    for number in range(int(RATE * seconds)):
        time.sleep(max(0.0, began + number / RATE - time.monotonic()))
        for reader in readers:
            reader.send(payload)
    told.send((cpu_s(os.getpid()) - before) / (RATE * seconds * SUBSCRIBERS) * 1e6)
    for reader in readers:
        reader.close()


async def _read_raw(port: int, told: Connection) -> float:
    loop = asyncio.get_running_loop()
    ends = [
        await loop.create_connection(asyncio.Protocol, "127.0.0.1", port)
        for _ in range(SUBSCRIBERS)
    ]
    cost: float = await asyncio.to_thread(told.recv)
    for transport, _ in ends:
        transport.abort()
    return cost
