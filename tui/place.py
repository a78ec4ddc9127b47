"""Where an officer stands on the screens: kept, so that a new connection lands there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from county.board import Slice
from tui.screens.looks import PaneName

if TYPE_CHECKING:  # the app is made of screens that know of places
    from tui.app import DeskApp

Cursor = tuple[Slice, str | int] | str | int
"""The key of a row: a record of the board, an entry of the journal, a feed."""


class MapPlace(Struct, frozen=True):
    """The part of the county that a map was taken to by hand."""

    lat: float
    lon: float
    """WGS-84 degrees, the middle of the map."""
    zoom: int
    """Zoom steps from the whole county."""


class Place(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is open, how the panes lie, what is filtered, and what the cursors are on."""

    record: tuple[Slice, str | int] | None = None
    """The record that is open; None for the overview."""
    panes: tuple[PaneName, ...] = ("alarms",)
    """The panes by when they were read last, the latest first."""
    maximised: bool = False
    filters: dict[PaneName, str] = {}
    """What was typed to narrow a list."""
    cursors: dict[PaneName, Cursor] = {}
    """The row under the cursor, where the reader has moved it from the top."""
    map: MapPlace | None = None
    """The overview's map; None while it shows the whole county by itself."""


def place_of(app: DeskApp) -> Place:
    """Tell where the officer stands."""
    overview = app.overview
    open_ones = [desk.key for desk in app.desks if desk.key is not None]
    panes = overview.panes.values()
    return Place(
        record=open_ones[-1] if open_ones else None,
        panes=overview.recent,
        maximised=overview.maximised,
        filters={pane.NAME: pane.sought for pane in panes if pane.sought},
        cursors={pane.NAME: pane.here for pane in panes if pane.here is not None},
        map=overview.map.place,
    )


def go(app: DeskApp, place: Place) -> None:
    """Put the officer where `place` says, as far as what it names is still on the board."""
    overview = app.overview
    for name, typed in place.filters.items():
        overview.panes[name].keep_only(typed)
    for name, key in place.cursors.items():
        overview.panes[name].point_at(key)
    overview.map.take_to(place.map)
    overview.settle_panes(place.panes, maximised=place.maximised)
    if place.record is not None and place.record in app.session.mirror.board.standing():
        app.open_record(place.record)
