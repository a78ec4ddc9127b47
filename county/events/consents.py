"""Facts about what one person alone may not do: asked by one, allowed by another (双人审批)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.events.facts import Fact
from county.events.gasoline import Figure
from county.fields import Code, Millis, Number, Prose

Data = Literal["identities", "purchases", "tracks"]
"""Classes of data that are kept for a time and then destroyed."""


class RuleChange(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="rule"):
    """A gasoline rule that can raise the gravest level is to have other figures."""

    rule: Code
    figures: dict[str, Figure]


class Unmasking(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="unmask"):
    """Sealed identities are to be opened."""

    purchases: Annotated[tuple[Number, ...], Meta(min_length=1, max_length=100)]


class Purge(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="purge"):
    """Data that is older than it need be kept is to be destroyed."""

    data: Data
    before: Millis


Consentable = RuleChange | Unmasking | Purge
"""What takes two persons."""


class ConsentAsked(Fact, frozen=True, tag="consent_asked", kw_only=True):
    """Somebody asked for what takes a second person; its number is that of its entry."""

    about: Consentable
    reason: Prose
    areas: tuple[Code, ...] = ()
    """The areas that it concerns; none: the whole county."""
    due_at: Millis
    """When it lapses."""


class ConsentGiven(Fact, frozen=True, tag="consent_given"):
    """A second person allowed it."""

    request: Number


class ConsentWithheld(Fact, frozen=True, tag="consent_withheld"):
    """A second person refused it, or whoever asked took it back."""

    request: Number
    reason: Prose = ""


class ConsentLapsed(Fact, frozen=True, tag="consent_lapsed"):
    """Nobody answered in time."""

    request: Number


class IdentitiesOpened(Fact, frozen=True, tag="identities_opened", kw_only=True):
    """One seat may read the sealed identities of these purchases for a while.

    Its number is that of its entry.
    """

    purchases: tuple[Number, ...]
    seat: Code
    reason: Prose
    until: Millis
    areas: tuple[Code, ...] = ()
    request: Number | None = None
    """The request that a second person consented to."""


class IdentitiesClosed(Fact, frozen=True, tag="identities_closed"):
    """The time for reading them is over."""

    opening: Number


class Purged(Fact, frozen=True, tag="purged", kw_only=True):
    """Data of a class was destroyed up to a time; how many of it there were."""

    data: Data
    before: Millis
    count: Annotated[int, Meta(ge=0)]
    request: Number
