"""Gasoline purchases found by what is known of them, and all that may be known of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from county.board import Key as Record
from county.gasoline.lines import PurchaseLine
from feeds.gasoline import PurchaseQuery, Purchases, PurchasesFound
from tui.grammar import FindSales
from tui.keys import OF_PURCHASE, SALES, Key, bindings
from tui.panes.facts import Fact
from tui.panes.found import SalesPart
from tui.screens.finding import FindingScreen
from tui.session import Session
from tui.view import sales as view


class SalesScreen(FindingScreen[FindSales, PurchasesFound]):
    """Purchases, the newest first; Enter looks for all of the same buyer."""

    KEYS: ClassVar[tuple[Key, ...]] = SALES
    BINDINGS = bindings(OF_PURCHASE)

    VERB: ClassVar[str] = "sales"
    PATH: ClassVar[str] = "path.sales"

    def __init__(self, session: Session, sought: FindSales) -> None:
        super().__init__(session, sought, SalesPart(session))

    def question(self, query: PurchaseQuery) -> Purchases:
        """Ask for purchases."""
        return Purchases(query=query)

    def hits(self, answer: PurchasesFound) -> Sequence[PurchaseLine]:
        """Give the purchases."""
        return answer.purchases

    def one(self) -> Iterator[Fact]:
        """Say what the register has of it, but not who bought."""
        line = self.found.item
        if line is not None:
            for label, text in view.facts(line, self.session.mirror.now(), self.voice):
                yield label, text, "" if label else "strong"

    def open_one(self) -> None:
        """Look for everything that the same buyer bought."""
        line = self.found.item
        if line is not None:
            buyer = line.purchase.buyer
            self.seek(FindSales(f"buyer:{buyer}", PurchaseQuery(buyer=buyer)))

    @property
    def purchase(self) -> int | None:
        """The purchase under the cursor."""
        return self.found.number

    def record(self, part: str) -> Record | None:
        """Give nothing: no alarm or warning is pointed at."""
        return None
