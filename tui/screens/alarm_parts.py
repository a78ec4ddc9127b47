"""Where the parts of the alarm screen stand: side by side, or a page at a time."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget

from county.board import Key as Record
from tui.mirror import Changes
from tui.panes.facts import Facts
from tui.panes.queue import QueuePart
from tui.panes.ranked import RankedPart
from tui.panes.related import RelatedPart
from tui.screens.record import RecordScreen
from tui.session import Session
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine
from tui.widgets.text import plain

PARTS = ("act", "units", "steps", "related", "map", "queue")
"""The parts in the order of their number keys, 1 first."""

PAGES = {
    "act": {"facts", "orders", "units"},
    "units": {"units"},
    "steps": {"steps"},
    "related": {"related"},
    "map": {"map"},
    "queue": {"queue"},
}
"""What stands on each page of a small terminal, by the ids of the parts."""

COLUMNS = {"middle": {"facts", "orders", "steps"}, "side": {"units", "related", "map"}}
"""The parts of each column, by its id."""

ROOM = (100, 30)
"""The smallest terminal, in cells, that shows the parts side by side."""

WIDE = 140
"""From how many cells on the queue has room for words."""


class AlarmParts(RecordScreen):
    """The parts of an alarm, their places, and which of them the reader is in."""

    def __init__(self, session: Session, key: Record, part: str = "act") -> None:
        """Be the screen of an alarm, `part` of it in front: one of `PARTS`."""
        super().__init__(session, key)
        self.part = part
        """The part that the reader is in, and the page of a small terminal."""
        self.queue = QueuePart(session)
        self.units = RankedPart(session)
        self.related = RelatedPart(session)
        self.facts, self.orders, self.steps = Facts(), Facts(), Facts()
        self._brought = part != "act"
        """Whether the reader went to a part: until then the units have the keyboard."""

    def body(self) -> Iterable[Widget]:
        """Give the path to here, the pages' names, and the parts in their columns."""
        yield StatusLine(id="path")
        yield StatusLine(id="pages")
        yield Container(
            self.queue,
            Vertical(
                VerticalScroll(self.facts, id="facts"),
                VerticalScroll(self.orders, id="orders"),
                VerticalScroll(self.steps, id="steps"),
                id="middle",
            ),
            Vertical(self.units, self.related, self.map, id="side"),
            id="record",
        )

    @property
    def paged(self) -> bool:
        """Whether the terminal shows a page at a time."""
        width, height = self.app.size
        return width < ROOM[0] or height < ROOM[1]

    @property
    def marks(self) -> dict[str, bool]:
        """The classes that the style sheet knows it by, and whether it is of them now."""
        paged = self.paged
        return {
            **super().marks,
            "-paged": paged,
            "-act": paged and self.part == "act",
            "-wide": not paged and self.app.size.width >= WIDE,
        }

    def on_resize(self) -> None:
        """Lay the parts out for the new size."""
        self.lay_out()
        self.tell_state()

    def lay_out(self) -> None:
        """Show what has room, or the page that the reader is on."""
        self.dress()
        shown = PAGES[self.part] if self.paged else frozenset().union(*PAGES.values())
        for parts in (*COLUMNS.values(), {"queue"}):
            for name in parts:
                self.query_one(f"#{name}").display = name in shown
        for column, parts in COLUMNS.items():
            self.query_one(f"#{column}").display = bool(shown & parts)
        tabs: list[Cell] = []
        for number, name in enumerate(PARTS, 1):
            tone = "reverse" if name == self.part else "muted"
            tabs += [(f" {number} {self.voice.say(f'tab.{name}')} ", tone), " "]
        self.query_one("#pages", StatusLine).show(tabs)

    def bring(self, part: str) -> None:
        """Go to a part: the keyboard goes there, and the page on a small terminal."""
        self.part, self._brought = part, True
        self.lay_out()
        self.show_body(Changes(whole=True))
        self.give_focus()

    def give_focus(self) -> None:
        """Put the keyboard into the part that the reader is in; first into the units."""
        focus: dict[str, Widget] = {
            "act": self._first,
            "units": self.units.table,
            "related": self.related.table,
            "map": self.map.reader,
            "queue": self.queue.table,
        }
        (focus.get(self.part) or self.query_one(f"#{self.part}")).focus()

    @property
    def _first(self) -> Widget:
        """What has the keyboard at first: the units; later, side by side, what decides."""
        if self.paged or not self._brought:
            return self.units.table
        return self.query_one("#facts")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which part the reader is in, where parts stand side by side."""
        if not self.paged and self._brought:
            ids = {part.id for part in (event.widget, *event.widget.ancestors)}
            here = "act" if "facts" in ids else self.part
            self.part = next((part for part in PARTS if part in ids), here)

    def word(self) -> None:
        """Say everything anew."""
        for name in ("facts", "orders", "steps"):
            title = self.voice.say("part.act" if name == "facts" else f"part.{name}")
            self.query_one(f"#{name}").border_title = plain(title)
        self.lay_out()
        for part in (self.queue, self.units, self.related):
            part.word()
        super().word()
