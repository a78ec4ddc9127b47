"""The key files of a desk, as `zhiban identity` makes and renews them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from config.identity import (
    EDGE_KEY,
    CountyKey,
    EdgeKey,
    change_county_key,
    load_county_key,
    load_edge_key,
    save_key,
)
from config.settings import load_settings
from feeds.identity import edge_of, new_keys, new_pseudonyms


class AlreadyThereError(Exception):
    """There is a key already: one that is overwritten opens nothing any more."""


class Keys(NamedTuple):
    """Where the two keys of a desk stand."""

    county: Path
    edge: Path

    @classmethod
    def of(cls, data_dir: Path) -> Keys:
        """Find the places as the desk's settings say. Raises SettingsError."""
        return cls(data_dir / load_settings(data_dir).identity_key, data_dir / EDGE_KEY)

    def load(self) -> tuple[CountyKey, EdgeKey]:
        """Read both. Raises SettingsError."""
        return load_county_key(self.county) or CountyKey(), load_edge_key(self.edge)

    def make(self, now: int, months: int) -> None:
        """Make both for so many months from `now` on (epoch milliseconds).

        Raises AlreadyThereError, OSError.
        """
        for path in self:
            if path.exists():
                raise AlreadyThereError(str(path))
        made = new_keys(now, months)
        # The county's first: what is sealed must be possible to open.
        save_key(self.county, CountyKey(keys=made))
        save_key(self.edge, edge_of(new_pseudonyms(), made))

    def renew(self, now: int, months: int) -> None:
        """Make new keys from `now` on; the old ones still open what they sealed.

        Raises SettingsError, OSError.
        """
        pseudonyms = load_edge_key(self.edge).pseudonyms
        made = new_keys(now, months)
        change_county_key(self.county, lambda key: replace(key, keys=(*key.keys, *made)))
        save_key(self.edge, edge_of(pseudonyms, made))
