"""What a seat's next session begins with, kept by the door alone: a session cannot reach files.

The content is the session's own and means nothing here.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from config.private import write_private

LONGEST = 64 * 1024
"""The most that is kept of one seat, in bytes."""

EVERY_S = 5.0
"""How long what changed may wait for the disk: places change as often as a cursor moves."""

logger = logging.getLogger(__name__)


class Keeper:
    """The kept bytes of every seat, in memory first and in `directory`/SEAT.json soon after."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._kept: dict[str, bytes] = {}
        self._unwritten: set[str] = set()

    def get(self, seat: str) -> bytes:
        """Give what was kept of a seat; empty when nothing was or it cannot be read."""
        if seat not in self._kept:
            self._kept[seat] = self._read(seat)
        return self._kept[seat]

    def put(self, seat: str, kept: bytes) -> None:
        """Keep this from now on. What is too long is left out: it is no place on a screen."""
        if len(kept) <= LONGEST and self._kept.get(seat) != kept:
            self._kept[seat] = kept
            self._unwritten.add(seat)

    async def run(self) -> None:
        """Bring what changed to the disk every few seconds; a last time when cancelled."""
        try:
            while True:
                await asyncio.sleep(EVERY_S)
                await asyncio.to_thread(self.write)
        finally:
            self.write()

    def write(self) -> None:
        """Bring what changed to the disk."""
        for seat in [*self._unwritten]:
            self._unwritten.discard(seat)
            try:
                write_private(self._path(seat), self._kept[seat].decode("utf-8", "replace"))
            except OSError as fault:
                logger.warning("what seat %s left was not kept: %s", seat, fault)

    def _read(self, seat: str) -> bytes:
        try:
            with self._path(seat).open("rb") as file:
                return file.read(LONGEST)
        except FileNotFoundError:
            return b""
        except OSError as fault:
            logger.warning("what seat %s left was not read: %s", seat, fault)
            return b""

    def _path(self, seat: str) -> Path:
        return self._directory / f"{seat}.json"
