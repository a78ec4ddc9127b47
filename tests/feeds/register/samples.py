"""A mapping, a county and registers to try them on; everybody in them is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from config.identity import EdgeKey, PublicKey
from config.profile import builtin, load_profile
from county.events import PurchaseRegistered
from feeds.identity import Sealer
from feeds.register.cells import CellReader
from feeds.register.mapping import RegisterMapping, load_mapping
from feeds.register.opening import find_header, open_register
from feeds.register.places import Places, places_of
from feeds.register.rows import Reject, RowReader

COLUMNS = """
[columns]
at = "时间"
station = "加油站"
buyer = "购买人化名"
litres = ["数量", "升数"]
container = "容器"
purpose = "用途"
permit_at = "发证时间"
by_unit = "单位购买"
"""

MAPPING = (
    COLUMNS
    + """
[values.container]
"铁桶" = "metal"
"塑料桶" = "plastic"
"""
)

SEALING = """
[columns]
at = "时间"
station = "加油站"
litres = "数量"
container = "容器"
purpose = "用途"
[columns.identity]
name = "姓名"
document = "证件号码"
[values.container]
"铁桶" = "metal"
"""

HEADER = ("时间", "加油站", "购买人化名", "数量", "容器", "用途", "发证时间", "单位购买")
ROW = ("2026-11-02 08:15", "城南加油站", "p-0001", "10升", "铁桶", "割草", "", "否")

EDGE = EdgeKey(
    pseudonyms="5a" * 32,
    keys=(PublicKey(id="202601-0001", since=0, until=2**42, public="09" + "00" * 31),),
)
"""An edge key for tests: its private half is nobody's."""


@cache
def anmu() -> Places:
    """Give the built-in county."""
    return places_of(load_profile(builtin()))


def row(**other: str) -> tuple[str, ...]:
    """Give the good row with other cells, named by their column's title."""
    return tuple(other.get(title, cell) for title, cell in zip(HEADER, ROW, strict=True))


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Write rows as people's programs do."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def mapping(directory: Path, text: str = MAPPING) -> RegisterMapping:
    """Write a mapping down and load it."""
    path = directory / "mapping.toml"
    path.write_text(text, "utf-8")
    return load_mapping(path)


def read(
    directory: Path,
    data: bytes | str | Path,
    text: str = MAPPING,
    sealer: Sealer | None = None,
    **options: Any,
) -> tuple[list[tuple[int, PurchaseRegistered]], list[Reject]]:
    """Read a register: the good rows by line, and what was wrong with the others."""
    path = data if isinstance(data, Path) else directory / "register.csv"
    if not isinstance(data, Path):
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    told = mapping(directory, text)
    table = open_register(path, told)
    header = find_header(table, told)
    cells = CellReader(told, anmu(), table.base)
    reader = RowReader(
        told, header, cells, table.width, sealer, archived=options.get("archived", False)
    )
    good: list[tuple[int, PurchaseRegistered]] = []
    bad: list[Reject] = []
    for each in table.rows():
        if each.line > header.line:
            made = reader.read(each)
            if isinstance(made, PurchaseRegistered):
                good.append((each.line, made))
            else:
                assert made, "a row is good, or something is wrong with it"
                bad += made
    return good, bad


def codes(bad: Sequence[Reject]) -> list[tuple[int, str, str]]:
    """Give line, field and reason of what was rejected."""
    return [(each.line, each.field, each.refusal.code) for each in bad]
