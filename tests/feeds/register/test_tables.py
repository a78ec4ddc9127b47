"""Registers as files: encodings, delimiters, quotes and damage, told apart row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from feeds.register.opening import find_header, open_register
from feeds.register.table import RegisterError
from feeds.register.xlsx_table import XlsxTable
from tests.feeds.register.samples import HEADER, ROW, as_csv, codes, mapping, read, row


def refusal(directory: Path, data: bytes) -> str:
    with pytest.raises(RegisterError) as refused:
        read(directory, data)
    return refused.value.refusal.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_register_is_read_in_any_usual_form(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [HEADER, ROW, row(数量="1,200", 用途="割草，\n第二行;\t末")]
    data = as_csv(rows, delimiter).encode(encoding)
    [(_, first), (_, second)], bad = read(tmp_path, data)
    assert bad == []
    assert (first.station, first.purpose, first.container) == ("ps01", "割草", "metal")
    assert (second.litres, second.purpose) == (1200, "割草， 第二行; 末")


def test_the_encoding_is_decided_by_the_whole_file(tmp_path: Path) -> None:
    """A first line that both encodings can read decides nothing."""
    ambiguous = "模".encode("gbk")
    assert ambiguous.decode("utf-8") == "ģ"
    lines = as_csv([HEADER, *[row(用途=f"第{n}次割草") for n in range(50)]]).encode("gbk")
    good, bad = read(tmp_path, ambiguous + b"\r\n" + lines)
    assert bad == []
    assert good[7][1].purpose == "第7次割草"


def test_a_row_in_another_encoding_is_a_bad_row_in_either_direction(tmp_path: Path) -> None:
    lines = [as_csv([each]) for each in (HEADER, *[row(用途=f"割草{n}") for n in range(9)])]
    for own, other in (("utf-8", "gbk"), ("gbk", "utf-8")):
        data = [line.encode(own) for line in lines]
        data[4] = lines[4].encode(other)
        good, bad = read(tmp_path, b"".join(data))
        assert codes(bad) == [(5, "", "not_in_encoding")]
        assert len(good) == 8


@pytest.mark.parametrize("damage", [b"\xff\xfe\xfd", b"\xed\xa0\x80", b"\xc3"])
def test_a_line_in_no_encoding_costs_itself_alone(tmp_path: Path, damage: bytes) -> None:
    data = as_csv([HEADER, ROW, row(用途="?"), row(数量="7")]).encode().replace(b"?", damage)
    good, bad = read(tmp_path, data)
    assert [line for line, _ in good] == [2, 4]
    assert codes(bad) == [(3, "", "not_in_encoding")]


def test_utf_16_is_refused_with_what_to_do(tmp_path: Path) -> None:
    assert refusal(tmp_path, as_csv([HEADER, ROW]).encode("utf-16")) == "is_utf16"


def test_a_quote_that_is_not_closed_costs_its_own_line(tmp_path: Path) -> None:
    broken = ",".join(ROW).replace("割草", '"割草')
    after = as_csv([row(数量="2"), row(数量="3", 用途="a\nb"), row(数量="4")])
    good, bad = read(tmp_path, as_csv([HEADER]) + broken + "\n" + after)
    assert codes(bad) == [(2, "", "quotes")]
    assert [(line, p.litres) for line, p in good] == [(3, 2), (4, 3), (6, 4)]


def test_a_quote_that_is_closed_far_below_swallows_nothing(tmp_path: Path) -> None:
    """Two stray quotes, lines apart, would make one row of all that stands between."""
    plain = [",".join(row(数量=str(n))) for n in range(1, 8)]
    plain[1] = plain[1].replace("割草", '"割草')
    plain[5] = plain[5].replace("割草", '割草"')
    good, bad = read(tmp_path, as_csv([HEADER]) + "\n".join(plain) + "\n")
    assert [line for line, _, _ in codes(bad)] == [3]
    assert [line for line, _ in good] == [2, 4, 5, 6, 7, 8]


def test_a_quote_at_the_end_of_the_file_costs_its_own_line(tmp_path: Path) -> None:
    good, bad = read(tmp_path, as_csv([HEADER, ROW]) + '"2026-')
    assert len(good) == 1
    assert codes(bad) == [(3, "", "quotes")]


def test_rows_with_too_few_or_too_many_cells_are_not_guessed_at(tmp_path: Path) -> None:
    rows = [HEADER, ROW[:-1], (*ROW, "x"), (*row(数量="5"), "", "")]
    good, bad = read(tmp_path, as_csv(rows))
    assert codes(bad) == [(2, "", "ragged"), (3, "", "ragged")]
    assert [line for line, _ in good] == [4]


def test_a_nul_byte_costs_its_line(tmp_path: Path) -> None:
    good, bad = read(tmp_path, as_csv([HEADER, row(用途="a\0b"), ROW]))
    assert codes(bad) == [(2, "", "nul_byte")]
    assert len(good) == 1


def test_a_line_without_end_costs_itself_alone(tmp_path: Path) -> None:
    good, bad = read(tmp_path, as_csv([HEADER, row(用途="x" * 200_000), ROW]))
    assert codes(bad) == [(2, "", "line_too_long")]
    assert len(good) == 1


def test_blank_rows_are_no_rows_and_keep_the_count_of_lines(tmp_path: Path) -> None:
    good, bad = read(tmp_path, as_csv([HEADER]) + "\n" + ",,,,,,,\n" + as_csv([ROW]))
    assert [line for line, _ in good] == [4]
    assert bad == []


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    title = "散装汽油购买登记表,,,,,,,\n制表日期：2026-11-02,,,,,,,\n"
    good, _ = read(tmp_path, title + as_csv([HEADER, ROW]))
    assert [line for line, _ in good] == [4]


def test_titles_are_known_in_several_spellings(tmp_path: Path) -> None:
    header = tuple({"数量": " 升 数 ", "用途": "用途"}.get(title, title) for title in HEADER)
    good, _ = read(tmp_path, as_csv([header, ROW]))
    assert good[0][1].litres == 10


@pytest.mark.parametrize("data", ["", "\n\n", as_csv([ROW, ROW]), as_csv([HEADER[:3], ROW])])
def test_without_a_whole_header_nothing_is_read(tmp_path: Path, data: str) -> None:
    assert refusal(tmp_path, data.encode()) == "no_header"


def test_what_is_missing_of_a_header_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as refused:
        read(tmp_path, as_csv([tuple("备注" if t == "数量" else t for t in HEADER)]))
    assert refused.value.refusal.values["missing"] == "数量/升数"


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    rows = [(*HEADER, "升数"), (*ROW, "99")]
    assert refusal(tmp_path, as_csv(rows).encode()) == "column_twice"


def test_columns_that_are_not_mapped_are_told_and_never_read(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(as_csv([(*HEADER, "民族", "备注"), (*ROW, "x", "y")]), "utf-8")
    header = find_header(open_register(path, mapping(tmp_path)), mapping(tmp_path))
    assert header.unused == ("民族", "备注")
    assert {column.title for column in header.columns} == set(HEADER)


# ---- spreadsheets -------------------------------------------------------------------------------


def book(directory: Path, rows: Sequence[tuple[str, ...]], title: str = "登记") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for each in rows:
        sheet.append(each)
    path = directory / "register.xlsx"
    made.save(path)
    return path


def test_a_formula_is_no_value_and_told_so(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, row(数量="=5+5"), row(用途="=A1"), ROW])
    good, bad = read(tmp_path, path)
    assert codes(bad) == [(2, "litres", "formula"), (3, "purpose", "formula")]
    assert [line for line, _ in good] == [4]


def test_an_error_value_is_no_value(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, row(数量="#DIV/0!"), ROW])
    assert codes(read(tmp_path, path)[1]) == [(2, "litres", "cell_error")]


def test_rows_keep_their_numbers_over_gaps(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, (), (), ROW])
    assert [line for line, _ in read(tmp_path, path)[0]] == [4]


def test_a_sheet_is_found_by_its_name(tmp_path: Path) -> None:
    path = book(tmp_path, [HEADER, ROW])
    with pytest.raises(RegisterError) as refused:
        XlsxTable(path, "没有")
    assert refused.value.refusal.code == "no_sheet"


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip at all", b"PK"])
def test_what_only_begins_like_a_spreadsheet_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) == "not_a_table"


def test_an_old_spreadsheet_is_refused_with_what_to_do(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "old_spreadsheet"


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * (129 * 2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(RegisterError) as refused:
        read(tmp_path, path)
    assert refused.value.refusal.code == "unpacks_too_large"


def test_rows_without_end_are_refused(tmp_path: Path) -> None:
    """A single row that says it is the billionth would otherwise make as many blank ones."""
    path = book(tmp_path, [HEADER, ROW])
    far = _with_sheet(path, '<row r="3"', '<row r="999999999"', [HEADER, ROW, ROW])
    with pytest.raises(RegisterError) as refused:
        read(tmp_path, far)
    assert refused.value.refusal.code == "too_many_rows"


def test_what_stands_before_damage_is_read(tmp_path: Path) -> None:
    rows = [HEADER, ROW, row(数量="5")]
    damaged = _with_sheet(tmp_path / "register.xlsx", '<row r="3"', '<row r="3"<', rows)
    rows_of_it = open_register(damaged, mapping(tmp_path)).rows()
    assert [next(rows_of_it).line, next(rows_of_it).line] == [1, 2]
    with pytest.raises(RegisterError) as refused:
        next(rows_of_it)
    assert refused.value.refusal.code == "damaged_after"


def _with_sheet(path: Path, old: str, new: str, rows: Sequence[tuple[str, ...]]) -> Path:
    """Write a spreadsheet whose sheet says something else than any program writes."""
    source = book(path.parent, rows)
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(source) as packed, zipfile.ZipFile(changed, "w") as again:
        for part in packed.infolist():
            data = packed.read(part).decode() if part.filename.endswith(".xml") else ""
            if part.filename.startswith("xl/worksheets/"):
                assert old in data
                data = data.replace(old, new)
            again.writestr(part, data or packed.read(part))
    return changed
