"""What comes from the officer's hands, before it reaches a screen: one act after the other."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events
from textual._queue import Queue
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input

from tui.driver.drawing import Drawing
from tui.keys import narrowed

Act = events.InputEvent | events.Paste
"""What hands do: press a key, paste, move or press the mouse."""


class HandsApp(Drawing[None], inherit_bindings=False):
    """An app that handles each act wholly before it looks at the next.

    Textual hands a key to what has the focus, finds what the key is bound to when the key has
    bubbled up, and moves the focus later still. Of keys that come together, as fast typing or a
    slow line brings them, the later ones would so go where the focus was, and act on another alarm
    than the one that was meant. Here an act waits until no part of the app is coming to be or has
    anything left to handle. News do not keep it waiting for long: `tui.pace` leaves gaps.

    Full-width keys are read as the narrow ones wherever no text is typed. Textual's own way out,
    ctrl+q, is not bound: it is what people press after ctrl+s has stopped their terminal.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "help_quit", show=False, id="app.leaving"),
    ]

    mouse = True
    """Whether the desk has the mouse; the terminal has it otherwise, to select text with."""

    blind = False
    """Whether there is nothing to look at yet: what is typed then is not obeyed, but counted."""

    typed_blindly = 0
    """Keys and pastes that were not obeyed."""

    def __init__(self, driver_class: type[Driver]) -> None:
        super().__init__(driver_class=driver_class)
        self._acts: asyncio.Queue[Act] = asyncio.Queue()

    async def on_mount(self) -> None:
        """Begin to take acts."""
        self.run_worker(self._take_in_turn(), name="hands")

    def toggle_mouse(self) -> bool:
        """Leave the mouse to the terminal, or take it back; tell whether the desk has it now."""
        self.mouse = not self.mouse
        self.take_mouse(self.mouse)
        return self.mouse

    def lend_mouse(self, lent: bool) -> None:
        """Leave the mouse to the terminal for a while, and take it back if the desk had it."""
        if self.mouse:
            self.take_mouse(not lent)

    async def on_event(self, event: events.Event) -> None:
        """Let acts queue, and hand on everything else."""
        if not isinstance(event, Act) or event.is_forwarded:
            await super().on_event(event)
        elif not self.blind:
            self._acts.put_nowait(event)
        elif isinstance(event, events.Key | events.Paste):
            self.typed_blindly += 1

    async def _take_in_turn(self) -> None:
        while True:
            act = await self._acts.get()
            while not self.at_rest:  # noqa: ASYNC110 - no one event tells of all parts
                await asyncio.sleep(0)  # whoever is busy gets on with it
            self.call_later(self.take, act)
            self._acts.task_done()

    @property
    def at_rest(self) -> bool:
        """Whether no part of the app has anything left to handle, beside acts in the queue."""
        return not any(map(_is_busy, (self, *self._registry)))

    async def take(self, act: Act) -> None:
        """Hand an act on to the part of the screen that it is for."""
        if isinstance(act, events.Key) and not isinstance(self.focused, Input):
            act = narrowed(act)
        await super().on_event(act)


def _is_busy(part: MessagePump) -> bool:
    """Tell whether a part of the app is coming to be, or has anything that is not wholly handled.

    Textual has no public word for it. A part has nothing to do exactly while its task waits for the
    next message: an empty queue alone leaves out what is just being handled.
    """
    queue: Queue[Message | None] = part._message_queue
    waits: bool = queue.empty() and bool(queue.ready_event._waiters)
    gone = part._is_mounted and not part.is_running
    return not waits and not gone
