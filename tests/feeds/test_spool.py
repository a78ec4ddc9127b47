"""The spool: what was kept is there after any kill, in order, and no number stands for two facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.events import AlarmReported, Place
from feeds import spool as spool_module
from feeds.spool import DiskSpool, MemorySpool, Spool, SpoolError

NOW_US = 1_790_000_000_000_000


def fact(text: str) -> AlarmReported:
    return AlarmReported(at=1, kind="noise", place=Place(text))


def facts(count: int) -> list[AlarmReported]:
    return [fact(str(number)) for number in range(count)]


def texts(spool: Spool, limit: int = 1000) -> list[str]:
    """Take all that is waiting; give what the facts say."""
    said = []
    while batch := spool.take(limit):
        for _, taken in batch:
            assert isinstance(taken, AlarmReported)
            said.append(taken.place.text)
    return said


@pytest.fixture(params=["disk", "memory"])
def spool(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spool]:
    in_memory = request.param == "memory"
    made = MemorySpool(NOW_US) if in_memory else DiskSpool(tmp_path / "s.spool", NOW_US)
    yield made
    made.close()


def test_facts_come_in_order_under_consecutive_numbers(spool: Spool) -> None:
    first = spool.append(facts(3))
    assert first >= NOW_US
    assert [number for number, _ in spool.take(10)] == [first, first + 1, first + 2]


def test_numbers_of_the_sources_own_are_kept_and_gaps_part_the_batches(spool: Spool) -> None:
    for first, count in ((NOW_US + 10, 2), (NOW_US + 12, 1), (NOW_US + 20, 2)):
        assert spool.append(facts(count), first) == first
    batches = [[n - NOW_US for n, _ in spool.take(10)] for _ in range(2)]
    assert batches == [[10, 11, 12], [20, 21]]
    spool.acknowledge(NOW_US + 12)
    spool.rewind()
    assert [n - NOW_US for n, _ in spool.take(10)] == [20, 21]


def test_on_disk_no_number_is_given_for_a_second_fact(tmp_path: Path) -> None:
    spool = DiskSpool(tmp_path / "s.spool", NOW_US)
    spool.append(facts(1), NOW_US + 5)
    with pytest.raises(ValueError, match="one fact"):
        spool.append(facts(1), NOW_US + 5)
    spool.close()


def test_what_was_taken_but_not_acknowledged_is_given_again(spool: Spool) -> None:
    first = spool.append(facts(5))
    spool.take(4)
    spool.acknowledge(first + 1)
    spool.rewind()
    assert texts(spool) == ["2", "3", "4"]
    assert spool.left == 3


def test_a_frame_stays_far_below_what_a_desk_takes(spool: Spool) -> None:
    spool.append([AlarmReported(at=1, kind="noise", place=Place(), text="长" * 2000)] * 100)
    batch = spool.take(1000)
    assert 1 < len(batch) < 20
    assert spool.left == 100


def test_a_reopened_spool_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "s.spool"
    before = DiskSpool(path, NOW_US)
    first = before.append(facts(4))
    before.take(2)
    before.acknowledge(first)
    before.close()
    after = DiskSpool(path, NOW_US)
    assert after.left == 3
    assert texts(after) == ["1", "2", "3"]
    assert after.append(facts(1)) > first + 3
    after.close()


def test_an_old_copy_of_a_spool_cannot_give_a_number_twice(tmp_path: Path) -> None:
    path, copy = tmp_path / "s.spool", tmp_path / "copy"
    spool = DiskSpool(path, NOW_US)
    shutil.copy(path, copy)
    last = spool.append(facts(100)) + 99
    spool.close()
    copy.replace(path)
    restored = DiskSpool(path, NOW_US + 1_000_000)
    assert restored.append(facts(1)) > last
    restored.close()


def test_a_clock_set_back_gives_no_number_twice(tmp_path: Path) -> None:
    path = tmp_path / "s.spool"
    spool = DiskSpool(path, NOW_US)
    last = spool.append(facts(3)) + 2
    spool.close()
    again = DiskSpool(path, 5)
    assert again.append(facts(1)) > last
    again.close()


def test_two_processes_cannot_share_a_spool(tmp_path: Path) -> None:
    spool = DiskSpool(tmp_path / "s.spool", NOW_US)
    with pytest.raises(SpoolError) as caught:
        DiskSpool(tmp_path / "s.spool", NOW_US)
    assert caught.value.refusal.code == "spool_in_use"
    spool.close()


def test_a_damaged_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "s.spool"
    spool = DiskSpool(path, NOW_US)
    spool.append(facts(3))
    spool.close()
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"1"', b'"7"')
    path.write_bytes(b"".join(lines))
    again = DiskSpool(path, NOW_US)
    assert again.damaged == 1
    assert texts(again) == ["0", "2"]
    again.close()


def test_the_file_shrinks_while_facts_are_on_their_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_module, "COMPACT_BYTES", 1000)
    path = tmp_path / "s.spool"
    spool = DiskSpool(path, NOW_US)
    first = spool.append(facts(100))
    size = path.stat().st_size
    spool.take(90)
    spool.acknowledge(first + 79)
    assert path.stat().st_size < size / 2
    assert texts(spool) == [str(number) for number in range(90, 100)]
    spool.rewind()
    assert texts(spool) == [str(number) for number in range(80, 100)]
    spool.close()


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    acknowledged=st.integers(0, 10),
    cut=st.integers(0, 10_000),
)
def test_a_kill_at_any_byte_loses_no_promise_and_no_order(
    counts: list[int], acknowledged: int, cut: int
) -> None:
    """A kill cuts the append under way: every earlier line is whole, the cut one was not promised."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "s.spool"
        spool = DiskSpool(path, NOW_US)
        first = spool.append(facts(sum(counts)))
        spool.take(acknowledged)
        spool.acknowledge(first + acknowledged - 1)
        promised = path.stat().st_size
        spool.append([fact("last")])
        spool.close()
        whole = path.read_bytes()
        cut_at = promised + cut % (len(whole) - promised)
        path.write_bytes(whole[:cut_at])
        after = DiskSpool(path, NOW_US)
        kept = [str(number) for number in range(sum(counts))][acknowledged:]
        assert texts(after) == kept
        assert after.append([fact("new")]) >= first + sum(counts)
        assert texts(after) == ["new"]
        after.close()


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 5_000))
def test_a_file_cut_anywhere_opens_and_keeps_a_beginning(cut: int) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "s.spool"
        spool = DiskSpool(path, NOW_US)
        spool.append(facts(20))
        spool.close()
        whole = path.read_bytes()
        path.write_bytes(whole[: cut % (len(whole) + 1)])
        after = DiskSpool(path, NOW_US + 1_000_000)
        said = texts(after)
        assert said == [str(number) for number in range(len(said))]
        assert after.append([fact("new")]) >= NOW_US + 1_000_000
        after.close()
