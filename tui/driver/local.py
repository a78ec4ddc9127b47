"""The driver for the terminal that the program was started at."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from textual.app import App
from textual.driver import Driver

from tui.driver.colours import Depth
from tui.driver.port import PortDriver
from tui.driver.tty import Tty

PATIENCE_S = 1.0
"""How long leaving waits at most for a terminal that reads or answers slowly."""

ENDS = (signal.SIGHUP, signal.SIGTERM)
"""Signals that end the app as its own key does: the terminal is left as it was."""


class LocalDriver(PortDriver):
    """The same cells and pace on a terminal device; the app ends when the terminal is gone.

    Textual's own has a thread that reads. When the terminal vanishes without a signal, that thread
    reads the end for ever at the full speed of a core.
    """

    def __init__(self, app: App[Any], depth: Depth = "true", **how: Any) -> None:
        self._tty = Tty()
        super().__init__(app, self._tty, depth, **how | {"size": self._tty.size})

    def start_application_mode(self) -> None:
        """Take the terminal over, and the signals that are about it."""
        self._tty.listen(self.feed, self.room, self.hung_up)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGWINCH, self._on_resize)
        loop.add_signal_handler(signal.SIGTSTP, self._on_suspend)
        loop.add_signal_handler(signal.SIGCONT, self._on_continue)
        for each in ENDS:
            loop.add_signal_handler(each, self.hung_up)
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        """Give terminal and signals back."""
        self._give_back()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT, *ENDS):
            loop.remove_signal_handler(each)

    def close(self) -> None:
        """Close the terminal."""
        self._tty.close()

    def _give_back(self) -> None:
        super().stop_application_mode()
        trip = self.figures.round_trip_s
        self._tty.finish(PATIENCE_S if trip else 0.1, self._swallow)

    def _swallow(self, data: bytes) -> bool:
        """Take the last answers; tell whether they are all in."""
        self.take_answers(data)
        return not self.owed

    def _on_resize(self) -> None:
        self.resized(*self._tty.size)

    def _on_suspend(self) -> None:
        self._give_back()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _on_continue(self) -> None:
        """Take the terminal over again: whoever had it meanwhile has written on it."""
        self.start_application_mode()
        self.resized(*self._tty.size)


def local_driver(depth: Depth) -> type[Driver]:
    """Give the driver class for an app at a terminal of so many colours."""

    class Bound(LocalDriver):
        """A driver that knows its colours."""

        def __init__(self, app: App[Any], **how: Any) -> None:
            super().__init__(app, depth, **how)

    return Bound
