"""The county on one screen: as many panes side by side as the terminal has room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.containers import Container
from textual.geometry import Offset
from textual.widget import Widget

from county import commands as ask
from county.board import Key as Record
from county.load import Meter
from tui.grammar import Completion
from tui.keys import OVERVIEW, Key, bindings
from tui.mirror import Changes
from tui.panes.activity import ActivityPane
from tui.panes.alarms import AlarmsPane
from tui.panes.map import MapPane
from tui.panes.pane import ListPane, Pane
from tui.panes.sources import SourcesPane
from tui.panes.status import flood_of
from tui.panes.units import UnitsPane
from tui.panes.warnings import WarningsPane
from tui.screens.desk import DeskScreen
from tui.screens.jump import Goal, JumpScreen
from tui.screens.looks import LOOKS, ONE, PANES, Look, PaneName, in_front, look_for
from tui.screens.prompt import Prompt
from tui.session import Session
from tui.view.figures import strip
from tui.widgets.figures import Figure, FigureStrip
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable
from tui.widgets.text import plain

PANE_CLASSES: tuple[type[Pane], ...] = (
    AlarmsPane,
    MapPane,
    WarningsPane,
    ActivityPane,
    UnitsPane,
    SourcesPane,
)


SHORT, TINY, LEAST = 30, 12, 8
"""Below how many rows the figures take one line, below how many they go, and then the tabs."""


class OverviewScreen(DeskScreen):
    """The screen that a shift is spent on."""

    KEYS: ClassVar[tuple[Key, ...]] = OVERVIEW
    BINDINGS = bindings(OVERVIEW)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.panes: dict[PaneName, Pane] = {pane.NAME: pane(session) for pane in PANE_CLASSES}
        self.look: Look = ONE
        self.recent: tuple[PaneName, ...] = ("alarms",)
        """The panes by when they were read last, the latest first."""
        self.maximised = False
        """Whether one pane has the whole screen."""
        self._load: Meter | None = None
        """How busy the console was when the figures were told last."""

    def body(self) -> Iterable[Widget]:
        """Give figures, tabs and panes."""
        yield FigureStrip(id="figures")
        yield StatusLine(id="tabs")
        yield Container(*self.panes.values(), id="panes")

    @property
    def alarms(self) -> AlarmsPane:
        """The pane of alarms."""
        pane = self.panes["alarms"]
        assert isinstance(pane, AlarmsPane)
        return pane

    @property
    def map(self) -> MapPane:
        """The pane with the map."""
        pane = self.panes["map"]
        assert isinstance(pane, MapPane)
        return pane

    # ---- what it shows --------------------------------------------------------------------------

    def word(self) -> None:
        """Say everything anew."""
        for pane in self.panes.values():
            pane.behind = True
        self._lay_out()
        super().word()

    def show_body(self, changes: Changes) -> None:
        """Give every pane its share, once they have their places."""
        if not self._has_places:
            return
        for pane in self.panes.values():
            pane.take(changes)
        self._tell_figures()

    def tick_body(self) -> None:
        """Bring ages up to date where they are seen, and how busy the console is."""
        if self.session.load is not self._load:  # all other figures come with what is new
            self._tell_figures()
        for pane in self.panes.values():
            if pane.display:
                pane.tick()

    def refresh_record(self, record: Record) -> None:
        """Say one record anew: something was asked of it, or its answer came."""
        if record[0] == "alarm":
            self.alarms.refresh_row(int(record[1]))
        elif record[0] == "warning":
            self.panes["warnings"].take(Changes(keys=frozenset({record})))

    def _tell_figures(self) -> None:
        mirror = self.session.mirror
        self._load = self.session.load
        lines = strip(self.session.tally, mirror.figures, self.voice, self._load)
        figures = [Figure(line.label, line.value, line.tone or "strong") for line in lines]
        room = max(3, self.size.width // (26 if self.size.height < SHORT else 18))
        self.query_one("#figures", FigureStrip).show(figures[:room])

    def _tell_tabs(self) -> None:
        front = in_front(self.look, self.recent)
        tabs: list[Cell] = []
        for number, pane in enumerate(PANES, 1):
            tone = "reverse" if pane in front else "muted"
            tabs += [(f" {number} {self.voice.say(f'pane.{pane}')} ", tone), " "]
        self.query_one("#tabs", StatusLine).show(tabs)

    # ---- where the panes are --------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay the panes out for the new size."""
        self._lay_out()
        self.tell_state()

    def dress(self) -> None:
        """Have the style sheet go by the size, too."""
        self.look = ONE if self.maximised else look_for(*self.app.size)
        super().dress()

    @property
    def marks(self) -> dict[str, bool]:
        """The classes that the style sheet knows it by, and whether it is of them now."""
        height = self.app.size.height
        return {
            **super().marks,
            **{f"-{look.name}": look is self.look for look in LOOKS},
            "-short": height < SHORT,
            "-tiny": height < TINY,
            "-least": height < LEAST,
        }

    def _lay_out(self) -> None:
        self.dress()
        front = in_front(self.look, self.recent)
        for place in self.look.places:
            for name in place:
                self._put(self.panes[name], in_view=name in front)
                others = [other for other in place if other != name]
                self.panes[name].border_subtitle = plain(
                    "  ".join(f"{PANES.index(o) + 1} {self.voice.say(f'pane.{o}')}" for o in others)
                )
        self._tell_tabs()
        self._tell_figures()

    def _put(self, pane: Pane, *, in_view: bool) -> None:
        """Show or hide a pane; one that comes into view is brought up to date."""
        pane.display = in_view
        if in_view and self._has_places:
            pane.catch_up()

    @property
    def _has_places(self) -> bool:
        """Whether the panes were laid out: before that none knows what it has room to say."""
        return any(pane.size for pane in self.panes.values())

    def bring(self, name: PaneName) -> None:
        """Put a pane in front and the keyboard in it."""
        others = (other for other in self.recent if other != name)
        self.settle_panes((name, *others), maximised=self.maximised)

    def settle_panes(self, recent: Sequence[PaneName], *, maximised: bool) -> None:
        """Lay the panes out as after reading `recent`, the latest first; the keyboard goes there.

        `recent` names at least one pane.
        """
        self.recent, self.maximised = tuple(recent), maximised
        self._lay_out()
        self.give_focus()
        if self.is_current:
            self.desk.visit(self.view)

    def give_focus(self) -> None:
        """Put the keyboard into the pane that had it last."""
        self.panes[self.recent[0]].reader.focus()

    @property
    def pane(self) -> Pane:
        """The pane that has the keyboard, or had it last."""
        return self.panes[self.recent[0]]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane the reader is in."""
        pane = next((p for p in self.panes.values() if p in event.widget.ancestors), None)
        if pane is not None and self.recent[0] != pane.NAME:
            self.recent = (pane.NAME, *(other for other in self.recent if other != pane.NAME))
            self._tell_tabs()
            self.desk.visit(self.view)

    # ---- what the reader points at --------------------------------------------------------------

    def record(self, part: str) -> Record | None:
        """Give the record of that kind under the cursor: of this pane, else of the list of them."""
        own = self.panes["warnings" if part == "warning" else "alarms"]
        own.catch_up()
        for pane in (self.pane, own):
            target = pane.target
            if target is not None and target[0] == part:
                return target
        return None

    @property
    def text(self) -> str:
        """The row that the reader points at; from the map, that of the alarms."""
        self.alarms.catch_up()
        return self.pane.text or self.alarms.text

    @property
    def view(self) -> PaneName:
        """The pane that is read."""
        return self.recent[0]

    @on(LineTable.Highlighted)
    def _pointed(self, event: LineTable.Highlighted) -> None:
        if event.table is self.pane.reader:
            self.map.highlight(self.pane.target)

    @on(LineTable.Chosen)
    def _chosen(self) -> None:
        if isinstance(self.pane, ListPane) and self.pane.choose():
            return
        target = self.pane.target
        if target is not None:
            self.desk.open_record(target)

    # ---- keys -----------------------------------------------------------------------------------

    def action_pane(self, number: int) -> None:
        """Go to a pane by its number."""
        self.bring(PANES[number - 1])

    def action_maximise(self) -> None:
        """Give the whole screen to the pane with the keyboard, or take it back."""
        self.maximised = not self.maximised
        self._lay_out()

    def action_group(self) -> None:
        """Group the alarms of a flood, or show every one as a row."""
        if not self.session.flood:
            self.notice(self.voice.say("group.no_flood"), "muted")
            return
        self.alarms.toggle_groups()
        self.tell_state()

    def action_oldest(self) -> None:
        """Put on top what its owner left alone the longest, or go back to the working order."""
        self.alarms.toggle_oldest()

    def action_merge(self) -> None:
        """Begin to merge the alarm under the cursor, with the one that it may belong to."""
        if not self.may(ask.Merge):
            return
        record, like = self.record("alarm"), self.alarms.like
        into = "" if like is None else f"{like} "
        self.type_command(f"merge {record[1]} {into}" if record else "merge ")

    @property
    def flood(self) -> str:
        """Say what came in, and which key groups it or opens it."""
        key = next(key for key in self.keys if key.id == "group")
        return flood_of(self.session, key.cap, grouped=self.alarms.grouping)

    def action_jump(self) -> None:
        """Show a letter on each pane; those that are hidden stand in a row at the bottom."""
        hidden = Offset(1, self.size.height - 2)
        goals = []
        for number, (name, pane) in enumerate(self.panes.items(), 1):
            title = f"{number} {self.voice.say(f'pane.{name}')}"
            if pane.display:
                goals.append(Goal(name, title, pane.region.offset + Offset(2, 1)))
            else:
                goals.append(Goal(name, title, hidden))
                hidden += Offset(24, 0)
        self.app.push_screen(JumpScreen(goals), self._jumped)

    def _jumped(self, name: PaneName | None) -> None:
        if name is not None:
            self.bring(name)

    def action_filter(self) -> None:
        """Keep only the rows of this list that hold what is typed; of the alarms from the map."""
        if not isinstance(self.pane, ListPane):
            self.bring("alarms")
        self.prompt.open("filter", self.pane.sought, self._count)

    def _count(self, typed: str) -> list[Completion]:
        """Say how many rows are kept while the filter is typed."""
        pane = self.pane
        assert isinstance(pane, ListPane)
        pane.keep_only(typed)
        return [
            Completion(
                self.voice.say("filter.count", kept=pane.kept, total=pane.total),
                typed,
                self.voice.say("filter.hint"),
            )
        ]

    @on(Prompt.Submitted)
    def _filtered(self, event: Prompt.Submitted) -> None:
        if event.purpose == "filter":
            self.prompt.close()

    def action_back(self) -> None:
        """Undo one step of what narrows the view: the large pane, this filter, the others."""
        if self.maximised:
            self.action_maximise()
            return
        narrowed = [name for name in (*self.recent, *PANES) if self.panes[name].sought]
        for name in narrowed[:1]:
            self.panes[name].keep_only("")
