"""The places that count: stations, workstations, booths, schools, petrol stations, key sites."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from config.places import Site, SiteKind
from tools.county_generator.gazetteer import TOWNSHIPS, Name, Township
from tools.county_generator.land import POSTS, Land
from tools.county_generator.plane import to_globe
from tools.county_generator.roads import Roads

WARDS, RURAL = TOWNSHIPS[:3], TOWNSHIPS[3:]

KINDS: dict[SiteKind, tuple[str, float]] = {
    "station": ("st", 0.5),
    "workstation": ("ws", 0.6),
    "booth": ("bo", 0.7),
    "fire_station": ("fs", 0.8),
    "school": ("sc", 0.8),
    "petrol_station": ("ps", 9.0),
    "key_site": ("ks", 5.0),
}
"""How the ids of each kind begin, and how far from a rural seat it may stand, kilometres."""

WARD_KM = 3.2
"""The same for every kind in the wards of the county town."""

WORKSTATIONS: tuple[tuple[str, Name], ...] = (
    ("t01", ("鼓楼", "Gulou")),
    ("t01", ("文昌", "Wenchang")),
    ("t01", ("中和", "Zhonghe")),
    ("t01", ("和平", "Heping")),
    ("t01", ("迎宾", "Yingbin")),
    ("t02", ("滨河", "Binhe")),
    ("t02", ("西环", "Xihuan")),
    ("t02", ("西市", "Xishi")),
    ("t03", ("东园", "Dongyuan")),
    ("t03", ("新城", "Xincheng")),
    ("t03", ("东站", "Dongzhan")),
    ("t04", ("柳湾", "Liuwan")),
    ("t05", ("石桥", "Shiqiao")),
    ("t09", ("南川", "Nanchuan")),
    ("t11", ("长滩", "Changtan")),
    ("t12", ("朔原", "Shuoyuan")),
)

BOOTHS: tuple[tuple[str, Name], ...] = (
    ("t01", ("鼓楼广场", "Gulou Square")),
    ("t01", ("人民公园", "People's Park")),
    ("t01", ("汽车站", "Bus Station")),
    ("t01", ("步行街", "Walking Street")),
    ("t01", ("中心医院", "Central Hospital")),
    ("t01", ("文昌桥", "Wenchang Bridge")),
    ("t02", ("西市场", "West Market")),
    ("t02", ("滨河公园", "Riverside Park")),
    ("t02", ("河西大桥", "Hexi Bridge")),
    ("t03", ("火车站", "Railway Station")),
    ("t03", ("会展中心", "Exhibition Centre")),
    ("t03", ("东园小区", "Dongyuan Estate")),
    ("t05", ("石桥集市", "Shiqiao Fair")),
    ("t12", ("牲畜市场", "Livestock Market")),
)

FIRE_STATIONS: tuple[tuple[str, Name], ...] = (
    ("t01", ("县", "County")),
    ("t05", ("石桥", "Shiqiao")),
    ("t12", ("朔原", "Shuoyuan")),
)

TOWN_SCHOOLS: tuple[tuple[str, Name], ...] = (
    ("t01", ("安睦第一中学", "Anmu No. 1 Middle School")),
    ("t01", ("安睦第二中学", "Anmu No. 2 Middle School")),
    ("t01", ("鼓楼小学", "Gulou Primary School")),
    ("t01", ("文昌小学", "Wenchang Primary School")),
    ("t02", ("安睦第三中学", "Anmu No. 3 Middle School")),
    ("t02", ("滨河小学", "Binhe Primary School")),
    ("t03", ("安睦职业学校", "Anmu Vocational School")),
    ("t03", ("东园小学", "Dongyuan Primary School")),
)

PETROL: tuple[tuple[str, Name], ...] = (
    ("t01", ("城南", "South")),
    ("t01", ("城北", "North")),
    ("t02", ("河西", "Hexi")),
    ("t02", ("西环", "Xihuan")),
    ("t03", ("东园", "Dongyuan")),
    ("t03", ("东环", "Donghuan")),
    *((town.id, (town.zh, town.en)) for town in RURAL),
    ("t05", ("石桥东", "Shiqiao East")),
    ("t09", ("南川南", "Nanchuan South")),
    ("t11", ("长滩西", "Changtan West")),
    ("t12", ("朔西", "Shuoxi")),
    ("t12", ("朔北", "Shuobei")),
)

KEY_SITES: tuple[tuple[str, Name], ...] = (
    ("t01", ("安睦广场（在建）", "Anmu Plaza (under construction)")),
    ("t01", ("县中心医院", "County Central Hospital")),
    ("t01", ("汽车客运站", "Coach Station")),
    ("t01", ("燃气公司", "Gas Company")),
    ("t02", ("自来水厂", "Water Works")),
    ("t02", ("西市批发市场", "Xishi Wholesale Market")),
    ("t03", ("火车站", "Railway Station")),
    ("t03", ("110千伏变电站", "110 kV Substation")),
    ("t03", ("红外周界仓库", "Warehouse with Infrared Fence")),
    ("t04", ("柳湾水库", "Liuwan Reservoir")),
    ("t05", ("石桥粮库", "Shiqiao Grain Depot")),
    ("t06", ("麦田农机站", "Maitian Machinery Station")),
    ("t07", ("双泉烤房", "Shuangquan Curing Barns")),
    ("t08", ("红土砖厂", "Hongtu Brickworks")),
    ("t09", ("南川煤场", "Nanchuan Coal Yard")),
    ("t10", ("榆沟林场", "Yugou Forest Farm")),
    ("t11", ("长滩冷库", "Changtan Cold Store")),
    ("t12", ("朔原风电场", "Shuoyuan Wind Farm")),
)


class Places:
    """Gives out road nodes of a township one by one, none twice."""

    def __init__(self, land: Land, roads: Roads, rng: np.random.Generator) -> None:
        self._board = roads.network.board()
        posts = land.post_at(self._board)
        inside = posts < POSTS
        township = land.township[np.minimum(posts, POSTS - 1)]
        self._free: dict[str, list[int]] = {}
        for number, town in enumerate(TOWNSHIPS):
            nodes = np.flatnonzero(inside & (township == number))
            self._free[town.id] = rng.permutation(nodes).tolist()

    def take(self, town: Township, within_km: float) -> tuple[float, float]:
        """Take a free node not further than `within_km` from the seat, or the nearest one left."""
        free, seat = self._free[town.id], np.array(town.seat)
        away = np.hypot(*(self._board[free] - seat).T)
        near = np.flatnonzero(away <= within_km)
        pick = int(near[0]) if len(near) else int(np.argmin(away))
        return to_globe(self._board[free.pop(pick)])[0]


TOWN_BY_ID = {town.id: town for town in TOWNSHIPS}


def build_sites(places: Places) -> tuple[Site, ...]:
    """Place every site of the county, kind by kind, numbered from 01."""
    wards = {ward.id for ward in WARDS}
    built: list[Site] = []
    for kind, area, (zh, en) in _wanted():
        number = sum(site.kind == kind for site in built) + 1
        prefix, reach_km = KINDS[kind]
        lat, lon = places.take(TOWN_BY_ID[area], WARD_KM if area in wards else reach_km)
        key = f"{prefix}{number:02}"
        built.append(Site(id=key, kind=kind, zh=zh, en=en, area=area, lat=lat, lon=lon))
    return tuple(built)


def _wanted() -> Iterator[tuple[SiteKind, str, Name]]:
    """List the sites to place: kind, township, name."""
    for town in TOWNSHIPS:
        yield "station", town.id, (f"{town.zh}派出所", f"{town.en} Police Station")
    for area, (zh, en) in WORKSTATIONS:
        yield "workstation", area, (f"{zh}警务工作站", f"{en} Police Workstation")
    for area, (zh, en) in BOOTHS:
        yield "booth", area, (f"{zh}岗亭", f"{en} Booth")
    for area, (zh, en) in FIRE_STATIONS:
        yield "fire_station", area, (f"{zh}消防站", f"{en} Fire Station")
    for area, name in TOWN_SCHOOLS:
        yield "school", area, name
    for town in RURAL:
        yield "school", town.id, (f"{town.zh}中学", f"{town.en} Middle School")
        yield "school", town.id, (f"{town.zh}中心小学", f"{town.en} Central Primary School")
    for area, (zh, en) in PETROL:
        yield "petrol_station", area, (f"{zh}加油站", f"{en} Petrol Station")
    for area, name in KEY_SITES:
        yield "key_site", area, name
