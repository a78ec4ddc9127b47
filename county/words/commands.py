"""Words on the zhiban program."""

ENTRIES: dict[str, tuple[str, str]] = {}
