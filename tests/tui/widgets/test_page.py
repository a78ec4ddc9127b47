"""The reader's place in a changing list."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.page import Page


def page_of(keys: Iterable[int], height: int = 5) -> Page:
    page = Page()
    page.resize(height)
    page.show(list(keys))
    return page


def seen(page: Page) -> list[Hashable]:
    return page.in_view


def test_an_untouched_page_follows_the_top() -> None:
    page = page_of(range(20))
    page.show([100, *range(20)])
    assert seen(page) == [100, 0, 1, 2, 3]
    assert page.key == 0
    assert page.unseen == frozenset()


def test_an_untouched_cursor_that_falls_off_the_page_returns_to_the_top() -> None:
    page = page_of(range(20))
    page.show([*range(100, 106), *range(20)])
    assert page.key == 100


def test_the_page_stands_and_counts_once_the_cursor_has_moved() -> None:
    page = page_of(range(20))
    page.go(2)
    page.show([100, 101, *range(20)])
    assert seen(page) == [0, 1, 2, 3, 4]
    assert page.key == 2
    assert page.unseen == {100, 101}


def test_rows_are_seen_when_they_come_into_view() -> None:
    page = page_of(range(20))
    page.go(2)
    page.show([100, 101, 102, *range(20)])
    page.scroll(-2)
    assert page.unseen == {100}
    page.go(0)
    assert page.unseen == set()
    assert page.following


def test_new_rows_below_the_page_are_not_counted() -> None:
    page = page_of(range(20))
    page.go(2)
    page.show([*range(20), 100])
    assert page.unseen == set()


def test_a_row_that_sorts_itself_away_takes_the_cursor_but_not_the_page() -> None:
    page = page_of(range(20))
    page.go(2)
    page.show([0, 1, *range(3, 20), 2])
    assert page.key == 2
    assert seen(page) == [0, 1, 3, 4, 5]


def test_a_row_that_goes_leaves_the_cursor_on_its_line() -> None:
    page = page_of(range(20))
    page.go(7)
    page.show([key for key in range(20) if key != 7])
    assert page.key == 8


def test_a_short_list_is_shown_whole() -> None:
    page = page_of(range(3))
    page.go(2)
    page.show([100, 0, 1, 2])
    assert seen(page) == [100, 0, 1, 2]
    assert page.unseen == set()


def test_a_smaller_page_keeps_the_cursor_in_view() -> None:
    page = page_of(range(20), height=10)
    page.go(9)
    page.resize(3)
    assert seen(page) == [7, 8, 9]


def test_two_rows_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        page_of([1, 2, 1])


KEYS = st.lists(st.integers(0, 30), unique=True, max_size=25)


@given(st.lists(st.one_of(KEYS, st.integers(-8, 8)), max_size=12))
def test_cursor_and_page_stay_inside_the_list_whatever_happens(
    steps: list[list[int] | int],
) -> None:
    page = page_of(range(10), height=4)
    for step in steps:
        if isinstance(step, list):
            before = page.key
            touched = not page.following
            page.show(step)
            if touched and before in step:
                assert page.key == before
        elif step % 2:
            page.go(page.cursor + step)
        else:
            page.scroll(step)
        assert 0 <= page.cursor <= max(0, len(page.keys) - 1)
        assert len(page.in_view) == min(4, len(page.keys))
        assert not page.unseen & set(seen(page))
