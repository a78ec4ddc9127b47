"""The colours of the desk: a calm night, one of high contrast, and one without colour.

Colour only supports what a word, a shape and a place already say, so each theme must be readable
with the colours taken away. Safe for red-green blindness: good is blue-green beside amber and red,
and all three differ in lightness.
"""

from __future__ import annotations

from textual.theme import Theme

NIGHT = Theme(
    name="night",
    primary="#6ea8d8",
    secondary="#3d5a80",
    accent="#8ec5ff",
    warning="#e9b44c",
    error="#ff6b6b",
    success="#4fb8a8",
    foreground="#d5dde6",
    background="#0e141b",
    surface="#131b24",
    panel="#1a2430",
    variables={
        "frame": "#2b3a4a",
        "frame-lit": "#6ea8d8",
        "quiet": "#7d8fa1",
        "ground": "#33465a",
        "road": "#51677e",
        "cursor": "#24405e",
        "cursor-text": "#ffffff",
    },
)

CONTRAST = Theme(
    name="contrast",
    primary="#7cc4ff",
    secondary="#5f9fd8",
    accent="#ffffff",
    warning="#ffd400",
    error="#ff8a8a",
    success="#5ff0d8",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    variables={
        "frame": "#8a8a8a",
        "frame-lit": "#ffffff",
        "quiet": "#c8c8c8",
        "ground": "#808080",
        "road": "#a8a8a8",
        "cursor": "#ffffff",
        "cursor-text": "#000000",
    },
)

MONO = Theme(
    name="mono",
    primary="#d0d0d0",
    secondary="#8a8a8a",
    accent="#ffffff",
    warning="#e0e0e0",
    error="#ffffff",
    success="#c0c0c0",
    foreground="#d8d8d8",
    background="#101010",
    surface="#101010",
    panel="#202020",
    variables={
        "frame": "#4a4a4a",
        "frame-lit": "#d8d8d8",
        "quiet": "#8f8f8f",
        "ground": "#4a4a4a",
        "road": "#6a6a6a",
        "cursor": "#d8d8d8",
        "cursor-text": "#101010",
    },
)

THEMES = {theme.name: theme for theme in (NIGHT, CONTRAST, MONO)}
"""Every theme by its name, in the order in which a key goes through them."""
