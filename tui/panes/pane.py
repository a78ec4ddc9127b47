"""What all panes are: a framed part of the screen with a title and a number key."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar, NamedTuple, Self

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.widget import Widget

from county.board import Key
from county.fields import Lang
from tui.driver.drawing import Drawing
from tui.mirror import Changes
from tui.place import Cursor
from tui.screens.looks import PANES, PaneName
from tui.session import Session
from tui.view.typed import holds
from tui.view.voice import Voice
from tui.widgets.rows import Cell, Column, Pieces, Row
from tui.widgets.table import LineTable
from tui.widgets.text import plain


class Pane(Vertical):
    """One part of the county. Subclasses say what it shows."""

    NAME: ClassVar[PaneName]

    def __init__(self, session: Session) -> None:
        super().__init__(id=self.NAME)
        self.session = session
        self.sought = ""
        """What was typed to keep some of the rows; "" keeps all."""
        self.behind = True
        """Whether there is something that it does not show yet: nobody saw it."""
        self._title = ""
        self._entitling = False

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self.session.voice

    @property
    def target(self) -> Key | None:
        """The record that the reader points at in this pane."""
        return None

    @property
    def reader(self) -> Widget:
        """The widget that has the keyboard when this pane has it."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What stands where the reader points, as plain text; "" for nothing."""
        return ""

    @property
    def here(self) -> Cursor | None:
        """The key of the row that the reader has gone to; None while there is none."""
        return None

    def keep_only(self, typed: str) -> None:
        """Show only the rows that hold what is typed; a pane that is no list shows all it has."""

    def point_at(self, key: Hashable) -> bool:
        """Put the cursor on a row; tell whether there is one."""
        return False

    def take(self, changes: Changes) -> None:
        """Show what changed, if anybody sees it: what is hidden only notes that it is behind."""
        if not self.display:
            self.behind = True
        elif self.behind:
            self.catch_up()
        else:
            self.show(changes)

    def catch_up(self) -> None:
        """Say what changed, or only grew older, while nobody saw it: before anybody looks."""
        if self.behind:
            self.behind = False
            self.word()
        else:
            self.tick()

    def on_show(self) -> None:
        """Be true when the screen has made room for it."""
        self.catch_up()

    def word(self) -> None:
        """Say everything anew: the language, the characters or the county's names changed."""
        self.show(Changes(whole=True))

    def show(self, changes: Changes) -> None:
        """Bring what changed onto the screen."""
        raise NotImplementedError

    def tick(self) -> None:
        """Bring ages up to date, once a second; does nothing unless a subclass shows ages."""

    @property
    def heading(self) -> str:
        """Its name, with the number key that goes to it."""
        return f"{PANES.index(self.NAME) + 1} {self.voice.say(f'pane.{self.NAME}')}"

    def entitle(self, note: str = "") -> None:
        """Set the title in the frame, with its number key and a note such as a count."""
        title = f"{self.heading} {note}" if note else self.heading
        if title != self._title:
            self._title = title
            self._entitling = True
            self.border_title = plain(title)
            self._entitling = False
            if self.styles.border_top[0] and isinstance(self.app, Drawing):
                self.app.draw_line(self, -1)

    def refresh(self, *regions: Region, **how: bool) -> Self:
        """Refresh, but not all of the pane for a new title: that is drawn as a line."""
        return self if self._entitling else super().refresh(*regions, **how)

    @property
    def nothing(self) -> Cell:
        """What an empty pane says: that no data came yet, or that all is quiet."""
        if not self.session.mirror.has_picture:
            return (self.voice.say("empty.no_data"), "caution")
        if self.sought:
            return (self.voice.say("empty.filtered"), "caution")
        return (self.voice.say(f"empty.{self.NAME}"), "muted")


class Spec(NamedTuple):
    """A column that a list has when there is room for it."""

    name: str
    zh: int | None
    """Cells that Chinese needs; None for the one column that takes what the others leave."""
    en: int | None
    """Cells that English needs."""
    least: int = 0
    """From what width of the pane on it shows."""

    def cells(self, lang: Lang) -> int | None:
        """Give its cells in a language."""
        return self.zh if lang == "zh" else self.en


class ListPane(Pane):
    """A pane that is one list."""

    COLUMNS: ClassVar[tuple[Spec, ...]]
    """Every column that the list may have, from the left."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = LineTable(())
        """The list."""
        self.columns: tuple[Column, ...] = ()
        self.kept = self.total = 0
        """How many rows the filter keeps, and how many there are."""

    def compose(self) -> ComposeResult:
        """Put the list in."""
        yield self.table

    @property
    def reader(self) -> Widget:
        """The list has the keyboard."""
        return self.table

    @property
    def target(self) -> Key | None:
        """The record under the cursor, when the rows' keys name records."""
        key = self.table.cursor_key
        return key if isinstance(key, tuple) else None

    @property
    def text(self) -> str:
        """The row under the cursor."""
        row = self.table.cursor_row
        texts = row.texts if row else []
        return "  ".join(text.strip() for text in texts if text.strip())

    @property
    def here(self) -> Cursor | None:
        """The key of the row under the cursor; None while the list follows its top."""
        key = None if self.table.following else self.table.cursor_key
        return key if isinstance(key, tuple | str | int) else None

    def on_resize(self) -> None:
        """Show the columns that there is room for."""
        if not self.behind:
            self._lay_out()

    def word(self) -> None:
        """Say titles and rows anew."""
        self.table.glyphs = self.session.glyphs
        self.columns = ()
        self._lay_out()

    def _lay_out(self) -> None:
        room = self.size.width
        columns = tuple(
            Column(spec.name, self.voice.say(f"column.{spec.name}"), spec.cells(self.voice.lang))
            for spec in self.COLUMNS
            if room >= spec.least
        )
        if columns == self.columns:
            return
        self.columns = columns
        table = self.table
        here = self.here
        with self.app.batch_update():
            # The rows must match the columns at every moment, so the old ones go first.
            table.show(())
            table.word(columns, self.notice)
            self.show(Changes(whole=True))
            if here is not None:
                self.point_at(here)

    def choose(self) -> bool:
        """Do what choosing the row under the cursor does here; tell whether that is anything."""
        return False

    def point_at(self, key: Hashable) -> bool:
        """Put the cursor on a row; tell whether there is one."""
        self.catch_up()
        try:
            self.table.move_to(key)
        except KeyError:
            return False
        return True

    def notice(self, count: int) -> str:
        """Word the number of new rows above the page."""
        return self.voice.say("table.unseen", count=count)

    def row(self, key: Hashable, cells: Mapping[str, Cell | Pieces], tone: str = "") -> Row:
        """Make a row of those `cells` that the present columns show."""
        return Row(key, tuple(cells[column.key] for column in self.columns), tone)

    def keep_only(self, typed: str) -> None:
        """Show only the rows that hold what is typed; "" shows all."""
        self.sought = typed.strip()
        self.show(Changes(whole=True))

    def say_row(self, key: Hashable) -> Row:
        """Say a row as it stands now. What is worded at some cost is kept until it changes."""
        raise NotImplementedError

    def hay(self, key: Hashable) -> str:
        """Give what a filter looks for its words in: what stands in the row."""
        return "\n".join(self.say_row(key).texts)

    def keeps(self, key: Hashable) -> bool:
        """Tell whether the filter keeps a row."""
        return not self.sought or holds(self.hay(key), self.sought)

    def fill(self, keys: Sequence[Hashable], note: str = "") -> None:
        """Show those rows that the filter keeps, or why there are none; `note` entitles them.

        While a filter holds, what it is and how much it keeps stand in the title instead.
        """
        self.total = len(keys)
        keys = [key for key in keys if self.keeps(key)]
        self.kept = len(keys)
        if self.sought:
            note = self.voice.say(
                "filter.note", filter=self.sought, kept=self.kept, total=self.total
            )
        self.table.set_placeholder(self.nothing)
        self.table.hold(keys, self.say_row)
        self.entitle(note)
