"""What an app needs to draw by cells: the one private method of Textual's that is overridden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import takewhile
from typing import Any, NamedTuple, TypeVar

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.driver import Driver
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.widget import Widget

from tui.driver.colours import Depth
from tui.driver.port import Later, LinkFigures, PortDriver
from tui.widgets.tones import TonesApp

R = TypeVar("R")

FRAME_S = 1 / 60
"""How long lines are gathered before they are drawn, as long as Textual gathers its own."""


class Due(NamedTuple):
    """The lines of a widget that are to be drawn."""

    offset: Offset
    """Where its content begins: working that out costs as much as marking ten lines."""
    ys: set[int]
    """Lines of its content; -1 is the frame's line over it."""


class Drawing(TonesApp[R]):
    """An app whose frames go through a grid of cells, and which waits while the line is full.

    `_display` is private to Textual, which is therefore pinned, and a test holds its contract. A
    driver that has no cells, such as the one of tests, is served as ever.
    """

    _held: ExitStack | None = None
    _lines: dict[Widget, Due]
    _lines_due: Later

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class)
        self._lines = {}
        self._lines_due = Later(self.draw_lines)

    @property
    def driver(self) -> PortDriver | None:
        """The driver with cells, once there is one."""
        return self._driver if isinstance(self._driver, PortDriver) else None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        driver = self.driver
        if driver is None or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, renderable)
            return
        if not self._running or self._closed:
            return
        if isinstance(renderable, LayoutUpdate):
            self._lines.clear()  # it is of the whole screen
        _put(driver, renderable)
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        driver.cells.cursor = (cursor.x, cursor.y)
        if self._held is not None or not self._batch_count:
            driver.offer()
        self.post_display_hook()

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the pointer as it is: few terminals know the sequence, and some print it."""

    # ---- single lines ---------------------------------------------------------------------------

    def draw_line(self, widget: Widget, y: int) -> None:
        """Have line `y` of a widget's content drawn anew; -1 is the frame's line over it.

        A line in view is laid straight on the grid. Textual's own way composes every widget on the
        screen for it, and takes ten times as long: most of what a clock or a busy list would cost.
        """
        if self.driver is None:
            widget.refresh(Region(0, y, widget.size.width, 1))
            return
        due = self._lines.get(widget)
        if due is None:
            due = self._lines[widget] = Due(widget.content_offset, set())
        due.ys.add(y)
        # At once: a whole screen drawn before the line is would else show, and settle for, the old.
        widget._styles_cache.set_dirty(Region(0, y + due.offset.y, 1, 1))
        if not self._lines_due.pending:
            self._lines_due.at(FRAME_S)

    def draw_lines(self) -> None:
        """Lay the lines that are due, now; those of a widget not all in view go Textual's way."""
        if self._held is not None or self.driver is None or not self.screen_stack:
            return
        if self._batch_count or self.screen._layout_required:
            self._lines_due.at(FRAME_S)  # the whole screen may be drawn before
            return
        self._lines_due.cancel()
        lines, self._lines = self._lines, {}
        for widget, due in lines.items():
            place = _place(self.screen, widget)
            if place is not None:
                _lay(self.driver, self.screen, widget, place, due)
            else:
                left, cells = due.offset.x, widget.outer_size.width
                widget.refresh(*(Region(-left, y, cells, 1) for y in due.ys))
        self.driver.offer()

    # ---- the line -------------------------------------------------------------------------------

    def line_full(self, full: bool) -> None:
        """Render nothing while the line is full: what changes meanwhile is rendered once."""
        if full and self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self.batch_update())
        elif not full and self._held is not None:
            self._held.close()
            self._held = None
            with self._context():  # the driver's owner is no task of the app's
                self.draw_lines()
                self.line_free()
                for screen in self.screen_stack[-1:]:
                    screen.check_idle()  # what became dirty meanwhile asked in vain

    @property
    def is_line_full(self) -> bool:
        """Whether nothing is rendered at present."""
        return self._held is not None

    def line_free(self) -> None:
        """Hear that the line has room again."""

    @property
    def link_figures(self) -> LinkFigures:
        """How the line to the terminal is: round trip, bytes a second, whether it is low."""
        return self.driver.figures if self.driver else LinkFigures(None, 0.0, False)

    def set_low(self, low: bool | None) -> None:
        """Send little, or all, from now on; None lets the line decide."""
        if self.driver:
            self.driver.set_low(low)

    def set_depth(self, depth: Depth) -> None:
        """Draw in so many colours from now on."""
        if self.driver and depth != self.driver.cells.depth:
            self.driver.cells.depth = depth
            for screen in self.screen_stack[-1:]:
                screen.refresh()

    def take_mouse(self, taken: bool) -> None:
        """Have the mouse, or leave it to the terminal, to select text with."""
        if self.driver:
            self.driver.take_mouse(taken)

    @property
    def rest_s(self) -> float:
        """Seconds that news should wait, so that the line stays ready for keys."""
        return self.driver.rest_s() if self.driver else 0.0

    def repaint(self) -> None:
        """Send the whole screen again: something else wrote on the driver."""
        if self.driver:
            self.driver.repaint()


class CalmScreen(Screen[None]):
    """A screen that is drawn once for a whole batch: Textual draws one at each new layout in it.

    What it overrides is private to Textual, and a test holds the contract.
    """

    def _compositor_refresh(self) -> None:
        """Draw what changed, or leave it to the end of the batch."""
        if not self.app._batch_count:
            super()._compositor_refresh()
        elif self._compositor._dirty_regions:
            self.refresh(repaint=False, layout=True)

    def lay_out(self) -> None:
        """Give every part its place now, in a batch too: what it shows may depend on it."""
        self._refresh_layout()

    def draw(self) -> None:
        """Draw all of it now, and once: Textual would for the layout, and again for the rest."""
        with self.app.batch_update():
            if self._layout_required:
                self._refresh_layout()
            self._layout_required = self._scroll_required = self._repaint_required = False
            self._dirty_widgets.clear()
        self._compositor.update_widgets({self})
        self._compositor_refresh()

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Leave out Textual's places for toasts and tooltips: there are none on the desk."""


def _place(screen: Screen[Any], widget: Widget) -> Region | None:
    """Give where a widget stands on the screen; None when not all of it is in view."""
    region, clip = screen._compositor.visible_widgets.get(widget, (Region(), Region()))
    return region if region and clip.contains_region(region) else None


def _lay(driver: PortDriver, screen: Screen[Any], widget: Widget, place: Region, due: Due) -> None:
    """Lay lines of a widget's content, or its frame, on the grid where nothing lies over them."""
    left, top = due.offset
    dimmed = widget.styles.text_opacity != 1
    for y in due.ys:
        row = place.y + top + y
        over = _over(screen, widget, place, row)
        if over and not any(_bare(place.x, place.right, over)):
            continue  # nobody sees it, and whatever uncovers it has it drawn
        if y >= 0 and not dimmed:  # Textual would add nothing to it, at thrice the cost
            column, strip = place.x + left, widget.render_line(y)
        else:
            (strip,) = widget.render_lines(Region(0, top + y, place.width, 1))
            column = place.x
        if not over:
            driver.cells.put(column, row, strip)
            continue
        for first, behind in _bare(column, column + strip.cell_length, over):
            driver.cells.put(first, row, strip.crop(first - column, behind - column))


def _over(screen: Screen[Any], widget: Widget, place: Region, row: int) -> list[tuple[int, int]]:
    """Give the columns of a row of the screen that others cover, as first and the one behind."""
    layers = screen._compositor.layers_visible
    if row >= len(layers):
        return [(place.x, place.right)]
    before = takewhile(lambda one: one[0] is not widget, layers[row])
    covering = (cropped for _, cropped, _ in before if cropped.overlaps(place))
    return sorted((region.x, region.right) for region in covering)


def _bare(first: int, behind: int, over: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give what is left of a stretch of columns between those that are covered, in order."""
    for start, end in over:
        if first < start:
            yield first, min(start, behind)
        first = max(first, end)
    if first < behind:
        yield first, behind


def _put(driver: PortDriver, update: LayoutUpdate | ChopsUpdate) -> None:
    """Lay an update on the grid, its pieces whole: cutting them to what is dirty costs more."""
    put = driver.cells.put
    if isinstance(update, LayoutUpdate):
        for row, strips in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in strips:
                put(column, row, strip)
                column += strip.cell_length
        return
    for row, first, behind in update.spans:
        pieces = zip(update.chop_ends[row], update.chops[row].items(), strict=False)
        for end, (column, piece) in pieces:
            if piece is not None and column < behind and end > first:
                put(column, row, piece)
