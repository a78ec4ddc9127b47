"""Purchases in the windows that rules look through: by buyer, permit, place, station.

Kept in memory, because deciding is synchronous and a purchase must count the moment it is
accepted; rebuilt from the purchase store at start.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from county.events import Contribution, PurchaseRegistered
from county.gasoline.purposes import alike, spelt
from county.geo import Point

_DROPPED_AT_ONCE = 2
"""Keys that one purchase may drop: more than it can add, so that stale ones never pile up."""


class Sale(Struct, frozen=True, gc=False):
    """What rules may still ask of a purchase, long after it was judged itself."""

    bought: Contribution
    at: int
    """When it counts as made, epoch milliseconds."""
    day: int
    """The local day of that, as in `county.gasoline.seasons`."""
    buyer: str
    tail: str
    by_unit: bool
    machine: str
    purpose: str
    """Folded, as is the place: two spellings of one text compare equal."""
    place: str
    point: Point | None
    """Where the place of use lies, when that was told."""
    area: str
    """The area of the place of use; "" when it was not told."""
    permit: str
    proven: bool
    """Whether a picture and a matched identity stand behind it."""
    archived: bool
    simulated: bool


def sale_of(purchase: PurchaseRegistered, when: int, day: int) -> Sale:
    """Give what is kept of a purchase that counts as made at `when` (epoch milliseconds)."""
    lat, lon = purchase.use_lat, purchase.use_lon
    return Sale(
        Contribution(purchase.number, when, purchase.station, float(purchase.litres)),
        when,
        day,
        purchase.buyer,
        purchase.tail,
        purchase.by_unit,
        purchase.machine or "other",
        alike(purchase.purpose),
        alike(purchase.use_place),
        None if lat is None or lon is None else (lat, lon),
        purchase.use_area or "",
        spelt(purchase.permit),
        purchase.photo != "" and purchase.id_check == "matched",
        purchase.archived,
        purchase.simulated,
    )


def made_at(sale: Sale) -> int:
    """Give when a purchase counts as made, epoch milliseconds."""
    return sale.at


def order(sale: Sale) -> tuple[int, int]:
    """Give what windows are in order of: time, and number where times are equal."""
    return sale.at, sale.bought.purchase


def newer(sales: Sequence[Sale], since: int) -> Sequence[Sale]:
    """Give those made after `since` (epoch milliseconds), oldest first; all are not copied."""
    if not sales or sales[0].at > since:
        return sales
    return sales[bisect_right(sales, since, key=made_at) :]


def place_in(sales: list[Sale], sale: Sale) -> None:
    """Put a sale in its place: by time, and by number where times are equal."""
    if not sales or sales[-1].at < sale.at:
        sales.append(sale)
    else:
        insort(sales, sale, key=order)


class Windows:
    """The sales of a time under each key, oldest first.

    What is too old goes as purchases come: of the key that is added to, and of the keys that
    nothing was added to for longest. Nothing is ever swept as a whole.
    """

    def __init__(self) -> None:
        self._sales: OrderedDict[str, list[Sale]] = OrderedDict()

    def __iter__(self) -> Iterator[str]:
        return iter(self._sales)

    def __len__(self) -> int:
        return len(self._sales)

    def add(self, key: str, sale: Sale, since: int) -> list[Sale]:
        """Put a sale in its place and let go of what was made by `since` (epoch milliseconds).

        Gives the key's sales: the list may change with the next sale, and begin with some that
        are too old.
        """
        sales = self._sales.get(key)
        if sales is None:
            self._sales[key] = sales = [sale]
        else:
            place_in(sales, sale)
            self._sales.move_to_end(key)
            # Half of them at once: to move the rest up costs less than those that go had cost.
            if sales[len(sales) // 2].at <= since:
                del sales[: bisect_right(sales, since, 0, len(sales) - 1, key=made_at)]
        if self._sales[next(iter(self._sales))][-1].at <= since:
            self._drop(since)
        return sales

    def remove(self, key: str, number: int) -> None:
        """Take the sale with this number out, if it is there."""
        sales = self._sales.get(key)
        if sales is not None:
            sales[:] = [sale for sale in sales if sale.bought.purchase != number]
            if not sales:
                del self._sales[key]

    def of(self, key: str) -> Sequence[Sale]:
        """Give the key's sales, oldest first; look at them now."""
        return self._sales.get(key, ())

    def _drop(self, since: int) -> None:
        """Let go of a few keys that are too old."""
        for _ in range(_DROPPED_AT_ONCE):
            oldest = next(iter(self._sales), None)
            if oldest is None or self._sales[oldest][-1].at > since:
                return
            del self._sales[oldest]
