"""What our line-drawing widgets share: named tones and the glyph set."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.reactive import reactive
from textual.widget import Widget

from tui.glyphs import SAFE, Glyphs


class Toned(Widget):
    """A widget that draws its own lines in named tones.

    A tone says what a piece of text means (`critical`, `muted`), its look is the theme's. Tones
    only support a word, shape or place: nothing is told by colour alone.
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
    }
    """`alert` is the unacknowledged or the notice (reverse video); `title` heads a list; `faint`,
    `line` and `area` are a picture's background, lines and borders; `reverse` marks the cursor."""

    DEFAULT_CSS = """
    Toned > .tone--critical { color: $error; text-style: bold; }
    Toned > .tone--severe { color: $warning; text-style: bold; }
    Toned > .tone--caution { color: $warning; }
    Toned > .tone--info { color: $primary; }
    Toned > .tone--good { color: $success; }
    Toned > .tone--accent { color: $accent; text-style: bold; }
    Toned > .tone--strong { text-style: bold; }
    Toned > .tone--muted { color: $foreground-muted; }
    Toned > .tone--alert { text-style: bold reverse; }
    Toned > .tone--title { text-style: bold underline; }
    Toned > .tone--faint { color: $foreground 25%; }
    Toned > .tone--line { color: $foreground 50%; }
    Toned > .tone--area { color: $secondary; }
    Toned > .tone--reverse { text-style: reverse; }
    """

    ALLOW_SELECT = False

    glyphs: reactive[Glyphs] = reactive(SAFE, init=False)
    """The characters to draw with."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._looks: dict[tuple[str, ...], Style] = {}

    def look(self, *tones: str) -> Style:
        """Give the style of `tones` laid over each other, the last on top.

        "" is no tone. Raises KeyError for a tone that is not among COMPONENT_CLASSES.
        """
        # Own cache: Textual empties its cache of component styles at every refresh, and working
        # one out costs more than drawing a row.
        if tones not in self._looks:
            style = self.rich_style
            for tone in filter(None, tones):
                styles = self.get_component_styles(f"tone--{tone}")
                style += styles.partial_rich_style
                if styles.has_rule("color"):  # the partial style ignores how opaque a colour is
                    colour = self.background_colors[1] + styles.color
                    style += Style.from_color(colour.rich_color)
            self._looks[tones] = style
        return self._looks[tones]

    def notify_style_update(self) -> None:
        """Forget looks worked out under the last theme."""
        super().notify_style_update()
        self._looks.clear()
