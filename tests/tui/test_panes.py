"""Panes show what came in, and repaint no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.geometry import Region
from textual.widget import Widget

from county import commands as ask
from county.events import UnitRegistered
from feeds import frames
from tests.county.samples import NOON, alarm, purchase, unit
from tests.tui.seat import GROUND, Seat, seat_with, seated
from tests.tui.story import position
from tui.panes.facts import wrapped
from tui.panes.map import ground
from tui.panes.units import UnitsPane
from tui.widgets.text import width


@contextmanager
def watched(widget: Widget) -> Iterator[list[Region]]:
    """Note which parts of a widget are asked to be painted; the whole of it counts as its size."""
    asked: list[Region] = []
    refresh = widget.refresh

    def noted(*regions: Region, **how: bool) -> Widget:
        asked.extend(regions or (widget.size.region,))
        return refresh(*regions, **how)

    widget.refresh = noted  # type: ignore[method-assign] # watched for a moment
    try:
        yield asked
    finally:
        widget.refresh = refresh  # type: ignore[method-assign] # as it was


async def test_one_changed_alarm_repaints_one_row() -> None:
    seat = seat_with(*(alarm("noise") for _ in range(20)))
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("g")
        with watched(seat.app.overview.alarms.table) as asked:
            seat.desk.do(ask.Note(7, "x"))
            seat.desk.do(ask.Dispatch(20, ("B1",)))
            seat.desk.do(ask.Release(20, "B1"))
            seat.tell()
            await pilot.pause()
        assert {region.height for region in asked} == {1}
        assert {region.y for region in asked} == {20}


async def test_positions_alone_repaint_rows_of_the_map_and_nothing_else() -> None:
    seat = seat_with(alarm())
    async with seated(seat, (160, 45)) as pilot:
        map_pane = seat.app.overview.map
        assert map_pane.map is not None
        with watched(map_pane.map) as moved, watched(seat.app.overview.alarms.table) as others:
            seat.mirror.fold(frames.Tick(now=NOON, positions=(position("B1", 41.1, 110.1),)))
            seat.app.show_news()
            await pilot.pause()
        assert moved
        assert all(region.height == 1 for region in moved)
        assert others == []


async def test_a_second_that_changes_nothing_but_the_clock_repaints_the_status_line_alone() -> None:
    seat = seat_with(alarm("noise"), purchase(litres=25))
    seat.desk.do(ask.Acknowledge(1))
    async with seated(seat, (160, 45)) as pilot:
        seat.tell()
        seat.mirror.fold(frames.Tick(now=NOON + 65_000, sources={"panel-1": NOON}))
        seat.pass_time(65)
        seat.pass_time(0)
        await pilot.pause()
        panes = [pane.reader for pane in seat.app.overview.panes.values()]
        with watched(panes[0]) as alarms, watched(panes[1]) as ground_, watched(panes[2]) as sold:
            seat.pass_time(1)
            await pilot.pause()
        assert alarms + ground_ + sold == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_ground_that_comes_late_fills_its_pane(size: tuple[int, int]) -> None:
    seat = seat_with(alarm())
    seat.mirror.atlas = None
    async with seated(seat, size) as pilot:
        await pilot.press("2")
        seat.mirror.fold(frames.AtlasFrame(GROUND))
        seat.app.show_news()
        await pilot.pause()
        shown = seat.app.overview.map.map
        assert shown is not None
        for _ in range(20):  # it is mounted, laid out and told its size, each in its turn
            if shown.view.width > 1:
                break
            await pilot.pause()
        assert (shown.view.width, shown.view.height) == (shown.size.width, shown.size.height)


async def test_what_the_profile_says_does_not_bury_what_happened() -> None:
    seat = seat_with(alarm())
    async with seated(seat, (160, 45)) as pilot:
        seat.desk.entries += [
            ruled.entry for ruled in seat.desk.county.enrol([unit("B99")], NOON).entries
        ]
        seat.tell()
        await pilot.pause()
        assert any(isinstance(e.event, UnitRegistered) for e in seat.mirror.recent)
        assert "编入" not in seat.screen


async def test_figures_and_feeds_are_shown_as_the_desk_tells_them() -> None:
    seat = seat_with()
    async with seated(seat, (160, 45)) as pilot:
        figures = frames.Figures(purchases=12, litres=345.0, warnings=1, alarms=7)
        tick = frames.Tick(now=NOON + 5000, figures=figures, sources={"till-7": NOON})
        seat.mirror.fold(tick)
        seat.app.show_news()
        await pilot.pause()
        assert "345 升" in seat.screen
        assert "till-7" in seat.line("5秒")


async def test_the_activity_says_each_entry_once_and_the_latest_first() -> None:
    seat = seat_with(alarm())
    async with seated(seat, (160, 45)) as pilot:
        seat.desk.do(ask.Note(1, "第一"))
        seat.desk.do(ask.Note(1, "第二"))
        seat.tell()
        await pilot.pause()
        assert seat.screen.index("备注: 第二") < seat.screen.index("备注: 第一")
        assert seat.screen.count("备注: 第一") == 1


async def test_a_warning_stands_in_its_list_and_on_the_map() -> None:
    seat = seat_with(purchase(litres=25))
    async with seated(seat, (160, 45)) as pilot:
        assert "单日超量" in seat.line("待核查  ")
        await pilot.press("3", "down")
        assert seat.app.overview.panes["warnings"].target == ("warning", 1)


async def test_a_unit_shows_its_task_and_how_fresh_its_position_is() -> None:
    seat = seat_with(alarm())
    seat.desk.do(ask.Dispatch(1, ("B2",)))
    async with seated(seat, (160, 45)) as pilot:
        seat.tell()
        seat.mirror.fold(frames.Tick(now=NOON, positions=(position("B2"),)))
        seat.app.show_news()
        seat.pass_time(5)
        await pilot.pause()
        units = seat.app.overview.panes["units"]
        assert isinstance(units, UnitsPane)
        assert units.table.visible_keys[0] == ("unit", "B2")
        assert "实时" in seat.line("B2   待发")


async def test_a_hidden_list_is_left_alone_and_is_true_as_soon_as_it_is_shown() -> None:
    seat = seat_with(alarm())
    async with seated(seat, (80, 24)) as pilot:
        units = seat.app.overview.panes["units"]
        await pilot.press("5", "1")
        seat.desk.do(ask.Dispatch(1, ("B2",)))
        with watched(units.reader) as asked:
            seat.tell()
            await pilot.pause()
        assert asked == []
        seat.app.overview.bring("units")
        assert isinstance(units, UnitsPane)
        assert units.table.visible_keys[0] == ("unit", "B2")
        await pilot.pause()
        assert "待发" in seat.line("B2")


async def test_ages_are_right_as_soon_as_they_are_looked_at() -> None:
    seat = seat_with(alarm())
    async with seated(seat, (120, 24)) as pilot:
        await pilot.press("z", "2")
        await pilot.pause()
        seat.pass_time(30)
        seat.app.overview.bring("alarms")
        await pilot.pause()
        assert "30秒" in seat.line("燃气泄漏")
        await pilot.press("enter")
        await pilot.pause()
        seat.pass_time(20)
        await pilot.press("escape")
        await pilot.pause()
        assert "50秒" in seat.line("燃气泄漏")


async def test_a_key_is_about_the_alarm_on_top_though_another_pane_hides_the_list() -> None:
    seat = seat_with(alarm("noise"))
    async with seated(seat, (80, 24)) as pilot:
        await pilot.press("2")
        seat.desk.report(alarm("gas_leak"))
        seat.tell()
        assert seat.app.overview.record("alarm") == ("alarm", 2)
        assert "燃气泄漏" in seat.app.overview.text


async def test_what_happened_under_a_record_is_there_when_the_reader_comes_back() -> None:
    seat = seat_with(alarm())
    async with seated(seat, (80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        seat.desk.report(alarm("theft"))
        with watched(seat.app.overview.alarms.table) as asked:
            seat.tell()
            await pilot.pause()
        assert asked == []
        await pilot.press("escape")
        await pilot.pause()
        assert "盗窃" in seat.screen


async def test_ages_in_view_are_said_by_the_second_at_first_and_then_by_ten() -> None:
    seat = seat_with(alarm())
    seat.desk.do(ask.Acknowledge(1))
    async with seated(seat, (160, 45)) as pilot:
        seat.tell()
        said = []
        for _ in range(80):
            seat.pass_time(1)
            said.append(seat.app.overview.alarms.table.cursor_row)
        await pilot.pause()
        assert len(set(said[:60])) == 60
        assert len(set(said[61:])) == 3


async def test_the_ground_comes_when_the_atlas_does() -> None:
    seat = Seat(seat_with().session.choices)
    async with seated(seat, (160, 45)) as pilot:
        assert "等待底图" in seat.screen
        seat.connect()
        seat.app.show_news()
        await pilot.pause()
        assert "等待底图" not in seat.screen
        assert "⠉" in seat.screen


async def test_a_cursor_in_a_list_points_on_the_map() -> None:
    seat = seat_with(alarm(lon=110.2), alarm("noise", lon=109.8))
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert "#2" in seat.screen
        assert "#1" not in seat.screen


def test_wider_roads_and_finer_cells_come_with_the_zoom() -> None:
    layers = {layer.name: layer.min_zoom for layer in ground(GROUND)}
    assert layers["outline"] == layers["areas"] == layers["road.national"] == 0
    assert layers["road.national"] < layers["road.township"] < layers["road.street"]
    assert layers["grid.district"] < layers["grid.station"] < layers["grid.post"]


def test_text_is_wrapped_by_cells_between_words_where_it_has_any() -> None:
    assert wrapped("three words here", 11) == ["three words ", "here"]
    assert wrapped("一二三四五", 4) == ["一二", "三四", "五"]
    assert all(width(line.rstrip()) <= 7 for line in wrapped("aa 一二三四五 bbbbbbbbbbbbb c", 7))
