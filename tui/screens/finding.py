"""What is found by what is known of it: the newest first, and all of the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec.structs import replace
from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from county.board import Key as Record
from county.refusals import Refusal
from feeds.gasoline import PurchasesFound
from feeds.question import Question
from feeds.questions import Found
from tui.grammar import Find, FindSales
from tui.keys import SEARCH, Key, bindings, cap_of
from tui.mirror import Changes
from tui.panes.facts import Fact, Facts
from tui.panes.found import FoundList
from tui.panes.part import ListPart
from tui.screens.desk import DeskScreen
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import cases as view
from tui.widgets.status import StatusLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from tui.app import DeskApp

Sought = TypeVar("Sought", Find, FindSales)
Answered = TypeVar("Answered", bound=Found | PurchasesFound)


class FindingScreen(DeskScreen, Generic[Sought, Answered]):
    """Asks, lists what was found, and asks for older ones. Subclasses say what is looked for."""

    KEYS: ClassVar[tuple[Key, ...]] = SEARCH
    BINDINGS = bindings(SEARCH)

    VERB: ClassVar[str]
    """The verb that looks for something else here."""
    PATH: ClassVar[str]
    """The key of its name in the path."""

    def __init__(self, session: Session, sought: Sought, found: FoundList[Any]) -> None:
        super().__init__(session)
        self.sought = sought.typed
        """What was typed."""
        self.found = found
        """The list of what was found."""
        self._query: Any = sought.query
        self._answer: Answered | Refusal | None = None
        self._asked = 0
        """How often it was asked: only the last answer counts."""
        self._one = Facts()

    # ---- for subclasses -------------------------------------------------------------------------

    def question(self, query: Any) -> Question[Answered]:
        """Give the question for a query."""
        raise NotImplementedError

    def hits(self, answer: Answered) -> Sequence[Any]:
        """Give what an answer found."""
        raise NotImplementedError

    def one(self) -> Iterable[Fact]:
        """Say all that is known of the one under the cursor; nothing when there is none."""
        raise NotImplementedError

    def open_one(self) -> None:
        """Open the one under the cursor."""
        raise NotImplementedError

    # ---- asking ---------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """Give the path to here, what was found, and the one under the cursor."""
        yield StatusLine(id="path")
        yield self.found
        yield VerticalScroll(self._one, id="case", can_focus=False)

    def on_mount(self) -> None:
        """Ask for what is looked for."""
        super().on_mount()
        self._ask_for(self._query, ())

    def seek(self, sought: Sought) -> None:
        """Look for something else."""
        self.sought, self._query = sought.typed, sought.query
        self._ask_for(self._query, ())

    def _ask_for(self, query: Any, before: tuple[object, ...]) -> None:
        """Ask; what is found comes after what was found `before`."""
        self._asked += 1
        if not before:
            self.found.items, self._answer = (), None
        self._tell()
        self.run_worker(self._look(query, self._asked))

    async def _look(self, query: Any, asked: int) -> None:
        answer = await self.desk.inquire(self.question(query))
        if asked != self._asked:
            return
        if isinstance(answer, Refusal):
            self._answer = answer
        else:
            self._take(answer)
        self._tell()

    def _take(self, answer: Answered) -> None:
        self._answer = answer
        self.found.items = (*self.found.items, *self.hits(answer))

    # ---- what it shows --------------------------------------------------------------------------

    def word(self) -> None:
        """Say everything anew."""
        self.found.word()
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
            (f"{self.voice.say(self.PATH)} ", "strong"),
            (self.sought, "accent"),
        )
        self.query_one("#path", StatusLine).show(path)
        self.found.note = (note, tone)
        self.found.tell()
        self.found.entitle(note)
        self._tell_one()

    def _state(self) -> tuple[str, str]:
        """Say how the search stands: that nothing was found is known only once it is answered."""
        answer = self._answer
        if answer is None:
            return self.voice.say("search.asked", line=self.sought), "caution"
        if isinstance(answer, Refusal):
            return self.voice.say("search.refused", reason=answer.reason(self.voice.lang)), "severe"
        if not self.found.items:
            nothing = self.voice.say("search.nothing")
            return f"{nothing} {view.behind(answer, self.voice)}".rstrip(), "muted"
        older = cap_of("older", SEARCH, self.session.choices.keymap)
        return view.counted(len(self.found.items), answer, older, self.voice), ""

    def _tell_one(self) -> None:
        said = [fact for fact in self.one() if fact[1]]
        self._one.show(said or [("", self.voice.say("search.hint"), "muted")])

    def refresh_record(self, record: Record) -> None:
        """Nothing here is on its way."""

    @property
    def text(self) -> str:
        """The row under the cursor."""
        return self.found.text

    @property
    def view(self) -> Record | PaneName:
        """What is read under it: a search is asked anew, not gone back to."""
        desk: DeskApp = self.desk
        return desk.overview.view

    def give_focus(self) -> None:
        """Put the keyboard into the list."""
        self.found.table.focus()

    # ---- keys -----------------------------------------------------------------------------------

    def action_seek(self) -> None:
        """Open the line with what was looked for, to look for something else."""
        self.type_command(f"{self.VERB} {self.sought} ")

    def action_older(self) -> None:
        """Ask for older ones after the last."""
        answer = self._answer
        if answer is None or isinstance(answer, Refusal) or not answer.more or not self.found.items:
            self.notice(self.voice.say("search.last"), "muted")
            return
        last = self.found.number_of(self.found.items[-1])
        self._ask_for(replace(self._query, before=last), self.found.items)

    @on(ListPart.Pointed)
    def _pointed(self) -> None:
        self._tell_one()

    @on(LineTable.Chosen)
    def _chosen(self) -> None:
        if self.found.number is not None:
            self.open_one()
