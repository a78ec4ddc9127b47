"""A row of a register becomes a purchase, or is refused with everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from county.events import PurchaseRegistered
from county.faults import refusal_of
from county.gasoline import check
from county.gasoline.lines import Identity
from county.refusals import Refusal, ZhibanError, refuse
from county.text import clean
from feeds.identity import Sealer
from feeds.register import values
from feeds.register.cells import CellReader
from feeds.register.fields import CLOCK, DAY, FIELDS, HOLDER
from feeds.register.mapping import TYPES, RegisterMapping
from feeds.register.opening import Header
from feeds.register.table import Row, is_ragged
from feeds.register.values import Cell

SHOWN = 80
"""Characters of a wrong value that are told again."""

_SEALED_YET = "not-sealed-yet"
"""The buyer until the row is known to be good: sealing is the dearest part of it."""

_LONG_NUMBER = re.compile(r"\d{7}")
"""From here on a number may be somebody's: a telephone, a document."""

_IDENTITY = "identity."

_TEXTS = tuple(
    field
    for field, kind in FIELDS.items()
    if kind in ("text", "code") and field not in ("buyer", "tail", "permit_holder")
)
"""What a writer's own words stand in."""

Told = dict[str, Any]
Faults = list[tuple[str, Refusal]]
"""By field."""


class Reject(NamedTuple):
    """One thing that is wrong with a row."""

    line: int
    column: str
    """The title of the column; "" when it is no one's."""
    field: str
    refusal: Refusal
    value: str = ""
    """What stands there; "" when it could be somebody's identity."""


class RowReader:
    """Makes purchases of the rows of one register."""

    def __init__(
        self,
        mapping: RegisterMapping,
        header: Header,
        cells: CellReader,
        width: int,
        sealer: Sealer | None,
        *,
        archived: bool,
    ) -> None:
        """`sealer`: needed when the mapping names identities; `archived`: an old register.

        Raises ZhibanError when a fixed value means nothing in this county.
        """
        self._mapping = mapping
        self._columns = header.columns
        self._titles = {column.field: column.title for column in header.columns}
        self._cells = cells
        self._width = width
        self._sealer = sealer
        self._seen: dict[int, int] = {}
        """By what stands in all of its cells, the line of every good row: some 100 bytes each."""
        self._always: Told = {"archived": archived}
        for field, text in mapping.fixed.items():
            value = cells.meant(field, text)
            if isinstance(value, Refusal):
                raise ZhibanError(Refusal(value.code, f"fixed.{field}", value.values))
            self._always[field] = value

    def read(self, row: Row) -> PurchaseRegistered | list[Reject]:
        """Read a row: the purchase, or all that is wrong with it, at least one thing."""
        cells = row.cells
        if isinstance(cells, Refusal):
            return [Reject(row.line, "", "", cells)]
        if self._width and is_ragged(cells, self._width):
            ragged = refuse("ragged", count=len(cells), width=self._width)
            return [Reject(row.line, "", "", ragged)]
        made = self._purchase(cells)
        if isinstance(made, PurchaseRegistered):
            first = self._seen.setdefault(hash(tuple(cells)), row.line)
            if first == row.line:
                return made
            made = [("", refuse("row_again", line=first))]
        return [self._reject(row.line, field, refusal, cells) for field, refusal in made]

    def refused(self, line: int, refusal: Refusal) -> Reject:
        """Tell what the desk refused in the words of the register."""
        return Reject(line, self._titles.get(refusal.field, ""), refusal.field, refusal)

    # ---- a row ----------------------------------------------------------------------------------

    def _purchase(self, cells: Sequence[Cell]) -> PurchaseRegistered | Faults:
        told, faults = self._told(cells)
        at_fault = {field for field, _ in faults}
        faults += [
            (field, refuse("empty_cell"))
            for field in self._mapping.required
            if field not in told and field not in at_fault
        ]
        if faults:
            return faults
        try:
            return self._made(told)
        except ZhibanError as error:
            return [(error.refusal.field, error.refusal)]

    def _told(self, cells: Sequence[Cell]) -> tuple[Told, Faults]:
        """Read every cell; what cannot be read is a fault."""
        told, faults = self._always.copy(), []
        for place, _, field in self._columns:
            value = self._cells.read(field, cells[place]) if place < len(cells) else None
            if isinstance(value, Refusal):
                faults.append((field, value))
            elif value is not None:
                told[field] = value
        return told, faults

    def _made(self, told: Told) -> PurchaseRegistered | Faults:
        """Put a purchase together of what was read. Raises ZhibanError, with the field."""
        identity = self._identity(told)
        if DAY in told:
            day, clock = told.pop(DAY), told.pop(CLOCK)
            told["at"] = self._cells.millis(datetime.combine(day, clock))
        try:
            purchase = msgspec.convert({"type": "purchase_registered", **told}, PurchaseRegistered)
        except msgspec.ValidationError:
            return list(_out_of_bounds(told))
        if (in_clear := check(purchase)) is not None:
            raise ZhibanError(in_clear)
        if identity is None or self._sealer is None:
            return purchase
        if (in_clear := _told_again(purchase, identity)) is not None:
            raise ZhibanError(in_clear)
        return self._sealer.onto(purchase, identity)

    def _identity(self, told: Told) -> Identity | None:
        """Take what is to be sealed out of what was read. Raises ZhibanError."""
        if self._sealer is None:
            return None
        holder = told.pop(HOLDER, None)
        if holder is not None:
            told["permit_holder"] = self._sealer.pseudonym(holder, HOLDER)
        parts = {
            name.removeprefix(_IDENTITY): told.pop(name)
            for name in list(told)
            if name.startswith(_IDENTITY)
        }
        if not parts:
            return None
        told["buyer"] = _SEALED_YET
        return Identity(**parts)

    # ---- what is wrong --------------------------------------------------------------------------

    def _reject(self, line: int, field: str, refusal: Refusal, cells: Sequence[Cell]) -> Reject:
        title = self._titles.get(field, "")
        return Reject(line, title, field, refusal, self._shown(field, cells))

    def _shown(self, field: str, cells: Sequence[Cell]) -> str:
        """Give what stands in a cell, where that can be nobody's name or number.

        A register with identities may hold one in the wrong column: of such nothing is shown.
        """
        place = next((column.place for column in self._columns if column.field == field), None)
        if self._mapping.seals or place is None or place >= len(cells):
            return ""
        text = values.as_text(cells[place])
        if isinstance(text, Refusal) or _LONG_NUMBER.search(values.narrow(text)):
            return ""
        return clean(text, SHOWN)


def _out_of_bounds(told: Told) -> Iterator[tuple[str, Refusal]]:
    """Name every field whose value a purchase cannot have."""
    for field, value in told.items():
        try:
            msgspec.convert(value, TYPES[field])
        except msgspec.ValidationError as fault:
            yield field, refusal_of(fault)


def _told_again(purchase: PurchaseRegistered, identity: Identity) -> Refusal | None:
    """Refuse a purchase that says in clear what is to be sealed."""
    secrets = [
        secret
        for secret in map(values.key_of, (identity.name, identity.document, identity.phone))
        if len(secret) > 1
    ]
    for field in _TEXTS:
        text = values.key_of(getattr(purchase, field) or "")
        if any(secret in text for secret in secrets):
            return refuse("identity_in_clear", field)
    return None
