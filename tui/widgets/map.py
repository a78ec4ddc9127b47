"""A map of the county in the terminal, with marks that move over it."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, NamedTuple, Self

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.widgets.canvas import ASCII, BRAILLE, Canvas
from tui.widgets.marks import Faces, Mark, Marks
from tui.widgets.projection import Bounds, Projection
from tui.widgets.text import runs
from tui.widgets.toned import Toned

Polyline = Sequence[tuple[float, float]]
"""A line through places given as latitude and longitude, WGS-84 degrees."""

Tones = tuple[str, ...]
"""Tones laid over each other."""

CLOSEST = 9
"""Zoom steps from the whole home: each shows half as much; nine take 100 km to 200 m."""

LABELS_FROM = 5
"""The zoom step from which every mark shows its label; before, only the highlighted one does."""


class Trace(NamedTuple):
    """A line as bare numbers: reading them writes to no object's count of references.

    Sessions share a county's ground with the process that they were forked from, page by page,
    until one of them writes.
    """

    bounds: Bounds
    lats: array[float]
    lons: array[float]

    @classmethod
    def of(cls, line: Polyline) -> Self:
        """Give the trace of a line of at least one point."""
        lats, lons = (array("d", values) for values in zip(*line, strict=True))
        return cls(Bounds(min(lats), min(lons), max(lats), max(lons)), lats, lons)


@dataclass(frozen=True)
class Layer:
    """Lines of one kind in the picture under the marks."""

    name: str
    tone: str
    polylines: Sequence[Polyline]
    min_zoom: int = 0
    """The zoom step from which the layer is drawn."""

    @cached_property
    def traces(self) -> list[Trace]:
        """The lines, each with its bounds."""
        return [Trace.of(line) for line in self.polylines if line]


class MapView(Toned, can_focus=True):
    """A map drawn line by line: a still picture, worked out once for each view, and marks.

    Marks are single cells; the highest rank wins a cell. Only lines on which something looks
    different are painted again. The owner may `fit` the map to what matters now; once the reader
    has moved it by hand it stays where it is, until he gives it back with the star key.
    """

    DEFAULT_CSS = "MapView { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "pan(-0.25, 0)", show=False, id="map.west"),
        Binding("right,l", "pan(0.25, 0)", show=False, id="map.east"),
        Binding("up,k", "pan(0, -0.25)", show=False, id="map.north"),
        Binding("down,j", "pan(0, 0.25)", show=False, id="map.south"),
        Binding("shift+left", "pan(-1, 0)", show=False, id="map.far_west"),
        Binding("shift+right", "pan(1, 0)", show=False, id="map.far_east"),
        Binding("shift+up", "pan(0, -1)", show=False, id="map.far_north"),
        Binding("shift+down", "pan(0, 1)", show=False, id="map.far_south"),
        Binding("plus,equals_sign,fullwidth_plus_sign", "zoom(1)", show=False, id="map.closer"),
        Binding("minus,fullwidth_hyphen_minus", "zoom(-1)", show=False, id="map.farther"),
        Binding("asterisk,fullwidth_asterisk,home", "release", show=False, id="map.release"),
    ]

    @dataclass
    class Picked(Message):
        """A mark was clicked."""

        map: MapView
        key: Hashable

        @property
        def control(self) -> MapView:
            """The map it happened on."""
            return self.map

    @dataclass
    class ViewChanged(Message):
        """The map shows another part of the ground, or was taken in hand or given back."""

        map: MapView
        held: bool

        @property
        def control(self) -> MapView:
            """The map it happened on."""
            return self.map

    def __init__(
        self,
        home: Bounds,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Make an empty map; zoom step 0 shows the whole of `home`."""
        super().__init__(id=id, classes=classes)
        self._home = home
        self._aim = home
        self._zoom = 0
        self._held = False
        self._view = Projection.fit(home, 1, 1)
        self._told = (self._view, False)
        self._layers: Sequence[Layer] = ()
        self._tones: tuple[Tones, ...] = (("",),)
        self._picture: list[tuple[str, bytes]] | None = None
        self._marks = Marks(self._view)
        self._shown: dict[int, Faces] = {}
        self._highlighted: Hashable | None = None

    # What the owner says

    def set_base(self, layers: Sequence[Layer]) -> None:
        """Let the picture be made of `layers`; later ones lie over earlier ones."""
        self._layers = layers
        self._tones = (("",), *((layer.tone,) for layer in layers))
        self._redraw()

    def set_marks(self, marks: Mapping[Hashable, Mark]) -> None:
        """Let `marks` be on the map, and no others."""
        self._repaint(self._marks.show(marks))

    def update_marks(self, changed: Mapping[Hashable, Mark], gone: Iterable[Hashable] = ()) -> None:
        """Add or change some marks and take some away."""
        self._repaint(self._marks.update(changed, gone))

    def highlight(self, key: Hashable | None) -> None:
        """Show one mark in reverse video with its label, over any other in its cell."""
        rows = {self._marks.row(self._highlighted), self._marks.row(key)}
        self._highlighted = key
        self._repaint(rows - {None})

    def fit(self, bounds: Bounds) -> None:
        """Show `bounds` as large as they fit, now or when the reader gives the map back."""
        self._aim = bounds
        if not self._held:
            self._look_at(*self._fitting(bounds))

    def centre_on(self, lat: float, lon: float, zoom: int | None = None) -> None:
        """Go to a place on the reader's behalf: the map stays there until he gives it back."""
        self._held = True
        self._look_at(lat, lon, self._zoom if zoom is None else zoom)

    @property
    def held(self) -> bool:
        """Whether the reader has moved the map by hand, so that it does not fit itself."""
        return self._held

    @property
    def zoom_step(self) -> int:
        """How often the map was doubled from showing the whole home: 0 to `CLOSEST`."""
        return self._zoom

    @property
    def view(self) -> Projection:
        """How places lie on the map now."""
        return self._view

    # Where the map stands

    def _fitting(self, bounds: Bounds) -> tuple[float, float, int]:
        """Give the middle of `bounds` and the closest zoom step that shows all of them."""
        whole = Projection.fit(self._home, *self._cells).scale
        closest = Projection.fit(bounds, *self._cells).scale
        steps = (step for step in range(CLOSEST, 0, -1) if whole * 2**step <= closest)
        return *bounds.centre, next(steps, 0)

    @property
    def _cells(self) -> tuple[int, int]:
        return max(1, self.size.width), max(1, self.size.height)

    def _look_at(self, lat: float, lon: float, zoom: int) -> None:
        south, west, north, east = self._home
        self._zoom = max(0, min(zoom, CLOSEST))
        view = (
            Projection.fit(self._home, *self._cells)
            .zoom(2**self._zoom)
            .centre_on(max(south, min(lat, north)), max(west, min(lon, east)))
        )
        if view != self._view:
            self._view = view
            self._marks.project(view)
            self._redraw()
        if self._told != (view, self._held):
            self._told = (view, self._held)
            self.post_message(self.ViewChanged(self, self._held))

    def action_pan(self, across: float, down: float) -> None:
        """Move the map by a part of what it shows: east, south."""
        moved = self._view.pan(across * self._view.width, down * self._view.height)
        self.centre_on(moved.lat, moved.lon)

    def action_zoom(self, steps: int) -> None:
        """Show half or twice as much of the ground, for each step."""
        self.centre_on(self._view.lat, self._view.lon, self._zoom + steps)

    def action_release(self) -> None:
        """Give the map back: it fits itself again."""
        self._held = False
        self._look_at(*self._fitting(self._aim))

    def on_mount(self) -> None:
        """Look at the size once more: a map that comes late may be laid out before it can hear."""
        self.call_after_refresh(self.on_resize)

    def on_resize(self) -> None:
        """Keep the place in the middle; fit anew when nobody holds the map."""
        place = (self._view.lat, self._view.lon, self._zoom)
        self._look_at(*(place if self._held else self._fitting(self._aim)))

    def on_click(self, event: events.Click) -> None:
        """Pick the mark that was clicked."""
        offset = event.get_content_offset_capture(self)
        face = self._faces(offset.y).get(offset.x)
        if face is not None:
            self.post_message(self.Picked(self, face.key))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Come closer."""
        event.stop()
        self.action_zoom(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go farther away."""
        event.stop()
        self.action_zoom(-1)

    # How it is painted

    def _redraw(self) -> None:
        self._picture = None
        self._shown.clear()
        self.refresh()

    def _faces(self, row: int) -> Faces:
        return self._marks.faces(row, self._highlighted, labelled=self._zoom >= LABELS_FROM)

    def _repaint(self, rows: Iterable[int | None]) -> None:
        """Refresh those of `rows` that look different now."""
        for row in rows:
            if row is None or row not in self._shown:
                continue  # never drawn in this view: it will be
            new = self._faces(row)
            if self._shown[row] != new:
                self._shown[row] = new
                self.draw_line(row)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the map."""
        cells = self.size.width
        if (self._view.width, self._view.height) != self._cells:
            return Strip.blank(cells)  # a resize is still on its way
        if y not in self._shown:
            self._shown[y] = self._faces(y)
        text, layers = self._base()[y]
        chars = list(text)
        tones = [self._tones[layer] for layer in layers]
        _overlay(chars, tones, self._shown[y])
        return Strip(
            [Segment(piece, self.look(*tone)) for piece, tone in runs(chars, tones)], cells
        )

    def _base(self) -> list[tuple[str, bytes]]:
        """Give the picture's rows, worked out once for each view."""
        if self._picture is None:
            canvas = Canvas(*self._cells)
            ground = self._view.bounds
            for number, layer in enumerate(self._layers, 1):
                if layer.min_zoom > self._zoom:
                    continue
                for bounds, lats, lons in layer.traces:
                    if bounds.overlaps(ground):
                        places = zip(lats, lons, strict=True)
                        canvas.polyline(self._view.to_dots(places), number)
            alphabet = BRAILLE if self.glyphs.dots == "braille" else ASCII
            self._picture = [canvas.row(y, alphabet) for y in range(canvas.height)]
        return self._picture

    def watch_glyphs(self) -> None:
        """Draw the picture anew in another alphabet."""
        self._redraw()


def _overlay(chars: list[str], tones: list[Tones], faces: Faces) -> None:
    """Lay marks and labels over a row of the picture.

    A label ends before the next mark; the label of the highlighted mark covers the others.
    """
    covered = 0
    for x, following in pairwise((*sorted(faces), len(chars))):
        if x < covered:
            continue
        face = faces[x]
        covered = min(len(chars) if face.highlighted else following, x + len(face.cells))
        drawn = list(face.cells[: covered - x])
        if covered - x < len(face.cells) and not face.cells[covered - x]:
            drawn[-1] = " "  # half of a wide character does not stand
        tone = (face.tone, "reverse") if face.highlighted else (face.tone,)
        chars[x:covered] = drawn
        tones[x:covered] = [tone] * len(drawn)
