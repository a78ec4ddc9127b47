"""The agenda: what falls due comes once, the earliest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from county.agenda import Agenda


@given(st.lists(st.tuples(st.integers(0, 20), st.text(max_size=2))), st.integers(-1, 21))
def test_what_is_due_by_now_is_given_once_in_the_order_of_its_moments(
    wanted: list[tuple[int, str]], now: int
) -> None:
    agenda: Agenda[str] = Agenda()
    for at, key in wanted:
        agenda.add(at, key)
    in_order = sorted(wanted, key=lambda each: each[0])
    assert list(agenda.take(now)) == [key for at, key in in_order if at <= now]
    assert agenda.next_due == next((at for at, _ in in_order if at > now), None)
    assert list(agenda.take(now)) == []


def test_what_is_put_under_a_moment_that_is_being_taken_is_given_too() -> None:
    agenda: Agenda[str] = Agenda()
    agenda.add(5, "first")
    taken = agenda.take(5)
    assert next(taken) == "first"
    agenda.add(5, "second")
    assert list(taken) == ["second"]
