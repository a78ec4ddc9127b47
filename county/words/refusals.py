"""Words on what was refused and why."""

ENTRIES: dict[str, tuple[str, str]] = {}
