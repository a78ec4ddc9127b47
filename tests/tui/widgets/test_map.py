"""The map on the screen: what is painted and who holds the view."""

from __future__ import annotations

from collections.abc import Hashable

from textual.app import ComposeResult
from textual.strip import Strip

from tui.glyphs import ASCII
from tui.widgets.map import CLOSEST, Layer, MapView
from tui.widgets.marks import Mark
from tui.widgets.projection import Bounds
from tui.widgets.tones import TonesApp

HOME = Bounds(41.0, 112.0, 41.6, 113.0)
TOWN = Bounds(41.3, 112.5, 41.33, 112.54)
SIZE = (60, 24)
ROAD = Layer("road", "line", [[(41.3, 112.0), (41.3, 113.0)]])
LANE = Layer("lane", "faint", [[(41.31, 112.5), (41.31, 112.51)]], min_zoom=3)


class CountingMap(MapView):
    """Notes which rows were drawn."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


class Desk(TonesApp[None]):
    """One map and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.picked: list[Hashable] = []
        self.held: list[bool] = []

    def compose(self) -> ComposeResult:
        view = CountingMap(HOME)
        view.drawn = []
        yield view

    @property
    def map(self) -> CountingMap:
        return self.query_one(CountingMap)

    def at(self, column: float, row: float, **more: object) -> Mark:
        lat, lon = self.map.view.from_cell(column, row)
        return Mark(lat, lon, **{"glyph": "c", "tone": "good", **more})  # type: ignore[arg-type]  # by keyword

    def text(self, y: int) -> str:
        return self.map.render_line(y).text

    def picture(self) -> list[str]:
        return [self.text(y) for y in range(self.map.size.height)]

    def on_map_view_picked(self, message: MapView.Picked) -> None:
        self.picked.append(message.key)

    def on_map_view_view_changed(self, message: MapView.ViewChanged) -> None:
        self.held.append(message.held)


async def test_a_unit_that_moves_paints_the_rows_it_left_and_entered() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.set_base([ROAD])
        app.map.set_marks({"B3": app.at(10, 5), "B4": app.at(20, 9)})
        await pilot.pause()
        app.map.drawn.clear()
        app.map.update_marks({"B3": app.at(10, 7)})
        await pilot.pause()
        assert sorted(app.map.drawn) == [5, 7]
        assert app.text(7)[10] == "c"
        assert app.text(5)[10] == " "


async def test_a_unit_that_moves_within_its_cell_or_unseen_paints_nothing() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.set_marks({"B3": app.at(10, 5), "fire": app.at(20, 9, glyph="1", rank=5)})
        await pilot.pause()
        app.map.drawn.clear()
        app.map.update_marks({"B3": app.at(10.2, 5.2), "B4": app.at(20, 9), "B5": app.at(-9, 9)})
        await pilot.pause()
        assert app.map.drawn == []
        assert app.text(9)[20] == "1"


async def test_a_mark_gone_uncovers_the_road_under_it() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.set_base([ROAD])
        row = next(y for y, text in enumerate(app.picture()) if text.strip())
        before = app.text(row)
        app.map.set_marks({"B3": app.at(30, row)})
        await pilot.pause()
        assert app.text(row) == before[:30] + "c" + before[31:]
        app.map.set_marks({})
        await pilot.pause()
        assert app.text(row) == before


async def test_the_highlighted_mark_stands_in_reverse_with_its_label_over_others() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        alarm = app.at(10, 5, glyph="1", tone="critical", label="煤气泄漏\x1b[0m 42")
        app.map.set_marks({"a": alarm, "B3": app.at(12, 5), "B4": app.at(40, 5)})
        await pilot.pause()
        assert app.text(5).split() == ["1", "c", "c"]
        app.map.highlight("a")
        await pilot.pause()
        assert app.text(5).split() == ["1", "煤气泄漏[0m", "42", "c"]
        (label,) = (each for each in app.map.render_line(5) if each.text.startswith("1"))
        assert label.style
        assert label.style.reverse
        assert app.map.render_line(5).cell_length == SIZE[0]


async def test_a_hand_on_the_map_stops_it_fitting_itself_until_the_star_key() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.focus()
        app.map.fit(TOWN)
        assert app.map.zoom_step > 2
        town = app.map.view
        assert None not in town.to_cells([TOWN[:2], TOWN[2:]])
        await pilot.press("left")
        moved = app.map.view
        assert app.map.held
        assert moved.lon < town.lon
        app.map.fit(HOME)
        assert app.map.view == moved
        await pilot.press("asterisk")
        assert not app.map.held
        assert app.map.zoom_step == 0
        assert app.held[-2:] == [True, False]


async def test_zoom_goes_in_steps_between_the_whole_home_and_a_street() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.focus()
        await pilot.press(*["plus"] * (CLOSEST + 3))
        assert app.map.zoom_step == CLOSEST
        assert app.map.view.metres_per_cell < 10
        await pilot.press(*["minus"] * (CLOSEST + 3))
        assert app.map.zoom_step == 0


async def test_the_map_cannot_be_moved_away_from_home() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.focus()
        await pilot.press(*["shift+up"] * 5, *["shift+left"] * 5)
        assert (app.map.view.lat, app.map.view.lon) == (HOME.north, HOME.west)


async def test_fine_layers_come_with_closeness() -> None:
    app = Desk()
    async with app.run_test(size=SIZE):
        app.map.set_base([LANE])
        app.map.centre_on(41.31, 112.505, zoom=2)
        assert not "".join(app.picture()).strip()
        app.map.centre_on(41.31, 112.505, zoom=3)
        assert "".join(app.picture()).strip()


async def test_the_picture_is_worked_out_once_for_each_view() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.set_base([ROAD])
        app.map.glyphs = ASCII
        assert "".join(app.picture()).isascii()
        picture = app.map._picture
        app.map.set_marks({"B3": app.at(10, 5)})
        await pilot.pause()
        app.picture()
        assert app.map._picture is picture
        app.map.action_zoom(1)
        app.picture()
        assert app.map._picture is not picture


async def test_a_click_on_a_mark_picks_it() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.set_marks({"B3": app.at(10, 5)})
        await pilot.click(CountingMap, offset=(10, 5))
        await pilot.click(CountingMap, offset=(11, 5))
        assert app.picked == ["B3"]


async def test_a_resize_keeps_a_held_place_in_the_middle() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.map.centre_on(41.2, 112.3, zoom=4)
        await pilot.resize_terminal(90, 30)
        await pilot.pause()
        assert (app.map.view.lat, app.map.view.lon, app.map.zoom_step) == (41.2, 112.3, 4)
        assert app.map.view.width == 90
        assert len(app.picture()) == 30
