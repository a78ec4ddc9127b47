"""Whatever a county lives through: no illegal state, nothing forgotten, nothing due twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from county.alarms import Alarm, due_at
from county.board import WHOLE_COUNTY, Board, digest
from county.decisions import DESK, County, Ruled
from county.events import Entry
from tests.county.lives import HEARD, Life, Restart, lived, script
from tests.county.samples import ALARMS, locate

seeds = st.integers(0, 10**9)
thorough = settings(max_examples=60, deadline=None)


# ---- no illegal state ---------------------------------------------------------------------------


@thorough
@given(seeds)
def test_no_act_leads_to_an_illegal_state(seed: int) -> None:
    life = Life()
    for act in script(seed):
        life.live(act)
        assert list(_wrong(life.county.board)) == [], act


def _wrong(board: Board) -> Iterator[str]:
    for alarm in board.alarms.values():
        yield from _wrong_with(alarm)
        yield from _wrongly_merged(board, alarm)
    for unit in board.units.values():
        running = [
            (alarm.number, order.stage)
            for alarm in board.alarms.values()
            for order in alarm.running
            if order.unit == unit.id
        ]
        if running != ([] if unit.alarm is None else [(unit.alarm, unit.stage)]):
            yield f"{unit.id} and its orders disagree: {running}"
        if unit.alarm is not None and unit.task is not None:
            yield f"{unit.id} does two things at once"
        if unit.duty != "on" and (unit.alarm is not None or unit.task is not None):
            yield f"{unit.id} works off duty"


def _wrong_with(alarm: Alarm) -> Iterator[str]:
    number = alarm.number
    if any(alarm.running) and (alarm.ended or alarm.shelf is not None or alarm.handed_on):
        yield f"{number} has units under way while it is {alarm.status}"
    if alarm.priority == 1 and alarm.shelf is not None:
        yield f"{number} is of the first priority and shelved"
    if (alarm.ended_at is not None) != alarm.ended:
        yield f"{number} has ended and not"
    if not alarm.ended and bool(alarm.owner) == bool(alarm.waits_since):
        yield f"{number} is had and waits, or neither"
    if alarm.ended and alarm.waits_since:
        yield f"{number} waits although it is {alarm.status}"
    if alarm.owner and alarm.step:
        yield f"{number} is had and on the ladder"
    if any(order.running and order.sent_at is None for order in alarm.orders) != (
        any(order.stage == "held" for order in alarm.orders)
    ):
        yield f"{number} has an order that is held and gone"


def _wrongly_merged(board: Board, alarm: Alarm) -> Iterator[str]:
    number, home = alarm.number, board.alarms.get(alarm.into or 0)
    if alarm.status == "merged" and (home is None or home.ended):
        yield f"{number} is worked nowhere"
    if home is not None and number not in home.merged:
        yield f"{home.number} does not know that {number} is in it"
    if alarm.into is not None and alarm.merged:
        yield f"{number} is merged and has others in it"
    for other in alarm.merged:
        if other in board.alarms and board.alarms[other].into != number:
            yield f"{other} is not in {number}"


# ---- nothing forgotten --------------------------------------------------------------------------


@thorough
@given(seeds)
def test_every_open_alarm_of_the_first_priority_is_on_somebodys_ladder(
    seed: int,
) -> None:
    life = Life()
    for act in script(seed):
        life.live(act)
        for alarm in life.county.board.alarms.values():
            if alarm.priority == 1 and not alarm.ended:
                assert due_at(alarm, ALARMS) is not None or _flagged(alarm), alarm


def _flagged(alarm: Alarm) -> bool:
    """Tell whether the row says already that something was missed, for all to see."""
    at_the_top = not alarm.owner and alarm.step == len(ALARMS.p1.ladder_s)
    unanswered = alarm.diversion is not None and alarm.diversion.overdue
    return at_the_top or alarm.feedback_overdue or unanswered


# ---- timers -------------------------------------------------------------------------------------


@thorough
@given(seeds)
def test_what_has_fallen_due_is_done_once(seed: int) -> None:
    life = lived(script(seed))
    life.told.extend(life.county.fall_due(life.now).entries)
    due = life.county.next_due
    assert due is None or due > life.now
    assert life.county.fall_due(life.now).entries == []


@thorough
@given(seeds)
def test_the_desk_never_says_the_same_of_anything_twice_running(seed: int) -> None:
    said: dict[Any, object] = {}
    for ruled in lived(script(seed)).told:
        event, by = ruled.entry.event, ruled.entry.by
        subject = getattr(event, "alarm", None) or getattr(event, "unit", None)
        if subject is None or by != DESK:
            said.pop(subject, None)
            continue
        telling = msgspec.structs.replace(event, at=0)
        assert said.get(subject) != telling
        said[subject] = telling


# ---- what is written ---------------------------------------------------------------------------


@thorough
@given(seeds)
def test_every_entry_is_read_back_as_it_was_written(seed: int) -> None:
    encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Entry).decode
    for ruled in lived(script(seed)).told:
        assert decode(encode(ruled.entry)) == ruled.entry


# ---- one order ----------------------------------------------------------------------------------


@thorough
@given(seeds)
def test_replaying_the_entries_gives_the_same_board_and_the_same_next_due(
    seed: int,
) -> None:
    life = lived(script(seed), HEARD)
    again = Board()
    for ruled in life.told:
        assert ruled.entry.seq == again.seq + 1
        again.evolve(ruled.entry)
    assert digest(again.view(WHOLE_COUNTY)) == digest(life.county.board.view(WHOLE_COUNTY))
    begun = County(HEARD, locate, again, life.kept.number)
    begun.number_from(*life.county.numbered)
    life.kept.recall_into(begun, life.listening_since)
    assert _next_fallen(begun) == _next_fallen(life.county)


def _next_fallen(county: County) -> tuple[int, list[Ruled]] | None:
    """Give what falls due next and when; the desk may look several times before anything does."""
    while (due := county.next_due) is not None:
        entries = county.fall_due(due).entries
        if entries:
            return due, entries
    return None


@thorough
@given(seeds)
def test_restarts_change_nothing_of_what_is_decided_and_falls_due(seed: int) -> None:
    through = script(seed, fixes=False)
    without = [act for act in through if not isinstance(act, Restart)]
    assert lived(through, HEARD).told == lived(without, HEARD).told
