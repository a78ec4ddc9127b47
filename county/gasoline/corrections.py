"""Purchases as they count once their records were corrected; what was written stays as it was."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from county.events import Correction, PurchaseRegistered
from county.fields import Millis
from county.gasoline.lines import PurchaseLine
from county.gasoline.warnings import when


def corrected(purchase: PurchaseRegistered, correction: Correction) -> PurchaseRegistered:
    """Give a purchase as a correction says that it was; whether it was at all is not told here."""
    return replace(
        purchase,
        **{
            name: value
            for name in correction.__struct_fields__
            if name != "void" and (value := getattr(correction, name)) is not None
        },
    )


def line_of(
    purchase: PurchaseRegistered, received: Millis, corrections: Iterable[Correction] = ()
) -> PurchaseLine:
    """Give a purchase as it is told: as it counts after its corrections, in their order."""
    line = PurchaseLine(
        purchase=replace(purchase, sealed=""),
        received=received,
        at=when(purchase, received),
        sealed=bool(purchase.sealed),
    )
    for correction in corrections:
        line = amended(line, correction)
    return line


def amended(line: PurchaseLine, correction: Correction) -> PurchaseLine:
    """Give a purchase as it counts after one more correction."""
    # One that once did not happen can be corrected, and then did.
    return replace(
        line,
        purchase=corrected(line.purchase, correction),
        corrected=True,
        void=correction.void,
    )
