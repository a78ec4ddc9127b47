"""Words on screens and panes."""

ENTRIES: dict[str, tuple[str, str]] = {}
