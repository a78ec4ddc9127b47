"""The county's memory: alarms on the board and long filed, found by what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from county.board import Key as Record
from county.cases import CaseLine, Query
from feeds.questions import Found, Search
from tui.grammar import Find
from tui.panes.facts import Fact
from tui.panes.found import FoundPart
from tui.screens.alarm import AlarmScreen
from tui.screens.finding import FindingScreen
from tui.session import Session
from tui.view import cases as view


class SearchScreen(FindingScreen[Find, Found]):
    """Alarms, old and new; Enter opens one."""

    VERB: ClassVar[str] = "find"
    PATH: ClassVar[str] = "path.search"

    def __init__(self, session: Session, sought: Find) -> None:
        super().__init__(session, sought, FoundPart(session))

    def question(self, query: Query) -> Search:
        """Ask for alarms."""
        return Search(query=query)

    def hits(self, answer: Found) -> Sequence[CaseLine]:
        """Give the cases."""
        return answer.cases

    def one(self) -> Iterator[Fact]:
        """Say what was told, by whom, and who went."""
        case = self.found.item
        if case is None:
            return
        line = view.row(case, self.session.mirror.now(), self.voice)
        yield "", f"{line.number}  {line.severity}  {line.kind}  {line.place}", "strong"
        yield self.voice.say("fact.text"), line.text, ""
        yield self.voice.say("fact.caller"), line.caller, ""
        yield self.voice.say("column.units"), line.units, ""

    def open_one(self) -> None:
        """Open the alarm."""
        self.app.push_screen(AlarmScreen(self.session, ("alarm", self.found.number)))

    def record(self, part: str) -> Record | None:
        """Give the alarm under the cursor."""
        number = self.found.number
        return ("alarm", number) if part == "alarm" and number is not None else None
