"""What a county's profile is made of, as its administrator wrote it and the loader checked it.

Points are (lat, lon) in WGS-84 degrees, as in `county.geo`; a ring is closed: its last point is its
first. Records whose file is flat (TOML tables, GeoJSON properties) are flat here too.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from county.alarms import AlarmRules, KindRules
from county.alarms import Department as DepartmentRules
from county.decisions import Limits, Rulebook
from county.events import UnitKind, UnitRegistered
from county.fields import Bilingual, Code, Latitude, Longitude, Priority
from county.gasoline.hits import Ground
from county.gasoline.hits import Site as Petrol
from county.gasoline.rules import GasolineRules
from county.geo import Point, box_of, distance_m
from county.patrol import PatrolRules
from county.runcards import RunCard
from county.travel import TravelRules

Ring = tuple[Point, ...]
"""A closed line round a piece of land."""

Title = Annotated[str, Meta(min_length=1, max_length=80)]
"""A name on a map."""

Terrain = Literal["town", "outskirts", "pasture"]
"""Which arrival target holds, and how far apart things are."""

Level = Literal["city", "district", "station", "post"]
LEVELS: tuple[Level, ...] = ("city", "district", "station", "post")
"""The four levels of the patrol grid, from the widest; each nests in the one before."""

RoadClass = Literal["motorway", "national", "provincial", "county", "township", "street", "track"]

SiteKind = Literal[
    "station", "workstation", "booth", "fire_station", "school", "petrol_station", "key_site"
]

Task = Literal["look", "guide", "first_aid", "relay"]
"""What a volunteer may be asked for; never an arrest."""

Post = Literal[
    "duty_leader", "duty_chief", "shift_leader", "officer", "station_chief", "administrator"
]


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything with an identifier and a name in both languages."""

    id: Code
    zh: Title
    en: Title

    @property
    def name(self) -> Bilingual:
        """The name in both languages."""
        return Bilingual(self.zh, self.en)


class AlarmKind(Record, frozen=True, kw_only=True):
    """A kind of alarm, and its priority until somebody says otherwise."""

    priority: Priority
    intrusion: bool = False
    """Whether its signals carry a level of validation."""
    remote: bool = False
    """Whether it may be settled by video in five stamped steps."""


class Department(Record, frozen=True, kw_only=True):
    """Another department that alarms are diverted to, such as the 12345 line."""

    answer_s: Annotated[int, Meta(ge=60, le=31_622_400, description="seconds")]
    """By when it owes an answer unless somebody sets another time."""


class Outcome(Record, frozen=True):
    """How an alarm may end."""


class UnitSpec(Record, frozen=True, kw_only=True):
    """A unit of the county; the id is its call sign, the point where it stands when it is idle."""

    kind: UnitKind
    area: Code
    lat: Latitude
    lon: Longitude
    station: Code
    """The site it belongs to."""
    skills: tuple[Code, ...] = ()

    def registered(self, at: int) -> UnitRegistered:
        """Give the fact that the unit stands in the profile, at epoch milliseconds."""
        return UnitRegistered(
            at,
            unit=self.id,
            kind=self.kind,
            name=self.name,
            area=self.area,
            lat=self.lat,
            lon=self.lon,
            skills=self.skills,
        )


class Person(Record, frozen=True, kw_only=True):
    """Somebody who serves at the desk or leads a station."""

    post: Post
    station: Code
    shift: Annotated[int, Meta(ge=1, le=9)] | None = None
    """The shift that the person works in; None for office hours."""


class Volunteer(Record, frozen=True, kw_only=True):
    """Somebody who may be asked, in the area and the hours agreed to."""

    area: Code
    lat: Latitude
    lon: Longitude
    hours: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
    """Local time, such as ``06:00-20:00``."""
    tasks: tuple[Task, ...]


class AreaRecord(Record, frozen=True, kw_only=True):
    """What areas.geojson says of a township."""

    terrain: Terrain


class Area(AreaRecord, frozen=True, kw_only=True):
    """A township."""

    ring: Ring


class CellRecord(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What grid.geojson says of a patrol cell."""

    id: Code
    level: Level
    parent: Code | None = None
    """The cell one level up; None for the widest."""
    area: Code | None = None
    """The township it lies in; None where it spans several."""
    ring_min: Annotated[int, Meta(ge=1, le=240, description="minutes")]
    """Its response circle: how soon a unit is to be there."""


class Cell(CellRecord, frozen=True, kw_only=True):
    """A cell of the patrol grid."""

    ring: Ring


class RoadRecord(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What roads.geojson says of a stretch of road, driven both ways."""

    id: Code
    start: Code = field(name="from")
    end: Code = field(name="to")
    rank: RoadClass = field(name="class")
    speed_kmh: Annotated[int, Meta(ge=1, le=200, description="km/h")]
    length_m: Annotated[float, Meta(gt=0, le=1_000_000, description="metres")]
    zh: Annotated[str, Meta(max_length=80)] = ""
    en: Annotated[str, Meta(max_length=80)] = ""


class Road(RoadRecord, frozen=True, kw_only=True):
    """A stretch of road between two nodes of the road graph."""

    points: tuple[Point, ...]


class SiteRecord(Record, frozen=True, kw_only=True):
    """What sites.geojson says of a place that counts."""

    kind: SiteKind
    area: Code


class Site(SiteRecord, frozen=True, kw_only=True):
    """A place that counts: a station, a school, a petrol station, a key site."""

    lat: Latitude
    lon: Longitude


class Centre(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a map of the county opens."""

    lat: Latitude
    lon: Longitude


class CountyRecord(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What county.toml says: the county's name and every figure of its rules."""

    id: Code
    name: Bilingual
    simulated: bool
    """Whether the county is invented; screens and reports then say so."""
    utc_offset_minutes: Annotated[int, Meta(ge=-720, le=840, description="minutes")]
    centre: Centre
    ring_meaning: Bilingual | None = None
    """What the county promises by its response circles: printed with every figure of them, because
    a circle of so many minutes means something else in every county."""
    alarms: AlarmRules
    patrol: PatrolRules
    travel: TravelRules
    limits: Limits


def _far(site: Site, area: str, centre: Point) -> tuple[bool, float]:
    """Order police stations for an area: its own before the others, then the nearest."""
    return site.area != area, distance_m(site.lat, site.lon, *centre)


class Profile(CountyRecord, frozen=True, kw_only=True, dict=True):
    """One county, whole and checked."""

    gasoline: GasolineRules
    kinds: dict[str, AlarmKind]
    outcomes: dict[str, Outcome]
    departments: dict[str, Department]
    cards: tuple[RunCard, ...]
    units: tuple[UnitSpec, ...]
    people: tuple[Person, ...]
    volunteers: tuple[Volunteer, ...]
    outline: Ring
    areas: tuple[Area, ...]
    cells: tuple[Cell, ...]
    roads: tuple[Road, ...]
    sites: tuple[Site, ...]

    @cached_property
    def ground(self) -> Ground:
        """What the gasoline rules take from the map."""
        centres = {area.id: box_of(area.ring).centre for area in self.areas}
        police = [site for site in self.sites if site.kind == "station"]
        return Ground(
            sites={
                site.id: Petrol(site.area, site.lat, site.lon)
                for site in self.sites
                if site.kind == "petrol_station"
            },
            centres=centres,
            police={
                area: min(police, key=lambda site: _far(site, area, centre)).id
                for area, centre in centres.items()
                if police
            },
        )

    @cached_property
    def rulebook(self) -> Rulebook:
        """What the pure county takes from the profile to decide."""
        return Rulebook(
            kinds={
                kind.id: KindRules(kind.priority, kind.intrusion, kind.remote)
                for kind in self.kinds.values()
            },
            outcomes=frozenset(self.outcomes),
            departments={d.id: DepartmentRules(d.answer_s) for d in self.departments.values()},
            ground=self.ground,
            titles={site.id: site.zh for site in self.sites if site.kind == "petrol_station"},
            police=frozenset(site.id for site in self.sites if site.kind == "station"),
            pastures=frozenset(a.id for a in self.areas if a.terrain == "pasture"),
            alarms=self.alarms,
            patrol=self.patrol,
            limits=self.limits,
            gasoline=self.gasoline,
            utc_offset_minutes=self.utc_offset_minutes,
        )
