"""Gasoline sold loose (散装汽油): purchases in their windows, the rules on them, the warnings."""

from county.gasoline.rules import GasolineRules
from county.gasoline.warnings import (
    WAITED_AFTER,
    GasolineWarning,
    check,
    due_at,
    evolve,
    gravest_first,
    overdue,
    when,
)

__all__ = [
    "WAITED_AFTER",
    "GasolineRules",
    "GasolineWarning",
    "check",
    "due_at",
    "evolve",
    "gravest_first",
    "overdue",
    "when",
]
