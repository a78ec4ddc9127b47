"""Words on kinds and states of units."""

ENTRIES: dict[str, tuple[str, str]] = {}
