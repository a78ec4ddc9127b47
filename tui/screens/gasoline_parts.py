"""Where the parts of the gasoline screen stand: side by side, two columns, or a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual import events
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget

from tui.mirror import Changes
from tui.panes.facts import Facts
from tui.panes.purchaser import PurchaserPart
from tui.panes.stations import StationsPart
from tui.panes.status import Banner
from tui.panes.trends import TrendsPart
from tui.panes.warned import WarnedPane
from tui.panes.yields import YieldsPart
from tui.screens.desk import DeskScreen
from tui.session import Session
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine
from tui.widgets.text import plain

PARTS = ("warnings", "why", "purchaser", "stations", "yields", "trends")
"""The parts in the order of their number keys, 1 first."""

COLUMNS: Mapping[str, frozenset[str]] = {
    "left": frozenset({"warnings", "purchaser"}),
    "middle": frozenset({"why"}),
    "right": frozenset({"stations", "yields", "trends"}),
}
"""The parts of each column, by its id."""

TURNING = ("why", "stations", "yields", "trends")
"""The parts that take turns in the second of two columns."""

ROOM = (100, 30)
"""The smallest terminal, in cells, that shows parts side by side."""

ALL = (150, 40)
"""The smallest terminal, in cells, that shows every part."""


class GasolineParts(DeskScreen):
    """The parts of the gasoline screen, their places, and which of them the reader is in."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.part = "warnings"
        """The part that the reader is in, and the page of a small terminal."""
        self.turn = "why"
        """The part that stands in the second of two columns."""
        self.warned = WarnedPane(session)
        self.why = Facts()
        self.purchaser = PurchaserPart(session)
        self.stations = StationsPart(session)
        self.yields = YieldsPart(session)
        self.trends = TrendsPart(session)
        self.silence = Banner(id="silence")

    def body(self) -> Iterable[Widget]:
        """Give the path to here, who is silent, the pages' names, and the parts in columns."""
        yield StatusLine(id="path")
        yield self.silence
        yield StatusLine(id="pages")
        yield Container(
            Vertical(self.warned, self.purchaser, id="left"),
            Vertical(VerticalScroll(self.why, id="why"), id="middle"),
            Vertical(self.stations, self.yields, self.trends, id="right"),
            id="record",
        )

    @property
    def paged(self) -> bool:
        """Whether the terminal shows a page at a time."""
        width, height = self.app.size
        return width < ROOM[0] or height < ROOM[1]

    @property
    def whole(self) -> bool:
        """Whether the terminal shows every part."""
        width, height = self.app.size
        return width >= ALL[0] and height >= ALL[1]

    @property
    def in_view(self) -> frozenset[str]:
        """The parts that are shown."""
        if self.whole:
            return frozenset(PARTS)
        if not self.paged:
            return frozenset({"warnings", "purchaser", self.turn})
        # A warning and why it was raised belong together where there is room for one page alone.
        return frozenset({"warnings", "why"} if self.part == "warnings" else {self.part})

    @property
    def marks(self) -> dict[str, bool]:
        """The classes that the style sheet knows it by, and whether it is of them now."""
        return {**super().marks, "-paged": self.paged, "-whole": self.whole}

    def on_resize(self) -> None:
        """Lay the parts out for the new size."""
        self.lay_out()
        self.tell_state()

    def lay_out(self) -> None:
        """Show what has room, or the page that the reader is on."""
        self.dress()
        shown = self.in_view
        for column, parts in COLUMNS.items():
            self.query_one(f"#{column}").display = bool(parts & shown)
            for name in parts:
                self.query_one(f"#{name}").display = name in shown
        tabs: list[Cell] = []
        for number, name in enumerate(PARTS, 1):
            tone = "reverse" if name == self.part else "muted"
            tabs += [(f" {number} {self.voice.say(f'tab.{name}')} ", tone), " "]
        self.query_one("#pages", StatusLine).show(tabs)

    def shows(self, part: str) -> bool:
        """Tell whether somebody may be looking at a part."""
        return self.is_current and part in self.in_view

    def bring(self, part: str) -> None:
        """Go to a part: the keyboard goes there, and the page on a small terminal."""
        self.part = part
        if part in TURNING:
            self.turn = part
        self.lay_out()
        self.show_body(Changes(whole=True))
        self.give_focus()

    def give_focus(self) -> None:
        """Put the keyboard into the part that the reader is in."""
        lists: dict[str, Widget] = {
            "warnings": self.warned.reader,
            "stations": self.stations.table,
            "yields": self.yields.table,
        }
        (lists.get(self.part) or self.query_one(f"#{self.part}")).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which part the reader is in, where parts stand side by side."""
        if not self.paged:
            ids = {part.id for part in (event.widget, *event.widget.ancestors)}
            self.part = next((part for part in PARTS if part in ids), self.part)

    def word(self) -> None:
        """Say everything anew."""
        self.query_one("#why").border_title = plain(self.voice.say("part.why"))
        self.lay_out()
        self.warned.behind = True
        for part in (self.purchaser, self.stations, self.yields, self.trends):
            part.word()
        super().word()
