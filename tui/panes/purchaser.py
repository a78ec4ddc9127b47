"""What the purchaser of a warning bought: by day, over a year, and one by one."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from county.gasoline import GasolineWarning
from county.gasoline.seasons import local_day
from feeds.gasoline import Purchaser, PurchaserTold
from tui.asking import Standing
from tui.panes.facts import Fact, Facts
from tui.session import Session
from tui.view import purchaser as view
from tui.view.brief import Saying
from tui.view.voice import Voice
from tui.widgets.plot import Drawn, Plot
from tui.widgets.status import StatusLine
from tui.widgets.text import plain

PURCHASER_LEAST_S = 5.0
"""After a refusal the desk is asked again no sooner than this, in seconds."""

PURCHASER_RENEW_S = 60.0
"""How old a history may grow while it is looked at, in seconds."""

ASKED_FOR = 200
"""Purchases that the desk is asked for: the most that it tells at once."""


class PurchaserPart(VerticalScroll):
    """A purchaser, known by a pseudonym and two characters: never more."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="purchaser")
        self.session = session
        self.asked: Standing[PurchaserTold] = Standing(
            session.clock, PURCHASER_LEAST_S, PURCHASER_RENEW_S
        )
        """What the desk told of the purchaser."""
        self.buyer = ""
        """The pseudonym; "" for a warning about a station, and for none."""
        self._warning: GasolineWarning | None = None
        self._head, self._rest = Facts(), Facts()
        self._days_name, self._weeks_name = StatusLine(), StatusLine()
        self._days, self._weeks = Plot(classes="days"), Plot(classes="weeks")
        self._title = ""
        self._said: tuple[object, ...] = ()
        """What was said last: a long history is told anew only when something of it changed."""

    def compose(self) -> ComposeResult:
        """Put the courses between who it is and what was bought."""
        yield self._head
        yield self._days_name
        yield self._days
        yield self._weeks_name
        yield self._weeks
        yield self._rest

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self.session.voice

    @property
    def question(self) -> Purchaser:
        """What to ask the desk."""
        return Purchaser(buyer=self.buyer, limit=ASKED_FOR)

    @property
    def text(self) -> str:
        """What is said of the purchaser, as plain lines."""
        return f"{self._head.text}\n{self._rest.text}".rstrip()

    def about(self, warning: GasolineWarning | None) -> None:
        """Say whose warning is looked at: of another purchaser nothing stays."""
        buyer = warning.raised.buyer if warning is not None else ""
        if buyer != self.buyer:
            self.asked.forget()
            self.buyer = buyer
            self.scroll_home(animate=False)
        self._warning = warning
        self.asked.rests_on((buyer, tuple(self._standing())))

    def _standing(self) -> Iterator[tuple[int, str | None]]:
        """Give the purchaser's warnings on the board: what was found makes the answer old."""
        for warning in self.session.mirror.board.warnings.values():
            if warning.raised.buyer == self.buyer:
                yield warning.number, warning.finding

    def word(self) -> None:
        """Say everything anew: the language or the characters changed."""
        lines = (self._days_name, self._days, self._weeks_name, self._weeks)
        for each in (self._head, self._rest, *lines):
            each.glyphs = self.session.glyphs
        self._said = ()
        self.tell()

    def tell(self) -> None:
        """Say what is known, or why nothing is; nothing when that has not changed."""
        day = local_day(self.session.mirror.now(), self.voice.utc_offset_minutes)
        around = (self.asked.answer, self.asked.state, self._warning, self.voice, day)
        if around != self._said:
            self._said = around
            self._entitle()
            self._tell()

    def _tell(self) -> None:
        told = self.asked.answer
        drawn = told is not None and self._warning is not None and bool(self.buyer)
        for each in (self._days_name, self._days, self._weeks_name, self._weeks, self._rest):
            each.display = drawn
        if told is not None and self._warning is not None and self.buyer:
            self._tell_history(told, self._warning)
        else:
            self._head.show([("", self._missing(), "caution" if self.buyer else "muted")])
            self._rest.show([])

    def _entitle(self) -> None:
        title = self.voice.say("part.purchaser")
        if title != self._title:
            self._title = title
            self.border_title = plain(title)

    def _missing(self) -> str:
        if self._warning is None:
            return self.voice.say("why.nothing")
        if not self.buyer:
            return self.voice.say("buyer.nobody")
        if self.asked.refusal is not None:
            reason = self.asked.refusal.reason(self.voice.lang)
            return self.voice.say("buyer.refused", reason=reason)
        return self.voice.say("buyer.asked" if self.asked.state == "asked" else "buyer.none")

    def _tell_history(self, told: PurchaserTold, warning: GasolineWarning) -> None:
        now, voice = self.session.mirror.now(), self.voice
        said = view.history(told, ASKED_FOR, warning.raised.window_s, now, voice)
        self._head.show(list(self._heading(said, warning)))
        self._days_name.show([(voice.say("buyer.days", days=len(said.days)), "muted")])
        self._days.show(Drawn(said.days, "bars", unit=voice.say("buyer.unit")))
        self._weeks_name.show([(voice.say("buyer.weeks"), "muted")])
        self._weeks.show(Drawn(said.weeks, "bars", unit=voice.say("buyer.unit"), tone="info"))
        nothing = Saying("", voice.say("buyer.nothing"), "muted")
        self._rest.show(
            [
                ("", voice.say("buyer.purchases"), "strong"),
                *map(_fact, said.purchases or (nothing,)),
                *([("", voice.say("buyer.warnings"), "strong")] if said.warnings else ()),
                *map(_fact, said.warnings),
            ]
        )

    def _heading(self, said: view.History, warning: GasolineWarning) -> Iterator[Fact]:
        raised, voice = warning.raised, self.voice
        key = "why.buyer.told" if raised.tail else "why.buyer.untold"
        yield ("", voice.say(key, buyer=raised.buyer, tail=raised.tail[:2]), "strong")
        if self.asked.refusal is not None:
            reason = self.asked.refusal.reason(voice.lang)
            yield ("", voice.say("buyer.refused", reason=reason), "severe")
        elif self.asked.state == "outdated":
            yield ("", voice.say("buyer.outdated"), "caution")
        yield ("", said.sums, "")
        if said.cut:
            yield ("", said.cut, "caution")


def _fact(saying: Saying) -> Fact:
    return (saying.name, saying.text, saying.tone)
