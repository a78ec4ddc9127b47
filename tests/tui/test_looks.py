"""Panes find their places whatever the terminal, and every pane can be brought in front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.screens.looks import LOOKS, PANES, Look, in_front, look_for


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_every_look_has_a_place_for_every_pane_and_one_only(look: Look) -> None:
    placed = [pane for place in look.places for pane in place]
    assert sorted(placed) == sorted(PANES)


@given(st.sampled_from(LOOKS), st.lists(st.sampled_from(PANES)).map(tuple))
def test_the_pane_that_was_read_last_is_in_front(look: Look, recent: tuple[str, ...]) -> None:
    front = in_front(look, recent)  # type: ignore[arg-type] # names of panes
    assert len(front) == len(look.places)
    assert all(pane in place for pane, place in zip(front, look.places, strict=True))
    if recent:
        assert recent[0] in front


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((1, 1), "one"),
        ((80, 24), "one"),
        ((80, 45), "stack"),
        ((200, 24), "pair"),
        ((120, 36), "four"),
        ((160, 45), "six"),
    ],
)
def test_the_look_follows_the_size(size: tuple[int, int], name: str) -> None:
    assert look_for(*size).name == name
