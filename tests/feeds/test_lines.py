"""JSON lines: a bad one is told with its number, and harms no other."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.events import AlarmReported
from county.patrol import Fix
from county.refusals import Refusal
from feeds.lines import Lines, read_line

ALARM = b'{"type":"alarm_reported","kind":"noise","place":{"text":"x"}}'


@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line)), st.data())
def test_lines_do_not_depend_on_how_the_bytes_came(lines: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join(lines)
    reader, at = Lines(), 0
    cut: list[tuple[int, bytes | Refusal]] = []
    while at < len(whole):
        size = data.draw(st.integers(1, 40))
        cut.extend(reader.feed(whole[at : at + size]))
        at += size
    cut.extend(reader.finish())
    expected = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    assert cut == expected


def test_an_overlong_line_is_told_and_the_next_is_read() -> None:
    reader = Lines()
    given = b"a" * 5_000_000 + b"\n" + ALARM + b"\n"
    read = [
        item for at in range(0, len(given), 65536) for item in reader.feed(given[at : at + 65536])
    ]
    assert [number for number, _ in read] == [1, 2]
    assert isinstance(read[0][1], Refusal)
    assert read[0][1].code == "line_too_long"
    assert read[1][1] == ALARM


def test_a_line_without_a_time_happened_now() -> None:
    assert isinstance(alarm := read_line(ALARM, 77), AlarmReported)
    assert alarm.at == 77


def test_a_line_with_a_time_keeps_it() -> None:
    line = json.dumps(json.loads(ALARM) | {"at": 5}).encode()
    assert isinstance(alarm := read_line(line, 77), AlarmReported)
    assert alarm.at == 5


def test_a_fix_is_a_position() -> None:
    line = b'{"type":"fix","unit":"B1","lat":41.5,"lon":110}'
    assert read_line(line, 77) == Fix("B1", 77, 41.5, 110)


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (b"{", "not_json", ""),
        (b"\xff\xfe", "not_json", ""),
        (b'{"type":"alarm_reported","kind":"\xff","place":{}}', "not_utf8", ""),
        (b"[" * 10_000, "too_deep", ""),
        (b"[1]", "wrong_type", ""),
        (b"{}", "missing_field", "type"),
        (b'{"type":"alarm_closed","alarm":1}', "unknown_event", "type"),
        (b'{"type":"alarm_reported","place":{}}', "missing_field", "kind"),
        (b'{"type":"fix","unit":"B1","lat":91,"lon":0}', "out_of_range", "lat"),
        (b'{"type":"fix","unit":"B1","lat":1,"lon":0,"x":1}', "unknown_field", "x"),
    ],
)
def test_a_bad_line_is_refused_by_field_and_reason(line: bytes, code: str, field: str) -> None:
    refusal = read_line(line, 1)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.text("zh") != refusal.text("en")
