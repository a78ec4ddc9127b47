"""Status line and figures: what stands where and what a change costs."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tui.glyphs import ASCII, SAFE
from tui.widgets.figures import Figure, FigureStrip, bars
from tui.widgets.status import StatusLine
from tui.widgets.tones import TonesApp

SIZE = (40, 6)


class CountingStatus(StatusLine):
    """Notes how often it was drawn and what was asked to be."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class Desk(TonesApp[None]):
    """A status line over a strip of figures."""

    layouts = 0

    def compose(self) -> ComposeResult:
        yield CountingStatus()
        yield FigureStrip()

    @property
    def status(self) -> CountingStatus:
        return self.query_one(CountingStatus)

    @property
    def figures(self) -> FigureStrip:
        return self.query_one(FigureStrip)


async def test_left_and_right_stand_at_the_ends_and_the_right_survives() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.status.show([("LIVE", "alert"), " 数据 3 秒前"], ["12:30:45"])
        await pilot.pause()
        line = app.status.render_line(0)
        assert line.text == "LIVE 数据 3 秒前" + " " * 16 + "12:30:45"
        assert line.cell_length == SIZE[0]
        await pilot.resize_terminal(14, 6)
        await pilot.pause()
        assert app.status.render_line(0).text == "LIVE  12:30:45"
        assert app.status.render_line(0).cell_length == 14


async def test_an_unchanged_status_is_not_painted_again() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.status.show(["LIVE"], ["12:30:45"])
        await pilot.pause()
        app.status.drawn = 0
        app.status.show(["LIVE"], ["12:30:45"])
        await pilot.pause()
        assert app.status.drawn == 0


async def test_a_clock_is_painted_once_and_asks_for_no_layout() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.status.show(["12:30:45", " LIVE"], ["officer 7"])
        await pilot.pause()
        app.status.drawn = 0
        app.status.show(["12:30:46", " LIVE"], ["officer 7"])
        assert not app.status._layout_required
        await pilot.pause()
        assert app.status.drawn == 1


async def test_hostile_text_is_plain_in_the_status() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.status.show(["\x1b]0;x\x07[/b]\u202e警", ("[red]", "critical")])
        await pilot.pause()
        assert app.status.render_line(0).text.rstrip() == "]0;x[/b]\ufffd警[red]"


async def test_figures_share_the_line_and_show_their_course() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.figures.show(
            [
                Figure("未确认", "12", "critical", (0, 1, 2, 3)),
                Figure("units out", "48/160"),
                Figure("response", "4.2 min"),
            ]
        )
        await pilot.pause()
        names, values = (app.figures.render_line(y) for y in (0, 1))
        assert names.text == "未确认        units out    response     "
        assert values.text.split() == ["12", bars((0, 1, 2, 3), SAFE.bars), "48/160", "4.2", "min"]
        assert names.cell_length == values.cell_length == SIZE[0]


async def test_a_changed_value_paints_the_line_of_the_values_alone() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.figures.show([Figure("a", "1"), Figure("b", "2")])
        await pilot.pause()
        app.figures.show([Figure("a", "9"), Figure("b", "2")])
        assert app.figures._repaint_regions == {Region(0, 1, SIZE[0], 1)}


async def test_figures_fit_one_line_and_an_empty_strip_is_blank() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.figures.styles.height = 1
        app.figures.glyphs = ASCII
        app.figures.show([Figure("unack.", "3"), Figure("out", "48")])
        await pilot.pause()
        assert app.figures.render_line(0).text.split() == ["unack.", "3", "out", "48"]
        app.figures.show([])
        assert app.figures.render_line(0).text.strip() == ""


def test_bars_are_relative_to_the_highest() -> None:
    assert bars((0, 5, 10), "_-#") == "_-#"
    assert bars((0, -3, 0), "_-#") == "___"
    assert bars((), "_-#") == ""
