"""What gasoline is bought for: the profile's purposes, found by their words in what was told."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from county.gasoline.rules import Purpose

_CACHED = 8192
"""Purposes and places repeat: to remember them costs a tenth of looking again."""


def spelt(text: str) -> str:
    """Give `text` as two spellings of it compare: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()) if text else ""


alike = lru_cache(maxsize=_CACHED)(spelt)
"""`spelt` for texts that repeat."""


class Need(NamedTuple):
    """What a told purpose comes to."""

    emergency: bool
    machines: frozenset[str] | None
    """One of these must be declared; None: any, or none."""


class PurposeBook:
    """The profile's purposes, found by their words in what was told."""

    def __init__(self, purposes: Iterable[Purpose]) -> None:
        self._purposes = [
            (purpose, tuple(spelt(word) for word in purpose.words)) for purpose in purposes
        ]
        self.need = lru_cache(maxsize=_CACHED)(self._need)
        """Gives what a purpose, as `spelt` gives it, comes to. Of several purposes in one text an
        emergency counts, and a machine that does for any of them."""

    def _need(self, told: str) -> Need:
        found = [
            purpose for purpose, words in self._purposes if any(word in told for word in words)
        ]
        machines = [machine for purpose in found for machine in purpose.machines]
        return Need(
            any(purpose.emergency for purpose in found),
            frozenset(machines) if machines else None,
        )
