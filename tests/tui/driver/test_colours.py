"""A terminal is sent the colours that it has, whoever was served before it."""

from __future__ import annotations

import re

import pytest
from rich.style import Style

from tui.driver.colours import Depth, sequence

ORANGE = Style(color="#ff8800", bgcolor="#102030", bold=True)


@pytest.mark.parametrize(
    ("depth", "wanted"),
    [
        ("true", "\x1b[0;1;38;2;255;136;0;48;2;16;32;48m"),
        ("256", "\x1b[0;1;38;5;208;48;5;17m"),
        ("16", "\x1b[0;1;91;40m"),
        ("none", "\x1b[0;1m"),
    ],
)
def test_a_style_is_drawn_in_the_colours_that_there_are(depth: Depth, wanted: str) -> None:
    assert sequence(ORANGE, depth) == wanted


def test_a_session_of_few_colours_after_one_of_many_is_sent_none_of_those() -> None:
    style = Style(color="#123456", bgcolor="#654321")
    assert "38;2" in sequence(style, "true")
    assert "38;2" not in sequence(style, "16")
    assert "48;2" not in sequence(style, "256")


def test_text_never_falls_together_with_its_ground() -> None:
    for level in range(0, 256, 5):
        text, ground = f"#{level:02x}{level:02x}40", f"#{min(level + 9, 255):02x}{level:02x}44"
        drawn = sequence(Style(color=text, bgcolor=ground), "16")
        codes = re.findall(r"\d+", drawn)
        assert int(codes[1]) + 10 != int(codes[2]), drawn


def test_the_look_of_a_blank_is_its_ground_alone() -> None:
    assert sequence(ORANGE, "true", blank=True) == "\x1b[0;48;2;16;32;48m"
    underlined = Style(color="red", underline=True)
    assert sequence(underlined, "16", blank=True) == "\x1b[0;4;31m"


def test_no_style_and_default_colours_are_plain() -> None:
    assert sequence(None, "true") == sequence(Style(color="default"), "true") == "\x1b[0m"
