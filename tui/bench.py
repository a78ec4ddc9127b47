"""The rule workbench's own state: figures that are only tried, and a trial under way."""

from __future__ import annotations

from county.events import Figure
from county.gasoline.backtest import Backtested
from county.gasoline.changing import Figures
from county.gasoline.figures import tried_rules, with_figure
from county.refusals import Refusal
from feeds.gasoline import Backtest, BacktestState, BacktestTold
from tui.view.rules import RuleBook

DAY_MS = 86_400_000

SPANS = (30, 90, 365)
"""Days that a trial may look back."""


class Bench:
    """What one officer tries. Nothing of it is on the board."""

    def __init__(self) -> None:
        self.changes: dict[str, dict[str, Figure]] = {}
        """The rules that are tried with other figures, whole, by their codes."""
        self.days = SPANS[-1]
        """How many days back a trial looks."""
        self.job = 0
        """The desk's number of the trial under way; 0 for none."""
        self.done = 0
        self.total = 0
        self.result: Backtested | None = None
        self.refusal: Refusal | None = None
        """Why there is no trial."""
        self.asked: dict[str, dict[str, Figure]] = {}
        """The changes that the trial, or its result, is about."""
        self.asking = False
        """Whether an answer is on its way."""

    def figures(self, code: str, book: RuleBook) -> Figures:
        """Give a rule's figures as they are tried."""
        return self.changes.get(code) or book.figures(code)

    def change(self, code: str, name: str, text: str, book: RuleBook) -> Refusal | None:
        """Try another figure, as somebody typed it; gives why not."""
        figures = with_figure(self.figures(code, book), name, text)
        if isinstance(figures, Refusal):
            return figures
        tried = tried_rules(book.rules, {code: figures})
        if isinstance(tried, Refusal):
            return tried
        self.changes[code] = figures
        self.settle(book)
        return None

    def settle(self, book: RuleBook) -> None:
        """Forget what is no change any more: it holds."""
        self.changes = {
            code: figures
            for code, figures in self.changes.items()
            if tried_rules(book.rules, {code: figures}) != book.rules
        }

    @property
    def running(self) -> bool:
        """Whether a trial was asked for that has not ended."""
        return self.job > 0 or (self.asking and self.result is None)

    @property
    def outdated(self) -> bool:
        """Whether the result is of other figures than those tried now."""
        return self.asked != self.changes

    def begin(self, now: int) -> Backtest:
        """Give what to ask for a trial at `now` (epoch milliseconds)."""
        self.asked, self.asking = dict(self.changes), True
        self.job = self.done = self.total = 0
        self.result = self.refusal = None
        return Backtest(since=now - self.days * DAY_MS, until=now, rules=self.asked)

    def state(self, *, stop: bool = False) -> BacktestState:
        """Give what to ask to know how far it is, or to stop it."""
        self.asking = True
        return BacktestState(job=self.job, stop=stop)

    def take(self, told: BacktestTold | Refusal) -> None:
        """Take the desk's answer."""
        self.asking = False
        if isinstance(told, Refusal):
            self.refusal, self.job = told, 0
            return
        self.done, self.total, self.result = told.done, told.total, told.result
        self.job = 0 if told.result is not None else told.job

    def drop(self) -> None:
        """Forget the trial that was stopped."""
        self.job = self.done = self.total = 0
        self.asking = False
