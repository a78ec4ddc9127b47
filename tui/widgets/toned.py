"""What our line-drawing widgets share: looks of tones and the glyph set."""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region
from textual.reactive import reactive
from textual.widget import Widget

from tui.driver.drawing import Drawing
from tui.glyphs import SAFE, Glyphs


class Toned(Widget):
    """A widget that draws its own lines in the tones of its app, a `TonesApp`."""

    ALLOW_SELECT = False

    glyphs: reactive[Glyphs] = reactive(SAFE, init=False)
    """The characters to draw with."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._looks: dict[tuple[str, ...], Style] = {}

    def look(self, *tones: str) -> Style:
        """Give the style of `tones` laid over each other, the last on top.

        "" is no tone. Raises KeyError for a tone that the app has not.
        """
        # Own cache: Textual empties its cache of component styles at every refresh, and working
        # one out costs more than drawing a row.
        if tones not in self._looks:
            style = self.rich_style
            for tone in filter(None, tones):
                styles = self.app.get_component_styles(f"tone--{tone}")
                style += styles.partial_rich_style
                if styles.has_rule("color"):  # the partial style ignores how opaque a colour is
                    colour = self.background_colors[1] + styles.color
                    style += Style.from_color(colour.rich_color)
            self._looks[tones] = style
        return self._looks[tones]

    def draw_line(self, y: int) -> None:
        """Have line `y` drawn anew."""
        app = self.app
        if isinstance(app, Drawing):
            app.draw_line(self, y)
        else:
            self.refresh(Region(0, y, self.size.width, 1))

    def notify_style_update(self) -> None:
        """Forget looks worked out under the last theme."""
        super().notify_style_update()
        self._looks.clear()
