"""The county's memory: alarms on the board and long filed, found by what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from county.board import Key as Record
from county.cases import Query
from county.refusals import Refusal
from feeds.questions import Found, Search
from tui.grammar import Find
from tui.keys import SEARCH, Key, bindings, cap_of
from tui.mirror import Changes
from tui.panes.facts import Facts
from tui.panes.found import FoundPart
from tui.panes.part import ListPart
from tui.screens.alarm import AlarmScreen
from tui.screens.desk import DeskScreen
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import cases as view
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from tui.app import DeskApp


class SearchScreen(DeskScreen):
    """What was found, the newest first, and all that is known of the case under the cursor."""

    KEYS: ClassVar[tuple[Key, ...]] = SEARCH
    BINDINGS = bindings(SEARCH)

    def __init__(self, session: Session, sought: Find) -> None:
        super().__init__(session)
        self.sought = sought.typed
        """What was typed."""
        self._query = sought.query
        self._answer: Found | Refusal | None = None
        self._asked = 0
        """How often it was asked: only the last answer counts."""
        self._found = FoundPart(session)
        self._case = Facts()

    def body(self) -> Iterable[Widget]:
        """Give the path to here, what was found, and the case under the cursor."""
        yield StatusLine(id="path")
        yield self._found
        yield VerticalScroll(self._case, id="case", can_focus=False)

    def on_mount(self) -> None:
        """Ask for what is looked for."""
        super().on_mount()
        self._ask_for(self._query, ())

    def seek(self, sought: Find) -> None:
        """Look for something else."""
        self.sought, self._query = sought.typed, sought.query
        self._ask_for(self._query, ())

    def _ask_for(self, query: Query, before: tuple[object, ...]) -> None:
        """Ask; what is found comes after the cases that were found `before`."""
        self._asked += 1
        if not before:
            self._found.cases, self._answer = (), None
        self._tell()
        self.run_worker(self._look(query, self._asked))

    async def _look(self, query: Query, asked: int) -> None:
        answer = await self.desk.inquire(Search(query=query))
        if asked != self._asked:
            return
        self._answer = answer
        if isinstance(answer, Found):
            self._found.cases = (*self._found.cases, *answer.cases)
        self._tell()

    # ---- what it shows --------------------------------------------------------------------------

    def word(self) -> None:
        """Say everything anew."""
        self._found.word()
        super().word()

    def show_body(self, changes: Changes) -> None:
        """Say what was found: the board does not change it, but the officer's language does."""
        if changes.whole or changes.topics & {"atlas", "welcome"}:
            self._tell()

    def _tell(self) -> None:
        note, tone = self._state()
        path = (
            (f" {self.voice.say('path.overview')} ", "muted"),
            ("> ", "muted"),
            (f"{self.voice.say('path.search')} ", "strong"),
            (self.sought, "accent"),
        )
        self.query_one("#path", StatusLine).show(path)
        self._found.note = (note, tone)
        self._found.tell()
        self._found.entitle(note)
        self._tell_case()

    def _state(self) -> tuple[str, str]:
        """Say how the search stands: that nothing was found is known only once it is answered."""
        answer = self._answer
        if answer is None:
            return self.voice.say("search.asked", line=self.sought), "caution"
        if isinstance(answer, Refusal):
            return self.voice.say("search.refused", reason=answer.reason(self.voice.lang)), "severe"
        if not self._found.cases:
            nothing = self.voice.say("search.nothing")
            return f"{nothing} {view.behind(answer, self.voice)}".rstrip(), "muted"
        older = cap_of("older", SEARCH, self.session.choices.keymap)
        return view.counted(len(self._found.cases), answer, older, self.voice), ""

    def _tell_case(self) -> None:
        case = self._found.case
        if case is None:
            self._case.show([("", self.voice.say("search.hint"), "muted")])
            return
        line = view.row(case, self.session.mirror.now(), self.voice)
        said = (
            ("", f"{line.number}  {line.severity}  {line.kind}  {line.place}", "strong"),
            (self.voice.say("fact.text"), line.text, ""),
            (self.voice.say("fact.caller"), line.caller, ""),
            (self.voice.say("column.units"), line.units, ""),
        )
        self._case.show([fact for fact in said if fact[1]])

    def refresh_record(self, record: Record) -> None:
        """Nothing here is on its way."""

    def record(self, part: str) -> Record | None:
        """Give the alarm under the cursor."""
        number = self._found.number
        return ("alarm", number) if part == "alarm" and number is not None else None

    @property
    def text(self) -> str:
        """The row under the cursor."""
        return self._found.text

    @property
    def view(self) -> Record | PaneName:
        """What is read under it: a search is asked anew, not gone back to."""
        desk: DeskApp = self.desk
        return desk.overview.view

    def give_focus(self) -> None:
        """Put the keyboard into the list."""
        self._found.table.focus()

    # ---- keys -----------------------------------------------------------------------------------

    def action_seek(self) -> None:
        """Open the line with what was looked for, to look for something else."""
        self.type_command(f"find {self.sought} ")

    def action_older(self) -> None:
        """Ask for older ones after the last."""
        if isinstance(self._answer, Found) and self._answer.more and self._found.cases:
            last = self._found.cases[-1].number
            self._ask_for(replace(self._query, before=last), self._found.cases)
        else:
            self.notice(self.voice.say("search.last"), "muted")

    @on(ListPart.Pointed)
    def _pointed(self) -> None:
        self._tell_case()

    @on(LineTable.Chosen)
    def _chosen(self) -> None:
        number = self._found.number
        if number is not None:
            self.app.push_screen(AlarmScreen(self.session, ("alarm", number)))
