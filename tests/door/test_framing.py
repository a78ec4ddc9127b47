"""Frames between the door and a session."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.door import framing
from tui.door.framing import LONGEST, Begin, FrameError, Kind, Unframer, framed

FRAMES = st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=40)), max_size=8)


@given(FRAMES, st.lists(st.integers(0, 200), max_size=8))
def test_frames_come_out_whole_however_the_bytes_are_cut(
    frames: list[tuple[Kind, bytes]], cuts: list[int]
) -> None:
    data = b"".join(framed(*frame) for frame in frames)
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    unframer = Unframer()
    came: list[tuple[Kind, bytes]] = []
    for start, end in pairwise(edges):
        came += unframer.feed(data[start:end])
    assert came == frames


def test_what_a_session_begins_with_arrives_as_it_was() -> None:
    begin = Begin(
        seat="li",
        address="192.0.2.7",
        url="ws://127.0.0.1:1",
        ticket="t",
        lang="zh",
        kept=b'{"choices":{}}',
        environ={"TERM": "xterm", "LANG": "zh_CN.UTF-8"},
        columns=120,
        rows=36,
        terminal=True,
        words=("alarms", "--json"),
    )
    ((kind, payload),) = Unframer().feed(framing.begin(begin))
    assert kind is Kind.BEGIN
    assert framing.read_begin(payload) == begin


def test_sizes_and_numbers_arrive_as_they_were() -> None:
    data = framing.resize(500, 200) + framing.count(Kind.ROOM, 123_456)
    (_, size), (_, number) = Unframer().feed(data)
    assert framing.read_resize(size) == (500, 200)
    assert framing.read_count(number) == 123_456


@pytest.mark.parametrize(
    "data",
    [b"\x00\x00\x00\x00\x00", b"\xff\x00\x00\x00\x00", b"\x02" + (LONGEST + 1).to_bytes(4, "big")],
)
def test_what_is_no_frame_is_refused_before_it_is_held(data: bytes) -> None:
    with pytest.raises(FrameError):
        list(Unframer().feed(data))


def test_payloads_of_the_wrong_length_are_refused() -> None:
    for read in (framing.read_resize, framing.read_count, framing.read_begin):
        with pytest.raises(FrameError):
            read(b"\xc1")
