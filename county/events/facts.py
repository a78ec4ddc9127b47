"""What every fact has, and the words that facts of several capabilities are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.fields import Latitude, Line, Longitude, Millis

UnitKind = Literal[
    "foot", "car", "motorcycle", "horse", "booth", "workstation", "fire", "volunteer"
]

Pending = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""A number that the desk gives; 0 until then."""


class Place(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Where something is: in words, and in WGS-84 degrees when the teller knows."""

    text: Line = ""
    lat: Latitude | None = None
    lon: Longitude | None = None


class Fact(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type", gc=False
):
    """The base of all events."""

    at: Millis
    """When it happened, by the teller's clock."""
