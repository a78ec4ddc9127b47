"""Rows become purchases, or are refused with everything that is wrong with them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.events import PurchaseRegistered
from feeds.identity import Sealer
from tests.feeds.register.samples import (
    EDGE,
    HEADER,
    MAPPING,
    ROW,
    SEALING,
    as_csv,
    codes,
    read,
    row,
)

SEALED_HEADER = ("时间", "加油站", "数量", "容器", "用途", "姓名", "证件号码")
SEALED_ROW = ("2026-11-02 08:15", "ps01", "10", "铁桶", "割草", "示例甲", "SL000017")


def test_a_good_row_is_a_purchase_in_the_protocols_own_terms(tmp_path: Path) -> None:
    [(line, told)], _ = read(tmp_path, as_csv([HEADER, ROW]))
    assert line == 2
    assert (told.at, told.station, told.buyer) == (1_793_578_500_000, "ps01", "p-0001")
    assert (told.litres, told.container, told.by_unit) == (10, "metal", False)
    assert [told.archived, told.simulated, told.doubtful, told.number] == [False] * 3 + [0]


def test_everything_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    wrong = row(时间="gestern", 数量="-3", 容器="木桶", 加油站="别处")
    _, bad = read(tmp_path, as_csv([HEADER, wrong]))
    assert codes(bad) == [
        (2, "at", "not_a_time"),
        (2, "station", "not_a_station"),
        (2, "container", "not_in_table"),
    ]
    assert [each.column for each in bad] == ["时间", "加油站", "容器"]
    assert [each.value for each in bad] == ["gestern", "别处", "木桶"]


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"数量": "-3"}, "litres", "out_of_range"),
        ({"数量": "0"}, "litres", "out_of_range"),
        ({"数量": "20001"}, "litres", "out_of_range"),
        ({"数量": ""}, "litres", "empty_cell"),
        ({"时间": ""}, "at", "empty_cell"),
        ({"时间": "1960-01-01 00:00"}, "at", "out_of_range"),
        ({"购买人化名": ""}, "buyer", "empty_cell"),
        ({"购买人化名": "p-1"}, "buyer", "too_short"),
        ({"购买人化名": "示例甲示例"}, "buyer", "not_a_code"),
        ({"用途": "割" * 241}, "purpose", "too_long"),
        ({"用途": "割" * 10_000}, "purpose", "too_long"),
        ({"用途": "=HYPERLINK(1)"}, "purpose", "formula"),
        ({"用途": "＝1+1"}, "purpose", "formula"),
        ({"用途": "证 11010119900101123X 号"}, "purpose", "identity_in_clear"),
        ({"用途": "１１０１０１１９９００１０１１２３４"}, "purpose", "identity_in_clear"),
        ({"单位购买": "也许"}, "by_unit", "not_yes_or_no"),
        ({"发证时间": "x"}, "permit_at", "not_a_time"),
    ],
)
def test_a_value_that_a_purchase_cannot_have_is_refused_by_its_field(
    tmp_path: Path, cells: dict[str, str], field: str, code: str
) -> None:
    good, bad = read(tmp_path, as_csv([HEADER, row(**cells), ROW]))
    assert codes(bad) == [(2, field, code)]
    assert len(good) == 1


def test_text_is_cleaned_once_and_never_cut(tmp_path: Path) -> None:
    text = "割\x1b[31m草\u202e\u200b" + "！" * 200
    [(_, told)], _ = read(tmp_path, as_csv([HEADER, row(用途=text)]))
    assert told.purpose == "割[31m草\ufffd" + "！" * 200


def test_what_reads_like_a_formula_but_is_text_stays_as_it_is(tmp_path: Path) -> None:
    [(_, told)], _ = read(tmp_path, as_csv([HEADER, row(用途="-（备用）")]))
    assert told.purpose == "-（备用）"


def test_a_cell_that_says_nothing_leaves_the_field_empty(tmp_path: Path) -> None:
    text = '[register]\nnothing = ["/", "无"]\n' + MAPPING
    [(_, told)], _ = read(tmp_path, as_csv([HEADER, row(用途="/", 容器=" 无 ")]), text)
    assert (told.purpose, told.container) == ("", None)


def test_the_same_row_again_is_named_with_the_first(tmp_path: Path) -> None:
    good, bad = read(tmp_path, as_csv([HEADER, ROW, row(数量="5"), ROW]))
    assert [line for line, _ in good] == [2, 3]
    assert codes(bad) == [(4, "", "row_again")]
    assert bad[0].refusal.values == {"line": 2}


def test_date_and_time_may_stand_in_two_columns(tmp_path: Path) -> None:
    text = MAPPING.replace('at = "时间"', 'day = "日期"\nclock = "时刻"')
    header = ("日期", "时刻", *HEADER[1:])
    [(_, told)], bad = read(tmp_path, as_csv([header, ("2026/11/2", "8:15", *ROW[1:])]), text)
    assert (told.at, bad) == (1_793_578_500_000, [])


def test_a_date_alone_needs_a_time_that_somebody_chose(tmp_path: Path) -> None:
    text = MAPPING.replace('at = "时间"', 'day = "时间"') + '[fixed]\nclock = "12:00"\n'
    [(_, told)], _ = read(tmp_path, as_csv([HEADER, row(时间="2026-11-02")]), text)
    assert told.at == 1_793_578_500_000 + (3 * 60 + 45) * 60_000


def test_an_old_register_is_marked_on_every_row(tmp_path: Path) -> None:
    good, _ = read(tmp_path, as_csv([HEADER, ROW]), archived=True)
    assert good[0][1].archived


# ---- identities ---------------------------------------------------------------------------------


def test_an_identity_is_sealed_before_anything_else_sees_it(tmp_path: Path) -> None:
    data = as_csv([SEALED_HEADER, SEALED_ROW, (*SEALED_ROW[:2], "5", *SEALED_ROW[3:])])
    [(_, told), (_, again)], bad = read(tmp_path, data, SEALING, Sealer(EDGE))
    assert bad == []
    assert (told.buyer, told.tail) == (Sealer(EDGE).pseudonym("sl 000017"), "17")
    assert told.buyer == again.buyer
    assert told.sealed != again.sealed
    assert "示例甲" not in repr(told)
    assert "SL000017" not in repr(told)


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"姓名": ""}, "identity.name", "empty_cell"),
        ({"证件号码": ""}, "identity.document", "empty_cell"),
        ({"证件号码": "!"}, "identity.document", "no_document"),
        ({"证件号码": "1.50105E+17"}, "identity.document", "number_rounded"),
        ({"姓名": "甲" * 200}, "identity.name", "too_long"),
        ({"用途": "示例甲家割草"}, "purpose", "identity_in_clear"),
        ({"用途": "SL 000017"}, "purpose", "identity_in_clear"),
        ({"数量": "示例甲"}, "litres", "unread_number"),
    ],
)
def test_what_is_wrong_with_an_identity_is_told_without_it(
    tmp_path: Path, cells: dict[str, str], field: str, code: str
) -> None:
    wrong = tuple(cells.get(t, c) for t, c in zip(SEALED_HEADER, SEALED_ROW, strict=True))
    _, bad = read(tmp_path, as_csv([SEALED_HEADER, wrong]), SEALING, Sealer(EDGE))
    assert codes(bad) == [(2, field, code)]
    assert bad[0].value == ""
    assert "示例甲" not in repr(bad)
    assert "SL000017" not in repr(bad)


def test_whom_a_permit_was_issued_to_is_a_pseudonym_by_the_same_key(tmp_path: Path) -> None:
    text = SEALING.replace("[columns.identity]", 'permit_document = "持证人"\n[columns.identity]')
    data = as_csv([(*SEALED_HEADER, "持证人"), (*SEALED_ROW, "ＳＬ000017")])
    [(_, told)], _ = read(tmp_path, data, text, Sealer(EDGE))
    assert told.permit_holder == told.buyer


# ---- the same in every form ---------------------------------------------------------------------


def test_gbk_utf_8_and_a_spreadsheet_give_the_same_facts(tmp_path: Path) -> None:
    rows = [HEADER, *(row(时间=f"2026-11-02 {8 + n}:15", 数量=str(5 + n)) for n in range(9))]
    data = as_csv(rows)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for n, each in enumerate(rows[1:]):
        sheet.append((datetime(2026, 11, 2, 8 + n, 15), *each[1:3], 5 + n, *each[4:]))  # noqa: DTZ001
    book.save(tmp_path / "register.xlsx")
    utf8 = read(tmp_path, data)
    assert len(utf8[0]) == 9
    assert read(tmp_path, data.encode("gb18030")) == utf8
    assert read(tmp_path, tmp_path / "register.xlsx") == utf8


cells = st.one_of(
    st.sampled_from(["", "=1", "-5", "nan", "1e308", "p-0001", "城南加油站", "铁桶", "是", "20"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\n\r"\0'), max_size=12),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("registers")


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=7, max_size=9), max_size=12))
def test_every_row_is_good_or_told_why_not(room: Path, rows: list[list[str]]) -> None:
    """Whatever stands in a register, no row is lost and none counts twice."""
    lines = [",".join(each) for each in (HEADER, ROW, *rows)]
    good, bad = read(room, "\n".join(lines))
    taken, refused = [line for line, _ in good], {each.line for each in bad}
    there = [n for n, line in enumerate(lines, 1) if any(c.strip() for c in line.split(","))]
    assert taken[0] == 2
    assert sorted({*taken, *refused}) == there[1:]
    assert len(taken) + len(refused) == len(there) - 1


@settings(max_examples=80, deadline=None)
@given(mess=st.lists(st.text(st.sampled_from('",; \n\tp1割铁'), max_size=30), max_size=6))
def test_no_mess_above_a_good_row_swallows_it(room: Path, mess: list[str]) -> None:
    lines = [",".join(HEADER), *mess, ",".join(ROW)]
    data = "\n".join(lines)
    good, _ = read(room, data)
    assert good[-1][0] == data.count("\n") + 1


def test_a_purchase_of_a_register_is_one_that_the_wire_takes(tmp_path: Path) -> None:
    [(_, told)], _ = read(tmp_path, as_csv([HEADER, ROW]))
    body = msgspec.json.encode(told)
    assert json.loads(body)["type"] == "purchase_registered"
    assert msgspec.json.decode(body, type=PurchaseRegistered) == told
