"""What an officer's terminal can do, by what the session says of it: never by this process's own
environment, which in a served session is the server's.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from county.refusals import Refusal, refuse
from tui.driver.colours import Depth
from tui.glyphs import GlyphSet

HELPLESS = frozenset({"", "dumb", "unknown", "network", "emacs"})
"""Terminals that cannot put a character where it belongs: no screen can be drawn on them."""

TRUE_COLOUR = frozenset({"alacritty", "contour", "foot", "ghostty", "kitty", "wezterm"})
"""Terminals that show every colour, and say so only by their name."""

COLOURLESS = ("vt", "wyse", "wy", "ansi-m", "linux-m", "xterm-mono")
"""How the names of terminals without colour begin."""

BARE = ("vt", "linux", "wyse", "wy", "ansi")
"""How the names of terminals begin whose font has little beside ASCII."""


class Terminal(Struct, frozen=True):
    """A terminal as the session found it."""

    term: str
    """Its name, as in TERM."""
    depth: Depth
    glyphs: GlyphSet | None
    """The set that it is known to be limited to; None when only its reader can tell."""
    columns: int
    rows: int
    mouse: bool = True
    """Whether the mouse does no harm: GNU screen holds a lone Escape back while it is watched."""


def terminal_of(environ: Mapping[str, str], columns: int, rows: int) -> Terminal | Refusal:
    """Judge the terminal of the session whose environment is `environ`.

    TERM, COLORTERM, NO_COLOR and the locale are read. Refuses a terminal that cannot be drawn on;
    a doubtful one is taken at its least.
    """
    term = environ.get("TERM", "")
    if term.casefold() in HELPLESS:
        return refuse("no_screen", term=term)
    return Terminal(
        term,
        _depth(term.casefold(), environ),
        _glyphs(term, environ),
        columns,
        rows,
        mouse=not _is_screen(term, environ),
    )


def _is_screen(term: str, environ: Mapping[str, str]) -> bool:
    """Tell whether it is GNU screen: tmux calls itself so too, by default."""
    return term.startswith("screen") and not environ.get("TMUX")


def _depth(term: str, environ: Mapping[str, str]) -> Depth:
    if environ.get("NO_COLOR") or term.startswith(COLOURLESS):
        return "none"
    # GNU screen hands on the COLORTERM of the terminal around it and garbles what that would show;
    # tmux turns every colour into what can be shown.
    if not _is_screen(term, environ) and (
        environ.get("COLORTERM", "").casefold() in ("truecolor", "24bit")
        or term.endswith("-direct")
        or not TRUE_COLOUR.isdisjoint(term.split("-"))
    ):
        return "true"
    return "256" if "256color" in term else "16"


def _glyphs(term: str, environ: Mapping[str, str]) -> GlyphSet | None:
    """Give "ascii" where nothing else can be shown; a locale that is not set proves nothing."""
    if term.startswith(BARE):
        return "ascii"
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG", "")
    _, _, encoding = locale.partition("@")[0].partition(".")
    narrow = encoding.casefold().replace("-", "")
    return "ascii" if narrow and narrow != "utf8" else None
