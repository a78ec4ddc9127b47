"""The county on a map: ground from the atlas, and marks for units, alarms, warnings and sites."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from textual.widget import Widget

from config.atlas import Atlas, unpack
from config.places import Level, RoadClass
from county.alarms import Alarm
from county.board import Key
from county.gasoline import GasolineWarning
from county.patrol import Unit
from tui.mirror import Changes
from tui.panes.pane import Pane
from tui.place import MapPlace
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import alarms as alarm_view
from tui.view import units as unit_view
from tui.widgets.map import Layer, MapView
from tui.widgets.marks import Mark
from tui.widgets.projection import Bounds

ROAD_ZOOM: dict[RoadClass, int] = {
    "motorway": 0,
    "national": 0,
    "provincial": 0,
    "county": 1,
    "township": 2,
    "street": 4,
    "track": 3,
}
"""From which zoom step a class of road is drawn: the whole county holds the main ones only."""

CELL_ZOOM: dict[Level, int] = {"city": 9, "district": 3, "station": 4, "post": 6}
"""From which zoom step a level of the patrol grid is drawn."""

SITES_ZOOM = 4
CLOSE_UP = 5
"""The zoom step that shows a record's surroundings."""

RANKS = {"site": 0, "off": 1, "unit": 2, "busy": 3, "warning": 4, "alarm": 6}
"""What shows when several marks share a cell; an alarm adds what its priority weighs."""

PLACED = frozenset({"alarm", "unit", "warning"})
"""The slices of the board that lie somewhere."""

ALSO_UNITS = frozenset({"workstation", "booth"})
"""Kinds of sites that stand on the map as units already."""


class MapPane(Pane):
    """The map. It shows the whole county until the reader takes it in hand."""

    NAME: ClassVar[PaneName] = "map"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.map: MapView | None = None
        """The map itself; None until the atlas came, for without it there is no ground."""
        self._drawn: Atlas | None = None
        self._awaited: MapPlace | None = None
        """Where the map is to be taken once there is one."""

    @property
    def reader(self) -> Widget:
        """The map has the keyboard."""
        return self.map or self

    def word(self) -> None:
        """Draw with the officer's characters and say the title anew."""
        if self.map is not None:
            self.map.glyphs = self.session.glyphs
        super().word()

    def show(self, changes: Changes) -> None:
        """Move what moved; draw the ground when the atlas came."""
        atlas = self.session.mirror.atlas
        if atlas is not None and atlas is not self._drawn:
            self._draw(atlas)
        if self.map is not None:
            if changes.whole or changes.topics & {"atlas"}:
                self.map.set_marks(dict(self._all_marks(self.map)))
            else:
                self._move(self.map, changes)
        self._entitle()

    def highlight(self, key: Key | None) -> None:
        """Point at the record that the officer is reading about."""
        if self.map is not None:
            self.map.highlight(key)

    def go_to(self, key: Key) -> bool:
        """Put a record in the middle, close up; tell whether its place is known."""
        mark = self._mark(key)
        if mark is None or self.map is None:
            return False
        self.map.centre_on(mark.lat, mark.lon, max(CLOSE_UP, self.map.zoom_step))
        self.map.highlight(key)
        return True

    @property
    def place(self) -> MapPlace | None:
        """Where the reader has taken the map; None while it shows the county by itself."""
        if self.map is None or not self.map.held:
            return self._awaited
        return MapPlace(self.map.view.lat, self.map.view.lon, self.map.zoom_step)

    def take_to(self, place: MapPlace | None) -> None:
        """Take the map where it was, as soon as there is ground to show."""
        self._awaited = place
        if self.map is not None and place is not None:
            self.map.centre_on(place.lat, place.lon, place.zoom)
            self._awaited = None

    def on_map_view_view_changed(self) -> None:
        """Show sites from a zoom step on, and say whose the view is."""
        if self.map is not None:
            self.map.set_marks(dict(self._all_marks(self.map)))
        self._entitle()

    def _entitle(self) -> None:
        if self.map is None:
            self.entitle(self.voice.say("empty.no_atlas"))
            return
        metres = self.map.view.metres_per_cell * 10
        scale = unit_view.distance(metres, self.voice)
        note = self.voice.say("map.held") if self.map.held else ""
        self.entitle(f"{self.voice.say('map.scale', distance=scale)} {note}".rstrip())

    def _draw(self, atlas: Atlas) -> None:
        """Put a map of the county in; a county's bounds do not change under a map."""
        if self.map is not None:
            self.map.remove()
        lats, lons = zip(*unpack(atlas.outline), strict=True)
        self.map = MapView(Bounds(min(lats), min(lons), max(lats), max(lons)))
        self.map.glyphs = self.session.glyphs
        self.map.set_base(ground(atlas))
        self.map.set_marks(dict(self._all_marks(self.map)))
        self._drawn = atlas
        self.mount(self.map)
        self.take_to(self._awaited)

    # ---- marks ----------------------------------------------------------------------------------

    def _move(self, shown: MapView, changes: Changes) -> None:
        keys: set[Key] = {key for key in changes.keys if key[0] in PLACED}
        keys |= {("unit", name) for name in changes.moved}
        marks = {key: self._mark(key) for key in keys}
        shown.update_marks(
            {key: mark for key, mark in marks.items() if mark is not None},
            [key for key, mark in marks.items() if mark is None],
        )

    def _all_marks(self, shown: MapView) -> Iterator[tuple[Hashable, Mark]]:
        for key in self.session.mirror.board.standing():
            mark = self._mark(key)
            if mark is not None:
                yield key, mark
        if self._drawn is not None and shown.zoom_step >= SITES_ZOOM:
            glyphs, lang = self.session.glyphs, self.session.choices.lang
            for site in self._drawn.sites:
                if site.kind not in ALSO_UNITS:
                    glyph = glyphs.site(site.kind)
                    label = site.name.get(lang)
                    yield (
                        ("site", site.id),
                        Mark(site.lat, site.lon, glyph, "muted", RANKS["site"], label),
                    )

    def _mark(self, key: Key) -> Mark | None:
        part, name = key
        board = self.session.mirror.board
        if part == "alarm":
            alarm = board.alarms.get(int(name))
            return self._alarm_mark(alarm) if alarm else None
        if part == "unit":
            unit = board.units.get(str(name))
            return self._unit_mark(unit) if unit else None
        warning = board.warnings.get(int(name))
        return self._warning_mark(warning) if warning else None

    def _alarm_mark(self, alarm: Alarm) -> Mark | None:
        place = alarm.report.place
        if alarm.ended or place.lat is None or place.lon is None:
            return None
        tone = alarm_view.TONES[alarm.priority]
        rank = RANKS["alarm"] + 4 - alarm.priority
        glyph = self.session.glyphs.alarm(alarm.priority)
        return Mark(place.lat, place.lon, glyph, tone, rank, f"#{alarm.number}")

    def _unit_mark(self, unit: Unit) -> Mark:
        position = self.session.mirror.positions.get(unit.id)
        at = (
            (position.lat, position.lon)
            if position
            else (
                unit.registered.lat,
                unit.registered.lon,
            )
        )
        busy = unit_view.busy(unit)
        rank = RANKS["busy"] if busy else RANKS["unit"] if unit.duty == "on" else RANKS["off"]
        tone = "accent" if busy else "good" if unit.duty == "on" else "muted"
        return Mark(*at, self.session.glyphs.unit(unit.kind), tone, rank, unit.id)

    def _warning_mark(self, warning: GasolineWarning) -> Mark | None:
        if warning.finding is not None or self._drawn is None:
            return None
        station = next((s for s in self._drawn.sites if s.id == warning.raised.station), None)
        if station is None:
            return None
        glyph = self.session.glyphs.warning
        return Mark(station.lat, station.lon, glyph, "caution", RANKS["warning"], station.id)


def ground(atlas: Atlas) -> Sequence[Layer]:
    """Give the layers of the picture under the marks, from the faintest up.

    The last county's are kept: sessions of a door find them drawn by the process before them.
    """
    if atlas.digest not in _grounds:
        _grounds.clear()
        _grounds[atlas.digest] = _ground(atlas)
    return _grounds[atlas.digest]


_grounds: dict[str, Sequence[Layer]] = {}
"""Layers by the digest of their atlas: one at most."""


def _ground(atlas: Atlas) -> Sequence[Layer]:
    cells = [
        Layer(
            f"grid.{level}",
            "faint",
            [unpack(cell.ring) for cell in atlas.cells if cell.level == level],
            CELL_ZOOM[level],
        )
        for level in CELL_ZOOM
    ]
    roads = [
        Layer(
            f"road.{rank}",
            "line",
            [unpack(road.points) for road in atlas.roads if road.rank == rank],
            zoom,
        )
        for rank, zoom in sorted(ROAD_ZOOM.items(), key=lambda item: -item[1])
    ]
    areas = Layer("areas", "faint", [unpack(area.ring) for area in atlas.areas])
    outline = Layer("outline", "area", [unpack(atlas.outline)])
    return [*cells, areas, *roads, outline]
