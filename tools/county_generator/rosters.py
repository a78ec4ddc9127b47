"""Who serves: 160 units, the people of the desk, 40 volunteers. Every name is invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from config.places import Person, Post, Site, Task, UnitSpec, Volunteer
from county.events import UnitKind
from tools.county_generator.gazetteer import TOWNSHIPS, Name
from tools.county_generator.sites import TOWN_BY_ID, Places

CALL_SIGNS: dict[UnitKind, tuple[str, Name]] = {
    "car": ("B", ("巡逻车", "Patrol Car")),
    "foot": ("F", ("步巡组", "Foot Patrol")),
    "motorcycle": ("M", ("摩托组", "Motorcycle")),
    "horse": ("H", ("骑警组", "Mounted Patrol")),
    "booth": ("T", ("岗亭", "Booth")),
    "workstation": ("W", ("工作站", "Workstation")),
    "fire": ("X", ("消防车", "Fire Engine")),
    "volunteer": ("V", ("义警队", "Volunteer Group")),
}
"""The letter that is typed and spoken, and what a unit of the kind is called."""

SKILLS: dict[UnitKind, tuple[tuple[str, ...], ...]] = {
    "car": (("patrol", "first_aid"), ("patrol", "traffic"), ("patrol", "negotiation")),
    "foot": (("patrol",), ("patrol", "mediation")),
    "motorcycle": (("patrol", "traffic"), ("patrol", "first_aid")),
    "horse": (("patrol", "livestock"),),
    "booth": (("patrol",),),
    "workstation": (("patrol", "first_aid", "mediation"),),
    "fire": (("fire", "rescue"), ("fire", "hazmat")),
    "volunteer": (("look", "guide"), ("look", "first_aid")),
}

ROAMING: dict[UnitKind, tuple[tuple[int, ...], float]] = {
    "car": ((10, 6, 6, 3, 4, 3, 3, 3, 3, 2, 3, 2), 9.0),
    "foot": ((12, 8, 7, 1, 1, 0, 0, 0, 1, 0, 0, 0), 2.5),
    "motorcycle": ((5, 3, 3, 1, 1, 1, 1, 1, 2, 1, 1, 2), 6.0),
    "horse": ((0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 5), 25.0),
    "volunteer": ((2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4), 20.0),
}
"""How many roam in the townships t01 to t12, in that order, and how far from the seat (km)."""

ENGINES = {"t01": 4, "t05": 2, "t12": 2}
"""Fire engines at the fire station of a township."""

SURNAMES: tuple[Name, ...] = (
    ("赵", "Zhao"),
    ("钱", "Qian"),
    ("孙", "Sun"),
    ("李", "Li"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("郑", "Zheng"),
    ("王", "Wang"),
    ("冯", "Feng"),
    ("陈", "Chen"),
    ("褚", "Chu"),
    ("卫", "Wei"),
    ("蒋", "Jiang"),
    ("沈", "Shen"),
    ("韩", "Han"),
    ("杨", "Yang"),
    ("朱", "Zhu"),
    ("秦", "Qin"),
    ("许", "Xu"),
    ("何", "He"),
)
GIVEN: tuple[Name, ...] = (
    ("安平", "Anping"),
    ("景行", "Jingxing"),
    ("立本", "Liben"),
    ("望舒", "Wangshu"),
    ("明远", "Mingyuan"),
    ("知秋", "Zhiqiu"),
    ("守正", "Shouzheng"),
    ("若谷", "Ruogu"),
    ("思齐", "Siqi"),
    ("长青", "Changqing"),
    ("云舟", "Yunzhou"),
    ("怀瑾", "Huaijin"),
    ("清和", "Qinghe"),
    ("向晨", "Xiangchen"),
    ("致远", "Zhiyuan"),
    ("南星", "Nanxing"),
    ("松年", "Songnian"),
    ("一诺", "Yinuo"),
    ("惟德", "Weide"),
    ("晓川", "Xiaochuan"),
)

TASKS: tuple[tuple[Task, ...], ...] = (
    ("look", "guide"),
    ("look", "relay"),
    ("look", "guide", "first_aid"),
    ("guide", "relay"),
)
HOURS = ("06:00-20:00", "07:00-22:00", "08:00-18:00", "05:30-21:00")


def invented_names(rng: np.random.Generator) -> Iterator[Name]:
    """Give every pairing of the two lists once, shuffled."""
    for pick in rng.permutation(len(SURNAMES) * len(GIVEN)).tolist():
        family, family_en = SURNAMES[pick // len(GIVEN)]
        given, given_en = GIVEN[pick % len(GIVEN)]
        yield family + given, f"{family_en} {given_en}"


class Stand(NamedTuple):
    """A unit before it has a number: its kind, the site it belongs to, where it stands."""

    kind: UnitKind
    home: Site
    lat: float
    lon: float
    name: Name | None = None
    """The name of the site that it mans; None for a unit named after its township."""


def build_units(places: Places, sites: Sequence[Site]) -> tuple[UnitSpec, ...]:
    """Man the workstations, booths and fire stations, and spread the units that roam."""
    units: list[UnitSpec] = []
    for stand in _stands(places, sites):
        number = sum(unit.kind == stand.kind for unit in units) + 1
        letter, (zh, en) = CALL_SIGNS[stand.kind]
        town = TOWN_BY_ID[stand.home.area]
        zh, en = stand.name or (f"{town.zh}{zh}{number}", f"{town.en} {en} {number}")
        unit = UnitSpec(
            id=f"{letter}{number}",
            kind=stand.kind,
            zh=zh,
            en=en,
            area=town.id,
            lat=stand.lat,
            lon=stand.lon,
            station=stand.home.id,
            skills=SKILLS[stand.kind][number % len(SKILLS[stand.kind])],
        )
        units.append(unit)
    return tuple(units)


def _stands(places: Places, sites: Sequence[Site]) -> Iterator[Stand]:
    station = {site.area: site for site in sites if site.kind == "station"}
    for kind, (counts, within_km) in ROAMING.items():
        for town, count in zip(TOWNSHIPS, counts, strict=True):
            for _ in range(count):
                yield Stand(kind, station[town.id], *places.take(town, within_km))
    for site in sites:
        match site.kind:
            case "booth" | "workstation" as kind:
                name = site.zh, site.en
                yield Stand(kind, station[site.area], site.lat, site.lon, name)
            case "fire_station":
                for _ in range(ENGINES[site.area]):
                    yield Stand("fire", site, site.lat, site.lon)


def build_people(names: Iterator[Name], sites: Sequence[Site]) -> tuple[Person, ...]:
    """Staff the command centre in four shifts, and put a chief at every station."""
    centre = next(site.id for site in sites if site.kind == "station")
    jobs: list[tuple[Post, str, int | None]] = [
        *(("duty_leader", centre, shift) for shift in range(1, 5)),
        *(("duty_chief", centre, shift) for shift in range(1, 5)),
        *(("shift_leader", centre, shift) for shift in range(1, 5)),
        *(("officer", centre, shift) for shift in range(1, 5) for _ in range(4)),
        ("administrator", centre, None),
        ("administrator", centre, None),
        *(("station_chief", s.id, None) for s in sites if s.kind in {"station", "fire_station"}),
    ]
    return tuple(
        Person(id=f"d{number:02}", zh=zh, en=en, post=post, station=station, shift=shift)
        for number, ((post, station, shift), (zh, en)) in enumerate(
            zip(jobs, names, strict=False), 1
        )
    )


def build_volunteers(names: Iterator[Name], places: Places) -> tuple[Volunteer, ...]:
    """Find 40 volunteers: a few in every township, most far out in the pasture."""
    spread = (2, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 18)
    homes = [town for town, count in zip(TOWNSHIPS, spread, strict=True) for _ in range(count)]
    found: list[Volunteer] = []
    for number, (town, (zh, en)) in enumerate(zip(homes, names, strict=False), 1):
        lat, lon = places.take(town, 40.0)
        one = Volunteer(
            id=f"v{number:02}",
            zh=zh,
            en=en,
            area=town.id,
            lat=lat,
            lon=lon,
            hours=HOURS[number % len(HOURS)],
            tasks=TASKS[number % len(TASKS)],
        )
        found.append(one)
    return tuple(found)
