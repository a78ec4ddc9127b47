"""The glyph sets keep the widths that they promise."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from typing import get_args

import pytest
from rich.cells import cell_len

from config.places import SiteKind
from county.events import UnitKind
from tui.glyphs import ASCII, FULL, GLYPH_SETS, SAFE, Glyphs


def characters(glyphs: Glyphs) -> Iterator[str]:
    for field in fields(glyphs):
        value = getattr(glyphs, field.name)
        if field.name in ("units", "sites"):
            yield from value.values()
        elif field.name not in ("name", "dots", "border"):
            yield from value


def test_the_safe_set_holds_no_character_of_doubtful_width() -> None:
    doubtful = {c for c in characters(SAFE) if unicodedata.east_asian_width(c) in ("A", "W", "F")}
    assert doubtful == set()


def test_the_ascii_set_is_ascii() -> None:
    assert all(character.isascii() for character in characters(ASCII))


@pytest.mark.parametrize("glyphs", [FULL, SAFE, ASCII])
def test_every_glyph_is_one_cell_and_tells_its_kind_without_colour(glyphs: Glyphs) -> None:
    assert all(cell_len(character) == 1 for character in characters(glyphs))
    marks = [*glyphs.units.values(), *glyphs.sites.values(), *glyphs.alarms]
    assert len(set(marks)) == len(marks)
    assert set(glyphs.units) == set(get_args(UnitKind))
    assert set(glyphs.sites) == set(get_args(SiteKind))
    assert GLYPH_SETS[glyphs.name] is glyphs


def test_an_unknown_kind_still_has_a_mark() -> None:
    assert SAFE.unit("airship") == "?"
    assert SAFE.site("volcano") == "?"
    assert FULL.alarm(1) == "▲"
