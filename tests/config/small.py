"""A county small enough to be read at a glance: two townships, seven cells, three roads."""

from __future__ import annotations

import shutil
from pathlib import Path

from config.profile import builtin

KINDS = """\
[[kind]]
id = "fire"
zh = "火灾"
en = "Fire"
priority = 1

[[kind]]
id = "noise"
zh = "噪声"
en = "Noise"
priority = 3

[[outcome]]
id = "settled"
zh = "解决"
en = "Settled"

[[outcome]]
id = "remote"
zh = "远程处理"
en = "Settled remotely"

[[kind]]
id = "threat"
zh = "持械威胁"
en = "Armed threat"
priority = 1

[[kind]]
id = "suspicious_gasoline"
zh = "可疑购油"
en = "Suspicious gasoline purchase"
priority = 2
"""

RUNCARDS = """\
[[card]]
kind = "fire"
priority = 1

[[card.need]]
kinds = ["car"]
skills = ["patrol"]

[[card.need]]
step = 2
kinds = ["car", "foot"]
count = 2

[[card]]
kind = "any"

[[card.need]]
kinds = ["foot", "car"]
"""

UNITS = """\
# The county's two units.
[[unit]]
id = "B1"
kind = "car"
zh = "一号车"
en = "Car 1"
area = "t01"
lat = 30.05
lon = 100.05
station = "st01"
skills = ["patrol"]

[[unit]]
id = "F1"
kind = "foot"
zh = "步巡一组"
en = "Foot 1"
area = "t02"
lat = 30.05
lon = 100.15
station = "st01"
"""

PEOPLE = """\
[[person]]
id = "d01"
zh = "安守正"
en = "An Shouzheng"
post = "officer"
station = "st01"
shift = 1
"""

VOLUNTEERS = """\
[[volunteer]]
id = "v01"
zh = "何清和"
en = "He Qinghe"
area = "t02"
lat = 30.02
lon = 100.18
hours = "06:00-20:00"
tasks = ["look"]
"""

WEST = "[[100.0,30.0],[100.1,30.0],[100.1,30.1],[100.0,30.1],[100.0,30.0]]"
EAST = "[[100.1,30.0],[100.2,30.0],[100.2,30.1],[100.1,30.1],[100.1,30.0]]"
WHOLE = "[[100.0,30.0],[100.2,30.0],[100.2,30.1],[100.0,30.1],[100.0,30.0]]"


def _collection(*features: str) -> str:
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _feature(properties: str, kind: str, coordinates: str) -> str:
    geometry = f'{{"type":"{kind}","coordinates":{coordinates}}}'
    return f'{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}'


def _cell(key: str, level: str, parent: str | None, area: str | None, ring: str) -> str:
    told = f'"id":"{key}","level":"{level}","ring_min":5'
    told += f',"parent":"{parent}"' if parent else ""
    told += f',"area":"{area}"' if area else ""
    return _feature(told, "Polygon", f"[{ring}]")


def _road(key: str, start: str, end: str, length_m: float, line: str) -> str:
    told = f'"id":"{key}","from":"{start}","to":"{end}","class":"street","speed_kmh":30'
    return _feature(f'{told},"length_m":{length_m}', "LineString", line)


AREAS = _collection(
    _feature('"id":"t01","zh":"西镇","en":"West","terrain":"town"', "Polygon", f"[{WEST}]"),
    _feature('"id":"t02","zh":"东乡","en":"East","terrain":"outskirts"', "Polygon", f"[{EAST}]"),
)

GRID = _collection(
    _cell("g1", "city", None, None, WHOLE),
    _cell("g1-01", "district", "g1", "t01", WEST),
    _cell("g1-02", "district", "g1", "t02", EAST),
    _cell("g1-01-1", "station", "g1-01", "t01", WEST),
    _cell("g1-02-1", "station", "g1-02", "t02", EAST),
    _cell("g1-01-1-1", "post", "g1-01-1", "t01", WEST),
    _cell("g1-02-1-1", "post", "g1-02-1", "t02", EAST),
)

ROADS = _collection(
    _road("r1", "n1", "n2", 4815.0, "[[100.05,30.05],[100.1,30.05]]"),
    _road("r2", "n2", "n3", 4815.0, "[[100.1,30.05],[100.15,30.05]]"),
    _road("r3", "n3", "n4", 3336.0, "[[100.15,30.05],[100.15,30.08]]"),
)

SITES = _collection(
    _feature(
        '"id":"st01","kind":"station","zh":"西镇派出所","en":"West Station","area":"t01"',
        "Point",
        "[100.06,30.06]",
    ),
    _feature(
        '"id":"ps01","kind":"petrol_station","zh":"东乡加油站","en":"East Petrol","area":"t02"',
        "Point",
        "[100.16,30.06]",
    ),
    _feature(
        '"id":"st02","kind":"station","zh":"东乡派出所","en":"East Station","area":"t02"',
        "Point",
        "[100.17,30.07]",
    ),
)


def write_county(directory: Path) -> Path:
    """Write the small county, with the figures of the built-in one, and give its directory."""
    county = (builtin() / "county.toml").read_text("utf-8")
    county = county.replace("lat = 41.22\nlon = 110.745", "lat = 30.05\nlon = 100.1")
    gasoline = (builtin() / "gasoline.toml").read_text("utf-8")
    files = {
        "county.toml": county,
        "gasoline.toml": gasoline.replace('"recorded"', '"settled"'),
        "kinds.toml": KINDS,
        "runcards.toml": RUNCARDS,
        "units.toml": UNITS,
        "people.toml": PEOPLE,
        "volunteers.toml": VOLUNTEERS,
        "outline.geojson": _collection(_feature("", "Polygon", f"[{WHOLE}]")),
        "areas.geojson": AREAS,
        "grid.geojson": GRID,
        "roads.geojson": ROADS,
        "sites.geojson": SITES,
    }
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")
    return directory


def copy_builtin(directory: Path) -> Path:
    """Copy the built-in county into a directory that does not exist yet, and give it."""
    return Path(shutil.copytree(builtin(), directory))
