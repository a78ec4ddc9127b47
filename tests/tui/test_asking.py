"""A question that is asked again as what it rests on changes: never too often, never as new."""

from __future__ import annotations

from county.clock import ManualClock
from county.refusals import refuse
from tests.county.samples import NOON
from tui.asking import Standing


def standing() -> tuple[ManualClock, Standing[str]]:
    clock = ManualClock(NOON)
    asked: Standing[str] = Standing(clock, least_s=5, renew_s=20)
    asked.rests_on("a")
    return clock, asked


def test_it_is_asked_at_first_and_then_holds_until_it_is_old() -> None:
    clock, asked = standing()
    assert (asked.state, asked.due) == ("none", True)
    basis = asked.ask()
    assert (asked.state, asked.due) == ("asked", False)
    asked.take(basis, "one")
    assert (asked.state, asked.answer, asked.due) == ("fresh", "one", False)
    clock.advance(19)
    assert not asked.due
    clock.advance(1)
    assert (asked.due, asked.age_s) == (True, 20)


def test_another_basis_outdates_the_answer_and_it_is_asked_no_sooner_than_allowed() -> None:
    clock, asked = standing()
    asked.take(asked.ask(), "one")
    asked.rests_on("b")
    assert (asked.state, asked.due) == ("outdated", False)
    clock.advance(5)
    assert asked.due


def test_an_answer_to_what_rested_on_something_else_is_outdated_as_it_comes() -> None:
    _, asked = standing()
    basis = asked.ask()
    asked.rests_on("b")
    asked.take(basis, "one")
    assert (asked.answer, asked.state) == ("one", "outdated")


def test_the_age_counts_from_the_asking_not_from_the_answer() -> None:
    clock, asked = standing()
    basis = asked.ask()
    clock.advance(3)
    asked.take(basis, "one")
    assert asked.age_s == 3


def test_a_refusal_leaves_the_old_answer_and_says_so() -> None:
    clock, asked = standing()
    asked.take(asked.ask(), "one")
    clock.advance(20)
    asked.take(asked.ask(), refuse("not_connected"))
    assert (asked.answer, asked.state) == ("one", "refused")
    assert asked.age_s == 20
    clock.advance(5)
    assert asked.due


def test_an_answer_that_never_comes_is_asked_for_again() -> None:
    clock, asked = standing()
    asked.ask()
    clock.advance(14)
    assert not asked.due
    clock.advance(1)
    assert asked.due
    asked.take(asked.ask(), "one")
    assert asked.state == "fresh"


def test_an_answer_that_comes_after_everything_was_forgotten_is_left_out() -> None:
    _, asked = standing()
    basis = asked.ask()
    asked.forget()
    asked.rests_on("b")
    asked.take(basis, "one")
    assert (asked.answer, asked.state, asked.due) == (None, "none", True)
