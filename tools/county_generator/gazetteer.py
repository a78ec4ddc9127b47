"""The invented names of the county and where its towns stand on the board."""

from __future__ import annotations

from typing import NamedTuple

from config.places import RoadClass, Terrain

Name = tuple[str, str]
"""A name in Chinese and English."""


class Township(NamedTuple):
    """A township: its seat's place in kilometres east and north, and the size of its streets."""

    id: str
    zh: str
    en: str
    kind: Name
    terrain: Terrain
    sector: int
    seat: tuple[float, float]

    @property
    def name(self) -> Name:
        """The full name with the kind of township."""
        return self.zh + self.kind[0], f"{self.en} {self.kind[1]}"


_TOWN, _WARD, _RURAL = ("镇", "Town"), ("街道", "Subdistrict"), ("乡", "Township")

TOWNSHIPS = (
    Township("t01", "城关", "Chengguan", _TOWN, "town", 1, (12.0, -10.0)),
    Township("t02", "河西", "Hexi", _WARD, "town", 1, (8.6, -9.2)),
    Township("t03", "东园", "Dongyuan", _WARD, "town", 1, (15.2, -10.8)),
    Township("t04", "柳湾", "Liuwan", _TOWN, "outskirts", 2, (28.0, 2.0)),
    Township("t05", "石桥", "Shiqiao", _TOWN, "outskirts", 2, (34.0, -19.0)),
    Township("t06", "麦田", "Maitian", _RURAL, "outskirts", 2, (39.0, 19.0)),
    Township("t07", "双泉", "Shuangquan", _RURAL, "outskirts", 3, (9.0, 5.0)),
    Township("t08", "红土", "Hongtu", _TOWN, "outskirts", 3, (19.0, 27.0)),
    Township("t09", "南川", "Nanchuan", _TOWN, "outskirts", 3, (15.0, -29.0)),
    Township("t10", "榆沟", "Yugou", _RURAL, "outskirts", 3, (-15.0, -28.0)),
    Township("t11", "长滩", "Changtan", _TOWN, "outskirts", 3, (-12.0, -9.0)),
    Township("t12", "朔原", "Shuoyuan", ("旗", "Banner"), "pasture", 4, (-31.0, 15.0)),
)
"""Three wards of the county town, eight townships round it, and the pasture in the north-west."""

TOWN = TOWNSHIPS[0].seat
"""The middle of the county town, kilometres."""

AVENUES_ACROSS: tuple[Name, ...] = (
    ("北环路", "Beihuan Road"),
    ("迎宾路", "Yingbin Road"),
    ("安睦大街", "Anmu Avenue"),
    ("中和路", "Zhonghe Road"),
    ("文昌路", "Wenchang Road"),
    ("南环路", "Nanhuan Road"),
)
"""Main streets of the county town that run east and west, from the north."""

AVENUES_DOWN: tuple[Name, ...] = (
    ("西环路", "Xihuan Road"),
    ("河西路", "Hexi Road"),
    ("滨河路", "Binhe Road"),
    ("鼓楼街", "Gulou Street"),
    ("和平路", "Heping Road"),
    ("东园路", "Dongyuan Road"),
    ("东环路", "Donghuan Road"),
)
"""Main streets of the county town that run north and south, from the west."""


class Highway(NamedTuple):
    """A road between towns: township ids and free points (kilometres) that it passes, in order."""

    rank: RoadClass
    zh: str
    en: str
    stops: tuple[str | tuple[float, float], ...]


HIGHWAYS = (
    Highway("national", "安睦国道", "Anmu National Road", ((-62.0, -17.0), "t11", "t01")),
    Highway("national", "安睦国道", "Anmu National Road", ("t01", "t05", (62.0, -26.0))),
    Highway("provincial", "安朔公路", "Anshuo Road", ("t07", (-9.0, 8.0), "t12", (-62.0, 38.0))),
    Highway("provincial", "安双公路", "Anshuang Road", ("t01", "t07")),
    Highway("provincial", "安南公路", "Annan Road", ("t01", "t09", (17.0, -58.0))),
    Highway("county", "柳麦公路", "Liumai Road", ("t01", "t04", "t06", (66.0, 28.0))),
    Highway("county", "双红公路", "Shuanghong Road", ("t07", "t08", (22.0, 58.0))),
    Highway("county", "长榆公路", "Changyu Road", ("t11", "t10", "t09")),
    Highway("county", "石柳公路", "Shiliu Road", ("t05", "t04")),
    Highway("county", "红麦公路", "Hongmai Road", ("t08", "t06")),
    Highway("county", "朔北公路", "Shuobei Road", ("t12", (-24.0, 44.0))),
    Highway("county", "朔西公路", "Shuoxi Road", ("t12", (-62.0, 6.0))),
)
"""The roads that carry a name."""

MOTORWAY = Highway(
    "motorway",
    "安睦高速",
    "Anmu Expressway",
    ((-62.0, -25.0), (-13.5, -18.5), (13.5, -19.5), (62.0, -33.0)),
)
"""Passes over every other road; it is joined at the two inner points only."""
