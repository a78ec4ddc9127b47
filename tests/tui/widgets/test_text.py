"""Outside text on its way to the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from county.text import clean
from tui.widgets.text import Justify, fit, plain, split, width

HOSTILE = "\x1b[31m\x07a\u202eb\u200b[/nope]\x9b2J\r\n"
JUSTIFY: tuple[Justify, ...] = ("left", "right", "centre")


@given(st.text(max_size=60), st.integers(0, 30), st.sampled_from(JUSTIFY))
def test_fitted_text_takes_exactly_its_cells(text: str, cells: int, justify: Justify) -> None:
    assert cell_len(fit(text, cells, justify)) == cells


@given(st.text(alphabet="a中 é警ー🙂", max_size=40), st.integers(0, 20))
def test_a_wide_character_is_never_cut_in_half(text: str, cells: int) -> None:
    fitted = fit(text, cells)
    assert cell_len(fitted) == cells
    assert text.startswith(fitted.rstrip()) or fitted.startswith(text)


@pytest.mark.parametrize(
    ("justify", "expected"), [("left", "警a   "), ("right", "   警a"), ("centre", " 警a  ")]
)
def test_text_stands_where_it_is_justified(justify: Justify, expected: str) -> None:
    assert fit("警a", 6, justify) == expected


def test_hostile_text_comes_out_plain() -> None:
    for text in (fit(HOSTILE, 40), plain(HOSTILE).plain, "".join(split(HOSTILE))):
        assert not set(text) & set("\x1b\x07\u202e\u200b\x9b\r\n")
        assert "[/nope]" in text
    assert plain(HOSTILE).spans == []


@given(st.text(max_size=40))
def test_split_text_has_one_string_for_each_cell(text: str) -> None:
    if width(text):  # a mark with nothing before it has nowhere to stand
        assert "".join(split(text)).endswith(clean(text).lstrip()[-1:])
    if not set(clean(text)) & {"\u200d", "\ufe0f"}:  # joined emoji measure less than their parts
        assert len(split(text)) == width(text)


def test_a_wide_character_takes_two_cells_and_a_mark_none() -> None:
    assert split("警e\u0301") == ["警", "", "e\u0301"]
