"""What the tables of scenario files have in common: strictness, and the kinds of their values."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Seconds = Annotated[float, Meta(ge=0, le=31_622_400, description="seconds")]
Gap = Annotated[float, Meta(gt=0, le=86_400, description="seconds")]
Share = Annotated[float, Meta(ge=0, le=1)]
Range = tuple[Seconds, Seconds]
"""Between how many seconds and how many: drawn evenly."""
Between = tuple[float, float]
"""The least and the most that is right."""


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of all tables: a field that nobody knows is a mistake in the file."""
