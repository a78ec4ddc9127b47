"""What every frame of the wire has."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Id = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""What a client calls a question of its own, to know the answer by."""


class ClientFrame(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t"
):
    """The base of what a client sends."""


class ServerFrame(Struct, frozen=True, omit_defaults=True, tag_field="t"):
    """The base of what the server sends."""
