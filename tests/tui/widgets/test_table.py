"""The list on the screen: what is painted, where the cursor stays, what the owner is told."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from textual.app import ComposeResult
from textual.message import Message
from textual.strip import Strip

from tui.glyphs import ASCII
from tui.widgets.rows import Column, Row
from tui.widgets.table import LineTable
from tui.widgets.tones import TonesApp

COLUMNS = (
    Column("number", "号", 4, "right"),
    Column("what", "警情", None),
    Column("who", "警力", 6),
)
SIZE = (50, 12)
PAGE = SIZE[1] - 1


class CountingTable(LineTable):
    """Notes which lines were drawn."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


class Desk(TonesApp[None]):
    """One list and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        table = CountingTable(COLUMNS, notice=lambda n: f"{n} 条新警情", placeholder="一切平静")
        table.drawn = []
        yield table

    @property
    def table(self) -> CountingTable:
        return self.query_one(CountingTable)

    def text(self, y: int) -> str:
        return self.table.render_line(y).text

    def on_line_table_highlighted(self, message: LineTable.Highlighted) -> None:
        self.told.append(message)

    def on_line_table_chosen(self, message: LineTable.Chosen) -> None:
        self.told.append(message)

    def on_line_table_unseen_changed(self, message: LineTable.UnseenChanged) -> None:
        self.told.append(message)


def row(key: int, what: str = "打架", who: str = "B3") -> Row:
    return Row(key, (str(key), (what, "critical"), who))


class Rows(dict[Hashable, Row]):
    """Rows at hand, and which of them were asked for."""

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__({key: row(key) for key in keys})
        self.asked: set[Hashable] = set()

    def word(self, key: Hashable) -> Row:
        self.asked.add(key)
        return self[key]


def show(table: LineTable, keys: Iterable[int]) -> Rows:
    """Let the list hold rows of those keys."""
    rows = Rows(keys)
    table.hold(list(rows), rows.word)
    return rows


async def test_one_changed_row_of_500_paints_one_line() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        rows = show(app.table, range(500))
        await pilot.pause()
        app.table.drawn.clear()
        rows[3] = row(3, who="B7")
        app.table.renew()
        await pilot.pause()
        assert app.table.drawn == [4]
        assert app.text(4).split() == ["3", "打架", "B7"]


async def test_rows_out_of_view_are_not_worded_and_not_painted_when_they_change() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        rows = show(app.table, range(500))
        await pilot.pause()
        app.table.drawn.clear()
        rows[400] = row(400, who="B7")
        app.table.renew()
        app.table.hold(list(rows), rows.word)
        await pilot.pause()
        assert app.table.drawn == []
        assert rows.asked == set(range(PAGE))
        app.table.move_to(400)
        assert app.text(PAGE).split() == [">", "400", "打架", "B7"]


async def test_showing_the_list_again_paints_only_what_differs() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        rows = show(app.table, range(500))
        await pilot.pause()
        app.table.drawn.clear()
        rows[1] = row(1, "走失儿童")
        app.table.hold(list(rows), rows.word)
        await pilot.pause()
        assert app.table.drawn == [2]


async def test_a_cursor_step_paints_two_lines() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.table.focus()
        show(app.table, range(500))
        await pilot.press("down")
        app.table.drawn.clear()
        await pilot.press("down")
        await pilot.pause()
        assert sorted(app.table.drawn) == [2, 3]
        assert app.text(3).startswith("> ")
        segments = list(app.table.render_line(3))
        assert all(segment.style and segment.style.reverse for segment in segments)


async def test_the_cursor_stays_on_its_alarm_and_the_page_stands_still() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.table.focus()
        show(app.table, range(100))
        await pilot.press("down", "down", "down")
        before = app.table.visible_keys
        app.table.drawn.clear()
        show(app.table, [901, 902, 903, *range(100)])
        await pilot.pause()
        assert app.table.visible_keys == before
        assert app.table.cursor_key == 3
        assert app.table.drawn == [0]
        assert "▴ 3 条新警情" in app.text(0)
        await pilot.press("G")
        assert app.table.visible_keys[:3] == [901, 902, 903]
        assert app.table.following
        assert "新警情" not in app.text(0)


async def test_the_owner_hears_of_unseen_rows_of_the_cursor_and_of_choices() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.table.focus()
        table = app.table
        show(table, range(100))
        await pilot.press("down", "enter")
        show(table, [901, *range(100)])
        await pilot.press("home")
        assert app.told == [
            LineTable.Highlighted(table, 0),
            LineTable.Highlighted(table, 1),
            LineTable.Chosen(table, 1),
            LineTable.UnseenChanged(table, 1),
            LineTable.UnseenChanged(table, 0),
            LineTable.Highlighted(table, 901),
        ]


async def test_keys_and_wheel_move_through_the_list() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.table.focus()
        show(app.table, range(100))
        await pilot.press("pagedown")
        assert app.table.cursor_key == PAGE
        await pilot.press("end")
        assert app.table.cursor_key == 99
        assert f"{100 - PAGE + 1}-100/100" in app.text(0)
        await pilot.press("pageup", "up")
        assert app.table.cursor_key == 98 - PAGE
        app.table.move_to(50)
        assert 50 in app.table.visible_keys


async def test_a_click_moves_the_cursor_and_a_double_click_chooses() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        show(app.table, range(4))
        await pilot.click(CountingTable, offset=(5, 3))
        assert app.table.cursor_key == 2
        await pilot.click(CountingTable, offset=(5, 9))
        assert app.table.cursor_key == 2
        await pilot.click(CountingTable, offset=(5, 2), times=2)
        assert app.told[-1] == LineTable.Chosen(app.table, 1)


async def test_an_empty_list_says_what_its_emptiness_means() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.text(2).strip() == "一切平静"
        app.table.set_placeholder(("没有数据", "critical"))
        assert app.text(2).strip() == "没有数据"
        show(app.table, [1])
        assert not app.text(2).strip()
        assert app.table.cursor_key == 1
        app.table.show([])
        assert app.text(2).strip() == "没有数据"
        assert app.table.cursor_key is None


async def test_every_line_has_the_width_of_the_list_and_no_raw_text() -> None:
    app = Desk()
    hostile = "警\x1b[31m\u202e\u200b[/nope]\r\n\x9b" * 4
    async with app.run_test(size=(33, 12)) as pilot:
        app.table.show([Row(key, (hostile, hostile, (hostile, "info"))) for key in range(20)])
        await pilot.pause()
        for y in range(12):
            strip = app.table.render_line(y)
            assert strip.cell_length == 33
            assert not set(strip.text) & set("\x1b\u202e\u200b\r\n\x9b")
        assert "[/no" in app.text(3)


async def test_language_glyphs_and_size_change_at_run_time() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        app.table.focus()
        show(app.table, range(100))
        await pilot.press("end")
        show(app.table, [901, *range(100)])
        app.table.glyphs = ASCII
        app.table.word(
            [Column("a", "No", 4), Column("b", "What", None), Column("c", "Who", 6)],
            lambda n: f"{n} new",
        )
        assert "^ 1 new" in app.text(0)
        assert app.text(0).startswith("  No   What")
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert app.table.cursor_key == 99
        assert 99 in app.table.visible_keys
        assert app.table.render_line(5).cell_length == 30


async def test_rows_take_the_colours_of_a_new_theme() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        show(app.table, range(3))
        await pilot.pause()
        dark = [segment.style for segment in app.table.render_line(2)]
        app.theme = "textual-light"
        await pilot.pause()
        assert [segment.style for segment in app.table.render_line(2)] != dark


async def test_dimmed_text_is_mixed_with_the_background() -> None:
    app = Desk()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.table.look("muted").color != app.table.look("").color
        assert app.table.look("faint").color != app.table.look("muted").color
