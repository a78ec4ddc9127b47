"""The petrol stations of a play: what their ledgers say is told as the play goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from config.places import Profile
from county.events import AlarmReported, PumpTotalled, PurchaseRegistered
from feeds.simulator.ledger import Ledger, Told
from feeds.simulator.patterns import DAY_S
from feeds.simulator.repertoire import load_wares
from feeds.simulator.scenario import Scenario
from feeds.simulator.stage import Stage
from feeds.simulator.truth import Truth

TILLS = "sim-tills"
"""The source that purchases and pump totals come from."""


class Buyers:
    """Tells what is sold loose: now, or what the ledgers of some days say.

    A sale of no ledger is made when it is told: the play may be played at any hour and speed.
    """

    def __init__(
        self,
        stage: Stage,
        profile: Profile,
        scenario: Scenario,
        threatens: Callable[[AlarmReported], None],
    ) -> None:
        """`threatens` is told of each threat near a place of use."""
        sales = scenario.purchases
        assert sales is not None
        self._stage = stage
        self._threatens = threatens
        self._by_day = sales.by_day or sales.ledger_days > 0
        told_s = sales.ledger_days * DAY_S
        self._pace = told_s / scenario.duration_s if told_s else 1.0
        """Seconds of the ledger in one second of the play."""
        self._since = stage.start - round(told_s * 1000)
        self._ledger = Ledger(
            profile,
            stage.rng("buyers"),
            sales.habits,
            since=self._since,
            until=self._since + round(scenario.duration_s * self._pace * 1000),
            purchases=round(scenario.duration_s / sales.every_s),
            by_day=self._by_day,
            lang=stage.lang,
            name=f"{stage.start}",
        )
        self._coming: Iterator[Told] = iter(self._ledger)

    @property
    def truth(self) -> Truth:
        """What was planted so far."""
        return self._ledger.truth

    def begin(self) -> None:
        """Let the first sale come."""
        self._next()

    def _next(self) -> None:
        told = next(self._coming, None)
        if told is not None:
            at_s = (told.at - self._since) / 1000 / self._pace
            self._stage.later(at_s - self._stage.now_s, lambda: self._tell(told))

    def _tell(self, told: Told) -> None:
        fact = told.fact
        match fact:
            case AlarmReported():
                self._threatens(fact)
            case PurchaseRegistered() if not self._by_day:
                self._stage.tell(TILLS, self._now(fact))
            case PurchaseRegistered() | PumpTotalled():
                self._stage.tell(TILLS, fact)
        self._next()

    def _now(self, sold: PurchaseRegistered) -> PurchaseRegistered:
        """Give a sale as it is made at this moment; its permit is as old as it was."""
        now = self._stage.now
        aged = None if sold.permit_at is None else sold.permit_at + now - sold.at
        purpose = sold.purpose
        if self._ledger.hours.is_night(now) and purpose:
            purpose = load_wares().emergencies[0].get(self._stage.lang)
        return replace(sold, at=now, permit_at=aged, purpose=purpose)
