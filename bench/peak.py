"""A county's worst minute on one core: 2,000 units moving, alarms, purchases, 200 screens.

Two delays are told. The desk's own, from the commit until every screen's socket has the delta, as
it counts itself in /metrics; and the whole way from the feed to the reader's bytes, which holds
also what the load generator and two hundred readers make each other wait on the core they share.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle
from urllib.request import urlopen

from websockets.asyncio.client import ClientConnection, connect

from bench.figures import Figure
from bench.process import DeskProcess, desk_process
from bench.readers import Crowd, stamp
from config.profile import builtin, load_profile

UNITS = 2000
ALARMS = 50
PURCHASES = 200
SUBSCRIBERS = 200
"""Units with a fix a second each; alarms and purchases a second; screens of the whole county."""

FRAMES = 10
"""Frames of fixes, and of purchases, a second."""

SETTLING_S = 2.0

PROMPT_S = 0.1
"""Within how long of its commit a delta is to be handed to every screen, in seconds."""


def run(quick: bool = False, seconds: float = 60.0) -> list[Figure]:
    """Run the minute (five seconds of it when quick)."""
    with desk_process(UNITS) as desk:
        return asyncio.run(_measure(desk, 5.0 if quick else seconds))


async def _measure(desk: DeskProcess, seconds: float) -> list[Figure]:
    crowd = Crowd(desk)
    await crowd.gather(SUBSCRIBERS)
    sent: list[str] = []
    load = asyncio.create_task(_load(desk, seconds + SETTLING_S, sent))
    await asyncio.sleep(SETTLING_S)
    crowd.begin()
    sent.clear()
    before, began = desk.cpu_s(), time.monotonic()
    prompt_before, all_before = await asyncio.to_thread(_handed, desk)
    await load
    prompt, everything = await asyncio.to_thread(_handed, desk)
    took = time.monotonic() - began
    share = (desk.cpu_s() - before) / took
    late = crowd.late_s(0.99) * 1000
    delivered = crowd.deliveries / (len(sent) * SUBSCRIBERS)
    megabytes = sum(reader.received for reader in crowd.readers) / took / 1e6
    await crowd.leave()
    return [
        Figure("of one core", share, "", bar=0.5, stretch=0.35),
        Figure(
            f"of the deltas handed to all within {PROMPT_S * 1000:.0f} ms of commit",
            (prompt - prompt_before) / (everything - all_before),
            "",
            bar=0.99,
        ),
        Figure("99 % of alarms from feed to reader within", late, "ms"),
        Figure("of the alarms reached every screen", delivered, "", bar=0.99),
        Figure("sent to all screens", megabytes, "MB/s"),
        Figure("memory of the desk", desk.memory() / 1e6, "MB"),
    ]


def _handed(desk: DeskProcess) -> tuple[float, float]:
    """Give how many commits were handed to all screens promptly, and how many at all."""
    with urlopen(f"http://127.0.0.1:{desk.port}/metrics", timeout=10) as page:
        text = page.read().decode()
    prompt = re.search(rf'zhiban_delivery_seconds_bucket{{le="{PROMPT_S}"}} (\S+)', text)
    everything = re.search(r"zhiban_delivery_seconds_count (\S+)", text)
    assert prompt is not None
    assert everything is not None
    return float(prompt[1]), float(everything[1])


async def _load(desk: DeskProcess, seconds: float, sent: list[str]) -> None:
    profile = load_profile(builtin())
    units = [unit.id for unit in profile.units]
    units += [f"U{number}" for number in range(len(units), UNITS)]
    stations = [site.id for site in profile.sites if site.kind == "petrol_station"]
    centre = profile.centre.lat, profile.centre.lon
    rng = random.Random(7)
    await asyncio.gather(
        _feed(desk, FRAMES, seconds, _fixes(units, centre, rng)),
        _feed(desk, ALARMS, seconds, _alarms(centre, rng, sent)),
        _feed(desk, FRAMES, seconds, _purchases(stations, rng)),
    )


async def _feed(desk: DeskProcess, rate: int, seconds: float, frames: Iterator[object]) -> None:
    """Send `rate` frames a second, on time whatever the answers."""
    async with connect(desk.url, proxy=None, compression=None) as line:
        await line.send(json.dumps({"t": "hello", "token": desk.feed}))
        listening = asyncio.create_task(_listen(line))
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            await line.send(json.dumps(next(frames)))
        # The last ones are on their way to the screens.
        await asyncio.sleep(0.5)
        listening.cancel()


async def _listen(line: ClientConnection) -> None:
    async for answer in line:
        assert b'"refused"' not in answer.encode() if isinstance(answer, str) else True, answer


def _fixes(
    units: list[str], centre: tuple[float, float], rng: random.Random
) -> Iterator[dict[str, object]]:
    size = len(units) // FRAMES
    for start in cycle(range(0, size * FRAMES, size)):
        fixes = [
            {
                "unit": unit,
                "at": _now(),
                "lat": round(centre[0] + rng.uniform(-0.2, 0.2), 5),
                "lon": round(centre[1] + rng.uniform(-0.2, 0.2), 5),
                "accuracy_m": 8.0,
                "speed_kmh": 31.5,
                "heading_deg": 270.0,
            }
            for unit in units[start : start + size]
        ]
        yield {"t": "fixes", "source": "gps", "fixes": fixes}


def _alarms(
    centre: tuple[float, float], rng: random.Random, sent: list[str]
) -> Iterator[dict[str, object]]:
    def alarm() -> dict[str, object]:
        sent.append(stamp())
        lat = round(centre[0] + rng.uniform(-0.05, 0.05), 5)
        place = {"text": "a yard behind the market", "lat": lat, "lon": centre[1]}
        kind = {"type": "alarm_reported", "kind": "noise", "at": _now()}
        return kind | {"place": place, "text": sent[-1]}

    return _pushes("panel", 1, alarm)


def _purchases(stations: list[str], rng: random.Random) -> Iterator[dict[str, object]]:
    def purchase() -> dict[str, object]:
        return {
            "type": "purchase_registered",
            "at": _now(),
            "station": rng.choice(stations),
            "buyer": f"p-{rng.randrange(200_000)}",
            "litres": 5.0,
            "tail": "3X",
            "purpose": "mower",
            "use_place": "garden",
            "id_check": "matched",
        }

    return _pushes("till", PURCHASES // FRAMES, purchase)


def _pushes(
    source: str, size: int, event: Callable[[], dict[str, object]]
) -> Iterator[dict[str, object]]:
    for number in count(1, size):
        events = [event() for _ in range(size)]
        yield {"t": "push", "source": source, "first": number, "events": events}


def _now() -> int:
    return time.time_ns() // 1_000_000
