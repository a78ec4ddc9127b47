"""Every key can be pressed under a Chinese input method and comes through every terminal."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.events import Key as Pressed
from textual.keys import _character_to_key

import tui
from county.words import CATALOGUE
from tests.county.samples import alarm
from tests.tui.seat import seat_with, seated, type_line
from tui.keys import (
    ALARM,
    AVOIDED,
    COMMON,
    GASOLINE,
    OVERVIEW,
    REQUESTS,
    SALES,
    SEARCH,
    WARNING,
    WORKBENCH,
    narrowed,
)
from tui.screens.palette import CHOICES

SCREENS = (OVERVIEW, ALARM, WARNING, SEARCH, SALES, REQUESTS, GASOLINE, WORKBENCH)
"""The keys of each screen beside the common ones."""

SIGNS = string.ascii_letters + string.digits + string.punctuation


def bound() -> Iterator[tuple[str, Binding]]:
    """Give every binding of every part of the screens, with the name of the part."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        importlib.import_module(module.name)
    parts: list[type] = [DOMNode]
    for part in parts:
        parts += part.__subclasses__()
        if part.__module__.startswith("tui."):
            for binding in part.__dict__.get("BINDINGS", ()):
                assert isinstance(binding, Binding)
                yield part.__name__, binding


BOUND = sorted(set(bound()), key=str)


def pressed(sign: str) -> Pressed:
    """Give what a terminal's bytes for `sign` become."""
    return Pressed(_character_to_key(sign), sign)


def test_the_walk_finds_the_screens_and_the_widgets() -> None:
    parts = {part for part, _ in BOUND}
    assert {"OverviewScreen", "AlarmScreen", "LineTable", "MapView", "RulerScreen"} <= parts


@pytest.mark.parametrize("sign", SIGNS)
def test_a_full_width_key_is_the_narrow_one(sign: str) -> None:
    wide = chr(ord(sign) + 0xFEE0)
    meant = narrowed(pressed(wide))
    assert (meant.key, meant.character) == (pressed(sign).key, sign)


@pytest.mark.parametrize(
    ("typed", "meant"), [("　", "space"), ("、", "slash"), ("。", "full_stop")]
)
def test_what_an_input_method_makes_of_a_sign_is_the_sign(typed: str, meant: str) -> None:
    assert narrowed(pressed(typed)).key == meant


@pytest.mark.parametrize("key", ["a", "f1", "up", "escape", "中"])
def test_any_other_key_stays_what_it_is(key: str) -> None:
    event = Pressed(key, key if len(key) == 1 else None)
    assert narrowed(event) is event


@pytest.mark.parametrize(("part", "binding"), BOUND, ids=lambda value: getattr(value, "id", None))
def test_every_letter_has_a_twin_that_an_input_method_lets_through(
    part: str, binding: Binding
) -> None:
    keys = binding.key.split(",")
    if any(len(key) == 1 and key.isalpha() for key in keys):
        assert any(key.isdigit() or len(key) > 1 for key in keys), (part, binding.id)


@pytest.mark.parametrize(("part", "binding"), BOUND, ids=lambda value: getattr(value, "id", None))
def test_no_key_is_one_that_a_terminal_keeps_or_garbles(part: str, binding: Binding) -> None:
    assert AVOIDED.isdisjoint(binding.key.split(",")), (part, binding.id)


def test_keys_of_one_screen_do_not_clash() -> None:
    for screen in SCREENS:
        keys = [key for each in (*screen, *COMMON) for key in each.keys]
        assert len(keys) == len(set(keys))


def test_every_key_and_choice_has_its_name_and_the_initials_of_its_pinyin() -> None:
    named = {f"key.{key.id}" for screen in (COMMON, *SCREENS) for key in screen}
    assert named | {entry.word for entry in CHOICES} <= CATALOGUE.keys()


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+s", "ctrl+c"])
async def test_what_people_press_at_a_stopped_terminal_does_not_leave_the_desk(key: str) -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert seat.app.is_running
        assert seat.app.return_code is None


async def test_what_is_typed_into_a_line_stays_as_it_was_typed() -> None:
    seat = seat_with(alarm())
    async with seated(seat) as pilot:
        await pilot.press("colon", "Ａ", "　")
        assert seat.app.screen.query_one("#prompt").line == "Ａ"  # type: ignore[attr-defined] # a Prompt
        await pilot.press("escape", "Ｚ", "ｚ")
        assert seat.app.overview.maximised


async def test_the_officers_own_keys_act_and_stand_in_the_help() -> None:
    seat = seat_with(alarm())
    seat.session.choose(keymap={"desk.maximise": "w,f11", "table.down": "down,t"})
    async with seated(seat, (120, 80)) as pilot:
        await pilot.press("z")
        assert not seat.app.overview.maximised
        await pilot.press("ｗ")
        assert seat.app.overview.maximised
        assert " w 放大窗格" in seat.screen
        await pilot.press("f1")
        assert "w F11" in seat.screen


async def test_two_views_are_gone_back_and_forth_between() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    async with seated(seat) as pilot:
        await pilot.press("0")
        assert "没有上一画面" in seat.screen
        await pilot.press("5", "1", "minus")
        assert seat.app.overview.pane.NAME == "units"
        await pilot.press("1", "enter")
        await pilot.pause()
        assert "总览 > 1 号警情" in seat.screen
        await pilot.press("－")
        await pilot.pause()
        assert "总览 >" not in seat.screen
        await pilot.press("0")
        await pilot.pause()
        assert "总览 > 1 号警情" in seat.screen


@pytest.mark.parametrize(
    ("pane", "typed", "kept"),
    [
        ("1", "noise", [("alarm", 2)]),
        ("3", "gone", []),
        ("5", "B2", [("unit", "B2")]),
        ("5", "!B2 !B3 !B1", []),
    ],
)
async def test_every_list_is_filtered_by_the_same_key(
    pane: str, typed: str, kept: list[object]
) -> None:
    seat = seat_with(alarm(), alarm("noise"))
    async with seated(seat) as pilot:
        await pilot.press(pane, "／")
        await type_line(pilot, typed)
        assert f"匹配 {len(kept)} /" in seat.screen
        await pilot.press("enter")
        await pilot.pause()
        table = seat.app.overview.pane
        assert table.sought == typed
        assert seat.app.focused is not None
        assert seat.app.focused.visible_keys == kept  # type: ignore[attr-defined] # a LineTable
        await pilot.press("escape")
        assert table.sought == ""


async def test_the_activity_and_the_feeds_are_filtered_by_what_stands_in_them() -> None:
    seat = seat_with(alarm(), alarm("noise"))
    async with seated(seat) as pilot:
        await pilot.press("4", "slash")
        await type_line(pilot, "噪声")
        await pilot.press("enter")
        assert len(seat.app.focused.visible_keys) == 1  # type: ignore[union-attr] # a LineTable
        assert "/噪声  1/2" in seat.screen
        await pilot.press("6", "slash")
        await type_line(pilot, "x")
        await pilot.press("enter")
        assert "没有一条符合" in seat.screen
