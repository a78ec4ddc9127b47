"""Tones: what a piece of text means (`critical`, `muted`), and the look that the theme gives it."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import App

R = TypeVar("R")


class TonesApp(App[R]):
    """An app whose theme is worked out into tones, once for all that draws its own lines.

    Each widget that had the tones as components of its own would cost fourteen more nodes to style
    at every pass over the screen: a third of a first paint and a fifth of a session's memory.

    Tones only support a word, shape or place: nothing is told by colour alone.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tone--critical",
        "tone--severe",
        "tone--caution",
        "tone--info",
        "tone--good",
        "tone--accent",
        "tone--strong",
        "tone--muted",
        "tone--alert",
        "tone--title",
        "tone--faint",
        "tone--line",
        "tone--area",
        "tone--reverse",
        "tone--cursor",
    }
    """`alert` is the unacknowledged or the notice (reverse video); `title` heads a list; `faint`,
    `line` and `area` are a picture's background, lines and borders; `reverse` marks one of several,
    `cursor` the row that is pointed at."""

    DEFAULT_CSS = """
    TonesApp > .tone--critical { color: $error; text-style: bold; }
    TonesApp > .tone--severe { color: $warning; text-style: bold; }
    TonesApp > .tone--caution { color: $warning; }
    TonesApp > .tone--info { color: $primary; }
    TonesApp > .tone--good { color: $success; }
    TonesApp > .tone--accent { color: $accent; text-style: bold; }
    TonesApp > .tone--strong { text-style: bold; }
    TonesApp > .tone--muted { color: $foreground-muted; }
    TonesApp > .tone--alert { text-style: bold reverse; }
    TonesApp > .tone--title { text-style: bold underline; }
    TonesApp > .tone--faint { color: $foreground 25%; }
    TonesApp > .tone--line { color: $foreground 50%; }
    TonesApp > .tone--area { color: $secondary; }
    TonesApp > .tone--reverse { text-style: reverse; }
    TonesApp > .tone--cursor { text-style: reverse; }
    """
