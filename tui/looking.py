"""What an officer looks up beside the board: searches, rankings, the past, whole stories."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Protocol

from county.board import Key as Record
from county.refusals import Refusal, ZhibanError, refuse
from feeds.question import A, Question
from tui.grammar import (
    Find,
    FindSales,
    LookUp,
    PastOf,
    RankOf,
    Requests,
    StoryOf,
    Unmasked,
)
from tui.locking import LockingApp
from tui.screens.alarm import AlarmScreen
from tui.screens.copied import CopiedScreen, within
from tui.screens.finding import FindingScreen
from tui.screens.gasoline import GasolineScreen
from tui.screens.requests import RequestsScreen
from tui.screens.sales import SalesScreen
from tui.screens.search import SearchScreen
from tui.screens.unmasked import UnmaskedScreen
from tui.screens.workbench import WorkbenchScreen
from tui.stories import whole_story
from tui.view import story


class Asker(Protocol):
    """How the desk is asked what it knows: a part of `feeds.connection.Connection`."""

    async def ask(self, question: Question[A]) -> A:
        """Ask, and wait for the answer. Raises ZhibanError when the line is down."""


class Surveyor(Protocol):
    """Who has the county's ground told anew: a part of `feeds.connection.Connection`."""

    async def survey(self) -> None:
        """Ask for the county's atlas. Raises ZhibanError when the line is down."""


class LookingApp(LockingApp):
    """An app whose screens ask the desk for more than the board holds."""

    asker: Asker | None = None
    """Who carries the questions; None when there is no desk."""

    surveyor: Surveyor | None = None
    """Who fetches the atlas; None when there is no desk."""

    _opening = 0
    """The entry that asking for identities became, until it is on the board; 0 for none."""

    _surveyed: float | None = None
    """When the line began on which the atlas was asked for last."""

    async def inquire(self, question: Question[A]) -> A | Refusal:
        """Ask the desk; gives why not when it says no, or is not there."""
        if self.asker is None:
            return refuse("not_connected")
        try:
            answer = await self.asker.ask(question)
        except ZhibanError as fault:
            return fault.refusal
        return answer.refusal or answer

    def survey(self) -> None:
        """Ask for the atlas, once on each line, when the one at hand is not the desk's."""
        mirror = self.session.mirror
        link = mirror.link
        if self.surveyor is None or link is None or link.state != "live":
            return
        if self._surveyed != link.since and mirror.needs_atlas:
            self._surveyed = link.since
            self.run_worker(self._ask_atlas(self.surveyor))

    async def _ask_atlas(self, surveyor: Surveyor) -> None:
        with suppress(ZhibanError):  # the line broke: the next one asks again
            await surveyor.survey()

    def look_up(self, command: LookUp) -> None:
        """Show what was asked for."""
        match command:
            case Find() | FindSales():
                self._find(command)
            case Unmasked():
                self.push_screen(UnmaskedScreen(self.session, command.opening))
            case Requests():
                self.action_requests()
            case RankOf():
                self._open(command.alarm, "units")
            case PastOf():
                self._open(command.alarm, "related")
            case StoryOf():
                self.run_worker(self._tell_story(command.alarm))

    def await_opening(self, entry: int) -> None:
        """Show identities when the entry that asked for them is here, or that they must wait."""
        self._opening = entry
        self.look_for_opening()

    def look_for_opening(self) -> None:
        """See whether what was asked for is open now; many take a second person first."""
        entry, board = self._opening, self.session.mirror.board
        if not entry or board.seq < entry or not self.desks:
            return
        self._opening = 0
        if entry in board.openings:
            self.push_screen(UnmaskedScreen(self.session, entry))
        elif entry in board.requests:
            said = self.session.voice.say("identities.waits", number=entry)
            self.desks[-1].notice(said, "caution")

    def action_find(self) -> None:
        """Open the line for a search of alarms."""
        self._type_search(SearchScreen)

    def action_sales(self) -> None:
        """Open the line for a search of gasoline purchases."""
        self._type_search(SalesScreen)

    def action_requests(self) -> None:
        """Show what waits for a second person."""
        if not isinstance(self.desks[-1], RequestsScreen):
            self.push_screen(RequestsScreen(self.session))

    def action_gasoline(self) -> None:
        """Show the gasoline desk; one that is open already comes to the front."""
        while any(isinstance(desk, GasolineScreen) for desk in self.desks[:-1]):
            self.pop_screen()
        if not isinstance(self.desks[-1], GasolineScreen):
            self.push_screen(GasolineScreen(self.session))

    def action_workbench(self) -> None:
        """Show the rule workbench; one that is open already comes to the front."""
        while any(isinstance(desk, WorkbenchScreen) for desk in self.desks[:-1]):
            self.pop_screen()
        if not isinstance(self.desks[-1], WorkbenchScreen):
            self.push_screen(WorkbenchScreen(self.session))

    def _type_search(self, kind: type[FindingScreen[Any, Any]]) -> None:
        """Open the line: what was looked for last stands in it on its own screen."""
        front = self.desks[-1]
        typed = f"{front.sought} " if isinstance(front, kind) else ""
        front.type_command(f"{kind.VERB} {typed}")

    def _find(self, command: Find | FindSales) -> None:
        front = self.desks[-1]
        if isinstance(command, Find):
            if isinstance(front, SearchScreen):
                front.seek(command)
            else:
                self.push_screen(SearchScreen(self.session, command))
        elif isinstance(front, SalesScreen):
            front.seek(command)
        else:
            self.push_screen(SalesScreen(self.session, command))

    def _open(self, number: int, part: str) -> None:
        front = self.desks[-1]
        if isinstance(front, AlarmScreen) and front.number == number:
            front.bring(part)
        else:
            self.open_record(("alarm", number), part)

    def open_record(self, record: Record, part: str = "act") -> None:
        """Open an alarm, with a part of it in front, or a warning; a unit is shown on the map."""
        raise NotImplementedError

    async def _tell_story(self, number: int) -> None:
        """Show a story as text, and copy it; nothing is written anywhere."""
        voice = self.session.voice
        told = await whole_story(number, self.inquire)
        if not self.desks:
            return
        if isinstance(told, Refusal):
            self.desks[-1].notice(told.reason(voice.lang), "severe")
            return
        text = story.text(told, self.session.mirror.now(), voice)
        self.copy_to_clipboard(within(text))
        self.push_screen(CopiedScreen(self.session, text))
