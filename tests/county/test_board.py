"""One order, one picture: who folds the same entries has the same board, cut to their rights."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from county import commands as ask
from county import events as ev
from county.board import WHOLE_COUNTY, Board, Picture, digest
from county.decisions import County, Outcome
from county.events import Entry
from county.refusals import Refusal
from county.rights import Rights
from tests.county.lives import lived, script
from tests.county.samples import NOON, OFFICER, RULEBOOK, alarm, county, locate

WEST = Rights("officer", frozenset({"t01"}))
EAST = Rights("officer", frozenset({"t02"}))

seeds = st.integers(0, 10**9)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_a_seat_that_folds_what_it_may_see_has_exactly_its_part_of_the_board(
    seed: int,
) -> None:
    life = lived(script(seed))
    for rights in (WEST, EAST):
        seen = Board()
        for ruled in life.told:
            if rights.sees(ruled.audience):
                seen.evolve(ruled.entry)
        seen.seq = life.county.board.seq
        assert seen.view(WHOLE_COUNTY) == life.county.board.view(rights)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(0, 150))
def test_a_board_written_down_and_read_again_goes_on_like_the_first(seed: int, cut: int) -> None:
    told = lived(script(seed)).told
    first = Board()
    for ruled in told[:cut]:
        first.evolve(ruled.entry)
    written = msgspec.json.encode(first.view(WHOLE_COUNTY))
    second = Board.of([msgspec.json.decode(written, type=Picture)])
    for ruled in told[cut:]:
        assert first.evolve(ruled.entry) == second.evolve(ruled.entry)
    assert digest(first.view(WHOLE_COUNTY)) == digest(second.view(WHOLE_COUNTY))


def test_an_order_across_areas_reaches_both_and_its_words_only_the_alarms() -> None:
    made = county()
    made.report(alarm(), "panel", NOON)
    sent = made.obey(ask.Dispatch(1, ("B3",)), "wang", OFFICER, NOON)
    assert isinstance(sent, Outcome)
    assert sent.entries[1].audience == ("t01", "t02")
    closed = made.obey(ask.Close(1, "settled", "户主姓名"), "wang", OFFICER, NOON)
    assert isinstance(closed, Outcome)
    assert [ruled.audience for ruled in closed.entries] == [("t01", "t02"), ("t01",)]


def test_a_changed_board_names_what_changed() -> None:
    made = county()
    made.report(alarm(), "panel", NOON)
    entry = Entry(made.board.seq + 1, NOON, "seat:wang", ev.UnitDispatched(NOON, 1, "B1"))
    assert made.board.evolve(entry) == [("alarm", 1), ("unit", "B1")]


def test_what_a_seat_may_not_see_is_refused_as_if_it_were_not_there() -> None:
    made, empty = county(), County(RULEBOOK, locate)
    made.report(alarm(), "panel", NOON)
    west = Rights("leader", frozenset({"t01"}))
    east = Rights("leader", frozenset({"t02"}))
    for rights, command in (
        (east, ask.Acknowledge(1)),
        (east, ask.Close(1, "settled")),
        (east, ask.Verify(1, "lawful")),
        (east, ask.SetDuty("B1", "off")),
        (west, ask.SetDuty("B3", "off")),
    ):
        refusal = made.obey(command, "somebody", rights, NOON)
        assert isinstance(refusal, Refusal)
        assert refusal == empty.obey(command, "somebody", rights, NOON)


def test_a_unit_that_a_seat_may_not_see_cannot_be_ordered_nor_asked_after() -> None:
    made = county()
    made.report(alarm(), "panel", NOON)
    orders = [ask.Dispatch(1, ("B1", unit)) for unit in ("B3", "B9")]
    hidden, unknown = (made.obey(order, "west", WEST, NOON) for order in orders)
    assert isinstance(hidden, Refusal)
    assert isinstance(unknown, Refusal)
    assert (hidden.code, hidden.field) == (unknown.code, unknown.field)


def test_an_alarm_entered_outside_a_seats_areas_is_refused_without_naming_any() -> None:
    refusal = county().obey(ask.Report(alarm()), "east", EAST, NOON)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.values) == ("not_your_area", {})


def test_a_feed_pushes_only_its_kinds_and_sources() -> None:
    feed = Rights("feed", kinds=frozenset({"alarm_reported"}), sources=("panel-*",))
    assert feed.forbids_push("alarm_reported", "panel-7") is None
    assert getattr(feed.forbids_push("fix", "panel-7"), "code", "") == "kind_may_not"
    assert getattr(feed.forbids_push("alarm_reported", "till-1"), "code", "") == "source_may_not"
    assert getattr(OFFICER.forbids_push("fix", "x"), "code", "") == "role_may_not"
    assert not feed.sees(())
