"""Tells where the loop hangs: a desk that does not come round in time answers nobody."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from types import FrameType

log = logging.getLogger(__name__)

STALLED_S = 2.0
"""From when on a loop that does not come round counts as hanging, in seconds."""


class Stalls:
    """Looks on from a thread of its own while `watch` runs on the loop.

    `faulthandler` would do it without one, but it walks frames while they run: it was seen to kill
    a busy desk that way. This thread holds the interpreter's lock while it looks.
    """

    def __init__(self, stalled_s: float = STALLED_S) -> None:
        self._stalled_s = stalled_s
        self._came_round = threading.Event()
        self._ended = False
        self.told = threading.Event()
        """Set once a stall was written down."""

    async def watch(self) -> None:
        """Come round for as long as this is awaited; each time it does not, the stack is logged."""
        thread = threading.Thread(
            target=self._look_on, args=(threading.get_ident(),), name="stalls", daemon=True
        )
        thread.start()
        try:
            while True:
                self._came_round.set()
                await asyncio.sleep(self._stalled_s / 4)
        finally:
            self._ended = True
            self._came_round.set()

    def _look_on(self, watched: int) -> None:
        while not self._ended:
            if self._came_round.wait(self._stalled_s):
                self._came_round.clear()
                continue
            self._tell(sys._current_frames().get(watched))
            self._came_round.wait()  # one hang is told once, however long it lasts

    def _tell(self, frame: FrameType | None) -> None:
        stack = "".join(traceback.format_stack(frame)) if frame is not None else ""
        log.error("the loop hangs for %.1f s and more:\n%s", self._stalled_s, stack)
        self.told.set()
