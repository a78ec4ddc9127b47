"""The agenda: what falls due comes once, the earliest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from county.agenda import Agenda

keys = st.sampled_from("abcde")
moves = st.one_of(st.tuples(st.integers(0, 20), keys), st.tuples(st.none(), keys))


@given(st.lists(moves), st.integers(-1, 21))
def test_each_key_is_given_once_under_the_moment_it_was_put_last(
    wanted: list[tuple[int | None, str]], now: int
) -> None:
    agenda: Agenda[str] = Agenda()
    stands: dict[str, int] = {}
    for at, key in wanted:
        if at is None:
            agenda.drop(key)
            stands.pop(key, None)
        else:
            agenda.add(at, key)
            stands[key] = at
    assert agenda.next_due == min(stands.values(), default=None)
    taken = list(agenda.take(now))
    assert sorted(taken) == sorted(key for key, at in stands.items() if at <= now)
    assert taken == sorted(taken, key=lambda key: (stands[key], key))
    assert agenda.next_due == min((at for at in stands.values() if at > now), default=None)
    assert list(agenda.take(now)) == []


@given(st.lists(st.integers(0, 5), min_size=1))
def test_a_key_that_moves_to_and_fro_stands_under_one_moment(moments: list[int]) -> None:
    agenda: Agenda[str] = Agenda()
    for at in moments:
        agenda.add(at, "it")
    assert list(agenda.take(5)) == ["it"]


def test_what_is_put_under_a_moment_that_is_being_taken_is_given_too() -> None:
    agenda: Agenda[str] = Agenda()
    agenda.add(5, "first")
    taken = agenda.take(5)
    assert next(taken) == "first"
    agenda.add(5, "second")
    assert list(taken) == ["second"]
