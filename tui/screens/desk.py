"""What every screen of the desk has: status, banner, notices, keys and the prompt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widget import Widget

from county import commands as ask
from county.board import Key as Record
from tui.keys import COMMON, Key, bindings
from tui.mirror import Changes
from tui.panes.status import Banner, banner_of, flood_of, status_of
from tui.screens.asking import AskingScreen
from tui.screens.copied import CopiedScreen, within
from tui.screens.help import HelpScreen
from tui.screens.looks import PaneName
from tui.screens.palette import CHOICES, Entry, PaletteScreen
from tui.screens.prompt import Prompt
from tui.screens.ruler import RulerScreen
from tui.session import Session
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine
from tui.widgets.text import width

NOTICE_S = 12
"""How long a notice stands, in seconds."""

FLOOD_ROWS = 12
"""From how many rows on there is a line for the flood: below, the alarms themselves need it."""


class DeskScreen(AskingScreen):
    """A screen that shows the county and takes commands."""

    AUTO_FOCUS = ""
    KEYS: ClassVar[tuple[Key, ...]]
    """The keys of this screen beside the common ones."""
    PATH: ClassVar[str] = ""
    """The key of its name in the path to what is opened from it; "" for the others."""

    BINDINGS = bindings(COMMON)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._notice: tuple[str, str] = ("", "")
        self._notice_until = 0.0
        self._status = StatusLine(id="status")
        self._banner = Banner(id="banner")
        self._flood = Banner(id="flood")
        self.behind = False
        """Whether there is something that it does not show yet: another screen lies over it."""
        self.shows_county = False
        """Whether it was told of the county: a picture may have come that it does not show yet."""
        self._second = 0
        """The moment that the clock shows: it moves with the tick, not with whatever comes in."""

    @property
    def flood(self) -> str:
        """What is said across the screen while more comes in than one console can take."""
        return flood_of(self.session)

    # ---- for subclasses -------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """Give what stands between the status line and the notices."""
        raise NotImplementedError

    def show_body(self, changes: Changes) -> None:
        """Bring what changed into the body."""
        raise NotImplementedError

    def tick_body(self) -> None:
        """Bring ages in the body up to date."""

    def refresh_record(self, record: Record) -> None:
        """Say one record anew: something was asked of it, or its answer came."""
        raise NotImplementedError

    # ---- what stands on it ----------------------------------------------------------------------

    @property
    def key(self) -> Record | None:
        """The record that this is the screen of; None for the overview."""
        return None

    @property
    def text(self) -> str:
        """What the reader points at, as plain text to be copied; "" for nothing."""
        raise NotImplementedError

    @property
    def view(self) -> Record | PaneName:
        """What is read here, to come back to."""
        raise NotImplementedError

    @property
    def keys(self) -> list[Key]:
        """The keys of this screen, as this officer has them."""
        keymap = self.session.choices.keymap
        return [key.mapped(keymap) for key in (*self.KEYS, *COMMON)]

    def compose(self) -> ComposeResult:
        """Stack the lines that every screen has around the body."""
        self.dress()  # before anything stands on it: each time after that styles everything anew
        yield self._banner
        yield self._status
        yield self._flood
        yield from self.body()
        yield StatusLine(id="notice")
        yield StatusLine(id="keys")
        yield Prompt(self.session)

    def on_mount(self) -> None:
        """Say everything for the first time."""
        self.word()
        self.give_focus()

    def on_screen_resume(self) -> None:
        """Remember what is read now, and say what changed while another screen lay over it."""
        self.desk.visit(self.view)
        if self.behind:
            self.behind = False
            self.word()
        else:
            self.tick_body()

    def word(self) -> None:
        """Say everything anew: the language, the characters or the county's names changed."""
        for line in self.query("StatusLine, FigureStrip, Facts, Offers"):
            line.glyphs = self.session.glyphs  # type: ignore[attr-defined]  # all are Toned
        self._tell_keys()
        self.show(Changes(whole=True))

    def on_resize(self) -> None:
        """Show the keys that there is room for."""
        self._tell_keys()

    def _tell_keys(self) -> None:
        self.query_one("#keys", StatusLine).show(self._caps())

    def show(self, changes: Changes) -> None:
        """Bring what changed onto the screen."""
        self.show_body(changes)
        self.shows_county = self.session.mirror.has_picture
        self.tell_state()

    def tick(self) -> None:
        """Bring the clock and what passes with it up to date, once a second."""
        if self._notice[0] and self.session.clock.monotonic() >= self._notice_until:
            self.notice("")
        self._second = self.session.mirror.now()
        self.tell_state()

    def tell_state(self) -> None:
        """Say how things stand: status line, banner, and whether the values can be believed."""
        now = self._second or self.session.mirror.now()
        figures = self.desk.link_figures
        self._status.show(*status_of(self.session, self.size.width, now, figures))
        welcome = self.session.mirror.welcome
        # A class of this line, not of the screen: for that all that is on it would be restyled.
        self._status.set_class(welcome is not None and welcome.mode == "exercise", "-exercise")
        self._banner.tell(banner_of(self.session))
        self._flood.tell(self.flood if self.size.height >= FLOOD_ROWS else "")
        self.dress()

    def dress(self) -> None:
        """Have the style sheet go by how things stand."""
        self.update_classes(self.marks)

    @property
    def marks(self) -> dict[str, bool]:
        """The classes that the style sheet knows it by, and whether it is of them now."""
        mirror = self.session.mirror
        return {
            "-ascii": self.session.glyphs.border == "ascii",
            "-stale": mirror.has_picture and bool(banner_of(self.session)),
        }

    def notice(self, text: str, tone: str = "") -> None:
        """Say something for a while in the line over the keys."""
        self._notice = (text, tone)
        self._notice_until = self.session.clock.monotonic() + NOTICE_S
        self.query_one("#notice", StatusLine).show([" ", self._notice] if text else [])

    def _caps(self) -> list[Cell]:
        if self.session.lock.locked:
            return [" ", (self.voice.say("lock.key"), "alert")]
        shown = [key for key in self.keys if key.in_line]
        for key in shown[::-1]:
            if key.spare and sum(map(self._cells_of, shown)) > self.app.size.width:
                shown.remove(key)
        caps: list[Cell] = []
        for key in shown:
            caps += [(f" {key.cap} ", "accent"), (f"{self._named(key)} ", "muted")]
        return caps

    def _named(self, key: Key) -> str:
        return self.voice.say(f"key.{key.id}")

    def _cells_of(self, key: Key) -> int:
        return width(f" {key.cap} {self._named(key)} ")

    # ---- what every screen can do ---------------------------------------------------------------

    def action_help(self) -> None:
        """Explain the keys of this screen and the commands."""
        self.app.push_screen(HelpScreen(self.session, self.keys))

    def action_palette(self) -> None:
        """Offer everything that can be done here, by its name."""
        self.app.push_screen(PaletteScreen(self.session, self._entries()), self._picked)

    def _entries(self) -> list[Entry]:
        keys = [Entry.of(key) for key in self.keys if key.id != "palette"]
        return [*keys, *CHOICES]

    async def _picked(self, action: str | None) -> None:
        if action:
            await self.run_action(action)

    def action_language(self) -> None:
        """Speak the other language."""
        self.desk.choose(lang="en" if self.session.choices.lang == "zh" else "zh")

    def action_choose(self, name: str, value: str) -> None:
        """Change one of the officer's choices."""
        self.desk.choose(**{name: value})

    def action_mute(self) -> None:
        """Silence this console for a while, or let it ring again: the desk notes it, and the status
        line shows until when.
        """
        verb = "unmute" if self.session.muted else "mute"
        if self.may(ask.Mute):
            self._ask(ask.Unmute() if self.session.muted else ask.Mute(), verb)

    def action_copy(self) -> None:
        """Copy what the reader points at to where the terminal keeps copies, and show it."""
        text = self.text
        if text:
            self.app.copy_to_clipboard(within(text))
            self.app.push_screen(CopiedScreen(self.session, text))
        else:
            self.notice(self.voice.say("copied.nothing"), "muted")

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        taken = self.desk.toggle_mouse()
        self.notice(self.voice.say("mouse.taken" if taken else "mouse.released"))

    def action_low(self) -> None:
        """Spare the line: as it needs, always, never."""
        low = {None: True, True: False, False: None}[self.session.choices.low]
        self.desk.choose(low=low)
        word = {None: "auto", True: "on", False: "off"}[low]
        self.notice(self.voice.say(f"low.{word}"))

    def action_last_view(self) -> None:
        """Go back and forth between what is read and what was read before."""
        if not self.desk.last_view():
            self.notice(self.voice.say("last_view.none"), "muted")

    def action_ruler(self) -> None:
        """Ask again how the terminal draws."""
        self.app.push_screen(RulerScreen(self.session))

    def action_leave(self) -> None:
        """Leave the desk."""
        self.app.exit()

    def action_back(self) -> None:
        """Go back to where the reader came from."""
        self.dismiss()
