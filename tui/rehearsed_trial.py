"""Rules tried on what a rehearsed scenario sold: for pictures, without a desk."""

from __future__ import annotations

from collections.abc import Iterable

from county.events import PurchaseRegistered
from county.gasoline.figures import tried_rules
from county.gasoline.hits import Ground
from county.gasoline.rules import GasolineRules
from county.gasoline.trial import Trial
from county.refusals import Refusal
from feeds.gasoline import Backtest, BacktestTold


def tried(
    question: Backtest,
    purchases: Iterable[PurchaseRegistered],
    today: GasolineRules,
    ground: Ground,
    utc_offset_minutes: int,
) -> BacktestTold | Refusal:
    """Answer a trial at once; threats are not looked at, and the answer says so."""
    rules = tried_rules(today, question.rules)
    if isinstance(rules, Refusal):
        return rules
    trial = Trial(rules, today, ground, utc_offset_minutes, question.since, question.only)
    for purchase in sorted(purchases, key=lambda each: each.at):
        if purchase.at < question.since:
            trial.recall(purchase, purchase.at)
        elif purchase.at < question.until:
            trial.take(purchase, purchase.at)
    trial.close(question.until)
    total = trial.purchases
    result = trial.result(("G15",))
    return BacktestTold(id=question.id, job=1, done=total, total=total, result=result)
