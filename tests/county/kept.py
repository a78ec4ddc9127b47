"""The purchases that a county's desk keeps for it, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from county import commands as ask
from county.decisions import County, Outcome
from county.events import Correction, PurchaseCorrected, PurchaseRegistered
from county.gasoline.corrections import line_of
from county.gasoline.lines import PurchaseLine


class Kept:
    """Purchases with their corrections, as the store keeps them."""

    def __init__(self) -> None:
        self._purchases: dict[int, tuple[PurchaseRegistered, int, list[Correction]]] = {}
        self.last = 0
        """When the desk was last told anything, epoch milliseconds."""

    def keep(self, outcome: Outcome) -> None:
        """Keep what came out of the county."""
        for purchase in outcome.purchases.values():
            self._purchases[purchase.number] = purchase, outcome.received, []
        for ruled in outcome.entries:
            event = ruled.entry.event
            if isinstance(event, PurchaseCorrected):
                self._purchases[event.purchase][2].append(event.correction)
        if len(outcome):
            self.last = max(self.last, outcome.received)

    def line(self, number: int) -> PurchaseLine | None:
        """Give a purchase as it counts now."""
        known = self._purchases.get(number)
        return None if known is None else line_of(*known)

    def named_by(self, command: ask.Ask) -> Mapping[int, PurchaseLine]:
        """Look up the purchases that a command names, as the desk does."""
        numbers: tuple[int, ...] = ()
        if isinstance(command, ask.Correct):
            numbers = (command.purchase,)
        elif isinstance(command, ask.Unmask):
            numbers = command.purchases
        found = ((number, self.line(number)) for number in numbers)
        return {number: line for number, line in found if line is not None}

    @property
    def number(self) -> int:
        """The last purchase's number."""
        return max(self._purchases, default=0)

    def recall_into(self, county: County, listening_since: int) -> None:
        """Bring a county that begins again to where the purchases have it."""
        for purchase, received, corrections in self._purchases.values():
            line = line_of(purchase, received, corrections)
            if not line.void:
                county.recall(line.purchase, received)
        county.resume(self.last, listening_since)
