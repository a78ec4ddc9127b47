"""What is looked after while the desk runs: files that change under it, and what the clock ends."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from config.settings import SettingsError
from server.access import Access
from server.gateway import Gateway
from server.tls import Certificate
from server.witness import Witness

log = logging.getLogger(__name__)

TURN_S = 1.0
"""How often it is looked, in seconds."""


class Upkeep(NamedTuple):
    """Seats, certificate, sessions and the audit's counters."""

    access: Access
    gateway: Gateway
    witness: Witness
    certificate: Certificate | None

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(TURN_S)
            self.turn()

    def turn(self) -> None:
        """Look once."""
        if self.access.file_changed():
            self.reload()
        if self.certificate is not None:
            self.certificate.turn()
        self.gateway.recheck()
        self.witness.turn()

    def reload(self) -> None:
        """Take up a changed seats file; a bad one is refused and the last good one goes on."""
        try:
            self.access.reload()
        except SettingsError as error:
            for fault in error.faults:
                log.error("seats not taken up: %s", fault.text("en"))
            return
        log.info("seats taken up")
        self.gateway.recheck(anew=True)
