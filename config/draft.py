"""A profile's files as they were read, each sound in itself, not yet held against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct

from config.faults import Fault, Flaw
from config.geojson import Collection, LineGeometry, Nothing, PointGeometry, PolygonGeometry
from config.pages import Page, SyntaxFaultError, read_page
from config.places import (
    AlarmKind,
    AreaRecord,
    CellRecord,
    CountyRecord,
    Department,
    Outcome,
    Person,
    RoadRecord,
    SiteRecord,
    UnitSpec,
    Volunteer,
)
from county.gasoline import GasolineRules
from county.runcards import RunCard

T = TypeVar("T")

COUNTY, KINDS, UNITS = "county.toml", "kinds.toml", "units.toml"
GASOLINE = "gasoline.toml"
RUNCARDS = "runcards.toml"
PEOPLE, VOLUNTEERS = "people.toml", "volunteers.toml"
OUTLINE, AREAS, GRID = "outline.geojson", "areas.geojson", "grid.geojson"
ROADS, SITES = "roads.geojson", "sites.geojson"

_MAP: Literal["FeatureCollection"] = "FeatureCollection"


class KindsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """kinds.toml."""

    kind: tuple[AlarmKind, ...]
    outcome: tuple[Outcome, ...]
    department: tuple[Department, ...] = ()


class RuncardsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """runcards.toml."""

    card: tuple[RunCard, ...] = ()


class UnitsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """units.toml."""

    unit: tuple[UnitSpec, ...]


class PeopleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """people.toml."""

    person: tuple[Person, ...]


class VolunteersFile(Struct, frozen=True, forbid_unknown_fields=True):
    """volunteers.toml."""

    volunteer: tuple[Volunteer, ...]


OutlineFile = Collection[Nothing, PolygonGeometry]
AreasFile = Collection[AreaRecord, PolygonGeometry]
GridFile = Collection[CellRecord, PolygonGeometry]
RoadsFile = Collection[RoadRecord, LineGeometry]
SitesFile = Collection[SiteRecord, PointGeometry]


@dataclass
class Draft:
    """The files of a profile. One that could not be read stands here empty, and is in `faulty`."""

    directory: Path
    faults: list[Fault] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read every file, going on after each fault."""
        self.county = self._take(COUNTY, CountyRecord)
        self.gasoline = self._take(GASOLINE, GasolineRules)
        self.kinds = self._take(KINDS, KindsFile) or KindsFile((), ())
        self.runcards = self._take(RUNCARDS, RuncardsFile) or RuncardsFile()
        self.units = self._take(UNITS, UnitsFile) or UnitsFile(())
        self.people = self._take(PEOPLE, PeopleFile) or PeopleFile(())
        self.volunteers = self._take(VOLUNTEERS, VolunteersFile) or VolunteersFile(())
        self.outline = self._take(OUTLINE, OutlineFile) or OutlineFile(_MAP, ())
        self.areas = self._take(AREAS, AreasFile) or AreasFile(_MAP, ())
        self.grid = self._take(GRID, GridFile) or GridFile(_MAP, ())
        self.roads = self._take(ROADS, RoadsFile) or RoadsFile(_MAP, ())
        self.sites = self._take(SITES, SitesFile) or SitesFile(_MAP, ())

    def sound(self, name: str) -> bool:
        """Tell whether a file could be read: a faulty one is not held against the others."""
        return name not in self.faulty

    def blame(self, name: str, flaws: list[Flaw]) -> None:
        """Note what is wrong with a file that could be read."""
        if flaws:
            self.faults += self.pages[name].faults(flaws)

    def _take(self, name: str, wanted: type[T]) -> T | None:
        try:
            page = self.pages[name] = read_page(self.directory, name)
        except SyntaxFaultError as error:
            self.faults.append(error.fault)
            self.faulty.add(name)
            return None
        content = page.take(wanted)
        if isinstance(content, list):
            self.faults += content
            self.faulty.add(name)
            return None
        return content
