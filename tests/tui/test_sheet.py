"""Style sheets that share what was parsed."""

from __future__ import annotations

import pytest
from textual.css import stylesheet
from textual.css.stylesheet import StylesheetParseError

from tests.tui.seat import Seat, seat_with, seated
from tui.sheet import SharedSheet

INK = "Label { color: $ink; }"


def _sheet(ink: str) -> SharedSheet:
    sheet = SharedSheet(variables={"ink": ink})
    sheet.add_source(INK, read_from=("test_sheet.py", ink))
    return sheet


def _colour(sheet: SharedSheet) -> str:
    (rule,) = sheet.rules
    return rule.styles.color.hex


def test_sheets_of_the_same_variables_share_their_rules() -> None:
    assert _sheet("red").rules[0] is _sheet("red").rules[0]


def test_sheets_of_other_variables_have_rules_of_their_own() -> None:
    assert _colour(_sheet("red")) == "#FF0000"
    assert _colour(_sheet("blue")) == "#0000FF"


def test_new_variables_count_from_the_next_parsing_on_and_back_again() -> None:
    sheet = _sheet("red")
    seen = []
    for ink in ("red", "blue", "red"):
        sheet.set_variables({"ink": ink})
        sheet.reparse()
        seen.append(_colour(sheet))
    assert seen == ["#FF0000", "#0000FF", "#FF0000"]


def test_what_cannot_be_parsed_leaves_the_old_rules() -> None:
    sheet = _sheet("red")
    assert _colour(sheet) == "#FF0000"
    sheet.set_variables({"ink": "no-colour"})
    with pytest.raises(StylesheetParseError):
        sheet.reparse()
    assert _colour(sheet) == "#FF0000"


async def test_the_second_session_parses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with seated(seat_with()):
        pass
    parsed: list[object] = []

    def parse(*source: object, **how: object) -> list[object]:
        parsed.append(source)
        return []

    monkeypatch.setattr(stylesheet, "parse", parse)
    async with seated(seat_with()):
        pass
    assert not parsed


async def test_each_session_has_the_colours_of_its_own_theme() -> None:
    seats = [seat_with(), seat_with(), seat_with()]
    themes = ("night", "contrast", "night")
    grounds = [await _ground(*each) for each in zip(seats, themes, strict=True)]
    assert grounds == ["#0E141B", "#000000", "#0E141B"]


async def _ground(seat: Seat, theme: str) -> str:
    async with seated(seat) as pilot:
        seat.app.choose(theme=theme)
        await pilot.pause()
        return seat.app.screen.styles.background.hex
