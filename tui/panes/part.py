"""What the lists of the alarm screen and of the search are: a frame with a title, and columns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message

from tui.driver.drawing import Drawing
from tui.panes.pane import Spec
from tui.session import Session
from tui.view.voice import Voice
from tui.widgets.rows import Cell, Column, Row
from tui.widgets.table import LineTable
from tui.widgets.text import plain


class ListPart(Vertical):
    """A framed list beside others on one screen. Subclasses say what stands in it."""

    NAME: ClassVar[str]
    """Its id, and its name in the catalogue: ``part.<name>``."""
    COLUMNS: ClassVar[tuple[Spec, ...]]
    """Every column that the list may have, from the left."""

    @dataclass
    class Pointed(Message):
        """The cursor came to another row.

        The table's own message does not leave a part that moved its cursor itself: Textual stops
        what a parent brought about at that parent.
        """

        part: ListPart

        @property
        def control(self) -> ListPart:
            """The part it happened in."""
            return self.part

    def __init__(self, session: Session) -> None:
        super().__init__(id=self.NAME)
        self.session = session
        self.table = LineTable(())
        """The list."""
        self.columns: tuple[Column, ...] = ()
        """The columns that there is room for; none before it has a size."""
        self._title = ""
        self._entitling = False

    def compose(self) -> ComposeResult:
        """Put the list in."""
        yield self.table

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self.session.voice

    @property
    def text(self) -> str:
        """The row under the cursor as plain text; "" when there is none."""
        row = self.table.cursor_row
        texts = row.texts if row else []
        return "  ".join(text.strip() for text in texts if text.strip())

    def rows(self) -> Sequence[Row]:
        """Give the rows as they stand now, for the present columns."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say the list anew; only lines that come to look different are painted."""
        if self.columns:
            self.table.show(self.rows())

    def word(self) -> None:
        """Say titles and rows anew: the language or the characters changed."""
        self.table.glyphs = self.session.glyphs
        self.columns = ()
        self.lay_out()

    @on(LineTable.Highlighted)
    def _pointed(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self.post_message(self.Pointed(self))

    def on_resize(self) -> None:
        """Show the columns that there is room for."""
        self.lay_out()

    def lay_out(self) -> None:
        """Choose the columns by the width there is."""
        room = self.size.width
        if not room:
            return
        columns = tuple(
            Column(spec.name, self.voice.say(f"column.{spec.name}"), spec.cells(self.voice.lang))
            for spec in self.COLUMNS
            if room >= spec.least
        )
        if columns == self.columns:
            return
        here = self.table.cursor_key
        self.columns = columns
        with self.app.batch_update():
            # The rows must match the columns at every moment, so the old ones go first.
            self.table.show(())
            self.table.word(columns, self._unseen)
            self.tell()
        if here is not None:
            self.point_at(here)

    def _unseen(self, count: int) -> str:
        return self.voice.say("part.unseen", count=count)

    def point_at(self, key: Hashable) -> None:
        """Put the cursor on a row, if there is one of that key."""
        try:
            self.table.move_to(key)
        except KeyError:
            return

    def row(self, key: Hashable, cells: Mapping[str, Cell], tone: str = "") -> Row:
        """Make a row of those `cells` that the present columns show."""
        return Row(key, tuple(cells[column.key] for column in self.columns), tone)

    def entitle(self, note: str = "") -> None:
        """Set the title in the frame, with a note such as a count."""
        title = f"{self.voice.say(f'part.{self.NAME}')} {note}".rstrip()
        if title == self._title:
            return
        self._title = title
        self._entitling = True
        self.border_title = plain(title)
        self._entitling = False
        if self.styles.border_top[0] and isinstance(self.app, Drawing):
            self.app.draw_line(self, -1)

    def refresh(self, *regions: Region, **how: bool) -> Self:
        """Refresh, but not all of the part for a new title: that is drawn as a line."""
        return self if self._entitling else super().refresh(*regions, **how)
