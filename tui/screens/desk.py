"""What every screen of the desk has: status, banner, notices, keys and the prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from county import commands as ask
from county.board import Key as Record
from county.commands import Ask
from county.refusals import Refusal
from tui import grammar
from tui.driver.drawing import CalmScreen
from tui.grammar import Completion
from tui.keys import COMMON, Key, bindings
from tui.mirror import Changes
from tui.panes.status import Banner, banner_of, status_of
from tui.screens.copied import CopiedScreen, within
from tui.screens.help import HelpScreen
from tui.screens.looks import PaneName
from tui.screens.palette import CHOICES, Entry, PaletteScreen
from tui.screens.prompt import Prompt
from tui.screens.ruler import RulerScreen
from tui.session import IRREVERSIBLE, Session, subject
from tui.view.alarms import row
from tui.view.voice import Voice
from tui.widgets.rows import Cell
from tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from tui.app import DeskApp

NOTICE_S = 12
"""How long a notice stands, in seconds."""

ALARM_VERBS: dict[str, type[ask.Command]] = {
    "a": ask.Acknowledge,
    "d": ask.Dispatch,
    "n": ask.Note,
    "f": ask.Feedback,
    "c": ask.Close,
    "x": ask.Cancel,
}
VERBS: dict[str, type[ask.Command]] = {**ALARM_VERBS, "v": ask.Verify}
"""What each key begins to ask."""


class DeskScreen(CalmScreen):
    """A screen that shows the county and takes commands."""

    AUTO_FOCUS = ""
    KEYS: ClassVar[tuple[Key, ...]]
    """The keys of this screen beside the common ones."""

    BINDINGS = bindings(COMMON)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._notice: tuple[str, str] = ("", "")
        self._notice_until = 0.0
        self._asked_twice = ""
        self._status = StatusLine(id="status")
        self._banner = Banner(id="banner")
        self.behind = False
        """Whether there is something that it does not show yet: another screen lies over it."""
        self.shows_county = False
        """Whether it was told of the county: a picture may have come that it does not show yet."""
        self._second = 0
        """The moment that the clock shows: it moves with the tick, not with whatever comes in."""

    # ---- for subclasses -------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """Give what stands between the status line and the notices."""
        raise NotImplementedError

    def record(self, part: str) -> Record | None:
        """Give the alarm or warning that a key would be about."""
        raise NotImplementedError

    def show_body(self, changes: Changes) -> None:
        """Bring what changed into the body."""
        raise NotImplementedError

    def tick_body(self) -> None:
        """Bring ages in the body up to date."""

    def refresh_record(self, record: Record) -> None:
        """Say one record anew: something was asked of it, or its answer came."""
        raise NotImplementedError

    def give_focus(self) -> None:
        """Put the keyboard where the reader was."""
        raise NotImplementedError

    # ---- what stands on it ----------------------------------------------------------------------

    @property
    def voice(self) -> Voice:
        """How the desk speaks to the officer now."""
        return self.session.voice

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
    def desk(self) -> DeskApp:
        """The app that this is a screen of."""
        return cast("DeskApp", self.app)

    @property
    def keys(self) -> list[Key]:
        """The keys of this screen, as this officer has them."""
        keymap = self.session.choices.keymap
        return [key.mapped(keymap) for key in (*self.KEYS, *COMMON)]

    @property
    def prompt(self) -> Prompt:
        """The line to type in."""
        return self.query_one(Prompt)

    def compose(self) -> ComposeResult:
        """Stack the lines that every screen has around the body."""
        self.dress()  # before anything stands on it: each time after that styles everything anew
        yield self._banner
        yield self._status
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
        self.query_one("#keys", StatusLine).show(self._caps())
        self.show(Changes(whole=True))

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
        self._banner.tell(banner_of(self.session))
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
            "-exercise": mirror.welcome is not None and mirror.welcome.mode == "exercise",
        }

    def notice(self, text: str, tone: str = "") -> None:
        """Say something for a while in the line over the keys."""
        self._notice = (text, tone)
        self._notice_until = self.session.clock.monotonic() + NOTICE_S
        self.query_one("#notice", StatusLine).show([" ", self._notice] if text else [])

    def _caps(self) -> list[Cell]:
        if self.session.lock.locked:
            return [" ", (self.voice.say("lock.key"), "alert")]
        caps: list[Cell] = []
        for key in self.keys:
            if key.in_line:
                caps += [
                    (f" {key.cap} ", "accent"),
                    (f"{self.voice.say(f'key.{key.id}')} ", "muted"),
                ]
        return caps

    # ---- the prompt -----------------------------------------------------------------------------

    def action_command(self) -> None:
        """Open the line for a command."""
        self.type_command("")

    def action_ask(self, verb: str) -> None:
        """Begin a command about the record that the reader points at."""
        forbidden = self.session.forbids(VERBS[verb])
        if forbidden is not None:
            self.notice(forbidden.reason(self.voice.lang), "severe")
            return
        record = self.record("alarm" if verb in ALARM_VERBS else "warning")
        self.type_command(f"{verb} {record[1]} " if record else f"{verb} ")

    def type_command(self, line: str) -> None:
        """Open the line for a command that begins with `line`."""
        self._asked_twice = ""
        self.prompt.open("command", line, self._complete)

    def _complete(self, line: str) -> Sequence[Completion]:
        return grammar.complete(line, self.session.context)

    @on(Prompt.Submitted)
    def _given(self, event: Prompt.Submitted) -> None:
        if event.purpose == "command":
            self.give_command(event.line)
        elif event.purpose == "pin":
            self.run_worker(self._give_pin(event.line))

    def ask_pin(self) -> None:
        """Open the line for the seat's PIN."""
        self.prompt.open("pin", "", lambda _: ())

    async def _give_pin(self, pin: str) -> None:
        """Unlock, or say why not; what was typed does not stand any longer than it must."""
        self.prompt.open("pin", "", lambda _: ())
        refusal = await self.desk.unlock(pin) if pin else None
        if refusal is not None:
            self.prompt.tell(refusal.reason(self.voice.lang), "severe")
        elif not self.session.lock.locked:
            self.prompt.close()
            self.notice(self.voice.say("lock.opened"), "good")

    @on(Prompt.Closed)
    def _prompt_closed(self) -> None:
        self.give_focus()

    def give_command(self, line: str) -> None:
        """Do what a command line says, or show in place what is wrong with it."""
        if not line.strip():
            self.prompt.close()
            return
        parsed = grammar.parse(line, self.session.context)
        if isinstance(parsed, grammar.Mistake):
            fault = (parsed.start, parsed.end)
            self.prompt.tell(parsed.text(self.voice.lang), "severe", fault)
        elif isinstance(parsed, grammar.View):
            self.session.remember(line)
            self.prompt.close()
            self.desk.view(parsed)
        else:
            self._ask(parsed, line)

    def _ask(self, command: Ask, line: str) -> None:
        """Send a command; what cannot be taken back only after it was given twice."""
        if isinstance(command, IRREVERSIBLE) and self._asked_twice != line:
            self._asked_twice = line
            self.prompt.tell(self._question(command.alarm, line), "alert")
            return
        self.session.remember(line)
        self.prompt.close()
        self.run_worker(self._send(command, line.strip()))

    def _question(self, number: int, line: str) -> str:
        alarm = self.session.mirror.board.alarms.get(number)
        said = row(alarm, self.session.mirror.now(), self.voice) if alarm else None
        what = f"{said.kind} {said.place}" if said else ""
        subject = self.voice.say("subject.alarm", number=number)
        return self.voice.say("prompt.sure", subject=f"{subject} {what}".rstrip(), line=line)

    async def _send(self, command: Ask, line: str) -> None:
        """Say that a command is on its way, and then what became of it."""
        self.notice(self.voice.say("asked.sent", line=line), "muted")
        key = subject(command)
        answering = self.session.ask(command)
        self.desk.tell_pending(key)
        answer = await answering
        if isinstance(answer, Refusal):
            reason = answer.reason(self.voice.lang)
            self.notice(self.voice.say("asked.refused", line=line, reason=reason), "severe")
        else:
            self.notice(self.voice.say("asked.done", line=line, seq=answer.seq), "good")
        self.desk.tell_pending(key)

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
        """Silence the bell for a while, or let it ring again; the status line shows until when."""
        self.session.toggle_mute()
        self.tell_state()

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
