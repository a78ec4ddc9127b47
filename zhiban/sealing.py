"""How a command comes by what seals identities."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from config.identity import EDGE_KEY, load_edge_key
from config.settings import default_data_dir
from county.fields import Lang
from county.words import say
from feeds.identity import Sealer

WARNED_MS = 60 * 86_400_000
"""So long before the last key's period is over it is said."""


def sealer_of(path: Path | None, data_dir: Path | None = None) -> Sealer | None:
    """Give a sealer with the edge key at `path`, else with the one in the data directory.

    None when neither is there. Raises SettingsError when the key cannot be used.
    """
    own = (data_dir or default_data_dir()) / EDGE_KEY
    if path is None and not own.exists():
        return None
    return Sealer(load_edge_key(path or own))


def running_out(sealer: Sealer, now: int, lang: Lang) -> str:
    """Say that the keys' months are nearly over; "" while they are not (epoch milliseconds)."""
    if now < sealer.until - WARNED_MS:
        return ""
    day = datetime.fromtimestamp(sealer.until / 1000, UTC).date().isoformat()
    return say(lang, "identity.running_out", until=day)
