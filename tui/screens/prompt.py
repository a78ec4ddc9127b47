"""The line at the bottom where an officer types: commands with completion, or a filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from tui.grammar import Completion
from tui.session import Session
from tui.widgets.field import Field
from tui.widgets.lines import Lines, Piece, fit_pieces
from tui.widgets.text import fit, plain, width

OFFERED = 7
"""The most completions shown at once."""

Purpose = Literal["command", "filter", "pin", "value"]

SIGILS: dict[Purpose, str] = {"command": " :", "filter": " /", "pin": " *", "value": " ="}
"""What stands before the line."""


class Offers(Lines):
    """Completions over the line, the chosen one marked; or one message in their place."""

    DEFAULT_CSS = "Offers { height: auto; }"

    virtual_size = Reactive(Size(0, 0))
    """How large the content is, as Textual keeps it, but asking for no layout.

    Textual lays the screen out anew whenever it changes, which only matters to what has scroll
    bars. In the parts of this line that came to three layouts a letter in place of one: 16 ms of
    processor time in place of 11 at 80x24.
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: Sequence[Completion] = ()
        self.chosen = 0
        self._message: Piece = ("", "")

    def offer(self, offers: Sequence[Completion]) -> None:
        """Show `offers`, the first one chosen."""
        self.offers, self.chosen, self._message = offers, 0, ("", "")
        self._settle()

    def tell(self, message: str, tone: str) -> None:
        """Show one message in place of completions."""
        self.offers, self._message = (), (message, tone)
        self._settle()

    def move(self, steps: int) -> None:
        """Choose another one."""
        self.chosen = (self.chosen + steps) % max(1, len(self.offers))
        self.update_lines()

    def _settle(self) -> None:
        count = min(len(self.offers), OFFERED) or bool(self._message[0])
        self.display = bool(count)
        self.styles.height = int(count)
        self.update_lines()
        self.refresh()

    def lines(self) -> list[list[Piece]]:
        """Give the message, or the part of the completions around the chosen one."""
        cells = self.size.width
        if self._message[0]:
            return [fit_pieces([(" ", ""), self._message], cells)]
        first = max(0, min(self.chosen - OFFERED // 2, len(self.offers) - OFFERED))
        shown = self.offers[first : first + OFFERED]
        column = max((width(offer.text) for offer in shown), default=0)
        return [
            self._line(offer, column, cells, chosen=first + place == self.chosen)
            for place, offer in enumerate(shown)
        ]

    def _line(self, offer: Completion, column: int, cells: int, *, chosen: bool) -> list[Piece]:
        mark = self.glyphs.selected if chosen else " "
        text = (f"{mark} {fit(offer.text, column)}  ", "accent" if chosen else "strong")
        return fit_pieces([text, (offer.hint, "" if chosen else "muted")], cells)


class Typing(Field):
    """The input itself; up, down and tab belong to the completions."""

    virtual_size = Reactive(Size(0, 0))
    """As that of `Offers`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("tab", "complete", show=False),
        Binding("escape", "give_up", show=False),
    ]

    def action_choose(self, steps: int) -> None:
        """Choose another completion, or an older line when there is none."""
        self.prompt.choose(steps)

    def action_complete(self) -> None:
        """Take the chosen completion."""
        self.prompt.take_offer()

    def action_give_up(self) -> None:
        """Close the line without doing anything."""
        self.prompt.close()

    @property
    def prompt(self) -> Prompt:
        """The line that this is the input of."""
        prompt = self.parent.parent if self.parent else None
        assert isinstance(prompt, Prompt)
        return prompt


class Prompt(Vertical):
    """Hidden until it is opened; says by messages what was typed."""

    virtual_size = Reactive(Size(0, 0))
    """As that of `Offers`."""

    @dataclass
    class Submitted(Message):
        """A line was given."""

        purpose: Purpose
        line: str

    @dataclass
    class Edited(Message):
        """The line changed."""

        purpose: Purpose
        line: str

    @dataclass
    class Closed(Message):
        """The line was closed without being given."""

        purpose: Purpose

    def __init__(self, session: Session) -> None:
        super().__init__(id="prompt")
        self._session = session
        self._purpose: Purpose = "command"
        self._complete: Callable[[str], Sequence[Completion]] = lambda _: ()
        self._older = 0
        self._offers, self._typing = Offers(), Typing(compact=True, select_on_focus=False)
        self._sigil = Static(id="sigil")
        self.display = False

    def compose(self) -> ComposeResult:
        """Put the completions over the line."""
        yield self._offers
        with Vertical(id="typed"):
            yield self._sigil
            yield self._typing

    @property
    def line(self) -> str:
        """What stands in the line."""
        return self._typing.value

    @property
    def asks_pin(self) -> bool:
        """Whether the line is open for a PIN."""
        return bool(self.display) and self._purpose == "pin"

    def open(
        self, purpose: Purpose, line: str, complete: Callable[[str], Sequence[Completion]]
    ) -> None:
        """Show the line with `line` in it and type there from now on."""
        self._purpose, self._complete, self._older = purpose, complete, 0
        self.display = True
        self._sigil.update(plain(SIGILS[purpose]), layout=False)
        typing = self._typing
        typing.cursor_blink = False  # a blink is traffic on an idle line
        typing.password = purpose == "pin"
        typing.placeholder = self._session.voice.say("lock.pin") if purpose == "pin" else ""
        with self.prevent(Input.Changed):
            typing.value = line
        typing.cursor_position = len(line)
        typing.focus(scroll_visible=False)
        self._offer()

    def close(self) -> None:
        """Hide the line and give the keyboard back."""
        if self.display:
            self.display = False
            self.post_message(self.Closed(self._purpose))

    def tell(self, message: str, tone: str, fault: tuple[int, int] | None = None) -> None:
        """Say something over the line; mark the characters from and to which `fault` names."""
        self._offers.tell(message, tone)
        if fault is not None:
            self._typing.selection = Selection(*fault)

    def choose(self, steps: int) -> None:
        """Choose another completion, or go through the lines given before."""
        offers = self._offers
        if offers.offers:
            offers.move(steps)
        elif self._purpose == "command" and self._session.history:
            history = self._session.history
            self._older = max(0, min(self._older - steps, len(history)))
            self._type(history[-self._older] if self._older else "")

    def take_offer(self) -> None:
        """Put the chosen completion into the line."""
        offers = self._offers
        if offers.offers:
            self._type(offers.offers[offers.chosen].insert)

    def _type(self, line: str) -> None:
        self._typing.value = line
        self._typing.cursor_position = len(line)

    def _offer(self) -> None:
        self._offers.offer(self._complete(self.line))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer()
        self.post_message(self.Edited(self._purpose, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self._purpose, event.value))
