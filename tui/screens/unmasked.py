"""Identities opened for this seat: read here, copied nowhere, gone when the time is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from county.gasoline.lines import Unmasked
from county.refusals import Refusal
from county.text import clean
from feeds.gasoline import Identities, IdentitiesTold
from tui.panes.facts import Fact, Facts
from tui.screens.page import PageScreen
from tui.session import Session
from tui.widgets.text import plain

if TYPE_CHECKING:
    from tui.app import DeskApp


class UnmaskedScreen(PageScreen):
    """Asks for what an opening holds, and forgets it when it closes, locks, or its time is over.

    Nothing here can be copied, and nothing of it is kept: not on the mirror, not in the history.
    """

    ALLOW_SELECT = False

    def __init__(self, session: Session, opening: int) -> None:
        super().__init__(session, "", [])
        self._opening = opening
        self._told: tuple[Unmasked, ...] = ()
        self._until = 0
        self._said = "identities.asking"
        self._why = ""

    def on_mount(self) -> None:
        """Ask, and look at the clock each second from now on."""
        super().on_mount()
        self.set_interval(1.0, self.look)
        self.run_worker(self._ask())
        self._tell()

    def on_unmount(self) -> None:
        """Forget."""
        self._told = ()

    async def _ask(self) -> None:
        desk = cast("DeskApp", self.app)
        answer = await desk.inquire(Identities(opening=self._opening))
        if isinstance(answer, Refusal):
            self._said = "identities.refused"
            self._why = answer.reason(self._session.voice.lang)
        else:
            self._take(answer)
        self._tell()

    def _take(self, answer: IdentitiesTold) -> None:
        self._told, self._until = answer.identities, answer.until

    def look(self) -> None:
        """Forget when the time is over; nobody reads on a desk that was left alone."""
        if self._session.lock.locked:
            self.dismiss()
            return
        if self._told and self._session.mirror.now() >= self._until:
            self._told, self._said = (), "identities.over"
            self._tell()
        self._entitle()

    def _tell(self) -> None:
        self._entitle()
        self.query_one(Facts).show(list(self._facts()))

    def _entitle(self) -> None:
        voice = self._session.voice
        left_s = max(0.0, (self._until - self._session.mirror.now()) / 1000)
        title = voice.say("identities.title", time=voice.duration(left_s))
        self.query_one("#page").border_title = plain(title if self._told else "")

    def _facts(self) -> Iterator[Fact]:
        say = self._session.voice.say
        if not self._told:
            tone = "severe" if self._why else "muted"
            yield "", say(self._said, reason=self._why), tone
            return
        for each in self._told:
            identity = each.identity
            yield "", say("identity.purchase", number=each.purchase), "strong"
            yield say("identity.name"), clean(identity.name), ""
            yield say("identity.document"), clean(identity.document), ""
            yield say("identity.phone"), clean(identity.phone), ""
            yield say("identity.address"), clean(identity.address), ""
        for number in self._missing():
            yield "", say("identity.missing", number=number), "severe"
        yield "", say("identities.close"), "muted"

    def _missing(self) -> Iterator[int]:
        """Give the purchases whose identity could not be opened: its key is gone, or damaged."""
        opening = self._session.mirror.board.openings.get(self._opening)
        told = {each.purchase for each in self._told}
        return (n for n in (opening.purchases if opening else ()) if n not in told)
