"""A terminal is taken at what its session says, and never for more than it can show."""

from __future__ import annotations

import pytest

from county.refusals import Refusal
from tui.driver.colours import Depth
from tui.glyphs import GlyphSet
from tui.terminal import Terminal, terminal_of

UTF8 = {"LANG": "zh_CN.UTF-8"}


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({"TERM": "vt100"}, "none"),
        ({"TERM": "vt220"}, "none"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true"),
        ({"TERM": "xterm-direct"}, "true"),
        ({"TERM": "xterm-kitty"}, "true"),
        ({"TERM": "alacritty"}, "true"),
        ({"TERM": "tmux-256color", "COLORTERM": "truecolor"}, "true"),
        ({"TERM": "screen", "TMUX": "/tmp/x,1,0", "COLORTERM": "24bit"}, "true"),
        ({"TERM": "screen", "COLORTERM": "truecolor"}, "16"),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
        ({"TERM": "something-new"}, "16"),
    ],
)
def test_the_colours_are_those_that_the_terminal_has(environ: dict[str, str], depth: Depth) -> None:
    terminal = terminal_of(environ, 80, 24)
    assert isinstance(terminal, Terminal)
    assert terminal.depth == depth


@pytest.mark.parametrize("term", ["", "dumb", "unknown", "DUMB"])
def test_a_terminal_that_cannot_hold_a_screen_is_refused_in_words(term: str) -> None:
    refused = terminal_of({"TERM": term}, 80, 24)
    assert isinstance(refused, Refusal)
    assert "TERM" in refused.reason("zh")
    assert "one-line" in refused.reason("en")


def test_without_a_name_a_terminal_is_refused() -> None:
    assert isinstance(terminal_of({}, 80, 24), Refusal)


@pytest.mark.parametrize(
    ("environ", "glyphs"),
    [
        ({"TERM": "xterm", **UTF8}, None),
        ({"TERM": "xterm", "LANG": "C"}, None),
        ({"TERM": "xterm"}, None),
        ({"TERM": "xterm", "LANG": "zh_CN.GB18030"}, "ascii"),
        ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1@euro"}, "ascii"),
        ({"TERM": "xterm", "LC_ALL": "en_US.utf8", "LANG": "zh_CN.GBK"}, None),
        ({"TERM": "linux", **UTF8}, "ascii"),
        ({"TERM": "vt100", **UTF8}, "ascii"),
    ],
)
def test_only_what_is_known_limits_the_characters(
    environ: dict[str, str], glyphs: GlyphSet | None
) -> None:
    terminal = terminal_of(environ, 80, 24)
    assert isinstance(terminal, Terminal)
    assert terminal.glyphs == glyphs


@pytest.mark.parametrize(
    ("environ", "mouse"),
    [
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/x,1,0"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "xterm"}, True),
    ],
)
def test_the_mouse_is_left_alone_where_it_would_hold_back_escape(
    environ: dict[str, str], mouse: bool
) -> None:
    terminal = terminal_of(environ, 80, 24)
    assert isinstance(terminal, Terminal)
    assert terminal.mouse is mouse


def test_the_environment_of_this_process_says_nothing_about_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    terminal = terminal_of({"TERM": "xterm-256color", **UTF8}, 100, 30)
    assert terminal == Terminal("xterm-256color", "256", None, 100, 30)
