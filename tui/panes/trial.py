"""What a trial of rules found: sums, days beside today's, rules, and where they overlap."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from county.gasoline.backtest import Backtested
from county.tables import Table, as_text
from tui.bench import Bench
from tui.panes.facts import Fact, Facts
from tui.session import Session
from tui.view import rules as view
from tui.view.voice import Voice
from tui.widgets.plot import Drawn, Plot
from tui.widgets.status import StatusLine
from tui.widgets.text import plain

OVERLAPS = 6
"""Pairs of rules shown: those that meet most often."""

BAR_CELLS = 24


class TrialPart(VerticalScroll):
    """A trial under way as a bar, or what it found."""

    def __init__(self, session: Session, bench: Bench) -> None:
        super().__init__(id="trial")
        self._session = session
        self._bench = bench
        self._state = StatusLine()
        self._sums, self._rules = Facts(), Facts()
        self._tried, self._today = Plot(classes="days"), Plot(classes="days")

    def compose(self) -> ComposeResult:
        """Put the state over the sums, the days and the rules."""
        yield self._state
        yield self._sums
        yield self._tried
        yield self._today
        yield self._rules

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self._session.voice

    @property
    def text(self) -> str:
        """What was found as plain lines."""
        return f"{self._sums.text}\n{self._rules.text}" if self._bench.result else ""

    def word(self) -> None:
        """Say everything anew: the language or the characters changed."""
        self.border_title = plain(self.voice.say("part.trial"))
        for each in (self._state, self._sums, self._rules, self._tried, self._today):
            each.glyphs = self._session.glyphs
        self.tell()

    def tell(self) -> None:
        """Say how the trial stands."""
        found = self._bench.result
        self._state.show([self._said()])
        self._sums.show(view.trial_facts(found, self.voice) if found else [])
        self._rules.show(list(self._lines(found)) if found else [])
        for plot in (self._tried, self._today):
            plot.display = found is not None
        if found is not None:
            self._draw(found)

    def _said(self) -> tuple[str, str]:
        bench, say = self._bench, self.voice.say
        if bench.refusal is not None:
            return say("trial.refused", reason=bench.refusal.reason(self.voice.lang)), "severe"
        if bench.running:
            return f"{say('trial.under_way')} {self._bar()}", "caution"
        if bench.result is None:
            return say("trial.none", days=bench.days), "muted"
        return (say("trial.outdated"), "caution") if bench.outdated else (say("trial.done"), "good")

    def _bar(self) -> str:
        done, total = self._bench.done, self._bench.total
        if not total:
            return ""
        full = BAR_CELLS * done // total
        bar = "#" * full + "-" * (BAR_CELLS - full)
        return f"[{bar}] {done * 100 // total}%  {done:,}/{total:,}"

    def _draw(self, found: Backtested) -> None:
        """Draw both on one scale: else a quieter set would look like a louder one."""
        days = view.every_day(found.days)
        most = float(max((max(both) for _, both in days), default=0))
        ends = {"first": days[0][0], "last": days[-1][0]} if days else {}
        for side, (plot, key) in enumerate(((self._tried, "tried"), (self._today, "today"))):
            values = [float(both[side]) for _, both in days]
            unit = f" {self.voice.say(f'trial.{key}')}"
            tone = "accent" if key == "tried" else "info"
            plot.show(Drawn(values, "bars", max, "{:,.0f}", unit, tone=tone, most=most, **ends))

    def _lines(self, found: Backtested) -> Iterator[Fact]:
        say = self.voice.say
        yield "", view.days_told(found, self.voice), "muted"
        heads = ("rule", "tried", "today", "objected", "alone", "more", "fewer")
        columns = tuple(say(f"trial.{head}") for head in heads)
        rows = tuple(view.trial_rows(found))
        for line in as_text(Table("", columns, rows)):
            if line.strip():
                yield "", line, ""
        pairs = view.overlaps(found.overlap, OVERLAPS)
        if pairs:
            told = "  ".join(f"{pair} {count:,}" for pair, count in pairs)
            yield say("trial.overlap"), told, "muted"
