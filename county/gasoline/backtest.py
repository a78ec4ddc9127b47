"""Rules tried on purchases that were kept: what they would have raised, beside today's set."""

from __future__ import annotations

from msgspec import Struct


class RuleTrial(Struct, frozen=True, omit_defaults=True):
    """What one rule raised in a trial."""

    rule: str
    warnings: int = 0
    levels: dict[str, int] = {}
    """Warnings by level."""
    purchases: int = 0
    """Purchases that it objects to, also those that an open warning covers."""
    alone: int = 0
    """Of those purchases, how many no other rule objects to."""
    today: int = 0
    """Warnings that today's figures raise on the same purchases."""
    gained: int = 0
    """Purchases that it objects to with the figures tried alone."""
    lost: int = 0
    """Purchases that it objects to with today's figures alone."""


class Backtested(Struct, frozen=True, omit_defaults=True):
    """What a trial of a set of rules found, beside today's set on the same purchases."""

    purchases: int
    """Purchases judged; refused sales are none."""
    warned: int
    """Purchases that some rule objects to."""
    warned_today: int
    """Purchases that some rule of today's set objects to."""
    gained: int
    """Purchases that the trial alone objects to."""
    lost: int
    """Purchases that today's set alone objects to."""
    rules: tuple[RuleTrial, ...] = ()
    days: dict[str, tuple[int, int]] = {}
    """Warnings by local day, the oldest first: of the trial, and of today's set. Days without any
    are left out."""
    overlap: dict[str, int] = {}
    """How many purchases two rules both object to, under ``G04+G06``."""
    untried: tuple[str, ...] = ()
    """Rules that were not tried on all of the purchases: what else they look at was not kept from
    the beginning of the time on."""

    @property
    def warnings(self) -> int:
        """Warnings of the trial."""
        return sum(rule.warnings for rule in self.rules)

    @property
    def warnings_today(self) -> int:
        """Warnings of today's set."""
        return sum(rule.today for rule in self.rules)

    @property
    def share(self) -> float:
        """Warnings for each purchase: the figure that the first such system published, 0.0252."""
        return self.warnings / self.purchases if self.purchases else 0.0

    @property
    def share_today(self) -> float:
        """The same with today's set."""
        return self.warnings_today / self.purchases if self.purchases else 0.0
