"""How warnings go over days: their number, and the share of purchases that they stand for."""

from __future__ import annotations

from statistics import mean
from typing import Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from feeds.gasoline import Trends, TrendsTold
from tui.asking import Standing
from tui.keys import GASOLINE, cap_of
from tui.session import Session
from tui.view import trends as view
from tui.view.voice import Voice
from tui.widgets.plot import Drawn, Plot
from tui.widgets.status import StatusLine
from tui.widgets.text import plain

TRENDS_LEAST_S = 5.0
"""After a refusal the desk is asked again no sooner than this, in seconds."""

TRENDS_RENEW_S = 300.0
TRENDS_RENEW_LOW_S = 1800.0
"""How old trends may grow while they are looked at, and on a line that is to be spared."""

MONTH: Literal[30] = 30
YEAR: Literal[365] = 365
"""The days that are shown."""


class TrendsPart(VerticalScroll):
    """Two courses over the last month or the last year, each under its sums in words."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="trends")
        self.session = session
        self.asked: Standing[TrendsTold] = Standing(session.clock, TRENDS_LEAST_S)
        """The days as the desk told them last."""
        self.days: Literal[30, 365] = MONTH
        self._counted, self._shared, self._ruled = StatusLine(), StatusLine(), StatusLine()
        self._warnings, self._share = Plot(), Plot()
        self._title = ""

    def compose(self) -> ComposeResult:
        """Put each course under what it comes to."""
        yield self._counted
        yield self._warnings
        yield self._shared
        yield self._share
        yield self._ruled

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self.session.voice

    @property
    def text(self) -> str:
        """What the courses come to, as plain lines."""
        told = self.asked.answer
        trend = view.trend(told.days, self.voice) if told is not None else None
        return "" if trend is None else "\n".join((trend.counted, trend.shared, trend.ruled))

    @property
    def question(self) -> Trends:
        """What to ask the desk."""
        return Trends(days=self.days)

    def due(self, *, low: bool) -> bool:
        """Tell whether the desk is to be asked now; less often on a line that is `low`."""
        self.asked.renew_s = TRENDS_RENEW_LOW_S if low else TRENDS_RENEW_S
        return self.asked.due

    def change_days(self) -> None:
        """Show a year instead of a month, or the other way round."""
        self.days = YEAR if self.days == MONTH else MONTH
        self.asked.forget()
        self.asked.rests_on(self.days)
        self.tell()

    def word(self) -> None:
        """Say everything anew: the language or the characters changed."""
        lines = (self._counted, self._warnings, self._shared, self._share, self._ruled)
        for each in lines:
            each.glyphs = self.session.glyphs
        self.tell()

    def tell(self) -> None:
        """Draw what is known, or say why nothing is."""
        self._entitle()
        told = self.asked.answer
        trend = view.trend(told.days, self.voice) if told is not None else None
        if trend is None:
            for line in (self._counted, self._shared, self._ruled):
                line.show([])
            self._warnings.say(self._missing())
            self._share.say("")
            return
        self._counted.show([(trend.counted, "muted")])
        self._shared.show([(trend.shared, "muted")])
        self._ruled.show([(trend.ruled, "muted")])
        first, last = trend.first, trend.last
        self._warnings.show(Drawn(trend.warnings, "bars", sum, "{:,.0f}", first=first, last=last))
        share = Drawn(trend.share, "line", mean, "{:.1%}", first=first, last=last, tone="info")
        self._share.show(share)

    def _entitle(self) -> None:
        key = cap_of("days", GASOLINE, self.session.choices.keymap)
        note = self.voice.say("trends.note", days=self.days, key=key)
        title = f"{self.voice.say('part.trends')} {note}"
        if title != self._title:
            self._title = title
            self.border_title = plain(title)

    def _missing(self) -> str:
        if self.asked.refusal is not None:
            reason = self.asked.refusal.reason(self.voice.lang)
            return self.voice.say("trends.refused", reason=reason)
        if self.asked.answer is not None:
            return self.voice.say("trends.nothing")
        return self.voice.say("trends.asked" if self.asked.state == "asked" else "trends.none")
