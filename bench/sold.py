"""Invented purchases for the benches: a county's buyers and what they say; seeded, simulated."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from county.events import PurchaseRegistered

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
CHINA_MS = 8 * HOUR_MS

TOWNS = ("城关", "河西", "河东", "白桦", "青山", "沙梁", "柳林", "石门", "北滩", "南湾")
VILLAGES = tuple(f"{one}{two}" for one in "上下东西南北前后新大" for two in "河营庄湾沟坡梁滩")
SPOTS = ("北地", "南坡地", "果园", "苗圃", "鱼塘", "砖厂", "羊圈", "工地", "林场", "水泵房", "大棚")
WORK = {
    "割草机": "hand",
    "微耕机旋地": "riding",
    "抽水机浇地": None,
    "打药机喷药": "hand",
    "油锯伐木": "hand",
    "发电机备用": None,
    "摩托车加油": None,
    "播种机春播": "riding",
    "收割机秋收": "riding",
    "绿篱机修剪": "hand",
    "吹雪机清雪": "hand",
    "消防泵试机": None,
    "工地切割机": "hand",
    "船外机打鱼": None,
}
"""What gasoline is for, and the machine that is declared for it."""

WORKS = tuple(WORK)
FOR = ("自家用", "合作社", "农忙", "停电应急", "路政养护", "园林队", "牧场", "临时施工")
REASONS = ("在外承包土地", "帮亲戚收麦", "工程队驻地", "转场放牧", "跨县作业")
COUNTY_YEAR = 525_248
"""Purchases of the first system of this kind in its year, as published."""

BUYER_YEAR = 6.0
"""Purchases of one buyer in a year, on average."""

RARE, RARELY = "骆驼圈", 50_000
"""A place that stands in one purchase of so many."""


class Buyer(NamedTuple):
    """Somebody who comes again: for the same work, at the same place, mostly at one station."""

    pseudonym: str
    tail: str
    station: str
    purpose: str
    place: str
    machine: str | None
    litres: float


def buyers(count: int, stations: Sequence[str], rng: random.Random) -> list[Buyer]:
    """Invent `count` buyers."""
    return [
        Buyer(
            pseudonym=f"p-{number:012x}",
            tail=f"{rng.randrange(10)}{rng.choice('0123456789X')}",
            station=rng.choice(stations),
            purpose=f"{work}，{rng.choice(FOR)}",
            place=f"{rng.choice(TOWNS)}镇{rng.choice(VILLAGES)}村"
            f"{1 + rng.randrange(12)}组{rng.choice(SPOTS)}",
            machine=WORK[work],
            litres=float(rng.choice((5, 8, 10, 10, 15, 18, 20))),
        )
        for number in range(count)
        for work in (rng.choice(WORKS),)
    ]


def purchases(
    count: int, stations: Sequence[str], since: int, span_ms: int, each: float = BUYER_YEAR
) -> Iterator[PurchaseRegistered]:
    """Give `count` purchases made one after the other over `span_ms` from `since` (epoch ms).

    They are made by day, from the midnight before `since` on. `each`: how many of them one buyer
    makes, on average.
    """
    rng = random.Random(7)
    known = buyers(max(int(count / each), 1), stations, rng)
    for number in range(1, count + 1):
        buyer = rng.choice(known)
        permitted = rng.random() < 0.35
        yield PurchaseRegistered(
            _by_day(since, span_ms * number // count),
            station=buyer.station if rng.random() < 0.97 else rng.choice(stations),
            buyer=buyer.pseudonym,
            litres=buyer.litres,
            tail=buyer.tail,
            purpose=buyer.purpose,
            use_place=buyer.place if number % RARELY else f"{buyer.place}{RARE}",
            travel_reason=rng.choice(REASONS) if rng.random() < 0.03 else "",
            machine=buyer.machine,
            id_check="matched" if rng.random() < 0.995 else "failed",
            photo=f"ph-{number:08d}",
            permit=f"XK26-{number:07d}" if permitted else "",
            permit_litres=buyer.litres if permitted else None,
            container="metal",
            container_litres=20.0,
            pump=f"{1 + rng.randrange(4)}",
            attendant=f"加油员{rng.randrange(60):02d}",
            refused="identity" if rng.random() < 0.01 else None,
            simulated=True,
        )


def _by_day(since: int, after_ms: int) -> int:
    """Give the time when so much of a span has passed, between 07:00 and 21:00 in China."""
    midnight = since - (since + CHINA_MS) % DAY_MS
    day, part = divmod(after_ms, DAY_MS)
    return midnight + day * DAY_MS + 7 * HOUR_MS + part * 14 // 24
