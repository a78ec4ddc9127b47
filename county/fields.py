"""The kinds of value that events and commands are made of, with their bounds.

The bounds stand in the types, so that decoding a frame checks them and the JSON Schema shows them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Lang = Literal["zh", "en"]
"""A language of the desk."""

Millis = Annotated[int, Meta(ge=0, le=9_999_999_999_999, description="milliseconds, UTC epoch")]
"""A moment, in milliseconds since 1970-01-01T00:00:00Z. What is plausible is the desk's rule."""

Latitude = Annotated[float, Meta(ge=-90, le=90, description="WGS-84 degrees")]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="WGS-84 degrees")]

_CODE = r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$(?!\n)"

Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=_CODE)]
"""A short identifier that people type: a unit's call sign, a station, an area, an outcome."""

Listed = Annotated[str, Meta(min_length=1, max_length=40, extra_json_schema={"pattern": _CODE})]
"""A code that counts only when the profile lists it: the desk looks it up and refuses what is not
there, so decoding need not match the pattern too (half a microsecond each, a fifth of an alarm)."""

Name = Annotated[str, Meta(max_length=80)]
"""One short line of outside text."""

Line = Annotated[str, Meta(max_length=240)]
"""One line of outside text, such as a place."""

Prose = Annotated[str, Meta(max_length=2000)]
"""Outside text of some length, such as what a caller said."""

Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""A number that the desk gave: of an alarm, a purchase, a warning."""

Priority = Annotated[int, Meta(ge=1, le=4)]
"""1 life at risk, 2 crime in progress, 3 dispute or nuisance, 4 record."""


class Bilingual(Struct, frozen=True, forbid_unknown_fields=True):
    """A name in the desk's two languages."""

    zh: Name
    en: Name

    def get(self, lang: Lang) -> str:
        """Give the name in `lang`."""
        return self.zh if lang == "zh" else self.en
