"""What of a county a register is read against: its clock, its stations, its townships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from config.atlas import Atlas
from config.places import Profile
from county.fields import Bilingual
from feeds.register.values import key_of

Named = tuple[str, Bilingual]
"""An id, and the names that people use."""


class Places(Struct, frozen=True):
    """A county, as far as rows of a register name it."""

    utc_offset_minutes: int
    stations: Mapping[str, str]
    """Petrol stations: ids by `values.key_of` id and names."""
    areas: Mapping[str, str]
    """Townships, in the same way."""


def places_of(county: Profile | Atlas) -> Places:
    """Take from a profile, or from the atlas that a desk gives, what registers are read against."""
    return Places(
        county.utc_offset_minutes,
        _by_name((s.id, s.name) for s in county.sites if s.kind == "petrol_station"),
        _by_name((area.id, area.name) for area in county.areas),
    )


def _by_name(known: Iterable[Named]) -> dict[str, str]:
    """Index ids by every name; a name that two bear stands for neither."""
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for id_, name in known:
        for word in {key_of(id_), key_of(name.zh), key_of(name.en)}:
            if found.setdefault(word, id_) != id_:
                doubtful.add(word)
    return {word: id_ for word, id_ in found.items() if word not in doubtful}
