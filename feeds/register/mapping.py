"""What says how to read a register: a TOML file, checked whole before the first row is read.

[columns]
at = ["购买时间", "时间"]      # a field and the titles that its column may have
litres = "数量"

[fixed]
station = "ps01"              # the same in every row

[values.container]
"塑料桶" = "plastic"           # what stands in a cell, and what it means
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated, get_args

import msgspec
from msgspec import Meta, Struct

from config.faults import Flaw, Path
from config.settings import SettingsError, open_page, take
from config.shape import shown
from county.events import PurchaseRegistered
from county.gasoline import guard
from feeds.register import values
from feeds.register.fields import CLOCK, DAY, DOCUMENT, FIELDS, HOLDER, IDENTITY

Title = Annotated[str, Meta(min_length=1, max_length=80)]
"""What stands at the head of a column."""

Form = Annotated[str, Meta(min_length=2, max_length=40)]
"""How a time is written, in the signs of `datetime.strptime`."""

Plain = str | bool | int | float
Titles = Title | list[Title]

_NEVER_FIXED = frozenset({"at", DAY, "buyer", "tail", "litres", *IDENTITY})
"""What cannot be the same in every row."""

_OF_PERSONS = frozenset({"buyer", "tail", "permit_holder", *IDENTITY})
"""Whose columns may be named after persons: they hold pseudonyms, or are sealed."""

_NO_COLUMN = frozenset({"archived", "simulated"})
"""What is said of a whole register, not of a row."""


class Layout(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the register is laid out."""

    sheet: Annotated[str, Meta(max_length=80)] = ""
    """The name of the sheet, in a file of several; "" for the first."""
    moments: Annotated[tuple[Form, ...], Meta(min_length=1)] = (
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
    )
    """How date and time are written together; tried in order."""
    days: Annotated[tuple[Form, ...], Meta(min_length=1)] = ("%Y-%m-%d", "%Y/%m/%d")
    """How a date alone is written."""
    clocks: Annotated[tuple[Form, ...], Meta(min_length=1)] = ("%H:%M:%S", "%H:%M")
    """How a time of day alone is written."""
    nothing: tuple[Title, ...] = ()
    """What stands in a cell that tells nothing, such as ``/`` or ``无``."""


class MappingFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file as it is written."""

    register: Layout = Layout()
    columns: dict[str, Titles | dict[str, Titles]]
    """By field; `identity` is a table of its own."""
    fixed: dict[str, Plain] = {}
    values: dict[str, dict[str, Plain]] = {}


class RegisterMapping(Struct, frozen=True, kw_only=True):
    """How to read a register, checked."""

    layout: Layout
    columns: dict[str, tuple[str, ...]]
    """By field: the titles that its column may have."""
    fixed: dict[str, str]
    values: dict[str, dict[str, str]]
    """By field and by `values.key_of` what stands in the cell: what it means."""

    @property
    def seals(self) -> bool:
        """Whether the register holds identities, to be sealed."""
        return any(name in self.columns for name in IDENTITY)

    @property
    def required(self) -> tuple[str, ...]:
        """The fields whose columns a register must have, without those that are fixed."""
        times = ("at",) if "at" in self.columns else (DAY, CLOCK)
        who = (DOCUMENT, "identity.name") if self.seals else ("buyer",)
        return tuple(f for f in (*times, "station", "litres", *who) if f not in self.fixed)


def load_mapping(path: FilePath) -> RegisterMapping:
    """Read and check a mapping. Raises SettingsError with everything that is wrong with it."""
    page = open_page(path.parent, path.name)
    file = take(page, MappingFile)
    flaws = list(_flaws(file))
    if flaws:
        raise SettingsError(page.faults(flaws))
    return RegisterMapping(
        layout=file.register,
        columns={field: titles for field, titles, _ in _columns(file)},
        fixed={field: _plain(value) for field, value in file.fixed.items()},
        values={
            field: {values.key_of(said): _plain(meant) for said, meant in table.items()}
            for field, table in file.values.items()
        },
    )


def _columns(file: MappingFile) -> Iterator[tuple[str, tuple[str, ...], Path]]:
    """Give field, titles and place in the file of every column."""
    for field, told in file.columns.items():
        if isinstance(told, dict):
            for part, titles in told.items():
                yield f"{field}.{part}", _titles(titles), ("columns", field, part)
        else:
            yield field, _titles(told), ("columns", field)


def _titles(told: Titles) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _plain(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# ---- what may be wrong --------------------------------------------------------------------------


def _flaws(file: MappingFile) -> Iterator[Flaw]:
    yield from _protected(file)
    yield from _unknown(file)
    yield from _twice(file)
    yield from _missing(file)
    yield from _unreadable(file)
    for name, of_day in (("moments", True), ("days", False), ("clocks", True)):
        for place, form in enumerate(getattr(file.register, name)):
            if not _is_form(form, of_day=of_day, dated=name != "clocks"):
                path: Path = ("register", name, place)
                yield Flaw(path, "register.not_a_form", {"value": shown(form)})


def _protected(file: MappingFile) -> Iterator[Flaw]:
    """Refuse what would bring in who somebody is: by the field's name, or by the column's."""
    for field, titles, path in _columns(file):
        for word in titles if field in FIELDS else (field, *titles):
            named = guard.named(word)
            if named is not None and not (named == "persons" and field in _OF_PERSONS):
                yield Flaw(path, f"refused.protected_{named}", {"value": shown(word)})


def _unknown(file: MappingFile) -> Iterator[Flaw]:
    columns = [(field, path) for field, _, path in _columns(file)]
    others: list[tuple[str, Path]] = [
        (field, (table, field))
        for table, fields in (("fixed", file.fixed), ("values", file.values))
        for field in fields
    ]
    choices = ", ".join(FIELDS)
    for field, path in columns + others:
        if field not in FIELDS:
            yield Flaw(path, "check.unknown_field", {"choices": choices})
    for field, path in columns:
        if field in _NO_COLUMN:
            yield Flaw(path, "register.only_fixed")
    for field in sorted(file.fixed.keys() & _NEVER_FIXED):
        yield Flaw(("fixed", field), "register.never_fixed")
    for field in sorted(file.values.keys() & {*IDENTITY, "buyer"}):
        yield Flaw(("values", field), "register.never_fixed")


def _twice(file: MappingFile) -> Iterator[Flaw]:
    """A column tells one field, and a field is told once."""
    known: set[str] = set()
    fields = {field for field, _, _ in _columns(file)}
    for _, titles, path in _columns(file):
        for title in titles:
            if values.key_of(title) in known:
                yield Flaw(path, "check.twice", {"value": shown(title)})
            known.add(values.key_of(title))
    for field in sorted(file.fixed.keys() & fields):
        yield Flaw(("fixed", field), "register.told_twice", {"other": f"columns.{field}"})
    sealed = fields & set(IDENTITY)
    for told, other in (
        ("at", {DAY, CLOCK}),
        ("buyer", sealed),
        ("tail", sealed),
        ("permit_holder", {HOLDER}),
    ):
        if told in fields and other & fields:
            values_ = {"other": ", ".join(sorted(other & fields))}
            yield Flaw(("columns", told), "register.told_twice", values_)


def _missing(file: MappingFile) -> Iterator[Flaw]:
    told = {field for field, _, _ in _columns(file)} | file.fixed.keys()
    if "at" not in told and not {DAY, CLOCK} <= told:
        yield Flaw(("columns", "at"), "check.missing_field")
    for field in ("station", "litres"):
        if field not in told:
            yield Flaw(("columns", field), "check.missing_field")
    if not told & set(IDENTITY):
        if "buyer" not in told:
            yield Flaw(("columns", "buyer"), "register.no_buyer")
        return
    for field in (DOCUMENT, "identity.name"):
        if field not in told:
            yield Flaw(("columns", *field.split(".")), "check.missing_field")


def _unreadable(file: MappingFile) -> Iterator[Flaw]:
    """What a table or a fixed value means must itself be readable, where no county is needed."""
    meant: list[tuple[str, Plain, Path]] = [
        (field, value, ("fixed", field)) for field, value in file.fixed.items()
    ]
    for field, table in file.values.items():
        meant += [(field, value, ("values", field, said)) for said, value in table.items()]
    for field, value, path in meant:
        kind, text = FIELDS.get(field), _plain(value)
        if kind == "choice" and text not in choices_of(field):
            told = {"choices": ", ".join(choices_of(field)), "value": shown(text)}
            yield Flaw(path, "check.one_of", told)
        elif kind == "yes" and not isinstance(values.yes(text), bool):
            yield Flaw(path, "check.must_be_bool", {"value": shown(text)})
        elif kind == "number" and not isinstance(values.number(text), float):
            yield Flaw(path, "check.must_be_number", {"value": shown(text)})


def _is_form(form: str, *, of_day: bool, dated: bool) -> bool:
    """Tell whether a time that is written so comes back, as far as it must be known."""
    sample = datetime(2026, 11, 22, 13, 45, tzinfo=UTC)
    try:
        back = datetime.strptime(sample.strftime(form), form)  # noqa: DTZ007
    except ValueError:
        return False
    same_day, same_hour = back.date() == sample.date(), back.hour == sample.hour
    return (same_day or not dated) and (same_hour or not of_day)


def choices_of(field: str) -> Sequence[str]:
    """Give the values that the protocol knows for a field; none where it does not list them."""
    return _CHOICES.get(field, ())


def _literals(field: str) -> tuple[str, ...]:
    kind = TYPES[field]
    parts = [part for part in get_args(kind) if part is not type(None)]
    return get_args(parts[0]) if len(parts) == 1 else tuple(parts)


TYPES: Mapping[str, object] = {
    field.name: field.type for field in msgspec.structs.fields(PurchaseRegistered)
}
"""The types of a purchase's fields, with their bounds."""

_CHOICES = {field: _literals(field) for field, kind in FIELDS.items() if kind == "choice"}
