"""A small desk that tries rules on what it was told of, as far as a test lets it."""

from __future__ import annotations

from typing import Any

from county.gasoline.figures import tried_rules
from county.gasoline.trial import Trial
from county.refusals import Refusal, refuse
from feeds.gasoline import Backtest, BacktestState, BacktestTold
from feeds.question import Question
from tests.county.samples import RULEBOOK
from tests.tui.memory import Memory
from tests.tui.seat import Seat


class TryingDesk(Memory):
    """Answers trials by the county's own code; everything else as `Memory` does."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._trial: Trial | None = None
        self._done = 0
        self.most: int | None = None
        """Purchases that it judges for now; None: all, and then it is done."""
        self.stopped: list[int] = []
        """Trials that were stopped."""

    def _answer(self, question: Question[Any]) -> object:
        match question:
            case Backtest():
                return self._begin(question)
            case BacktestState():
                return self._state(question)
            case _:
                return super()._answer(question)

    def _begin(self, question: Backtest) -> BacktestTold:
        today = RULEBOOK.gasoline
        tried = tried_rules(today, question.rules)
        if isinstance(tried, Refusal):
            return BacktestTold(id=0, refusal=tried)
        offset = RULEBOOK.utc_offset_minutes
        self._trial = Trial(tried, today, RULEBOOK.ground, offset, question.since)
        self._done = 0
        return BacktestTold(id=0, job=7)

    def _state(self, question: BacktestState) -> BacktestTold:
        if question.stop:
            self.stopped.append(question.job)
            self._trial = None
        if self._trial is None:
            return BacktestTold(id=0, refusal=refuse("unknown_backtest", "job", job=question.job))
        purchases = self.seat.desk.purchases
        total = len(purchases)
        for each in purchases[self._done : self.most]:
            self._trial.take(each, each.at)
            self._done += 1
        result = self._trial.result() if self.most is None else None
        return BacktestTold(id=0, job=7, done=self._done, total=total, result=result)
