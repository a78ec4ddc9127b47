"""A register as its worst enemy would write it: every row with what must become of it."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from county.refusals import Refusal, refuse
from county.text import clean
from tests.hostile import texts

HEADER = (
    "序号",
    "时间",
    "加油站",
    "姓名",
    "证件号码",
    "数量",
    "容器",
    "用途",
    "使用地点",
    "备注",
)

MAPPING = """
[columns]
at = "时间"
station = "加油站"
litres = "数量"
container = "容器"
purpose = "用途"
use_place = "使用地点"
[columns.identity]
name = "姓名"
document = "证件号码"
[values.container]
"铁桶" = "metal"
"塑料桶" = "plastic"
[fixed]
simulated = true
"""

Cells = dict[str, str]


class Written(NamedTuple):
    """A row as bytes, the line it begins on, and what must become of it."""

    data: bytes
    line: int
    litres: float
    purpose: str
    refusal: Refusal | None
    """None for a good row."""


class Case(NamedTuple):
    """A way to write a row."""

    change: Cells
    refusal: Refusal | None = None
    spoil: Callable[[bytes], bytes] = bytes


FORMULAS = ("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.invalid","x")', "＝1+1", " =A1")
ENCODINGS = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc3\x28", b"\x80", b"\xf8\x88\x80\x80\x80")


def bad_cases() -> list[Case]:
    """Give every way in which a row is bad, and why."""
    number, time = refuse("unread_number"), refuse("not_a_time")
    above = refuse("out_of_range", "litres", expected="> 0.0")
    cases = [
        Case({"数量": text}, number)
        for text in ("NaN", "inf", "-inf", "1e308", "十", "1,5", "0x1f")
    ]
    cases += [Case({"数量": text}, above) for text in ("-5", "-0.01", "0", "－１２升")]
    cases += [
        Case({"数量": "20001"}, refuse("out_of_range", expected="<= 20000.0")),
        Case({"数量": "9" * 400}, number),
        *[
            Case({"时间": text}, time)
            for text in ("yesterday", "2026-02-30 10:00", "46000.5", "\x1b[31m")
        ],
        *[
            Case({column: text}, refuse("formula"))
            for column in ("用途", "数量")
            for text in FORMULAS
        ],
        *[Case({"用途": text * 300}, refuse("too_long", limit=240)) for text in ("割", "x")],
        Case({"用途": "割" * 10_000}, refuse("too_long", limit=240)),
        Case({"姓名": "甲" * 200}, refuse("too_long", limit=100)),
        Case({"姓名": "甲" * 10_000}, refuse("too_long", limit=100)),
        Case({"证件号码": "9" * 200}, refuse("too_long", limit=40)),
        Case({"证件号码": "!?"}, refuse("no_document")),
        Case({"证件号码": "1.5E+17"}, refuse("number_rounded")),
        Case({"用途": "证 11010119900101123X"}, refuse("identity_in_clear")),
        Case({"使用地点": "１１０１０１１９９００１０１１２３４"}, refuse("identity_in_clear")),
        *[
            Case({name: ""}, refuse("empty_cell"))
            for name in ("时间", "加油站", "姓名", "证件号码", "数量")
        ],
        Case({"加油站": "\u202e站油加南城"}, refuse("not_a_station")),
        Case({"加油站": "ps99"}, refuse("not_a_station")),
        Case({"容器": "ведро"}, refuse("not_in_table")),
        *[
            Case({"备注": "@"}, refuse("not_in_encoding", encoding="UTF-8"), _put(raw))
            for raw in ENCODINGS
        ],
        Case({"备注": "@"}, refuse("nul_byte"), _put(b"\0")),
        Case({"备注": "@"}, refuse("quotes"), _put(b'"x')),
        Case({}, refuse("ragged", count=9, width=10), lambda row: row.rsplit(b",", 1)[0] + b"\r\n"),
        Case({}, refuse("ragged", count=11, width=10), lambda row: row.rstrip() + b",x\r\n"),
        # What only the desk can tell.
        *[
            Case({"时间": text}, refuse("time_out_of_range"))
            for text in ("1970-01-01 08:00", "1970-06-01 12:00", "2099-12-31 23:59")
        ],
    ]
    return cases


def good_cases() -> list[Case]:
    """Give ways in which a row looks bad and is not."""
    return [
        *(Case({"用途": text}) for text in texts() if len(clean(text)) <= 240 and _unlike(text)),
        Case({"用途": "+1 -1 @SUM(A1)"}),
        Case({"用途": "-（备用）"}),
        Case({"用途": '第一行\r\n第二行,"引"'}),
        Case({"用途": "草" * 200}),
        Case({"数量": "１，０００．５升"}),
        Case({"加油站": " ＰＳ01 "}),
        Case({"备注": "=1+1"}),
        Case({}),
    ]


def hostile_rows(count: int, seed: int, day: str) -> Iterator[Written]:
    """Write rows, half of them bad; `day`: when the good ones were bought, such as 2026-11-02."""
    rng = random.Random(seed)
    bad, good = bad_cases(), good_cases()
    line = 2
    last: Written | None = None
    for number in range(count):
        if last is not None and last.refusal is None and rng.random() < 0.03:
            again = last._replace(line=line, refusal=refuse("row_again", line=last.line))
            line += again.data.count(b"\n")
            yield again
            last = None
            continue
        case = rng.choice(bad) if rng.random() < 0.5 else rng.choice(good)
        cells = {**_usual(rng, number, day), **case.change}
        data = case.spoil(_row(cells))
        litres = 1000.5 if cells["数量"].startswith("１，") else 10.0
        last = Written(data, line, litres, clean(cells["用途"]).strip(), case.refusal)
        line += data.count(b"\n")
        yield last


def _usual(rng: random.Random, number: int, day: str) -> Cells:
    return {
        "序号": str(number),
        "时间": f"{day} {rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}",
        "加油站": rng.choice(("ps01", "城北加油站", "ps03")),
        "姓名": "虚构购买人",
        "证件号码": f"SLDOCUMENT{rng.randrange(10**9):09d}",
        "数量": "10",
        "容器": "铁桶",
        "用途": "割草",
        "使用地点": "苗圃",
        "备注": "",
    }


def _row(cells: Cells) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells[name] for name in HEADER)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _put(raw: bytes) -> Callable[[bytes], bytes]:
    """Put bytes that no writer would write in place of the mark in the last cell."""
    return lambda row: row[: row.rindex(b"@")] + raw + row[row.rindex(b"@") + 1 :]


def _unlike(text: str) -> bool:
    """Tell whether a hostile text is one that a row may hold as it is."""
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text):
        return False
    return text.count("\n") < 15 and not clean(text).strip().startswith(("=", "＝"))
