"""A list that repaints only what changed and never moves the page under its reader."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.widgets.page import Page
from tui.widgets.rows import NOTHING, Cell, Column, Layout, Line, Row, Word
from tui.widgets.text import fit, width
from tui.widgets.toned import Toned

WHEEL = 3
"""Rows that one step of the mouse wheel moves."""


class LineTable(Toned, can_focus=True):
    """A list with a cursor, fixed column widths and a heading, drawn line by line.

    Measured on Textual 8.2.8 with 500 rows, 10 changed cells every 0.1 s: the stock DataTable
    repaints all of itself (22 ms and 7.9 KB each time), a table on the line API 1.4 ms and 91 B.
    It scrolls by itself too: a ScrollView lays the screen out anew whenever its length changes,
    and each layout sends every scrollbar on the screen again.

    The list follows its top until somebody moves the cursor or the page. From then on the page
    stands: rows inserted above it are counted in `unseen` and announced in the heading, until
    `follow`. The cursor stays on its row by key however the rows are sorted.
    """

    DEFAULT_CSS = "LineTable { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, id="table.up"),
        Binding("down", "move(1)", show=False, id="table.down"),
        Binding("pageup", "page(-1)", show=False, id="table.page_up"),
        Binding("pagedown", "page(1)", show=False, id="table.page_down"),
        Binding("end", "last", show=False, id="table.last"),
        Binding("home,G", "follow", show=False, id="table.follow"),
        Binding("enter", "choose", show=False, id="table.choose"),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor came to another row; `key` is None when the list became empty."""

        table: LineTable
        key: Hashable | None

        @property
        def control(self) -> LineTable:
            """The list it happened in."""
            return self.table

    @dataclass
    class Chosen(Message):
        """A row was chosen, by Enter or a double click."""

        table: LineTable
        key: Hashable

        @property
        def control(self) -> LineTable:
            """The list it happened in."""
            return self.table

    @dataclass
    class UnseenChanged(Message):
        """The number of new rows above the page changed."""

        table: LineTable
        count: int

        @property
        def control(self) -> LineTable:
            """The list it happened in."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        notice: Callable[[int], str] = str,
        placeholder: Cell = "",
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Make an empty list.

        `notice` words the number of unseen rows; `placeholder` is what an empty list says.
        """
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._notice = notice
        self._placeholder = placeholder
        self._widths = Layout(columns, 0)
        self._page = Page()
        self._word: Word = dict[Hashable, Row]().__getitem__
        self._heading = ("", "")
        self._painted: list[Line] = []
        self._strips: dict[Hashable, tuple[Line, Strip]] = {}

    # What the owner says

    def show(self, rows: Sequence[Row]) -> None:
        """Let the list hold `rows`, in this order. Raises ValueError when two have one key."""
        self.hold([row.key for row in rows], {row.key: row for row in rows}.__getitem__)

    def hold(self, keys: Sequence[Hashable], word: Word) -> None:
        """Let the list hold rows of `keys`, in this order; `word` says one that is in view.

        Wording a row takes a hundred times as long as sorting it, and most of a long list is out
        of view. `word` is asked again whenever the list looks for what changed: it keeps what it
        said. Only lines that come to look different are painted. Raises ValueError when two keys
        are equal.
        """
        was_empty = not self._page.keys
        with self._changing():
            self._word = word
            self._page.show(keys)
        if was_empty != (not keys):
            self.refresh()  # the placeholder comes or goes
        if len(self._strips) > 3 * self._page.height:
            self._strips.clear()  # mostly of rows that are out of view

    def renew(self) -> None:
        """Paint the rows in view that are worded otherwise by now."""
        for y in range(1, len(self._painted)):
            self._repaint_line(y)

    def follow(self) -> None:
        """Go to the first row and stay with the top as new rows come."""
        self._go(0)

    def move_to(self, key: Hashable) -> None:
        """Put the cursor on a row and bring it into view. Raises KeyError for an unknown row."""
        self._go(self._page.place(key))

    def word(self, columns: Sequence[Column], notice: Callable[[int], str]) -> None:
        """Change the titles and the notice, as when the officer changes the language."""
        self._columns, self._notice = tuple(columns), notice
        self._redraw()

    def set_placeholder(self, placeholder: Cell) -> None:
        """Change what an empty list says: that all is quiet, or that nothing is known."""
        if placeholder != self._placeholder:
            self._placeholder = placeholder
            if not self._page.keys:
                self.refresh()

    @property
    def cursor_key(self) -> Hashable | None:
        """The key of the row under the cursor, None in an empty list."""
        return self._page.key

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor, None in an empty list."""
        key = self._page.key
        return None if key is None else self._word(key)

    @property
    def unseen(self) -> int:
        """How many new rows stand above the page, not yet looked at."""
        return len(self._page.unseen)

    @property
    def following(self) -> bool:
        """Whether the list stays with its top as new rows come."""
        return self._page.following

    @property
    def keys(self) -> list[Hashable]:
        """The keys of all rows, also of those beyond the page, from the top."""
        return self._page.keys

    @property
    def visible_keys(self) -> list[Hashable]:
        """The keys of the rows in view, from the top."""
        return self._page.in_view

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Paint what a change of the page changes, and tell the owner."""
        key, unseen = self.cursor_key, self.unseen
        yield
        self._repaint()
        if self.unseen != unseen:
            self.post_message(self.UnseenChanged(self, self.unseen))
        if self.cursor_key != key:
            self.post_message(self.Highlighted(self, self.cursor_key))

    def _go(self, index: int) -> None:
        with self._changing():
            self._page.go(index)

    def _scroll(self, rows: int) -> None:
        with self._changing():
            self._page.scroll(rows)

    # How it is painted

    def _line(self, y: int) -> Line:
        page = self._page
        index = page.top + y - 1
        if y < 1 or index >= len(page.keys):
            return NOTHING
        return self._word(page.keys[index]), index == page.cursor

    def _repaint(self) -> None:
        """Refresh the lines that no longer show what they should, and only those."""
        for y in range(len(self._painted)):
            self._repaint_line(y)
        heading = self._compose_heading()
        if heading != self._heading:
            self._heading = heading
            self.draw_line(0)

    def _repaint_line(self, y: int) -> None:
        old, new = self._painted[y], self._line(y)
        if old != new:
            self._painted[y] = new
            self.draw_line(y)

    def _redraw(self) -> None:
        self._widths = Layout(self._columns, self.size.width)
        self._strips.clear()
        self._painted = [NOTHING] * self.size.height
        self._repaint()
        self.refresh()

    def _compose_heading(self) -> tuple[str, str]:
        """Give the titles, and over their end the notice of unseen rows and the place in the list.

        The notice stands here because it then covers no row and leaves the page its size.
        """
        page, count, total = self._page, self.unseen, len(self._page.keys)
        notes = [f"{self.glyphs.newer} {self._notice(count)}"] if count else []
        if total > page.height:
            notes.append(f"{page.top + 1}-{min(page.top + page.height, total)}/{total}")
        over = "".join(f" {note} " for note in notes)
        cells = self._widths.cells
        over = fit(over, min(width(over), cells))
        return fit(self._widths.titles, cells - width(over)), over

    def render_line(self, y: int) -> Strip:
        """Draw one line of the page; line 0 is the heading."""
        if y == 0:
            titles, over = self._heading
            looks = self.look("title"), self.look("alert" if self.unseen else "title")
            return Strip([Segment(titles, looks[0]), Segment(over, looks[1])], self._widths.cells)
        line = self._line(y)
        if line[0] is None:
            return self._blank(y)
        kept = self._strips.get(line[0].key)
        if kept is None or kept[0] != line:
            kept = (line, self._draw(line[0], line[1]))
            self._strips[line[0].key] = kept
        return kept[1]

    def _draw(self, row: Row, under_cursor: bool) -> Strip:
        mark = self.glyphs.selected if under_cursor else ""
        strip = Strip(self._widths.segments(row, mark, self.look))
        return strip.adjust_cell_length(self._widths.cells, self.look(row.tone))

    def _blank(self, y: int) -> Strip:
        cell = self._placeholder if not self._page.keys and y == 2 else ""
        text, tone = (cell, "muted") if isinstance(cell, str) else cell
        cells = self.size.width
        return Strip([Segment(fit(text, cells, "centre"), self.look(tone))], cells)

    def notify_style_update(self) -> None:
        """Forget rows drawn under the last theme."""
        super().notify_style_update()
        self._strips.clear()

    def watch_glyphs(self) -> None:
        """Draw everything anew in other characters."""
        self._redraw()

    # What the reader does

    def on_resize(self) -> None:
        """Give the columns the new width and keep the cursor on the page."""
        with self._changing():
            self._page.resize(self.size.height - 1)
        self._redraw()

    def action_move(self, rows: int) -> None:
        """Move the cursor down by `rows`."""
        self._go(self._page.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor down by `pages` pages."""
        self._go(self._page.cursor + pages * self._page.height)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._go(len(self._page.keys) - 1)

    def action_follow(self) -> None:
        """Go to the first row and stay with the top."""
        self.follow()

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._page.keys:
            self.post_message(self.Chosen(self, self.cursor_key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; choose it at the second click."""
        y = event.get_content_offset_capture(self).y
        if self._line(y) != NOTHING:
            self._go(self._page.top + y - 1)
            if event.chain == 2:
                self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the page down; the cursor stays on its row."""
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the page up; the cursor stays on its row."""
        event.stop()
        self._scroll(-WHEEL)
