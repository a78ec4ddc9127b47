"""What a search found, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from county.cases import CaseLine
from county.gasoline.lines import PurchaseLine
from tui.panes.pane import Spec
from tui.panes.part import ListPart
from tui.session import Session
from tui.view import cases as view
from tui.view import sales
from tui.widgets.rows import Cell, Row

Item = TypeVar("Item", CaseLine, PurchaseLine)


class FoundList(ListPart, Generic[Item]):
    """One row for each thing found. Subclasses say what stands in it."""

    NAME: ClassVar[str] = "found"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.items: tuple[Item, ...] = ()
        """What was found so far."""
        self.note: Cell = ""
        """What an empty list says."""

    def number_of(self, item: Item) -> int:
        """Give the number that the desk gave it: the key of its row."""
        raise NotImplementedError

    def row_of(self, item: Item) -> Row:
        """Say one of them."""
        raise NotImplementedError

    @property
    def number(self) -> int | None:
        """The number of the one under the cursor."""
        key = self.table.cursor_key
        return key if isinstance(key, int) else None

    @property
    def item(self) -> Item | None:
        """The one under the cursor."""
        here = self.number
        return next((item for item in self.items if self.number_of(item) == here), None)

    def rows(self) -> Sequence[Row]:
        """Give a row for each."""
        self.table.set_placeholder(self.note)
        return [self.row_of(item) for item in self.items]


class FoundPart(FoundList[CaseLine]):
    """Alarms; Enter opens one."""

    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("severity", 6, 4),
        Spec("number", 7, 7),
        Spec("when", 14, 14),
        Spec("kind", 12, 16),
        Spec("result", 10, 16, least=60),
        Spec("place", None, None),
        Spec("area", 10, 16, least=100),
        Spec("units", 14, 14, least=120),
    )

    def number_of(self, item: CaseLine) -> int:
        """Give the alarm's number."""
        return item.number

    def row_of(self, item: CaseLine) -> Row:
        """Say one alarm."""
        line = view.row(item, self.session.mirror.now(), self.voice)
        shape = self.session.glyphs.alarm(item.priority)
        cells: dict[str, Cell] = {
            "severity": (f"{shape} {line.severity}", line.tone),
            "number": (str(line.number), "strong"),
            "when": (line.when, "muted"),
            "kind": f"{line.simulated} {line.kind}".strip(),
            "result": (line.status, "muted" if line.ended else "accent"),
            "place": line.place,
            "area": (line.area, "muted"),
            "units": (line.units, "muted"),
        }
        return self.row(line.number, cells)


class SalesPart(FoundList[PurchaseLine]):
    """Gasoline purchases; Enter looks for all of one buyer."""

    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("number", 8, 8),
        Spec("when", 14, 14),
        Spec("litres", 8, 8),
        Spec("station", 16, 18),
        Spec("buyer", 12, 12, least=84),
        Spec("purpose", 14, 16, least=90),
        Spec("use_place", None, None),
        Spec("state", 10, 12, least=76),
    )

    def number_of(self, item: PurchaseLine) -> int:
        """Give the purchase's number."""
        return item.purchase.number

    def row_of(self, item: PurchaseLine) -> Row:
        """Say one purchase."""
        line = sales.row(item, self.session.mirror.now(), self.voice)
        cells: dict[str, Cell] = {
            "number": (str(line.number), "strong"),
            "when": (line.when, "muted"),
            "litres": line.litres,
            "station": f"{line.simulated} {line.station}".strip(),
            "buyer": (line.buyer, "muted"),
            "purpose": line.purpose,
            "use_place": line.use_place,
            "state": (line.state, "caution"),
        }
        return self.row(line.number, cells, "muted" if item.void else "")
