"""Words on purchases and warnings."""

ENTRIES: dict[str, tuple[str, str]] = {}
